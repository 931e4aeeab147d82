import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { InlineRun, runInline } from '../../../kernel/inline.ts';
import type { NodeInspection } from '../../../kernel/inspection.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import { scenarioOf, settingsOf, setupOf } from '../../../pattern-kit/setup.ts';
import { createTraceIndex } from '../../../derive/trace-index.ts';
import pattern from '../index.ts';
import { firstMap } from '../programs/placement/shard-map.ts';
import { stretchesOf } from './ownership.tsx';
import { movedByStrategy } from './moved.tsx';
import { Board } from './board.tsx';

/** The board at a moment of a preset, as the page would draw it. */
function boardAt(preset: string, on: boolean, timeUs: number, widthPx = 1_200): string {
  const scenario = scenarioOf(pattern, preset, on);
  const setup = setupOf(pattern, scenario);
  const run = new InlineRun(setup);
  run.runUntil(timeUs);
  const events = runInline(setup, { untilUs: timeUs }).trace;
  const index = createTraceIndex();
  index.append(events);
  const nodes: Record<string, NodeInspection> = {};
  for (const node of run.kernel.nodes)
    nodes[node.id] = { state: node.status === 'down' ? null : run.state(node.index) } as unknown as NodeInspection;
  return renderToStaticMarkup(
    <Board
      topology={setup.topology}
      on={on}
      settings={settingsOf(pattern, scenario)}
      scene={index.sceneAt(events.length - 1)}
      timeUs={timeUs}
      nodes={nodes}
      events={events}
      cursorSeq={events.length - 1}
      widthPx={widthPx}
      selected={null}
      select={() => undefined}
    />,
  );
}

describe('the board', () => {
  it('shows every key as a grain in its shard, and who is behind', () => {
    const html = boardAt('spike', true, seconds(1));
    expect(html).toContain('Shard A: 80 keys');
    expect(html.split('<title>').length - 1).toBeGreaterThanOrEqual(240);
    expect(html).toContain('no member');
    expect(boardAt('stale-router', true, seconds(6))).toMatch(/Router 1 &lt; 1\d/u);
  });

  it('shows what is on its way, and a shard that is down', () => {
    const html = boardAt('migration', true, ms(3_500));
    expect(html).toContain('in a move');
    expect(html).toContain('from A to D is open');
    expect(html).toContain('down');
  });

  it('goes by what the shards know, not by a client that hashes in its own way', () => {
    const html = boardAt('two-rings', true, seconds(1));
    expect(html).toContain('Keys: A 85, B 69, C 86, D 0');
    expect(html).not.toContain('left over"');
    expect(html).toContain('aria-label="Shard A: 85 keys"');
  });

  it('shows the one database as well, and fits a phone', () => {
    expect(boardAt('spike', false, seconds(3), 360)).toContain('Database');
  });
});

describe('ownership', () => {
  it('covers the whole ring, all slots and all people once', () => {
    for (const strategy of ['slots', 'ketama', 'range']) {
      const stretches = stretchesOf(firstMap({ 'map.strategy': strategy, 'map.ketamaClient': 'libketama' }));
      let end = 0;
      for (const { from, to } of stretches) {
        expect(from).toBeCloseTo(end, 9);
        end = to;
      }
      expect(end).toBe(1);
    }
  });

  it('counts what moves under five placements', () => {
    const moved = movedByStrategy((strategy) =>
      firstMap({ 'map.strategy': strategy, 'map.ketamaClient': 'libketama' }),
    );
    expect(moved.map(({ keys }) => keys)).toEqual([178, 48, 47, 58, 60]);
  });
});
