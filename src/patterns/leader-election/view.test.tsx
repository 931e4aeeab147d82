import type { ComponentProps } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import { InlineRun } from '../../kernel/inline.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import { scenarioOf, settingsOf, setupOf } from '../../pattern-kit/setup.ts';
import { judgeHistory } from './client-history.ts';
import pattern from './index.ts';
import { History } from './view/history.tsx';
import view from './view.tsx';

const { NodeArt: Art, NodeCard: Card, board: panel } = view as Required<typeof view>;
const { Board } = panel;

/** The pictures of a run at a time, as the workbench would ask for them. */
function at(preset: string, on: boolean, timeUs: Us, widthPx = 1_000) {
  const scenario = scenarioOf(pattern, preset, on);
  const run = new InlineRun(setupOf(pattern, scenario));
  run.runUntil(timeUs);
  const { topology } = setupOf(pattern, scenario);
  const events = run.kernel.trace.slice(0);
  const inspection = (index: number) => {
    const node = run.kernel.nodes[index]!;
    const state = (node.status === 'down' ? null : (run.state(index) as Json)) ?? null;
    return {
      state,
      before: state,
      disk: node.disk.durable(),
      unsynced: [],
      timers: [],
      requests: [],
      queue: [],
      working: [],
      localClockUs: timeUs,
    };
  };
  const metrics: Record<string, Record<string, number>> = {};
  for (const { node, effects } of events)
    for (const effect of effects) if (effect.kind === 'metric') (metrics[node] ??= {})[effect.name] = effect.value;
  const scene = {
    nodes: Object.fromEntries(
      run.kernel.nodes.map((node) => [
        node.id,
        {
          status: node.status,
          lanes: node.lanes,
          metrics: metrics[node.id] ?? {},
          conditions: node.clock.driftPpm === 0 ? {} : { clockDrift: node.clock.driftPpm },
        },
      ]),
    ),
  };
  const common = { topology, on, settings: settingsOf(pattern, scenario), scene, timeUs };
  const board = {
    ...common,
    nodes: Object.fromEntries(run.kernel.nodes.map(({ id }, i) => [id, inspection(i)])),
    events,
    cursorSeq: events.length - 1,
    widthPx,
    selected: 'n1',
    select: () => undefined,
  } as unknown as ComponentProps<typeof Board>;
  const index = (id: string): number => topology.nodes.findIndex((node) => node.id === id);
  return {
    events,
    board: (given: object = {}) => renderToStaticMarkup(<Board {...board} {...given} />),
    art: (id: string) =>
      renderToStaticMarkup(
        <svg>
          <Art
            {...({
              ...common,
              node: topology.nodes[index(id)],
              now: scene.nodes[id],
              radius: 30,
              towards: (other: string) => ({ x: index(other) > index(id) ? 1 : -1, y: 0 }),
            } as unknown as ComponentProps<typeof Art>)}
          />
        </svg>,
      ),
    card: (id: string) =>
      renderToStaticMarkup(
        <Card
          {...({
            ...common,
            node: topology.nodes[index(id)],
            inspection: inspection(index(id)),
          } as unknown as ComponentProps<typeof Card>)}
        />,
      ),
  };
}
const count = (text: string, part: string): number => text.split(part).length - 1;

describe('the board', () => {
  it('draws a row a replica, dashes what is not committed, and says it in words', () => {
    const svg = at('split', true, seconds(8)).board();
    expect(svg).toContain('Replica 5: leader, term 2, ');
    expect(svg).toContain('Replica 1: pre-candidate, term 1, ');
    expect(svg).toContain('On disk, not committed.');
    expect(count(svg, 'stroke-dasharray')).toBeGreaterThan(4);
    // The leader knows of two others how far they have come.
    expect(count(svg, 'l4.5 6h-9z')).toBe(2);
  });

  it('shows the logs of figure 7 as the paper has them', () => {
    const svg = at('figure-7', true, ms(100)).board();
    for (const [i, length] of [10, 9, 4, 11, 12, 7, 11].entries())
      expect(svg).toContain(
        `Replica ${i + 1}: ${i === 0 ? 'pre-candidate' : 'follower'}, term 7, ${length} entries, 0 committed.`,
      );
  });

  it('shows a snapshot, the disk of who is down, and fits on a phone', () => {
    expect(at('far-behind', true, seconds(8), 1_400).board()).toContain('snapshot');
    expect(at('kill', true, seconds(5)).board()).toContain('down, its disk');
    const phone = at('kill', true, seconds(5), 340).board();
    expect(phone).toContain('width="340"');
    for (const x of [...phone.matchAll(/translate\((\d+) /g)].map(([, px]) => Number(px))) expect(x).toBeLessThan(340);
  });

  it('calls nobody down whom it has not looked into yet', () => {
    const svg = at('split', true, seconds(8)).board({ nodes: {} });
    expect(svg).not.toContain('down');
    expect(svg).toContain('Replica 5: leader, term 2, 0 entries');
  });

  it('marks a write that stands in the log more than once', () => {
    const svg = at('answer-lost', true, seconds(5)).board();
    expect(svg).toContain('again: it is entry 25 as well');
    expect(svg).toContain('h14');
    expect(at('split', true, seconds(3)).board()).not.toContain('again: it is');
  });

  it('says when a leader hands over, and how long a lease lasts', () => {
    expect(at('members', true, seconds(6)).board()).toContain('hands over to 2');
    expect(at('lease-reads', true, seconds(3)).board()).toMatch(/>\d+\/\d+, lease \d+ ms</);
  });

  it('shows two primaries without consensus', () => {
    const svg = at('split', false, seconds(9)).board();
    expect(count(svg, '>primary<')).toBe(2);
  });

  it('shows reigns that overlap, with their tokens, and who was paused', () => {
    const svg = at('lease-pause', true, seconds(11)).board();
    expect(svg).toMatch(/Replica 1 leads from [\d.]+ s to 11.0 s, fencing token 0/);
    expect(svg).toMatch(/Replica 2 leads from [\d.]+ s to 11.0 s, fencing token 1/);
    expect(svg).toContain('--hatch-warn');
    // The lease of the one that slept is over, that of its successor lasts.
    expect(svg).toMatch(/Renewed at 10.\d s: it stops by 1[23].\d s, others wait until 14.\d s/);
    expect(at('bully-partition', true, seconds(9)).board()).not.toContain('Renewed');
  });
});

describe('what clients saw', () => {
  const picture = (preset: string, on: boolean, timeUs: Us, widthPx = 1_000): string => {
    const { events } = at(preset, on, timeUs);
    const told = judgeHistory(events, events.length - 1, null);
    return renderToStaticMarkup(<History told={told} widthPx={widthPx} />);
  };

  it('is a bar a request, a line through their order, and a mark on what fits nowhere', () => {
    const broken = picture('split', false, seconds(8));
    expect(broken).toContain('client 2 reads 151');
    expect(broken).toContain('fits nowhere');
    // The last five of the order, and the one that is stuck.
    expect([count(broken, '<rect'), count(broken, '<circle')]).toEqual([6, 5]);
    expect(picture('split', true, seconds(8))).not.toContain('fits nowhere');
  });

  it('fits on a phone', () => {
    for (const [, x] of picture('split', false, seconds(8), 340).matchAll(/ x="([\d.]+)"/g))
      expect(Number(x)).toBeLessThan(340);
  });

  it('is announced on the tab from the first answer that no order explains', () => {
    expect(at('split', false, seconds(6)).board()).not.toContain('no order explains');
    expect(at('split', false, seconds(8)).board()).toContain('no order explains');
  });
});

describe('on the nodes', () => {
  it('a candidate shows a place for each vote, a leader two rings, others a timer', () => {
    const during = at('same-timeouts', true, ms(4_985));
    expect(count(during.art('n3'), 'r="6"')).toBe(4);
    expect(during.art('n1')).toBe('<svg></svg>');
    const after = at('kill', true, seconds(3));
    expect(count(after.art('n1'), '<circle')).toBe(2);
    expect(after.art('n2')).toMatch(/stroke-dasharray="[\d.]+ 100"/);
    expect(after.art('n2')).toContain('>1</text>');
    expect(after.art('client-1')).toBe('<svg></svg>');
    // Nobody can say by a clock that drifts when a wait is over.
    expect(at('fast-clocks', true, seconds(3)).art('n2')).not.toContain('stroke-dasharray');
  });
});

describe('the card', () => {
  it('says whose writes a replica would recognise', () => {
    expect(at('session-over', true, seconds(5)).card('n4')).toContain('Remembers client 1 and client 2.');
    expect(at('session-over', true, seconds(6)).card('n4')).toContain('Remembers client 2.');
  });

  it('shows what a leader knows of the others, and its lease', () => {
    const card = at('lease-reads', true, seconds(3)).card('n1');
    expect(card).toContain('matches to');
    expect(card).toMatch(/lease \d+ ms/);
    expect(count(card, '<tr>')).toBe(5);
    expect(at('lease-reads', true, seconds(3)).card('client-1')).toBe('');
  });

  it('shows whom a replica counts as a member, and whether that is committed', () => {
    const during = at('two-changes', true, seconds(4));
    expect(during.card('n1')).toContain('Members 1, 2, 3, not committed.');
    expect(during.card('n2')).toContain('Members 1, 2, 3, 4.');
    expect(during.board()).toContain('M25 9V1H17z');
  });

  it('shows of the other algorithms who leads, under which number', () => {
    const bully = at('bully-partition', true, seconds(9));
    expect(bully.card('n3')).toContain('Leads, and writes with fencing token 0.');
    expect(bully.card('n1')).toContain('Takes replica 3 for the leader.');
    const lease = at('lease-pause', true, seconds(11));
    expect(lease.card('n3')).toContain('Takes replica 2 for the leader.');
    expect(lease.card('storage')).toContain('Has seen fencing token 1, and takes any.');
    expect(lease.card('lock-service')).toContain('Replica 2 holds lease 1');
  });
});
