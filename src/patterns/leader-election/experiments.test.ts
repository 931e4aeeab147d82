import { describe, expect, it } from 'vitest';
import { InlineRun, runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { ended, leaders, longestGapUs, metric, notes, violated, written } from './figures.ts';
import pattern from './index.ts';
import type { Entry } from './programs/raft-state.ts';
import type { Applies } from './raft-properties.ts';

/** What the answers of the experiments tell the reader is what the runs show. */
function run(preset: string, on: boolean, settings: Settings = {}) {
  const { trace, properties } = runInline(setupOf(pattern, { ...scenarioOf(pattern, preset, on), settings }));
  return {
    trace,
    reached: properties.filter(({ status }) => status === 'reached').map(({ id }) => id),
    broken: properties.filter(({ status }) => status === 'violated').map(({ id }) => id),
    lost: notes(trace, 'discards an acknowledged write').length,
  };
}
const tenths = (us: number): number => Math.round(us / 100_000) / 10;
const count = (trace: readonly TraceEvent[], name: string, outcome: string): number =>
  ended(trace, 0, Infinity).filter((each) => each.name === name && each.outcome === outcome).length;
const elected = (trace: readonly TraceEvent[]): (readonly [string, number, number])[] =>
  leaders(trace).map(({ node, atUs, term }) => [node, tenths(atUs), term]);

describe('The network splits', () => {
  const off = run('split', false);
  const on = run('split', true);

  it('off: both sides answer writes, and acknowledged ones are lost', () => {
    const { first, second } = written(off.trace, seconds(7), seconds(10));
    expect(Math.min(first, second)).toBeGreaterThan(3);
    expect(elected(off.trace)).toEqual([['n3', 6, 0]]);
    expect(off.lost).toBe(10);
    expect(off.reached).toContain('contradiction');
  });

  it('on: one side answers, and nothing is lost', () => {
    expect(elected(on.trace)).toEqual([
      ['n1', 0.1, 1],
      ['n5', 5, 2],
    ]);
    expect(written(on.trace, seconds(6), seconds(10)).first).toBe(0);
    expect(written(on.trace, seconds(6), seconds(10)).second).toBeGreaterThan(5);
    expect([on.lost, count(on.trace, 'write', 'unknown'), on.broken]).toEqual([0, 5, []]);
    expect(notes(on.trace, 'truncates').map(({ node }) => node)).toEqual(['n1', 'n2']);
    expect(on.reached).toContain('steps-down');
  });
});

describe('The leader dies', () => {
  it('both sides are back after about two seconds, and nothing is lost', () => {
    const [off, on] = [run('kill', false), run('kill', true)];
    expect(longestGapUs(off.trace, seconds(1), seconds(15))).toBeLessThan(ms(2_000));
    expect(tenths(longestGapUs(on.trace, seconds(1), seconds(15)))).toBe(2.1);
    expect(elected(on.trace).at(-1)).toEqual(['n2', 5.1, 2]);
    expect([off.lost, on.lost]).toEqual([0, 0]);
    expect(off.reached).toContain('two-primaries');
  });

  it('four survive the loss of no more than three do', () => {
    const withLosses = (replicas: number, lost: string): number => {
      const scenario = { ...scenarioOf(pattern, 'kill', true), settings: { 'cluster.replicas': replicas } };
      const crash = { kind: 'crash', node: lost, atUs: seconds(3), forUs: seconds(9) } as const;
      const { trace } = runInline(setupOf(pattern, { ...scenario, actions: [crash, ...scenario.actions] }));
      return longestGapUs(trace, seconds(2), seconds(12));
    };
    expect(withLosses(4, 'n4')).toBeGreaterThan(seconds(7));
    expect(withLosses(5, 'n4')).toBeLessThan(seconds(3));
  });

  it('shorter timeouts elect sooner', () => {
    const settings = { 'raft.electionMs': 150, 'raft.spreadMs': 150, 'raft.heartbeatMs': 50 };
    const next = leaders(run('kill', true, settings).trace, seconds(4))[0]!;
    expect(next.atUs - seconds(4)).toBeLessThan(ms(450));
  });
});

describe('Everybody waits alike', () => {
  it('on: votes are split again and again; off: the order is fixed', () => {
    const on = run('same-timeouts', true);
    expect(elected(on.trace)).toEqual([
      ['n1', 0.1, 1],
      ['n5', 11.1, 8],
    ]);
    expect(notes(on.trace, 'stands for election', seconds(4))).toHaveLength(25);
    expect(elected(run('same-timeouts', false).trace)).toEqual([['n2', 5, 0]]);
    const random = leaders(run('same-timeouts', true, { 'raft.spreadMs': 1_000 }).trace, seconds(4))[0]!;
    expect(random.atUs).toBeLessThan(ms(6_500));
  });
});

describe('Both sides take writes', () => {
  it('off: acknowledged writes are discarded; on: only what nobody was told', () => {
    const [off, on] = [run('both-sides', false), run('both-sides', true)];
    expect(off.lost).toBe(13);
    expect(off.reached).toContain('contradiction');
    expect([on.lost, on.broken, count(on.trace, 'write', 'unknown')]).toEqual([0, [], 5]);
    expect(notes(on.trace, 'truncates').map(({ node }) => node)).toEqual(['n1']);
    expect(written(on.trace, seconds(3), seconds(8)).first).toBe(0);
  });
});

describe('Somebody comes back', () => {
  it('without PreVote the leader falls, with it nothing happens', () => {
    const without = run('rejoin', true);
    const before = without.trace.filter(({ timeUs }) => timeUs < seconds(9));
    expect(metric(before, 'n5', 'term')).toBe(4);
    expect(elected(without.trace)).toEqual([
      ['n1', 0.1, 1],
      ['n1', 10.8, 6],
    ]);
    expect(tenths(longestGapUs(without.trace, seconds(9), seconds(14)))).toBe(1.8);
    const withIt = run('rejoin', true, { 'raft.preVote': true });
    expect(elected(withIt.trace)).toEqual([['n1', 0.1, 1]]);
    expect(longestGapUs(withIt.trace, seconds(9), seconds(14))).toBeLessThan(seconds(1));
  });

  it('off: the lonely one makes the others lose what they have acknowledged', () => {
    expect(run('rejoin', false).lost).toBe(28);
  });
});

describe('It speaks and does not hear', () => {
  it('CheckQuorum ends it', () => {
    const without = run('one-way', true);
    expect(elected(without.trace)).toEqual([['n1', 0.1, 1]]);
    expect(longestGapUs(without.trace, seconds(1), seconds(14))).toBeGreaterThan(seconds(7));
    const withIt = run('one-way', true, { 'raft.checkQuorum': true });
    expect(elected(withIt.trace).at(-1)).toEqual(['n5', 5.5, 2]);
    expect(tenths(longestGapUs(withIt.trace, seconds(1), seconds(14)))).toBe(2.6);
    expect(count(withIt.trace, 'write', 'unknown')).toBe(0);
    expect(count(run('one-way', false).trace, 'write', 'unknown')).toBe(0);
  });
});

describe('Everything comes twice, and late', () => {
  it('all requests are answered, once', () => {
    const on = run('doubled', true);
    expect(on.broken).toEqual([]);
    expect(ended(on.trace, 0, Infinity).every(({ outcome }) => outcome === 'ok')).toBe(true);
    expect(on.reached).toContain('split-vote');
  });
});

/** Terms of the entries of every replica at the end of the run. */
function logsAfter(preset: string, on: boolean, untilUs: number): Record<string, string> {
  const whole = new InlineRun(setupOf(pattern, scenarioOf(pattern, preset, on)));
  while (whole.kernel.timeUs < untilUs && whole.step());
  return Object.fromEntries(
    whole.kernel.nodes
      .filter(({ id }) => id.startsWith('n'))
      .map(({ id, index }) => {
        const { log } = whole.state(index) as {
          readonly log: readonly Entry[] | { readonly entries: readonly Entry[] };
        };
        const entries: readonly Entry[] = Array.isArray(log)
          ? (log as readonly Entry[])
          : (log as { readonly entries: readonly Entry[] }).entries;
        return [id, entries.map(({ term }) => term).join('')];
      }),
  );
}

describe('Figures of the paper', () => {
  it('7, on: all logs are alike after half a second; off: four differ to the end', () => {
    expect(new Set(Object.values(logsAfter('figure-7', true, ms(600))))).toEqual(new Set(['11144556668']));
    const logs = Object.values(logsAfter('figure-7', false, seconds(6)));
    expect(logs.filter((log) => log !== logs[0])).toHaveLength(4);
    const refusals = run('figure-7', true).trace.flatMap(({ timeUs, effects }) =>
      effects.filter((each) => timeUs < seconds(2) && each.kind === 'send' && each.transit.message['ok'] === false),
    );
    expect(refusals).toHaveLength(4);
  });

  it('8: the entry of the old term is overwritten, and was never committed', () => {
    const on = run('figure-8', true);
    expect(elected(on.trace)).toEqual([
      ['n1', 0.1, 4],
      ['n5', 1.9, 5],
    ]);
    expect(notes(on.trace, 'applies', 0, seconds(6))).toEqual([]);
    expect(notes(on.trace, 'truncates').map(({ node }) => node)).toEqual(['n3', 'n2', 'n1']);
    expect(on.broken).toEqual([]);
  });

  it('8, counting old terms: a committed entry is lost', () => {
    const on = run('figure-8', true, { 'raft.countOldTerms': true });
    expect(violated(on.trace, 'leader-completeness')).toBe(true);
    expect(notes(on.trace, 'applies')[0]!.atUs).toBeLessThan(ms(300));
  });

  it('8 (e), with an entry of the own term: replica 5 cannot be elected', () => {
    const on = run('figure-8', true, { 'raft.noop': true });
    expect(leaders(on.trace).map(({ node }) => node)).not.toContain('n5');
    expect(on.broken).toEqual([]);
  });
});

describe('Reads and operations', () => {
  it('a lease ends before anybody else is elected; off, reads go stale', () => {
    const on = run('lease-reads', true);
    expect(elected(on.trace).at(-1)).toEqual(['n3', 5.2, 2]);
    expect(on.broken).toEqual([]);
    const reads = ended(on.trace, ms(5_220), ms(8_250)).filter(
      ({ client, name, outcome }) => client === 'client-1' && name === 'read' && outcome === 'ok',
    );
    expect(reads).toEqual([]);
    expect(run('lease-reads', false).reached).toContain('contradiction');
  });

  it('a lease that trusts clocks too much answers from the past', () => {
    const readsOf = ({ trace }: ReturnType<typeof run>): number =>
      ended(trace, leaders(trace).at(-1)!.atUs, ms(8_250)).filter(
        ({ client, name, outcome }) => client === 'client-1' && name === 'read' && outcome === 'ok',
      ).length;
    const trusting = run('fast-clocks', true);
    expect(elected(trusting.trace).at(-1)).toEqual(['n4', 5.8, 2]);
    expect(readsOf(trusting)).toBe(14);
    expect(trusting.reached).toContain('contradiction');
    expect([trusting.broken, trusting.lost]).toEqual([[], 0]);
    for (const settings of [{ 'raft.driftPct': 100 }, { 'raft.reads': 'index' }]) {
      const careful = run('fast-clocks', true, settings);
      expect(elected(careful.trace).at(-1)![0]).not.toBe('n1');
      expect([careful.reached.includes('contradiction'), careful.broken, readsOf(careful)]).toEqual([false, [], 0]);
    }
    const off = run('fast-clocks', false);
    expect(off.reached).toContain('contradiction');
    expect(off.lost).toBeGreaterThan(0);
  });

  it('a write whose answer is lost is done once, and without sessions again', () => {
    const copies: Record<string, number> = {};
    const on = run('answer-lost', true);
    let idle = 0;
    for (const { node, effects } of on.trace)
      for (const effect of effects) {
        if (node !== 'n1' || effect.kind !== 'note' || effect.rule !== 'applies') continue;
        const { entries, again } = effect.data as unknown as Applies;
        idle += again?.length ?? 0;
        for (const entry of entries) copies[entry] = (copies[entry] ?? 0) + 1;
      }
    const often = Object.values(copies).filter((times) => times > 1);
    expect([idle, often.length, Math.min(...often), Math.max(...often)]).toEqual([43, 10, 3, 8]);
    expect(ended(on.trace, 0, Infinity).every(({ outcome }) => outcome === 'ok')).toBe(true);
    const off = run('answer-lost', true, { 'raft.sessions': false });
    expect(off.broken).toEqual(['applied-once', 'linearizable']);
    const verdicts = off.trace.flatMap(({ timeUs, effects }) =>
      effects.flatMap((effect) => (effect.kind === 'verdict' && effect.status === 'violated' ? [tenths(timeUs)] : [])),
    );
    expect(verdicts).toEqual([3.5, 5.2]);
    expect([on.broken, run('answer-lost', false).lost]).toEqual([[], 0]);
  });

  it('a session that is over: nobody does a write again, and nobody can say whether it was done', () => {
    const on = run('session-over', true);
    const ends = notes(on.trace, 'ends a session').filter(({ atUs }) => atUs < seconds(7));
    expect(ends.map(({ node }) => node).sort()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    expect(tenths(ends[0]!.atUs)).toBe(5.6);
    const unknown = on.trace.flatMap(({ effects }) =>
      effects.flatMap((each) => (each.kind === 'end' && each.outcome === 'unknown' ? [each.op] : [])),
    );
    expect([...unknown].sort()).toEqual(['client-1:10', 'client-1:11', 'client-1:4', 'client-1:7']);
    const applied = on.trace.flatMap(({ node, effects }) =>
      effects.flatMap((each) =>
        node === 'n4' && each.kind === 'note' && each.rule === 'applies' ? [each.data as unknown as Applies] : [],
      ),
    );
    expect(applied.find(({ from }) => from === 8)!.entries).toEqual(['1 client-1:4']);
    expect(applied.flatMap(({ over = [] }) => over)).toHaveLength(4);
    expect(notes(on.trace, 'opens a session').map(({ node }) => node)).toEqual(['client-1']);
    expect(on.broken).toEqual([]);
    for (const kept of [run('session-over', true, { 'raft.sessionMs': 60_000 }), run('session-over', false)]) {
      expect(count(kept.trace, 'write', 'unknown') + count(kept.trace, 'cas', 'unknown')).toBe(0);
      expect([kept.broken, kept.lost]).toEqual([[], 0]);
    }
  });

  it('a snapshot brings back who is too far behind', () => {
    const [first] = notes(run('far-behind', true).trace, 'installs a snapshot');
    expect(first!.node).toBe('n3');
    expect(first!.atUs - seconds(9)).toBeLessThan(ms(100));
  });

  it('two changes: the second leader has to wait, and only one side goes on', () => {
    const on = run('two-changes', true);
    expect(elected(on.trace)).toEqual([
      ['n1', 0.1, 1],
      ['n4', 4.1, 2],
      ['n1', 5.6, 3],
    ]);
    expect(notes(on.trace, 'refuses a change').map(({ node, atUs }) => [node, tenths(atUs)])).toEqual([['n4', 4.2]]);
    const { first, second } = written(on.trace, ms(4_200), seconds(10));
    expect([first, second, on.broken]).toEqual([8, 0, []]);
    expect(tenths(longestGapUs(on.trace, seconds(3), seconds(14)))).toBe(2.8);
    expect(run('two-changes', false).lost).toBe(9);
  });

  it('two changes, made at once: two majorities without a common member', () => {
    const on = run('two-changes', true, { 'raft.changeAtOnce': true });
    expect(on.broken).toEqual(['leader-completeness', 'state-machine-safety', 'linearizable']);
    expect(written(on.trace, ms(5_650), seconds(10))).toEqual({ first: 8, second: 9 });
  });

  it('who hands over first can be switched off; one that is not done in time is given up', () => {
    const on = run('hand-over', true);
    const [, third] = leaders(on.trace);
    expect([third!.node, third!.atUs - ms(5_020) < ms(100)]).toEqual(['n3', true]);
    expect(longestGapUs(on.trace, seconds(4), seconds(8))).toBeLessThan(ms(250));
    expect(elected(on.trace)).toHaveLength(2);
    expect(notes(on.trace, 'takes requests again').map(({ node, atUs }) => [node, tenths(atUs)])).toEqual([
      ['n3', 10.1],
    ]);
    expect([tenths(longestGapUs(on.trace, seconds(8), seconds(14))), on.lost, on.broken]).toEqual([1, 0, []]);
    const off = run('hand-over', false);
    expect([tenths(longestGapUs(off.trace, seconds(4), seconds(8))), off.lost]).toEqual([1.1, 41]);
  });

  it('a hand-over takes milliseconds, leaving without one an election', () => {
    const on = run('members', true);
    const [, second, third] = leaders(on.trace);
    expect(second!.atUs - seconds(6)).toBeLessThan(ms(60));
    expect(tenths(third!.atUs - seconds(9))).toBe(1.6);
    expect(longestGapUs(on.trace, ms(8_800), seconds(12))).toBeGreaterThan(ms(1_600));
    expect(on.reached).toContain('member');
  });
});
