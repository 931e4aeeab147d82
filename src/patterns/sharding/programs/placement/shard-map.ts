import type { Settings } from '../../../../kernel/program.ts';
import { bornIn, KEYS, PEOPLE, REGIONS, userOf } from '../keys.ts';
import { boundedOwners } from './bounded-load.ts';
import { SLOTS, slotOf } from './hash-slot.ts';
import { jump } from './jump.ts';
import {
  aroundRing,
  DEFAULT_PORT,
  DIGESTS,
  ketamaHash,
  ketamaRing,
  onRing,
  type KetamaClient,
  type Point,
} from './ketama.ts';
import { md5 } from './md5.ts';
import { byWeight, rendezvous } from './rendezvous.ts';

export type Strategy = 'region' | 'range' | 'slots' | 'mod' | 'ketama' | 'jump' | 'rendezvous' | 'single';

/** What moves together: some slots, some people by number, or people by name. */
export type Chunk =
  | { readonly kind: 'slots'; readonly from: number; readonly to: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'people'; readonly people: readonly number[] };

/** A chunk that is to go from one shard to another. */
export type Plan = { readonly from: string; readonly to: string; readonly chunk: Chunk };
/** On its way. `cut`: it has been called off, and ends at the slot where it stands. */
export type Move = Plan & { readonly id: number; readonly cut: boolean };

/**
 * Who owns what, as of an epoch. The directory makes a new one for every change; everybody else holds
 * a copy, which may be old. Every request carries the epoch of its sender's copy.
 */
export type ShardMap = {
  readonly epoch: number;
  readonly strategy: Strategy;
  readonly client: KetamaClient;
  /** Digests a server on the ring; each gives four points. */
  readonly digests: number;
  /** Ring and rendezvous: the most that a shard may own, % of the mean; 0: no bound. */
  readonly boundPct: number;
  /** Shards, in the order in which they joined. */
  readonly members: readonly string[];
  /** Members before the last change, while keys are still on their way; otherwise empty. */
  readonly previous: readonly string[];
  /** The node that speaks for a shard; after a failover, its replica. */
  readonly primaries: Readonly<Record<string, string>>;
  /** How many writes a promoted replica had when it took over. */
  readonly forks: Readonly<Record<string, number>>;
  /** Slots `from` … `to` belong to a shard; empty where the strategy has none. So are the next two. */
  readonly slots: readonly (readonly [from: number, to: number, shard: string])[];
  /** People from this number on belong to a shard, up to the next entry. */
  readonly ranges: readonly (readonly [from: number, shard: string])[];
  /** The directory: people who do not live where they signed up. */
  readonly homes: Readonly<Record<string, string>>;
  readonly open: Move | null;
  /** Keys that get special treatment, because one shard is not enough for them. `splitting`: its owner does not know yet. */
  readonly hot: Readonly<Record<string, 'copied' | 'splitting' | 'split'>>;
};

export const FIRST_SHARDS: readonly string[] = ['a', 'b', 'c'];
export const NEWCOMER = 'd';
/** Placements that clients compute from the list of members alone. Keys follow a new list by themselves. */
export const isComputed = (strategy: Strategy): boolean =>
  strategy === 'mod' || strategy === 'ketama' || strategy === 'jump' || strategy === 'rendezvous';

/** Placements that can send a key on to the next shard where its own is full. */
const isBounded = (strategy: Strategy): boolean => strategy === 'ketama' || strategy === 'rendezvous';

/** The map that everybody starts with. */
export function firstMap(settings: Settings): ShardMap {
  const third = Math.floor(SLOTS / 3);
  const strategy = settings['map.strategy'] as Strategy;
  return {
    epoch: 1,
    strategy,
    client: settings['map.ketamaClient'] as KetamaClient,
    digests: Number(settings['map.ringDigests'] ?? DIGESTS),
    boundPct: isBounded(strategy) ? Number(settings['map.boundPct'] ?? 0) : 0,
    members: FIRST_SHARDS,
    previous: [],
    primaries: Object.fromEntries([...FIRST_SHARDS, NEWCOMER].map((shard) => [shard, `shard-${shard}`])),
    forks: {},
    slots:
      strategy === 'slots'
        ? [
            [0, third - 1, 'a'],
            [third, 2 * third - 1, 'b'],
            [2 * third, SLOTS - 1, 'c'],
          ]
        : [],
    ranges:
      strategy === 'range' ? FIRST_SHARDS.map((shard, i) => [(i * PEOPLE) / FIRST_SHARDS.length, shard] as const) : [],
    homes: {},
    open: null,
    hot: {},
  };
}

/** Off: one database for everybody. */
export const singleMap = (settings: Settings): ShardMap => ({
  ...firstMap({ ...settings, 'map.strategy': 'single' }),
  members: ['db'],
  primaries: { db: 'database' },
});

/** The shard that owns a key. Total: there is exactly one, for every key and every map. */
export function ownerOf(map: ShardMap, key: string, members = map.members): string {
  switch (map.strategy) {
    case 'region':
      return map.homes[userOf(key)] ?? FIRST_SHARDS[REGIONS.indexOf(bornIn(userOf(key)))]!;
    case 'range':
      return inRanges(map.ranges, userOf(key));
    case 'slots':
      return slotOwner(map, slotOf(key));
    case 'mod':
      return members[ketamaHash(key) % members.length]!;
    case 'ketama':
      if (map.boundPct > 0) return members[boundedFor(map, members)[key]!]!;
      return members[onRing(ringOf(members, map), ketamaHash(key))]!;
    case 'jump': {
      const [low, high] = md5(key);
      return members[jump(high, low, members.length)]!;
    }
    case 'rendezvous':
      if (map.boundPct > 0) return members[boundedFor(map, members)[key]!]!;
      return members[rendezvous(members.map(serverDigest), ketamaHash(key))]!;
    case 'single':
      return members[0]!;
  }
}

/** Whether a shard owns anything. In Redis Cluster only a primary that does counts: it votes, and a majority is one of those. */
export function ownsSome({ strategy, slots, ranges, homes }: ShardMap, shard: string): boolean {
  if (strategy === 'slots') return slots.some(([, , owner]) => owner === shard);
  if (strategy === 'range') return ranges.some(([, owner]) => owner === shard);
  return strategy !== 'region' || FIRST_SHARDS.includes(shard) || Object.values(homes).includes(shard);
}

export function slotOwner(map: ShardMap, slot: number): string {
  return map.slots.find(([from, to]) => slot >= from && slot <= to)![2];
}

function inRanges(ranges: ShardMap['ranges'], user: number): string {
  let owner = ranges[0]![1];
  for (const [from, shard] of ranges) if (user >= from) owner = shard;
  return owner;
}

export function inChunk(chunk: Chunk, key: string): boolean {
  if (chunk.kind === 'slots') {
    const slot = slotOf(key);
    return slot >= chunk.from && slot <= chunk.to;
  }
  const user = userOf(key);
  return chunk.kind === 'range' ? user >= chunk.from && user < chunk.to : chunk.people.includes(user);
}

export const wordsFor = (chunk: Chunk): string =>
  chunk.kind === 'slots'
    ? chunk.from === chunk.to
      ? `slot ${chunk.from}`
      : `slots ${chunk.from} to ${chunk.to}`
    : chunk.kind === 'range'
      ? `people ${chunk.from} to ${chunk.to - 1}`
      : chunk.people.length === 1
        ? `person ${chunk.people[0]!}`
        : `${chunk.people.length} people`;

/** How many digits of a server's name rendezvous hashing looks at: all, through MD5. */
const serverDigest = (shard: string): number => md5(addressOf(shard))[0] & 0x7fffffff;
const addressOf = (shard: string): string => `shard-${shard}:${DEFAULT_PORT}`;

/** Depends on the members only, as a ring does; the last few are kept. */
const bounded: { name: string; owners: Readonly<Record<string, number>> }[] = [];

function boundedFor(map: ShardMap, members: readonly string[]): Readonly<Record<string, number>> {
  const { strategy, client, digests, boundPct } = map;
  const name = `${strategy} ${client} ${digests} ${boundPct} ${members.join()}`;
  const known = bounded.find((each) => each.name === name);
  if (known !== undefined) return known.owners;
  const ring = strategy === 'ketama' ? ringOf(members, map) : [];
  const servers = members.map(serverDigest);
  const owners = boundedOwners(KEYS, members.length, boundPct, (key) =>
    strategy === 'ketama' ? aroundRing(ring, ketamaHash(key)) : byWeight(servers, ketamaHash(key)),
  );
  bounded.push({ name, owners });
  if (bounded.length > 8) bounded.shift();
  return owners;
}

/** Whether a key is not where its hash would have it, because there was no room. */
export const overflows = (map: ShardMap, key: string): boolean =>
  map.boundPct > 0 && ownerOf(map, key) !== ownerOf({ ...map, boundPct: 0 }, key);

/** A ring depends on its members only; building one takes 40 digests a member, so the last few are kept. */
const rings: { name: string; ring: readonly Point[] }[] = [];

export function ringOf(
  members: readonly string[],
  { client, digests }: Pick<ShardMap, 'client' | 'digests'>,
): readonly Point[] {
  const name = `${client} ${digests} ${members.join()}`;
  const known = rings.find((each) => each.name === name);
  if (known !== undefined) return known.ring;
  const servers = members.map((shard) => ({ host: `shard-${shard}`, port: DEFAULT_PORT, weight: 1 }));
  const ring = ketamaRing(servers, client, digests);
  rings.push({ name, ring });
  if (rings.length > 8) rings.shift();
  return ring;
}
