import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { createTraceIndex } from '../../../derive/trace-index.ts';
import { InlineRun } from '../../../kernel/inline.ts';
import type { NodeInspection } from '../../../kernel/inspection.ts';
import { clonePlain } from '../../../kernel/plain.ts';
import type { Settings } from '../../../kernel/program.ts';
import { scenarioOf, settingsOf, setupOf } from '../../../pattern-kit/setup.ts';
import { OwnViewContext, type BoardProps } from '../../../ui/kit/index.ts';
import { seconds } from '../../../kernel/time.ts';
import pattern from '../index.ts';
import { upcast } from '../programs/upcasters.ts';
import { NodeArt } from './art.tsx';
import { Board } from './board.tsx';
import { money, signed } from './books.ts';
import { NodeCard } from './cards.tsx';

/** A run at a moment, as the workbench hands it to a view. */
function at(
  preset: string,
  on: boolean,
  timeUs: number,
  given: Partial<BoardProps> = {},
  set: Settings = {},
): BoardProps {
  const scenario = { ...scenarioOf(pattern, preset, on), settings: set };
  const setup = setupOf(pattern, scenario);
  const run = new InlineRun(setup);
  run.runUntil(timeUs);
  const index = createTraceIndex();
  index.append(run.kernel.trace.slice());
  const nodes: Record<string, NodeInspection> = {};
  for (const node of run.kernel.nodes)
    nodes[node.id] = {
      state: node.status === 'down' ? null : (clonePlain(run.state(node.index)) as NodeInspection['state']),
      before: null,
      disk: node.disk.durable(),
      unsynced: [],
      timers: [],
      requests: [],
      queue: [],
      working: [],
      localClockUs: node.clock.wall(run.kernel.timeUs),
    };
  const cursorSeq = index.events.length - 1;
  return {
    topology: setup.topology,
    on,
    settings: settingsOf(pattern, scenario),
    scene: index.sceneAt(cursorSeq),
    timeUs,
    nodes,
    events: index.events,
    cursorSeq,
    widthPx: 1_200,
    selected: null,
    select: () => undefined,
    ...given,
  };
}

const drawn = (element: ReactElement): string => renderToStaticMarkup(element);
const text = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const count = (html: string, part: string): number => html.split(part).length - 1;

describe('the board with events', () => {
  it('draws a tape for each account, a cell for each event, and explains each balance', () => {
    const props = at('crash', true, seconds(5));
    const html = drawn(<Board {...props} />);
    expect(count(html, '<details')).toBe(7);
    const stored = (props.nodes['store']!.state as unknown as { log: readonly string[] }).log;
    const cells = stored.filter((line) => upcast(line).stream !== 'suspense').length;
    expect(count(html, 'recorded') + count(html, 'Recorded')).toBeGreaterThanOrEqual(cells);
    expect(text(html)).toContain('2.0 s → sent to Ben −100.00 518.00');
    expect(html).toContain('c12, teller');
    expect(text(html)).toContain('↺ reversed');
  });

  it('says what of a balance is held, while a payment has no end yet', () => {
    const html = text(drawn(<Board {...at('reconcile', true, seconds(5))} />));
    expect(html).toMatch(/[\d.]+ is held for payments under way and [\d.]+ can be spent/);
    expect(html).toContain('held, payment c');
    expect(text(drawn(<Board {...at('crash', true, seconds(5))} />))).not.toContain('is held for');
  });

  it('shows a view that differs from the fold by a sign, and the new one beside it', () => {
    const html = drawn(<Board {...at('rebuild', true, seconds(8) + 500_000)} />);
    expect(text(html)).toContain('old view');
    expect(text(html)).toContain('new view');
    expect(html).toContain('≠');
    expect(text(drawn(<Board {...at('rebuild', true, seconds(12))} />))).not.toContain('≠');
  });

  it('marks the edited event and says that the chain is broken', () => {
    const before = drawn(<Board {...at('tamper', true, seconds(9))} />);
    const after = drawn(<Board {...at('tamper', true, seconds(11))} />);
    expect([count(before, '✎'), count(after, '✎')]).toEqual([0, 1]);
    expect([text(before).includes('✓ sound'), text(after).includes('× edited')]).toEqual([true, true]);
  });

  it('adds a balance as of a valid time, as known now and as told then', () => {
    const html = drawn(<Board {...at('tamper', true, seconds(8), {}, { 'auditor.asOfS': 5 })} />);
    expect(text(html)).toContain('as of 5.0 s');
    expect(text(html)).toContain('as told then');
    expect(text(html)).toContain('entered late');
    // Somebody's deposit was entered late: what was told at 5 s is not what is known now.
    expect(html).toContain('≠');
    expect(html).toContain('opacity="0.3"');
  });

  it('lets the time of the balances be dragged, and says what it is', () => {
    const html = drawn(<Board {...at('tamper', true, seconds(8))} />);
    expect(html).toContain('role="slider"');
    expect(html).toContain('aria-valuetext="now"');
    expect(text(html)).not.toContain('as told then');
  });

  it('stands where the link says that the slider stood', () => {
    const linked = (asOfMs: number | string) =>
      drawn(
        <OwnViewContext value={{ own: { asOfMs }, keep: () => undefined }}>
          <Board {...at('tamper', true, seconds(8))} />
        </OwnViewContext>,
      );
    expect(text(linked(5_000))).toContain('as of 5.0 s');
    expect(linked('soon')).toContain('aria-valuetext="now"');
    // Dragged to now, it stays there, whatever the dial says.
    const against = (own: Readonly<Record<string, string>>) =>
      drawn(
        <OwnViewContext value={{ own, keep: () => undefined }}>
          <Board {...at('tamper', true, seconds(8), {}, { 'auditor.asOfS': 5 })} />
        </OwnViewContext>,
      );
    expect([against({}), against({ asOfMs: 'now' })].map((html) => html.includes('aria-valuetext="now"'))).toEqual([
      false,
      true,
    ]);
    expect(linked(-5)).toContain('aria-valuetext="0.0 s"');
  });

  it('puts what is before closed books in the archive, and flags what is suspicious', () => {
    expect(text(drawn(<Board {...at('closing', true, seconds(10))} />))).toMatch(/archive 50,0\d\d/);
    const [before, after] = [seconds(8), seconds(10)].map((us) => drawn(<Board {...at('fraud', true, us)} />));
    expect(count(after!, '⚑')).toBe(count(before!, '⚑') + 1);
    expect(text(before!)).toContain('Eva');
  });

  it('shows where a stream was deleted, where it begins again and where it ends', () => {
    const html = drawn(<Board {...at('tombstone', true, seconds(11))} />);
    const finn = html.slice(html.indexOf('finn: '), html.indexOf('shop: '));
    expect(['∅', '†', 'StreamTombstoned, version 10'].map((sign) => count(finn, sign) > 0)).toEqual([true, true, true]);
    expect(text(html)).toContain('Takes no event any more');
    expect(text(html)).toContain('came back +100.00');
  });

  it('has an owner for each account, until the key is gone', () => {
    const before = text(drawn(<Board {...at('forget', true, seconds(4))} />));
    const after = text(drawn(<Board {...at('forget', true, seconds(6))} />));
    expect([before.includes('Owner: Finn Berger'), after.includes('Finn Berger')]).toEqual([true, false]);
    expect(after).toContain('5 readable, 1 forgotten');
    expect(after).toContain('Owner: unreadable');
  });

  it('reads what is on the disk while the store is down, and fits a phone', () => {
    const props = at('lost-reply', true, seconds(12) + 300_000, { widthPx: 360 });
    expect(props.nodes['store']!.state).toBeNull();
    const html = drawn(<Board {...props} />);
    expect(count(html, '<details')).toBe(7);
    expect(html).not.toContain('Recorded and valid time');
  });

  it('marks for a while what was read backward', () => {
    const marks = [16.9, 17.2, 19.9].map((s) =>
      count(drawn(<Board {...at('replay', true, s * 1e6)} />), 'Read backward'),
    );
    expect(marks).toEqual([0, 1, 0]);
  });

  it('says how many events of the years before are not drawn', () => {
    expect(text(drawn(<Board {...at('replay', true, seconds(3))} />))).toContain('+100,0');
  });
});

describe('the board with rows', () => {
  it('has a balance, and nothing that explains it', () => {
    const html = drawn(<Board {...at('crash', false, seconds(5))} />);
    expect(text(html)).toContain('Ada 418.00');
    expect(text(html)).toContain('was overwritten');
  });
});

describe('signs and cards', () => {
  const markup = (preset: string, timeUs: number, id: string): { art: string; card: string } => {
    const props = at(preset, true, timeUs);
    const node = props.topology.nodes.find((one) => one.id === id)!;
    const towards = () => null;
    return {
      art: drawn(<NodeArt {...props} node={node} now={props.scene.nodes[id]!} radius={28} towards={towards} />),
      card: drawn(<NodeCard {...props} node={node} inspection={props.nodes[id]!} />),
    };
  };

  it('a broken seal, a ring of the rebuild, breaks as crosses', () => {
    expect(markup('tamper', seconds(9), 'auditor').art).toContain('--ok-soft');
    expect(markup('tamper', seconds(11), 'auditor').art).toContain('--bad-soft');
    expect(markup('rebuild', seconds(8) + 500_000, 'balances').art).toContain('<circle');
    expect(markup('rebuild', seconds(7), 'balances').art).toBe('');
    expect(markup('reconcile', 10_070_000, 'reconciler').art).toContain('×');
  });

  it('a card says what the node holds', () => {
    expect(text(markup('crash', seconds(5), 'store').card)).toContain('hangs on the one before');
    const desks = ['desk-a', 'desk-b'].map((desk) => text(markup('replay', seconds(1) + 500_000, desk).card));
    expect(desks.join()).toContain('shop@');
    expect(text(markup('rebuild', seconds(8) + 500_000, 'balances').card)).toContain('in use');
    expect(text(markup('crash', seconds(12), 'snapshots').card)).toContain('version');
    expect(text(markup('fraud', seconds(10), 'fraud').card)).toContain('Eva 5');
    expect(text(markup('forget', seconds(6), 'keys').card)).toContain('key is gone');
    expect(markup('crash', seconds(5), 'clearing').card).toBe('');
  });
});

describe('amounts', () => {
  it('are written as people write them', () => {
    expect([money(0), money(5), money(-123_456), money(1_234_567_890)]).toEqual([
      '0.00',
      '0.05',
      '−1,234.56',
      '12,345,678.90',
    ]);
    expect([signed(100), signed(-100)]).toEqual(['+1.00', '−1.00']);
  });
});
