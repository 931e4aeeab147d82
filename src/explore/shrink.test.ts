import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../kernel/action.ts';
import { ms, seconds } from '../kernel/time.ts';
import { shrinkActions } from './shrink.ts';

const PLENTY = { budget: 2_000 };

const crash = (name: string, atUs: number, forUs?: number): Action =>
  forUs === undefined ? { kind: 'crash', node: name, atUs } : { kind: 'crash', node: name, atUs, forUs };

const nodesOf = (actions: readonly Action[]): string[] =>
  actions.map((action) => ('node' in action ? action.node : '')).toSorted();

/** A schedule of up to 14 crashes, each of another node, and some of them that are to blame. */
const blame = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 14 }).chain((ids) =>
  fc.record({
    actions: fc.tuple(
      ...ids.map((id) =>
        fc
          .tuple(fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: 1_000, max: 9_999_999 }))
          .map(([atUs, forUs]) => crash(`n${id}`, atUs, forUs)),
      ),
    ),
    guilty: fc.subarray(ids.map((id) => `n${id}`)),
  }),
);

describe('shrinkActions', () => {
  it('keeps exactly those that are to blame, whoever they are', () => {
    fc.assert(
      fc.property(blame, ({ actions, guilty }) => {
        const fails = (some: readonly Action[]): boolean => guilty.every((name) => nodesOf(some).includes(name));
        expect(nodesOf(shrinkActions(actions, fails, PLENTY).actions)).toEqual(guilty.toSorted());
      }),
    );
  });

  it('answers what fails, and of which nothing more can be left out, even where any two of three do it', () => {
    fc.assert(
      fc.property(blame, ({ actions, guilty }) => {
        const fails = (some: readonly Action[]): boolean =>
          nodesOf(some).filter((name) => guilty.includes(name)).length * 3 >= guilty.length * 2;
        const { actions: left } = shrinkActions(actions, fails, PLENTY);
        expect(fails(left)).toBe(true);
        for (let i = 0; i < left.length; i++) expect(fails(left.toSpliced(i, 1))).toBe(false);
      }),
    );
  });

  it('makes a fault as short, and its time as round, as the failure allows', () => {
    const needs1200ms = ([first]: readonly Action[]): boolean =>
      first !== undefined && (first.forUs ?? 0) >= ms(1_200) && first.atUs >= ms(2_400);
    const { actions } = shrinkActions([crash('n1', 3_123_456, 8_765_432)], needs1200ms, PLENTY);
    expect(actions).toEqual([crash('n1', seconds(3), seconds(2))]);
  });

  it('leaves what has no end, and what is round already, as it is', () => {
    const actions = [crash('n1', seconds(1)), crash('n2', seconds(2))];
    expect(shrinkActions(actions, (some) => some.length === 2, PLENTY).actions).toEqual(actions);
  });

  it('stops at its budget with what it has by then, and says when there are fewer', () => {
    const actions = Array.from({ length: 12 }, (_, i) => crash(`n${i}`, seconds(i)));
    const told: number[] = [];
    const fails = (some: readonly Action[]): boolean => nodesOf(some).includes('n0') && nodesOf(some).includes('n5');
    const { actions: left, asked } = shrinkActions(actions, fails, { budget: 5, onFewer: (count) => told.push(count) });
    expect(asked).toBe(5);
    expect(fails(left)).toBe(true);
    expect(left.length).toBe(told.at(-1));
    expect(told).toEqual(told.toSorted((a, b) => b - a));
  });
});
