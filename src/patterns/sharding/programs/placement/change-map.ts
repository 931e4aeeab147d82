import { KEYS, PEOPLE, userOf, wallOf } from '../keys.ts';
import { SLOTS } from './hash-slot.ts';
import { isComputed, ownerOf, type Chunk, type Move, type Plan, type ShardMap } from './shard-map.ts';

/** Every change to the map: pure, and each makes a new epoch. */
export const nextEpoch = (map: ShardMap, change: Partial<ShardMap>): ShardMap => ({
  ...map,
  ...change,
  epoch: map.epoch + 1,
});

/** Ownership after a move is done. */
export function committed(map: ShardMap, { to, chunk }: Plan): ShardMap {
  if (chunk.kind === 'slots') return nextEpoch(map, { open: null, slots: withSlots(map.slots, chunk, to) });
  if (chunk.kind === 'range') return nextEpoch(map, { open: null, ranges: withRange(map.ranges, chunk, to) });
  const homes = { ...map.homes, ...Object.fromEntries(chunk.people.map((user) => [String(user), to])) };
  return nextEpoch(map, { open: null, homes });
}

/**
 * Ownership when a move of slots ends at a slot: those before it have gone and are the target's. If half
 * of it has gone as well, it is all that is still on its way.
 */
export function cutShort(map: ShardMap, open: Move, slot: number, half: boolean): ShardMap {
  const { from } = open.chunk as Extract<Chunk, { kind: 'slots' }>;
  const slots = slot > from ? withSlots(map.slots, { from, to: slot - 1 }, open.to) : map.slots;
  const rest: Move = { ...open, chunk: { kind: 'slots', from: slot, to: slot }, cut: false };
  return nextEpoch(map, { slots, open: half ? rest : null });
}

function withSlots(
  slots: ShardMap['slots'],
  { from, to }: { readonly from: number; readonly to: number },
  shard: string,
): ShardMap['slots'] {
  const kept = slots.flatMap(([first, last, owner]) => {
    const parts: [number, number, string][] = [
      [first, Math.min(last, from - 1), owner],
      [Math.max(first, to + 1), last, owner],
    ];
    return parts.filter(([a, b]) => a <= b);
  });
  const sorted = [...kept, [from, to, shard] as const].sort((a, b) => a[0] - b[0]);
  const merged: [number, number, string][] = [];
  for (const [first, last, owner] of sorted) {
    const before = merged.at(-1);
    if (before !== undefined && before[2] === owner) before[1] = last;
    else merged.push([first, last, owner]);
  }
  return merged;
}

function withRange(
  ranges: ShardMap['ranges'],
  { from, to }: { readonly from: number; readonly to: number },
  shard: string,
): ShardMap['ranges'] {
  const owners = Array.from({ length: PEOPLE }, (_, user) => {
    if (user >= from && user < to) return shard;
    let owner = '';
    for (const [first, each] of ranges) if (user >= first) owner = each;
    return owner;
  });
  return owners.flatMap((owner, user) => (user === 0 || owners[user - 1] !== owner ? [[user, owner] as const] : []));
}

/** Chunks that a newcomer is to get: an even share of every shard's slots, half of the fullest range or region. */
export function planFor(map: ShardMap, shard: string, batchSlots: number): Plan[] {
  if (isComputed(map.strategy)) return [];
  if (map.strategy === 'slots') return slotPlan(map, shard, batchSlots);
  return splitPlan(map, map.strategy === 'range' ? map.ranges.at(-1)![1] : map.members[0]!, shard);
}

function slotPlan(map: ShardMap, to: string, batchSlots: number): Plan[] {
  const share = Math.floor(SLOTS / (map.members.length + 1));
  return map.members.flatMap((from) => {
    const own = map.slots.filter(([, , owner]) => owner === from);
    let left = own.reduce((sum, [first, last]) => sum + last - first + 1, 0) - share;
    const moves: Plan[] = [];
    for (const [first, last] of own.toReversed()) {
      for (let end = last; left > 0 && end >= first;) {
        const size = Math.min(batchSlots, left, end - first + 1);
        moves.push({ from, to, chunk: { kind: 'slots', from: end - size + 1, to: end } });
        left -= size;
        end -= size;
      }
    }
    return moves;
  });
}

/** "Split and move": the upper end of a shard's last range, so many people or half of it; or people of a region. */
export function splitPlan(map: ShardMap, from: string, to: string, people = 0): Plan[] {
  if (isComputed(map.strategy)) return [];
  if (map.strategy === 'slots') {
    const last = map.slots.findLast(([, , owner]) => owner === from);
    return last === undefined ? [] : [{ from, to, chunk: upperSlots(last, people) }];
  }
  if (map.strategy === 'range') {
    const index = map.ranges.findLastIndex(([, owner]) => owner === from);
    if (index < 0) return [];
    const first = map.ranges[index]![0];
    const end = map.ranges[index + 1]?.[0] ?? PEOPLE;
    const middle = people > 0 ? Math.max(first, end - people) : Math.floor((first + end + 1) / 2);
    return middle < end ? [{ from, to, chunk: { kind: 'range', from: middle, to: end } }] : [];
  }
  const own = [...new Set(KEYS.filter((key) => ownerOf(map, key) === from).map(userOf))];
  const who = people > 0 ? own.slice(-people) : own.filter((_, i) => i % 2 === 1);
  return who.length > 0 ? [{ from, to, chunk: { kind: 'people', people: who } }] : [];
}

function upperSlots([first, last]: ShardMap['slots'][number], people: number): Chunk {
  const few = Math.max(first, last + 1 - Math.floor((people * SLOTS) / PEOPLE));
  return { kind: 'slots', from: people > 0 ? few : Math.floor((first + last + 1) / 2), to: last };
}

/** How many of the keys have another owner under another map. */
export const movedKeys = (before: ShardMap, after: ShardMap): string[] =>
  KEYS.filter((key) => ownerOf(before, key) !== ownerOf(after, key));

/** Whether a chunk is whole in one shard's hands. */
export function ownsChunk(map: ShardMap, shard: string, chunk: Chunk): boolean {
  if (chunk.kind === 'slots')
    return map.slots.some(([first, last, owner]) => owner === shard && first <= chunk.from && chunk.to <= last);
  const people =
    chunk.kind === 'people' ? chunk.people : Array.from({ length: chunk.to - chunk.from }, (_, i) => chunk.from + i);
  return people.every((user) => ownerOf(map, wallOf(user)) === shard);
}
