import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stickyAssign, withoutMoving, type Assignment, type TopicPartition } from './programs/assignors.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);
const subscribed = (members: readonly string[]) => Object.fromEntries(members.map((member) => [member, ['t']]));
const sizes = (assignment: Assignment): number[] => Object.values(assignment).map((each) => each.length);
const keys = (assignment: Readonly<Record<string, readonly TopicPartition[]>>): string[] =>
  Object.values(assignment).flatMap((each) => each.map(([topic, partition]) => `${topic}-${partition}`));

/** Members come and go; what they own is what the rounds before have left them. */
const history = fc.tuple(
  fc.integer({ min: 1, max: 12 }),
  fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
);

describe('stickyAssign', () => {
  it('gives each partition to one member, and nobody two more than another', () => {
    fc.assert(
      fc.property(history, ([partitions, counts]) => {
        let owned: Assignment = {};
        for (const count of counts) {
          owned = stickyAssign({ t: partitions }, subscribed(names(count)), owned);
          expect(new Set(keys(owned)).size).toBe(partitions);
          expect(keys(owned)).toHaveLength(partitions);
          expect(Math.max(...sizes(owned)) - Math.min(...sizes(owned))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('moves nothing when the members stay', () => {
    fc.assert(
      fc.property(history, ([partitions, counts]) => {
        let owned: Assignment = {};
        for (const count of counts) owned = stickyAssign({ t: partitions }, subscribed(names(count)), owned);
        expect(stickyAssign({ t: partitions }, subscribed(Object.keys(owned)), owned)).toEqual(owned);
      }),
    );
  });
});

describe('withoutMoving', () => {
  it('never gives a partition that another member still owns, and hands it on in the next round', () => {
    fc.assert(
      fc.property(history, ([partitions, counts]) => {
        let owned: Assignment = {};
        for (const count of counts) {
          const members = subscribed(names(count));
          const known = Object.fromEntries(Object.entries(owned).filter(([member]) => member in members));
          const first = withoutMoving(stickyAssign({ t: partitions }, members, known), known);
          for (const [member, given] of Object.entries(first))
            for (const [topic, partition] of given)
              for (const [other, theirs] of Object.entries(known))
                expect(other !== member && theirs.some((each) => each[0] === topic && each[1] === partition)).toBe(
                  false,
                );
          owned = withoutMoving(stickyAssign({ t: partitions }, members, first), first);
          expect(new Set(keys(owned)).size).toBe(partitions);
        }
      }),
    );
  });
});
