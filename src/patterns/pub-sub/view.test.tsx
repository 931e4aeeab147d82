import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { InlineRun } from '../../kernel/inline.ts';
import type { Json } from '../../kernel/json.ts';
import { seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf, settingsOf } from '../../pattern-kit/setup.ts';
import { anomaliesIn } from './anomalies.ts';
import pattern from './index.ts';
import view from './view.tsx';
import { readersOf, type BoardProps } from './view/read.ts';

/** A run up to a time, as the board sees it. */
function seen(preset: string, on: boolean, untilUs: number, widthPx = 1_200): BoardProps {
  const scenario = { ...scenarioOf(pattern, preset, on), untilUs };
  const setup = setupOf(pattern, scenario);
  const run = new InlineRun(setup);
  while (run.step());
  const events = run.kernel.trace.slice();
  const nodes = Object.fromEntries(
    run.kernel.nodes.map((node) => [
      node.id,
      {
        state: node.status === 'down' ? null : (JSON.parse(JSON.stringify(run.state(node.index))) as Json),
        before: null,
        disk: {},
        unsynced: [],
        timers: [],
        requests: [],
        queue: node.queue.map(({ transit }) => ({ id: transit.id, from: transit.from, type: transit.message.type })),
        working: [...node.holding].map(([id, type]) => ({ id, type })),
        localClockUs: untilUs,
      },
    ]),
  );
  return {
    topology: setup.topology,
    on,
    settings: settingsOf(pattern, scenario),
    scene: {} as BoardProps['scene'],
    timeUs: untilUs,
    nodes,
    events,
    cursorSeq: events.length - 1,
    widthPx,
    selected: 'analytics-1',
    select: () => {},
  };
}

const { Board } = view.board!;
const drawn = (props: BoardProps): string => renderToStaticMarkup(<Board {...props} />);
const texts = (markup: string): string => markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the board, through a log', () => {
  let zombie: BoardProps;
  let markup = '';
  beforeAll(() => {
    zombie = seen('zombie', true, seconds(10.5));
    markup = drawn(zombie);
  });

  it('draws a tape a partition, and says offsets, mark and lag of each', () => {
    for (const partition of ['partition 0', 'partition 1', 'partition 2'])
      expect(markup).toContain(`${partition}: offsets 0 to`);
    expect(markup).toMatch(/high-water mark \d+\. analytics at \d+, lag \d+; alerting at/);
    expect(texts(markup)).toContain('epoch 1, mark');
  });

  it('shows who owns what in which generation, and who believes in an old one', () => {
    expect(texts(markup)).toContain('generation 2, stable');
    expect(texts(markup)).toMatch(/A1: [0-2 ]+\(generation 1\)/);
    expect(texts(markup)).toContain('A2: 0 1 2');
  });

  it('counts the anomalies up to the cursor and not beyond', () => {
    const later = seen('zombie', true, seconds(14));
    expect(texts(drawn(later))).toMatch(/zombie results 11/);
    const early = { ...later, cursorSeq: zombie.cursorSeq };
    expect(texts(drawn(early))).toMatch(/zombie results 0/);
    expect(anomaliesIn(later.events, early.cursorSeq).zombie).toBe(0);
  });

  it('fits a phone: everything is drawn within the width', () => {
    const narrow = drawn(seen('slow-service', true, seconds(9), 360));
    const widths = [...narrow.matchAll(/<svg[^>]* width="(\d+(?:\.\d+)?)"/g)].map((match) => Number(match[1]));
    expect(widths.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...widths)).toBeLessThanOrEqual(336);
  });

  it('names a partition that nobody leads', () => {
    const between = drawn(seen('leader-crash', true, seconds(7)));
    expect(texts(between)).toMatch(/Partition 0 epoch|Partition 0 no leader/);
    expect(between).toContain('Broker 1 is down');
  });

  it('marks what is lost, what came twice and who was fenced, and names the anomalies', () => {
    const lost = drawn(seen('leader-crash', true, seconds(9)));
    expect(lost).toContain('Lost writes: 8.');
    expect(texts(lost)).toMatch(/lost-write 8 skip 0/);
    expect(texts(lost)).toMatch(/nonmonotonic (\d+ ext\.|0) duplicate \d+/);
    const later = texts(drawn(seen('zombie', true, seconds(14))));
    expect(later).toMatch(/A1: [^A]*, fenced 2×/);
    expect(later).toMatch(/processed twice 21 zombie results 11 fenced 2/);
  });

  it('says who decides: another controller once the first is gone', () => {
    expect(texts(markup)).toContain('controller broker 1, epoch 1');
    expect(texts(drawn(seen('leader-crash', true, seconds(7))))).toContain('no controller since epoch 1');
    expect(texts(drawn(seen('leader-crash', true, seconds(9))))).toContain('controller broker 2, epoch 2');
  });

  it('shows the position that a transaction keeps with the results', () => {
    const readers = readersOf(seen('transaction', true, seconds(9)).nodes, 'partition 0');
    expect(readers.map(({ done, committed }) => done > 0 && committed > 0 && committed - done <= 1)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('lists dead letters', () =>
    expect(texts(drawn(seen('poison', true, seconds(8))))).toMatch(/reading 40 \((A 3×|L 3×|R 3×|, ){3,5}\)/));
});

describe('the board, with a queue for each service', () => {
  it('shows who holds what, what came back, and what is dead', () => {
    const props = seen('queue', true, seconds(6.2));
    const markup = drawn(props);
    expect(texts(markup)).toMatch(/Analytics \d+ unacknowledged, \d+ ready; prefetch 10/);
    expect(texts(markup)).toMatch(/reading 40 \(came back 21×\)/);
    expect(markup).toMatch(/alerting: \d+ unacknowledged, 0 ready, 2 dead letters/);
    expect(texts(markup)).not.toContain('generation');
    const down = { ...props, nodes: { ...props.nodes, queue: { ...props.nodes['queue']!, state: null } } };
    expect(texts(drawn(down))).toContain('The queue server is down');
  });
});

describe('the board, without a log', () => {
  it('shows workers, queues and what was given up', () => {
    const markup = drawn(seen('slow-service', false, seconds(9)));
    expect(markup).toContain('8 of 8 workers taken');
    expect(texts(markup)).toMatch(/\d+ readings given up/);
    expect(texts(markup)).not.toContain('Groups');
  });
});

describe('art and card', () => {
  it('mark the partitions that a broker leads, and nothing on others', () => {
    const Art = view.NodeArt!;
    const Card = view.NodeCard!;
    const props = seen('slow-service', true, seconds(2));
    const node = props.topology.nodes.find(({ id }) => id === 'broker-1')!;
    const lanes = { 'partition 0': 'leader', 'partition 1': 'follower', 'partition 2': 'no leader' };
    const now = { status: 'up', lanes, metrics: {} } as never;
    const art = renderToStaticMarkup(<Art {...props} node={node} now={now} radius={26} towards={() => null} />);
    expect([
      art.match(/<rect/g)?.length,
      art.match(/accent-soft/g)?.length,
      art.match(/stroke-dasharray/g)?.length,
    ]).toEqual([3, 1, 1]);
    const card = renderToStaticMarkup(<Card {...props} node={node} inspection={props.nodes['broker-1']!} />);
    expect(card).toContain('partition 0');
    expect(card).toContain('leader');
  });
});
