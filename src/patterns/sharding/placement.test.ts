import { createHash } from 'node:crypto';
import keySlot from 'cluster-key-slot';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEYS } from './programs/keys.ts';
import { utf8 } from './programs/placement/bytes.ts';
import { committed, movedKeys, ownsChunk, planFor, splitPlan } from './programs/placement/change-map.ts';
import { SLOTS, slotOf } from './programs/placement/hash-slot.ts';
import { jump } from './programs/placement/jump.ts';
import { aroundRing, ketamaHash, ketamaRing, onRing, type Server } from './programs/placement/ketama.ts';
import { md5 } from './programs/placement/md5.ts';
import { byWeight, rendezvous } from './programs/placement/rendezvous.ts';
import { firstMap, overflows, ownerOf, type ShardMap, type Strategy } from './programs/placement/shard-map.ts';

const mapOf = (strategy: Strategy, client = 'libketama'): ShardMap =>
  firstMap({ 'map.strategy': strategy, 'map.ketamaClient': client });
const withD = (map: ShardMap): ShardMap => ({ ...map, members: [...map.members, 'd'] });

const hexOf = (text: string): string => {
  const buffer = Buffer.alloc(16);
  for (const [i, word] of md5(text).entries()) buffer.writeUInt32LE(word, i * 4);
  return buffer.toString('hex');
};

describe('bytes and digests', () => {
  it('writes UTF-8 and MD5 as everybody does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(utf8(text)).toEqual([...Buffer.from(text, 'utf8')]);
        expect(hexOf(text)).toBe(createHash('md5').update(text).digest('hex'));
      }),
      { numRuns: 300 },
    );
  });
});

describe('hash slots', () => {
  it('agrees with cluster-key-slot on a key for every one of the 16,384 slots', () => {
    const seen = new Set<number>();
    for (let i = 0; seen.size < SLOTS; i += 1) {
      const key = `key:${i}`;
      const slot = slotOf(key);
      if (seen.has(slot)) continue;
      expect(slot, key).toBe(keySlot(key));
      seen.add(slot);
    }
    expect(seen.size).toBe(SLOTS);
  });

  it('agrees with cluster-key-slot on keys full of braces', () => {
    // Where `{}` comes first, Redis hashes the whole key, as the vectors have it; cluster-key-slot then takes a later `}`.
    const isAmbiguous = (key: string): boolean => key[key.indexOf('{') + 1] === '}' && key.includes('{');
    const unit = fc.constantFrom('{', '}', 'a', 'é', '💀', '0');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (key) => {
        fc.pre(!isAmbiguous(key));
        expect(slotOf(key)).toBe(keySlot(key));
      }),
      { numRuns: 2_000 },
    );
  });
});

const servers = (...weights: readonly number[]): Server[] =>
  weights.map((weight, i) => ({ host: `10.0.1.${i + 1}`, port: 11_211, weight }));

/** libketama's own words: four points a digest, each of four bytes, lowest first. */
function pointsOf(name: string, digests: number): number[] {
  return Array.from({ length: digests }, (_, k) => createHash('md5').update(`${name}-${k}`).digest()).flatMap(
    (digest) => [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)),
  );
}

describe('ketama', () => {
  it('stands at the points that libketama computes', () => {
    const ring = ketamaRing(servers(1, 1, 1), 'libketama');
    const own = ring.filter(([, server]) => server === 1).map(([hash]) => hash);
    expect(own).toEqual(pointsOf('10.0.1.2:11211', 40).toSorted((a, b) => a - b));
    expect(ring).toHaveLength(480);
    expect(ketamaHash('{u042}:wall')).toBe(createHash('md5').update('{u042}:wall').digest().readUInt32LE(0));
  });

  it('shares no point with libmemcached, which leaves the default port out', () => {
    const [one, other] = (['libketama', 'libmemcached'] as const).map(
      (client) => new Set(ketamaRing(servers(1, 1, 1), client).map(([hash]) => hash)),
    );
    expect([...one!].filter((hash) => other!.has(hash))).toEqual([]);
    const ring = ketamaRing(servers(1), 'libmemcached').map(([hash]) => hash);
    expect(ring).toEqual(pointsOf('10.0.1.1', 40).toSorted((a, b) => a - b));
    expect(movedKeys(mapOf('ketama'), mapOf('ketama', 'libmemcached')).length).toBeGreaterThan(100);
  });

  it('gives weight its share of points, in single precision', () => {
    const ring = ketamaRing(servers(1, 2, 3), 'libketama');
    expect([0, 1, 2].map((server) => ring.filter(([, each]) => each === server).length)).toEqual([80, 160, 240]);
  });

  it('spreads by the root of the number of points', () => {
    const spread = (digests: number): number => {
      const map = { ...mapOf('ketama'), members: Array.from({ length: 10 }, (_, i) => `n${i}`), digests };
      const counts = map.members.map(() => 0);
      for (let i = 0; i < 10_000; i += 1) counts[map.members.indexOf(ownerOf(map, `key ${i}`))]! += 1;
      return Math.sqrt(counts.reduce((sum, each) => sum + (each - 1_000) ** 2, 0) / 10) / 1_000;
    };
    // 4 points a server: 1/√4; 160 points: 1/√160.
    expect(spread(1)).toBeGreaterThan(0.3);
    expect(spread(40)).toBeLessThan(0.12);
  });

  it('sends a key to the first point at or after it, and around the end to the first', () => {
    const ring = [
      [10, 0],
      [20, 1],
    ] as const;
    expect([0, 10, 11, 20, 21].map((hash) => onRing(ring, hash))).toEqual([0, 0, 1, 1, 0]);
  });
});

describe('rendezvous and jump', () => {
  it('a server that leaves gives up only its own keys', () => {
    const names = [11, 222, 3_333, 44_444];
    fc.assert(
      fc.property(fc.nat(), (key) => {
        const before = rendezvous(names, key);
        if (before < 3) expect(rendezvous(names.slice(0, 3), key)).toBe(before);
      }),
    );
  });

  it('a bucket that comes takes keys from all, and moves none between the others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 0xffff_ffff }), (high, low) => {
        for (let buckets = 1; buckets < 12; buckets += 1) {
          const [before, after] = [jump(high, low, buckets), jump(high, low, buckets + 1)];
          expect(after === before || after === buckets).toBe(true);
        }
      }),
    );
  });
});

describe('bounded loads', () => {
  const sizes = (map: ShardMap): number[] =>
    map.members.map((shard) => KEYS.filter((key) => ownerOf(map, key) === shard).length);

  it('takes from the fullest of a ring with few points what is above the bound', () => {
    const ring = { ...mapOf('ketama'), digests: 1 };
    const bounded = { ...ring, boundPct: 110 };
    expect([sizes(ring), sizes(bounded)]).toEqual([
      [65, 59, 116],
      [76, 76, 88],
    ]);
    expect(KEYS.filter((key) => overflows(bounded, key)).length).toBe(28);
    expect(KEYS.filter((key) => overflows(bounded, key)).every((key) => ownerOf(ring, key) === 'c')).toBe(true);
  });

  it('leaves no shard above the bound, whatever the members, and moves little', () => {
    for (const strategy of ['ketama', 'rendezvous'] as const)
      for (const boundPct of [50, 100, 105, 125]) {
        const map = { ...mapOf(strategy), boundPct };
        for (const each of [map, withD(map)]) {
          const most = Math.ceil((KEYS.length * Math.max(100, boundPct)) / (100 * each.members.length));
          expect(Math.max(...sizes(each))).toBeLessThanOrEqual(most);
        }
        expect(movedKeys(map, withD(map)).length).toBeLessThan(75);
      }
  });

  it('goes on in the order of the ring, and of the weights', () => {
    const ring = ketamaRing(servers(1, 1, 1, 1), 'libketama');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (hash) => {
        const order = aroundRing(ring, hash);
        expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
        expect(order[0]).toBe(onRing(ring, hash));
        // Without its first choice the key falls to its second.
        const rest = ring.filter(([, server]) => server !== order[0]);
        expect(onRing(rest, hash)).toBe(order[1]);
        const weights = [11, 222, 3_333, 44_444];
        expect(byWeight(weights, hash)[0]).toBe(rendezvous(weights, hash));
      }),
    );
  });
});

describe('what moves when a shard joins', () => {
  it('counts on the same keys, against the bound', () => {
    const counts = (['mod', 'ketama', 'jump', 'rendezvous'] as const).map((strategy) => {
      const map = mapOf(strategy);
      const moved = movedKeys(map, withD(map));
      if (strategy !== 'mod') expect(moved.every((key) => ownerOf(withD(map), key) === 'd')).toBe(true);
      return moved.length;
    });
    expect(counts).toEqual([178, 48, 47, 58]);
  });

  it('plans moves that leave every slot and person with one owner', () => {
    for (const strategy of ['slots', 'range', 'region'] as const) {
      let map = mapOf(strategy);
      for (const move of planFor(map, 'd', 700)) {
        expect(ownsChunk(map, move.from, move.chunk)).toBe(true);
        const before = map;
        map = committed(map, move);
        expect(map.epoch).toBe(before.epoch + 1);
        expect(movedKeys(before, map).every((key) => ownerOf(map, key) === 'd')).toBe(true);
        expect(ownsChunk(map, 'd', move.chunk)).toBe(true);
      }
      const owned = KEYS.filter((key) => ownerOf(map, key) === 'd').length;
      expect(owned).toBeGreaterThan(30);
      expect(owned).toBeLessThan(75);
    }
    const slots = planFor(mapOf('slots'), 'd', 700).reduce((map, move) => committed(map, move), mapOf('slots'));
    expect(slots.slots.reduce((next, [from, to]) => (from === next ? to + 1 : -1), 0)).toBe(SLOTS);
  });

  it('splits only what has ranges, slots or names, half of it or so many people', () => {
    const moved = (strategy: Strategy, people: number): number => {
      const map = mapOf(strategy);
      return splitPlan(map, 'c', 'a', people).reduce((keys, move) => {
        expect(ownsChunk(map, 'c', move.chunk)).toBe(true);
        return keys + movedKeys(map, committed(map, move)).length;
      }, 0);
    };
    expect((['range', 'region', 'slots'] as const).map((strategy) => [moved(strategy, 0), moved(strategy, 4)])).toEqual(
      [
        [40, 8],
        [40, 8],
        [36, 12],
      ],
    );
    expect((['mod', 'ketama', 'jump', 'rendezvous'] as const).map((strategy) => moved(strategy, 0))).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
