import { expect, it } from 'vitest';
import type { Effect, TraceEvent } from '../kernel/trace.ts';
import { refuseStale, staleIn } from './epoch.ts';

const event = (...effects: Effect[]): TraceEvent => ({
  seq: 0,
  timeUs: 0,
  kind: 'deliver',
  node: 'n1',
  cause: -1,
  effects,
});

it('says both numbers, and gives them back from the trace', () => {
  const notes: Effect[] = [];
  const node = {
    note: (rule: string, text: string, data?: Parameters<Parameters<typeof refuseStale>[0]['note']>[2]) =>
      void notes.push({ kind: 'note', rule, text, ...(data === undefined ? {} : { data }) }),
  };
  refuseStale(node, { name: 'term', got: 3, have: 5 }, 'the vote is refused');
  expect(notes).toEqual([
    {
      kind: 'note',
      rule: 'stale term',
      text: 'the vote is refused: term 3 is older than 5',
      data: { stale: { name: 'term', got: 3, have: 5 } },
    },
  ]);
  expect(staleIn(event({ kind: 'metric', name: 'x', value: 1 }, ...notes))).toEqual({ name: 'term', got: 3, have: 5 });
});

it('finds nothing where nothing was refused', () => {
  expect(staleIn(event())).toBeNull();
  expect(staleIn(event({ kind: 'note', rule: 'x', text: '' }))).toBeNull();
  expect(staleIn(event({ kind: 'note', rule: 'x', text: '', data: null }))).toBeNull();
  expect(staleIn(event({ kind: 'note', rule: 'x', text: '', data: { term: 3 } }))).toBeNull();
});
