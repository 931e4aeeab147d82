import { expect, it } from 'vitest';
import type { Effect, TraceEvent } from '../kernel/trace.ts';
import { operationsAt } from './operations.ts';

const events: TraceEvent[] = [];
const happens = (node: string, ...effects: Effect[]): void =>
  void events.push({ seq: events.length, timeUs: events.length * 1_000, kind: 'deliver', node, cause: -1, effects });
const begin = (op: string): Effect => ({ kind: 'begin', op, name: 'order' });
const end = (op: string, beganUs: number, outcome: 'ok' | 'fail' | 'unknown'): Effect => ({
  kind: 'end',
  op,
  name: 'order',
  outcome,
  beganUs,
});
happens('a', begin('a:1'));
happens('b', begin('b:1'));
happens('a', begin('a:2'));
happens('a', end('a:1', 0, 'unknown'), begin('a:3'));
happens('a', end('a:2', 2_000, 'ok'));

const at = (seq: number, most = 9): readonly string[] =>
  operationsAt(events, 'a', seq, most).map(
    ({ op, beganUs, end: ended }) => `${op} ${beganUs} ${ended ? `${ended.outcome} ${ended.atUs}` : 'under way'}`,
  );

it('tells what is under way and how the others ended, newest first', () => {
  expect(at(4)).toEqual(['a:2 2000 ok 4000', 'a:3 3000 under way', 'a:1 0 unknown 3000']);
  expect(at(2)).toEqual(['a:2 2000 under way', 'a:1 0 under way']);
  expect(at(-1)).toEqual([]);
});

it('stops at as many as are wanted', () => {
  expect(at(4, 1)).toEqual(['a:2 2000 ok 4000']);
});
