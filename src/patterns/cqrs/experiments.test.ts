import { describe, expect, it } from 'vitest';
import { InlineRun, runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import {
  appliedTwice,
  became,
  count,
  ended,
  lastMetric,
  lost,
  metrics,
  notes,
  overtaken,
  p90,
  phantoms,
  unmailed,
  vasesSold,
} from './figures.ts';
import pattern from './index.ts';
import { committedBy } from './reading.ts';
import type { ProjectorState } from './programs/projector-state.ts';
import type { BestRow } from './programs/views.ts';
import type { WriteStoreState } from './programs/write-store.ts';

/** What the answers of the experiments tell the reader is what the runs show. */
function run(preset: string, on: boolean, settings: Settings = {}) {
  const { trace, properties } = runInline(setupOf(pattern, { ...scenarioOf(pattern, preset, on), settings }));
  return {
    trace,
    violated: properties.filter(({ status }) => status === 'violated').map(({ id }) => id),
  };
}

const spike = [seconds(3), seconds(8)] as const;

describe('Everybody looks at once', () => {
  it('off: pages and orders wait for the same database, and some are refused', () => {
    const { trace } = run('spike', false);
    const orders = ended(trace, 'order', ...spike);
    expect([orders.length, count(orders, 'fail'), p90(orders)]).toEqual([7, 4, 685]);
    expect(count(ended(trace, 'browse', ...spike), 'fail')).toBe(371);
    expect(p90(ended(trace, 'order', 0, seconds(3)))).toBe(82);
  });

  it('on: orders do not notice the readers, whose pages are old', () => {
    const { trace, violated } = run('spike', true);
    const orders = ended(trace, 'order', ...spike);
    expect([count(orders, 'ok'), p90(orders)]).toEqual([orders.length, 97]);
    const pages = ended(trace, 'browse', ...spike);
    expect([count(pages, 'ok'), p90(pages)]).toEqual([pages.length, 71]);
    const lagsMs = metrics(trace, 'far', 'lagMs');
    expect([Math.max(...lagsMs) > 900, Math.max(...lagsMs) < 1_000]).toEqual([true, true]);
    expect(violated).toEqual([]);
  });
});

describe('The people', () => {
  it('only read in 99 of 100 requests', () => {
    const begun = run('spike', true).trace.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === 'begin' ? [effect.name] : [])),
    );
    const reads = begun.filter((name) => name === 'browse' || name === 'myOrders').length;
    expect(Math.round((100 * reads) / begun.length)).toBe(99);
  });
});

describe('Buy, then look', () => {
  const looks = (settings: Settings) => {
    const { trace, violated } = run('own-order', true, settings);
    const seen = ended(trace, 'myOrders');
    return {
      seen,
      stale: count(seen, 'fail'),
      back: notes(trace, '', 'back in time').length,
      notYet: seen.filter(({ output }) => output.status === 'not yet').length,
      violated,
    };
  };

  it('without a token orders are missing and pages go back in time, and the guarantees say so', () => {
    const none = looks({ 'session.token': 'none' });
    expect([none.seen.length, none.stale, none.back]).toEqual([62, 19, 5]);
    expect(none.violated).toEqual(['read-your-writes', 'monotonic-reads']);
  });

  it('own writes give read your writes, reads as well give monotonic reads', () => {
    const own = looks({ 'session.token': 'own writes' });
    expect([own.stale, own.back, own.violated]).toEqual([0, 5, ['monotonic-reads']]);
    const both = looks({});
    expect([both.stale, both.back, both.violated]).toEqual([0, 0, []]);
    expect(p90(both.seen)).toBe(463);
  });

  it('a short wait ends in an explicit "not yet", never in a stale answer', () => {
    const short = looks({ 'reads.waitMs': 100 });
    expect([short.stale, short.notYet, short.violated]).toEqual([0, 20, []]);
    expect(looks({ 'reads.waitMs': 100, 'reads.fallback': 'write model' }).notYet).toBe(0);
  });

  it('whoever waits as long as the dial says is told so then, also where that is longer than a service waits', () => {
    const far = { 'replica.nearLagMs': 4_000, 'replica.farLagMs': 4_000 };
    const late = looks(far);
    expect(late.notYet).toBeGreaterThan(20);
    expect(late.seen.filter(({ output }) => output.status === 'no answer')).toEqual([]);
    expect(looks({ ...far, 'reads.fallback': 'write model' }).notYet).toBe(0);
  });

  it('off: one model is always fresh', () => {
    const { trace, violated } = run('own-order', false);
    expect([p90(ended(trace, 'myOrders')), violated]).toEqual([106, []]);
    expect(p90(looks({ 'session.token': 'none' }).seen)).toBe(69);
  });
});

describe('A crash between commit and message', () => {
  it('off: a mail is lost, and nobody knows', () => {
    const { trace, violated } = run('crash-between', false);
    expect(violated).toEqual(['every-order-mailed']);
    expect(unmailed(trace)).toHaveLength(2);
  });

  it('on: the outbox loses nothing', () => {
    const { trace, violated } = run('crash-between', true);
    expect([violated, lost(trace), unmailed(trace)]).toEqual([[], [], []]);
  });

  it('a dual write loses events one way round, and makes them up the other', () => {
    const after = run('crash-between', true, { 'publish.how': 'after the commit' });
    expect(lost(after.trace)).toEqual(['buyers:27.0', 'buyers:27.1', 'buyers:51.0', 'buyers:51.1']);
    expect(after.violated).toContain('everything-published');
    expect(became(after.trace, 'reconciler', 'DIFFERENCES')[0]).toBeLessThan(ms(7_600));
    const before = { 'publish.how': 'before the commit' };
    expect(run('crash-between', true, before).violated).toEqual(['no-phantom']);
    const orders = phantoms(run('last-item', true, before).trace).filter((id) => id.endsWith('.1'));
    expect(orders).toHaveLength(9);
  });
});

describe('Delivered twice, and out of order', () => {
  const best = (settings: Settings) => {
    const done = new InlineRun(setupOf(pattern, { ...scenarioOf(pattern, 'delivered-twice', true), settings }));
    while (done.step());
    const stateOf = (id: string): unknown => done.state(done.kernel.nodes.find((node) => node.id === id)!.index);
    const { rows } = (stateOf('projector-best') as ProjectorState).blue;
    const { sold } = (stateOf('write-store') as WriteStoreState).tables;
    const trace = done.kernel.trace.slice(0);
    return {
      counted: Object.values(rows).reduce((sum, row) => sum + (row as BestRow).sold, 0),
      sold: Object.values(sold).reduce((sum, pieces) => sum + pieces, 0),
      twice: appliedTwice(trace, 'projector-best'),
      known: notes(trace, 'projector-best', 'duplicate ignored').length,
      violated: done.kernel
        .properties()
        .filter(({ status }) => status === 'violated')
        .map(({ id }) => id),
    };
  };

  it('version and rows in one transaction: each event once', () =>
    expect(best({})).toEqual({ counted: 30, sold: 30, twice: 0, known: 20, violated: [] }));

  it('nothing, or memory, counts twice', () => {
    expect(best({ 'projector.dedupe': 'none' })).toMatchObject({ counted: 69, sold: 30, twice: 18 });
    const memory = best({ 'projector.dedupe': 'memory' });
    expect([memory.counted, memory.twice]).toEqual([31, 1]);
    expect(memory.violated).toContain('applied-once');
  });

  it('two transactions lose what the checkpoint claims, or repeat what the rows have', () => {
    const first = best({ 'projector.commit': 'checkpoint first' });
    expect(first.counted).toBe(28);
    expect(first.violated).toContain('view-is-fold');
    const rows = best({ 'projector.commit': 'rows first' });
    expect([rows.counted, rows.violated]).toEqual([32, ['view-is-fold']]);
  });
});

describe('A new view, from history', () => {
  const { trace, violated } = run('new-view', true);

  it('comes to the head in a third of a second, while the shop is open', () => {
    expect(became(trace, 'projector-facets', 'CATCHING_UP')).toEqual([seconds(5)]);
    expect(became(trace, 'projector-facets', 'LIVE')[0]).toBeLessThan(ms(5_300));
    expect(became(trace, 'projector-best', 'LIVE').at(-1)).toBeLessThan(ms(8_360));
    expect(violated).toEqual([]);
  });

  it('those who asked for it before were told so', () =>
    expect(ended(trace, 'browse').filter(({ output }) => output.status === 'not yet')).toHaveLength(4));

  it('nobody gets a second mail', () =>
    expect(notes(trace, '', 'mail sent').length).toBeLessThanOrEqual(count(ended(trace, 'order'), 'ok')));

  it('many do where a projector writes the mails', () => {
    const by = run('new-view', true, { 'mails.by': 'projector' });
    expect(notes(by.trace, '', 'mail sent').length - count(ended(by.trace, 'order'), 'ok')).toBe(23);
    expect(by.violated).toEqual(['one-mail']);
  });
});

describe('The last three vases', () => {
  it('aggregate and one model sell three, the read model sells twelve', () => {
    const on = run('last-item', true);
    expect([vasesSold(on.trace), notes(on.trace, 'command-api', 'conflict').length, on.violated]).toEqual([3, 20, []]);
    const orders = ended(on.trace, 'order').filter(({ output }) => output.product === 'vase');
    expect(Math.max(...orders.map(({ tookMs }) => tookMs))).toBe(425);
    expect(vasesSold(run('last-item', false).trace)).toBe(3);
    const read = run('last-item', true, { 'orders.stockCheck': 'read model' });
    expect(vasesSold(read.trace)).toBe(12);
    expect(read.violated).toEqual(['stock-never-negative']);
  });
});

describe('Seven commits after eight', () => {
  it('waited for, the sale arrives; passed over, it never does', () => {
    const on = run('gap', true);
    const waits = notes(on.trace, 'relay', 'wait for the gap');
    const sale = on.trace.flatMap(committedBy).filter(({ id }) => id.startsWith('merchandiser:1.'));
    expect(sale.map(({ position }) => position)).toEqual([35, 36, 37, 38, 39, 40]);
    expect([waits.length, lost(on.trace), on.violated]).toEqual([8, [], []]);
    expect(waits.at(-1)! - waits[0]!).toBeGreaterThan(ms(700));
    const skip = run('gap', true, { 'relay.gaps': 'skip' });
    expect(lost(skip.trace)).toHaveLength(6);
    expect(skip.violated).toContain('log-in-order');
    expect(lastMetric(skip.trace, 'reconciler', 'differences')).toBe(5);
    expect(became(skip.trace, 'reconciler', 'DIFFERENCES')[0]).toBeLessThan(ms(7_600));
  });

  it('the reconciler repairs what was passed over', () => {
    const { trace } = run('gap', true, { 'relay.gaps': 'skip', 'reconciler.repairs': true });
    expect(became(trace, 'reconciler', 'AGREE').at(-1)).toBeGreaterThan(ms(7_600));
    expect(lastMetric(trace, 'reconciler', 'differences')).toBe(0);
  });
});

describe('The reconciler', () => {
  const found = (preset: string, settings: Settings) =>
    run(preset, true, settings).trace.flatMap(({ node, timeUs, effects }) =>
      effects.flatMap((effect) =>
        node === 'reconciler' && effect.kind === 'note' && effect.rule !== 'repair'
          ? [[Math.round(timeUs / 100_000) / 10, effect.rule, effect.text.slice(effect.text.indexOf(': ') + 2)]]
          : [],
      ),
    );

  it('finds a view that is wrong alone, and does not have it written again', () => {
    const [first, advice] = found('delivered-twice', { 'projector.dedupe': 'none', 'reconciler.repairs': true });
    expect([first, advice]).toEqual([
      [7.6, 'views differ', 'sales of desk'],
      [7.6, 'rebuild it', 'rebuild the best-sellers'],
    ]);
    expect(found('partitions', { 'facets.stockFirst': 'passed over' })).toEqual([
      [10.1, 'views differ', 'category light'],
    ]);
  });

  it('says why nothing can be compared where events have no position', () => {
    const blind = found('crash-between', { 'publish.how': 'before the commit' });
    expect(blind[0]!.slice(0, 2)).toEqual([5.1, 'views differ']);
    expect(blind[1]!.slice(1)).toEqual(['no position', 'no view can say how far it is']);
    const { trace } = run('crash-between', true, { 'publish.how': 'before the commit' });
    expect(new Set(ended(trace, 'myOrders').map(({ output }) => output.status))).toEqual(new Set(['not yet']));
  });

  it('does not take late for wrong', () => {
    for (const preset of ['spike', 'own-order', 'gap', 'partitions']) expect(found(preset, {})).toEqual([]);
  });
});

describe('Two partitions, no order between them', () => {
  it('a view keeps what comes too early, and is as old as the half that is furthest behind', () => {
    const { trace, violated } = run('partitions', true);
    expect([violated, overtaken(trace)]).toEqual([[], 4]);
    const looks = ended(trace, 'myOrders');
    expect([count(looks, 'ok'), Math.max(...looks.map(({ tookMs }) => tookMs))]).toEqual([looks.length, 1_148]);
    // Partition 2 is heard of late: only then the facets know that they have all of it.
    expect(became(trace, 'projector-facets', 'LIVE')[0]).toBeGreaterThan(ms(5_300));
    expect(overtaken(run('new-view', true).trace)).toBe(0);
  });

  it('whoever expects an order between aggregates is wrong for good, and in one log never finds out', () => {
    const trap = { 'facets.stockFirst': 'passed over' };
    const { trace, violated } = run('partitions', true, trap);
    expect(violated).toEqual(['view-is-fold']);
    const said = trace.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === 'verdict' && effect.status === 'violated' ? [effect.detail] : [])),
    );
    expect(said[0]).toContain('lamp 0, torch 58 for light, the log says bulb 90, lamp 116');
    expect(run('new-view', true, trap).violated).toEqual([]);
  });
});
