import { describe, expect, it } from 'vitest';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { createRuleBook, rulesOf } from './rule-book.ts';

const note = (rule: string): Effect => ({ kind: 'note', rule, text: '' });
const become = (why: string): Effect => ({ kind: 'become', lane: 'main', from: 'a', to: 'b', why });
const event = (seq: number, node: string, ...effects: Effect[]): TraceEvent => ({
  seq,
  timeUs: seq,
  kind: 'timer',
  node,
  cause: -1,
  effects,
});

describe('createRuleBook', () => {
  it('counts the rules of a node up to the cursor, the latest first', () => {
    const book = createRuleBook();
    book.sync([
      event(0, 'a', note('x')),
      event(1, 'a', become('y')),
      event(2, 'b', note('z')),
      event(3, 'a', note('x')),
    ]);
    expect(book.firedAt('a', 1)).toEqual([
      { rule: 'y', count: 1, lastSeq: 1 },
      { rule: 'x', count: 1, lastSeq: 0 },
    ]);
    expect(book.firedAt('a', 9)[0]).toEqual({ rule: 'x', count: 2, lastSeq: 3 });
    expect(book.firedAt('c', 9)).toEqual([]);
  });

  it('forgets a future that was cut off', () => {
    const book = createRuleBook();
    const past = [event(0, 'a', note('x'))];
    book.sync([...past, event(1, 'a', note('x')), event(2, 'a', note('y'))]);
    book.sync([...past, event(1, 'a', note('z'))]);
    expect(book.firedAt('a', 9).map((fired) => `${fired.rule} ${fired.count}`)).toEqual(['z 1', 'x 1']);
  });
});

describe('rulesOf', () => {
  it('names each rule once', () => {
    expect(rulesOf(event(0, 'a', note('x'), become('x'), become('y')))).toEqual(['x', 'y']);
  });
});
