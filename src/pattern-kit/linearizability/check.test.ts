import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import { checkLinearizable } from './check.ts';
import { keyValue, type KeyValueCall } from './key-value.ts';
import type { Operation } from './model.ts';
import { register, type RegisterCall } from './register.ts';
import { anyOrder, perform, registerHistory, type RegisterOperation } from './testing-histories.ts';

const op = (
  id: string,
  call: RegisterCall,
  calledAt: number,
  returnedAt: number,
  answer?: Json,
  key = '',
): RegisterOperation => ({ id, key, client: id, call, answer, calledAt, returnedAt });
const read = (id: string, calledAt: number, returnedAt: number, answer?: Json, key?: string): RegisterOperation =>
  op(id, { f: 'read' }, calledAt, returnedAt, answer, key);
const write = (id: string, value: Json, calledAt: number, returnedAt: number, key?: string): RegisterOperation =>
  op(id, { f: 'write', value }, calledAt, returnedAt, undefined, key);
const swap = (
  id: string,
  from: Json,
  to: Json,
  calledAt: number,
  returnedAt: number,
  answer?: boolean,
): RegisterOperation => op(id, { f: 'cas', from, to }, calledAt, returnedAt, answer);

const verdict = (...history: RegisterOperation[]) => checkLinearizable(register(), history).verdict;
const YES = 'linearizable';
const NO = 'not linearizable';

describe('a register', () => {
  it('is what it is before anybody writes', () => {
    expect(verdict()).toBe(YES);
    expect(verdict(read('a', 0, 1, null))).toBe(YES);
    expect(verdict(read('a', 0, 1, 1))).toBe(NO);
    expect(checkLinearizable(register(1), [read('a', 0, 1, 1)]).verdict).toBe(YES);
  });

  it('may show a write while it is under way, and must show it afterwards', () => {
    expect(verdict(write('w', 1, 0, 10), read('a', 1, 2, 1), read('b', 3, 4, 1))).toBe(YES);
    expect(verdict(write('w', 1, 0, 10), read('a', 1, 2, null), read('b', 3, 4, 1))).toBe(YES);
    expect(verdict(write('w', 1, 0, 10), read('a', 1, 2, 1), read('b', 3, 4, null))).toBe(NO);
    expect(verdict(write('w', 1, 0, 10), read('a', 11, 12, null))).toBe(NO);
  });

  it('takes operations that touch for concurrent', () => {
    expect(verdict(write('w', 1, 0, 10), read('a', 10, 12, null))).toBe(YES);
    expect(verdict(read('a', 10, 12, null), write('w', 1, 0, 10))).toBe(YES);
  });

  it('lets a write without an end happen late, or never', () => {
    const lost = write('w', 1, 0, Infinity);
    expect(verdict(lost, read('a', 5, 6, null), read('b', 50, 51, 1))).toBe(YES);
    expect(verdict(lost, read('a', 5, 6, null))).toBe(YES);
    expect(verdict(lost, read('a', 5, 6, 1), read('b', 50, 51, null))).toBe(NO);
    expect(verdict(read('a', 5, 6, 1), write('w', 1, 7, Infinity))).toBe(NO);
  });

  it('takes any answer for an unknown one', () => {
    expect(verdict(write('w', 1, 0, 1), read('a', 5, 6))).toBe(YES);
    expect(verdict(swap('s', null, 1, 0, 1), read('a', 5, 6, 1))).toBe(YES);
    expect(verdict(swap('s', null, 1, 0, 1), read('a', 5, 6, null))).toBe(NO);
  });

  it('swaps only what it compared', () => {
    expect(verdict(swap('s', null, 1, 0, 1, true), read('a', 2, 3, 1))).toBe(YES);
    expect(verdict(swap('s', null, 1, 0, 1, false))).toBe(NO);
    expect(verdict(swap('s', 2, 1, 0, 1, false), read('a', 2, 3, null))).toBe(YES);
    expect(verdict(swap('s', null, 1, 0, 9, true), swap('t', null, 2, 0, 9, true))).toBe(NO);
    expect(verdict(swap('s', null, 1, 0, 9, true), swap('t', null, 2, 0, 9, false))).toBe(YES);
  });

  it('compares values as plain data', () => {
    expect(verdict(write('w', { a: 1, b: [2] }, 0, 1), read('a', 2, 3, { b: [2], a: 1 }))).toBe(YES);
    expect(verdict(write('w', { a: 1, b: [2] }, 0, 1), read('a', 2, 3, { a: 1, b: [3] }))).toBe(NO);
    expect(verdict(write('w', [1], 0, 1), read('a', 2, 3, { 0: 1 }))).toBe(NO);
    expect(verdict(write('w', 0, 0, 1), read('a', 2, 3, null))).toBe(NO);
  });
});

describe('a key of a store', () => {
  const call = (
    id: string,
    call: KeyValueCall,
    calledAt: number,
    returnedAt: number,
    answer?: string,
  ): Operation<KeyValueCall, string> => ({ id, key: 'k', client: id, call, answer, calledAt, returnedAt });
  it('appends in some order', () => {
    const appends = [
      call('p', { f: 'put', value: '-' }, 0, 1),
      call('a', { f: 'append', value: 'a' }, 2, 9),
      call('b', { f: 'append', value: 'b' }, 2, 9),
    ];
    const judge = (text: string) =>
      checkLinearizable(keyValue, [...appends, call('g', { f: 'get' }, 10, 11, text)]).verdict;
    expect(['-ab', '-ba', '-a', 'ab', '-'].map(judge)).toEqual([YES, YES, NO, NO, NO]);
    expect(checkLinearizable(keyValue, [call('g', { f: 'get' }, 0, 1, '')]).verdict).toBe(YES);
  });
});

describe('what is shown', () => {
  it('is the longest order, and who fits nowhere behind it', () => {
    const check = checkLinearizable(register(), [
      write('w', 1, 0, 1),
      read('a', 2, 3, 1),
      read('stale', 4, 5, null),
      write('later', 2, 6, 7),
    ]);
    expect(check.prefix.map(({ id }) => id)).toEqual(['w', 'a']);
    expect(check.stuck?.id).toBe('stale');
  });

  it('is another longest order where another operation gets stuck', () => {
    const check = checkLinearizable(register(), [swap('s', null, 1, 0, 9, true), swap('t', null, 2, 0, 9, true)]);
    const [only] = check.keys;
    expect(only?.prefixes.map(({ order, stuck }) => [order.map(({ id }) => id), stuck?.id]).sort()).toEqual([
      [['s'], 't'],
      [['t'], 's'],
    ]);
  });

  it('names the key that is broken, whatever the others are', () => {
    const history = [
      write('w', 1, 0, 1, 'x'),
      write('v', 2, 0, 1, 'y'),
      read('a', 2, 3, 1, 'x'),
      read('b', 2, 3, 1, 'y'),
    ];
    expect(checkLinearizable(register(), history)).toMatchObject({ verdict: NO, key: 'y', stuck: { id: 'b' } });
    expect(checkLinearizable(register(), history.slice(0, 3))).toMatchObject({
      verdict: YES,
      prefix: [{ id: 'w' }, { id: 'a' }, { id: 'v' }],
    });
  });

  it('says that it does not know when the steps run out', () => {
    const hard = Array.from({ length: 12 }, (_, n) => write(`w${n}`, n, 0, 100));
    const history = [...hard, read('a', 101, 102, 99)];
    const check = checkLinearizable(register(), history, { steps: 50 });
    expect(check).toMatchObject({ verdict: 'unknown', key: '' });
    expect(check.steps).toBeLessThanOrEqual(50);
    expect(check.prefix.length).toBeGreaterThan(5);
    expect(checkLinearizable(register(), history, { steps: 10_000_000 }).verdict).toBe(NO);
  });

  it('does not let a hard key hide a broken one', () => {
    const hard = Array.from({ length: 20 }, (_, n) => write(`w${n}`, n, 0, 100, 'hard'));
    const history = [...hard, read('a', 101, 102, 99, 'hard'), read('b', 0, 1, 5, 'easy')];
    expect(checkLinearizable(register(), history, { steps: 20_000 })).toMatchObject({ verdict: NO, key: 'easy' });
  });

  it('refuses an operation that returns before its call', () => {
    expect(() => verdict(read('a', 2, 1, null))).toThrow('Operation a returns at 1, before its call at 2.');
  });
});

describe('against trying all orders', () => {
  it('agrees on histories of up to seven operations', () => {
    const seen = { [YES]: 0, [NO]: 0 };
    fc.assert(
      fc.property(registerHistory(7), (history) => {
        const expected = anyOrder(history) === null ? NO : YES;
        seen[expected]++;
        expect(checkLinearizable(register(), history).verdict).toBe(expected);
      }),
      { numRuns: 3_000, seed: 7 },
    );
    expect(Math.min(seen[YES], seen[NO])).toBeGreaterThan(400);
  });

  it('agrees on two keys', () => {
    fc.assert(
      fc.property(registerHistory(8, ['x', 'y']), (history) => {
        const isFine = ['x', 'y'].every((key) => anyOrder(history.filter((each) => each.key === key)) !== null);
        expect(checkLinearizable(register(), history).verdict).toBe(isFine ? YES : NO);
      }),
      { numRuns: 1_000, seed: 8 },
    );
  });

  it('shows only orders that a single copy could have seen', () => {
    fc.assert(
      fc.property(registerHistory(9), (history) => {
        for (const { order } of checkLinearizable(register(), history).keys.flatMap(({ prefixes }) => prefixes))
          checkOrder(order);
      }),
      { numRuns: 1_000, seed: 9 },
    );
  });

  it('does not depend on the order in which operations are listed', () => {
    fc.assert(
      fc.property(registerHistory(7), (history) => {
        expect(checkLinearizable(register(), history.toReversed()).verdict).toBe(
          checkLinearizable(register(), history).verdict,
        );
      }),
      { numRuns: 500, seed: 10 },
    );
  });
});

function checkOrder(order: readonly RegisterOperation[]): void {
  let state: Json = null;
  order.forEach((operation, index) => {
    const after = perform(state, operation.call);
    if (operation.answer !== undefined && after.answer !== undefined) expect(operation.answer).toEqual(after.answer);
    expect(order.slice(0, index).some((earlier) => operation.returnedAt < earlier.calledAt)).toBe(false);
    state = after.state;
  });
}
