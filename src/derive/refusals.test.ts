import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../kernel/trace.ts';
import { createTraceIndex } from './trace-index.ts';

const event = (seq: number, timeUs: number, node: string, got?: number): TraceEvent => ({
  seq,
  timeUs,
  kind: 'deliver',
  node,
  cause: -1,
  effects:
    got === undefined
      ? []
      : [{ kind: 'note', rule: 'stale term', text: '', data: { stale: { name: 'term', got, have: 5 } } }],
});
const TRACE = [event(0, 0, 'a'), event(1, 10, 'b', 1), event(2, 10, 'a', 2), event(3, 20, 'b'), event(4, 30, 'b', 3)];

describe('refusals', () => {
  const index = createTraceIndex();
  index.append(TRACE);

  it('are found by time, the first bound left out', () => {
    const seqs = (from: number, to: number) => index.refusals(from, to).map(({ seq }) => seq);
    expect([seqs(-1, 9), seqs(-1, 10), seqs(10, 30), seqs(10, 29), seqs(0, 99)]).toEqual([
      [],
      [1, 2],
      [4],
      [],
      [1, 2, 4],
    ]);
  });

  it('are found by node, the newest first, and none from the future', () => {
    const got = (node: string, seq: number, most = 4) =>
      index.lastRefusals(node, seq, most).map(({ epoch }) => epoch.got);
    expect([got('b', 4), got('b', 3), got('b', 4, 1), got('a', 1), got('c', 4)]).toEqual([[3, 1], [1], [3], [], []]);
  });

  it('name the message that was worked on before it was refused, and none for what a node began itself', () => {
    const transit = { id: 'c#1', from: 'c', to: 'a', message: { type: 'Get' }, sentUs: 0, arriveUs: 5 };
    const index = createTraceIndex();
    index.append([
      { ...event(0, 5, 'a'), transit },
      { ...event(1, 9, 'a', 1), kind: 'work', cause: 0 },
      { ...event(2, 9, 'a'), kind: 'timer' },
      { ...event(3, 12, 'a', 2), kind: 'work', cause: 2 },
      { ...event(4, 12, 'b', 3), kind: 'work', cause: 0 },
    ]);
    expect(index.refusals(-1, 99).map((each) => each.transit?.id ?? null)).toEqual(['c#1', null, null]);
  });

  it('go with the events that are cut off', () => {
    const cut = createTraceIndex();
    cut.append(TRACE);
    cut.truncate(2);
    expect(cut.refusals(-1, 99).map(({ seq }) => seq)).toEqual([1]);
    cut.append([event(2, 15, 'b', 4)]);
    expect(cut.lastRefusals('b', 9, 4).map(({ epoch }) => epoch.got)).toEqual([4, 1]);
  });
});
