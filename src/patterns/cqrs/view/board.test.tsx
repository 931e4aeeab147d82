import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTraceIndex } from '../../../derive/trace-index.ts';
import { InlineRun } from '../../../kernel/inline.ts';
import type { NodeInspection } from '../../../kernel/inspection.ts';
import type { Settings } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import { scenarioOf, setupOf, settingsOf } from '../../../pattern-kit/setup.ts';

import pattern from '../index.ts';
import { Art } from './Art.tsx';
import { Board } from './Board.tsx';
import { Card } from './Card.tsx';
import { answers } from './answers-data.ts';
import { lanes, models, tape } from './board-data.ts';

type BoardProps = Parameters<typeof Board>[0];

/** A run up to a time, as the board gets it. */
function at(preset: string, on: boolean, untilUs: number, settings: Settings = {}): BoardProps {
  const scenario = { ...scenarioOf(pattern, preset, on), settings };
  const setup = setupOf(pattern, scenario);
  const run = new InlineRun({ ...setup, untilUs });
  while (run.step());
  const index = createTraceIndex();
  index.append(run.kernel.trace.slice(0));
  const nodes = Object.fromEntries(
    run.kernel.nodes.map((node) => [node.id, { state: run.state(node.index) } as unknown as NodeInspection]),
  );
  return {
    topology: setup.topology,
    on,
    settings: settingsOf(pattern, scenario),
    scene: index.sceneAt(index.events.length - 1),
    timeUs: untilUs,
    nodes,
    events: index.events,
    cursorSeq: index.events.length - 1,
    widthPx: 1400,
    selected: null,
    select: () => undefined,
  };
}
const html = (props: BoardProps): string => renderToStaticMarkup(<Board {...props} />);

describe('the board', () => {
  let gap: BoardProps;
  beforeAll(() => {
    gap = at('gap', true, ms(3_700));
  });

  it('draws each model beside the other, and marks what is late', () => {
    const { columns, rows } = models(gap.nodes, true, gap.timeUs);
    expect(columns.map(({ label }) => label)).toEqual(['Write model', 'View', 'Near', 'Far']);
    expect(columns.map(({ lag }) => /^\d+ ms late$/.test(lag))).toEqual([false, true, true, true]);
    expect(rows).toHaveLength(9);
    expect(rows.flatMap(({ cells }) => cells.filter(({ behind }) => behind)).length).toBeGreaterThan(0);
    expect(html(gap)).toContain('≠');
  });

  it('draws what is committed above an open position, apart from the log', () => {
    const kinds = tape(gap.nodes, 40).cells.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['logged', 'open', 'committed']));
    expect(kinds.indexOf('open')).toBeLessThan(kinds.indexOf('committed'));
    expect(html(gap)).toContain('high-water mark 34');
    expect(tape(gap.nodes, 12).cells.length).toBeLessThanOrEqual(12);
  });

  it('checks each view against the fold of the log', () => {
    expect(lanes(gap.nodes, gap.timeUs).map(({ isFold }) => isFold)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      null,
    ]);
    const naive = at('delivered-twice', true, seconds(6), { 'projector.dedupe': 'none' });
    const best = lanes(naive.nodes, naive.timeUs).find(({ id }) => id === 'projector-best')!;
    expect([best.isFold, best.problem.startsWith('in the best-sellers ')]).toEqual([false, true]);
    expect(html(naive)).toContain('≠ fold');
  });

  it('shows a stale answer as stale', () => {
    const stale = at('own-order', true, seconds(5), { 'session.token': 'none' });
    const found = answers(stale.events, stale.cursorSeq, 8);
    expect(found.map(({ verdict }) => verdict)).toContain('stale');
    expect(found.filter(({ verdict }) => verdict === 'behind').every(({ asOf, head }) => asOf! < head)).toBe(true);
    expect(html(stale)).toContain('lacks own order');
    expect(new Set(found.map(({ source }) => source))).toEqual(new Set(['near', 'far']));
    const again = at('own-order', true, seconds(9), { 'session.token': 'own writes' });
    expect(answers(again.events, again.cursorSeq, 40).map(({ verdict }) => verdict)).toContain('back');
    expect(answers(again.events, again.cursorSeq, 40).map(({ verdict }) => verdict)).not.toContain('stale');
  });

  it('is one fresh model without the pattern, at every width, and empty at the start', () => {
    const off = at('own-order', false, seconds(3));
    expect(html(off)).toContain('The one model');
    expect(answers(off.events, off.cursorSeq, 8).map(({ verdict }) => verdict)).not.toContain('behind');
    for (const widthPx of [360, 800, 1440]) expect(html({ ...gap, widthPx })).toContain('Best-sellers');
    const nothing = Object.fromEntries(
      Object.keys(gap.nodes).map((id) => [id, { state: null } as unknown as NodeInspection]),
    );
    expect(html({ ...gap, nodes: nothing, cursorSeq: 0 })).toContain('down');
  });

  it('draws progress, replicas and outbox on their nodes, and nothing on others', () => {
    const art = (id: string): string => {
      const node = gap.topology.nodes.find((spec) => spec.id === id)!;
      return renderToStaticMarkup(
        <svg>
          <Art {...gap} node={node} now={gap.scene.nodes[id]!} radius={24} towards={() => null} />
        </svg>,
      );
    };
    expect(['projector-best', 'near', 'write-store'].map((id) => art(id).includes('<rect'))).toEqual([
      true,
      true,
      true,
    ]);
    expect(art('relay')).toBe('<svg></svg>');
  });

  it('has a card for the roles with something to say', () => {
    const card = (id: string): string => {
      const node = gap.topology.nodes.find((spec) => spec.id === id)!;
      return renderToStaticMarkup(<Card {...gap} node={node} inspection={gap.nodes[id]!} />);
    };
    expect(card('write-store')).toContain('High-water mark');
    expect(card('projector-cards')).toContain('generation 1');
    expect(card('far')).toContain('as of');
    expect(card('buyers')).toContain('wrote');
    expect(card('command-api')).toContain('committing');
    expect(card('log')).toContain('confirmed up to 34');
    expect(card('relay')).toContain('High-water mark');
    expect(card('query-api')).toBe('');
  });
});
