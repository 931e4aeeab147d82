import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import { FingerprintSet, LANE_A, LANE_B, laneHash, memberHash } from './fingerprint.ts';
import { isSame } from './register.ts';

describe('a set of fingerprints', () => {
  it('knows what was added, also after it has grown, and the zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -40, max: 40 })), { maxLength: 300 }),
        (pairs) => {
          const set = new FingerprintSet(4);
          const known = new Set<string>();
          for (const [a, b] of pairs) {
            // Zero shares with its neighbour, as the set says.
            const name = a === 0 && b === 0 ? '1,0' : `${a},${b}`;
            expect(set.add(a, b)).toBe(!known.has(name));
            known.add(name);
          }
          expect(set.size).toBe(known.size);
        },
      ),
    );
  });

  it('holds many', () => {
    const set = new FingerprintSet();
    const numbers = Array.from({ length: 100_000 }, (_, n) => n);
    const add = (n: number): boolean => set.add(memberHash(n, LANE_A), memberHash(n, LANE_B));
    expect(numbers.filter(add)).toHaveLength(100_000);
    expect(numbers.filter(add)).toHaveLength(0);
    expect(set.size).toBe(100_000);
  });
});

describe('the hash of a state', () => {
  const both = (value: Json): string => `${laneHash(value, LANE_A)} ${laneHash(value, LANE_B)}`;
  const plain = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;

  it('is equal for equal data and only for it', () => {
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(both(a) === both(b)).toBe(isSame(a, b));
      }),
    );
    expect(both({ a: 1, b: 2 })).toBe(both({ b: 2, a: 1 }));
    const near: Json[] = [
      '',
      ' ',
      null,
      false,
      true,
      0,
      1,
      -1,
      0.5,
      '0',
      [],
      {},
      [[]],
      [{}],
      [0],
      [0, 0],
      { a: 0 },
      { b: 0 },
      'ab',
      'ba',
      ['a', 'b'],
      ['b', 'a'],
      [1, 2],
      [2, 1],
    ];
    expect(new Set(near.map(both)).size).toBe(near.length);
  });

  it('says two different things in its two lanes', () => {
    expect(laneHash('a', LANE_A) ^ laneHash('b', LANE_A)).not.toBe(laneHash('a', LANE_B) ^ laneHash('b', LANE_B));
  });
});
