import type { Property, World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { latestMap } from './latest-map.ts';
import type { AskAt } from './messages.ts';
import type { ClientState } from './programs/client-state.ts';
import { isPart, KEYS } from './programs/keys.ts';
import { SLOTS } from './programs/placement/hash-slot.ts';
import { inChunk, isComputed, ownerOf, slotOwner, type Chunk, type ShardMap } from './programs/placement/shard-map.ts';
import { DIRECTORIES } from './programs/seat.ts';
import type { State as Shard } from './programs/shard-state.ts';
import { followZombies, ZOMBIE_EFFECTS, type Zombies } from './zombies.ts';

type Accepted = {
  readonly key: string;
  readonly epoch: number;
  readonly asking: boolean;
};

/** All nodes that hold keys. */
export const STORES: readonly string[] = ['shard', 'replica', 'replica2'].flatMap((place) =>
  ['a', 'b', 'c', 'd'].map((name) => `${place}-${name}`),
);
/** All nodes of a shard carry its name: `shard-b`, `replica-b`. */
const shardOf = (node: string): string => node.slice(node.indexOf('-') + 1);

/** Writes that a shard has taken in this event; mostly none. */
function accepted(event: TraceEvent): Accepted | null {
  if (event.kind !== 'work') return null;
  for (const effect of event.effects)
    if (effect.kind === 'note' && effect.rule === 'write accepted') return effect.data as unknown as Accepted;
  return null;
}

const mapOf = (world: World, node: string): ShardMap | undefined => (world.state(node) as Shard | undefined)?.map;

interface Owners {
  zombies: Zombies;
  /** Who took the last write to a key, under which epoch, and whether it came with ASKING. */
  last: Record<string, { readonly shard: string; readonly epoch: number; readonly asking: boolean }>;
}

export const oneOwner: Property<Owners> = {
  id: 'one-owner',
  kind: 'always',
  title: 'One owner per key and epoch',
  explain:
    'Under one epoch only one shard takes writes to a key. While it moves, the old shard takes them until the key is gone, the new one only behind an ASK; and nobody ever takes one under an older epoch than somebody else did.',
  appliesOff: false,
  watches: { nodes: ['', ...STORES], effects: ['note', ...ZOMBIE_EFFECTS] },
  init: () => ({ zombies: {}, last: {} }),
  step(state, event, world) {
    followZombies(state.zombies, event, world);
    const write = accepted(event);
    if (write === null || isPart(write.key) || state.zombies[event.node] === null) return undefined;
    const { key, epoch, asking } = write;
    const shard = shardOf(event.node);
    const last = state.last[key];
    state.last[key] = { shard, epoch, asking };
    if (last === undefined || shard === last.shard || epoch > last.epoch) return undefined;
    if (epoch === last.epoch && asking && !last.asking) return undefined;
    return `shard ${shard} takes ${key} under epoch ${epoch}, shard ${last.shard} has taken it under epoch ${last.epoch}`;
  },
};

export const writesByOwner: Property<null> = {
  id: 'writes-by-owner',
  kind: 'always',
  title: 'Only the owner takes a write',
  explain:
    'A shard takes a write only where its own map gives the key to it, or with ASKING while it imports the key. Otherwise the write lies where nobody will look for it.',
  appliesOff: false,
  watches: { nodes: STORES, effects: ['note'] },
  init: () => null,
  step(_state, event, world) {
    const write = accepted(event);
    if (write === null) return undefined;
    const shard = world.state(event.node) as Shard | undefined;
    if (shard === undefined || isPart(write.key) || ownerOf(shard.map, write.key) === shardOf(event.node))
      return undefined;
    const { open } = shard.map;
    if (write.asking && open !== null && open.id === shard.importing && inChunk(open.chunk, write.key))
      return undefined;
    return `${event.node} takes a write to ${write.key}, which epoch ${shard.map.epoch} gives to shard ${ownerOf(shard.map, write.key)}`;
  },
};

export const mapTotal: Property<{ epoch: number }> = {
  id: 'map-total',
  kind: 'always',
  title: 'Every key has a place',
  explain:
    'In every epoch all 16,384 slots and all people belong to exactly one shard each, and that shard is a member.',
  appliesOff: false,
  // The directory says its epoch whenever a map has become durable, before anybody hears of it.
  watches: { nodes: DIRECTORIES, effects: ['metric'] },
  init: () => ({ epoch: 0 }),
  step(state, event, world) {
    if (!DIRECTORIES.includes(event.node)) return undefined;
    const map = (world.state(event.node) as { readonly map: ShardMap } | null | undefined)?.map;
    if (!map || map.epoch <= state.epoch) return undefined;
    state.epoch = map.epoch;
    return incomplete(map);
  },
};

/** What belongs to nobody, or to two; undefined where there is no such thing. */
function incomplete(map: ShardMap): string | undefined {
  let next = 0;
  for (const [from, to] of map.slots) {
    if (from !== next)
      return `epoch ${map.epoch}: slot ${Math.min(from, next)} belongs to ${from < next ? 'two' : 'nobody'}`;
    next = to + 1;
  }
  if (map.strategy === 'slots' && next !== SLOTS) return `epoch ${map.epoch}: slot ${next} belongs to nobody`;
  const homeless = isComputed(map.strategy) ? undefined : KEYS.find((key) => !map.members.includes(ownerOf(map, key)));
  return homeless === undefined ? undefined : `epoch ${map.epoch}: ${homeless} belongs to no member`;
}

export const epochsGrow: Property<Record<string, number>> = {
  id: 'epochs-grow',
  kind: 'always',
  title: 'Epochs only grow',
  explain: 'Nobody goes back to an older map, and the directory never uses a number twice: a refusal is for ever.',
  appliesOff: false,
  watches: { effects: ['metric', 'status'] },
  init: () => ({}),
  step(state, event) {
    for (const effect of event.effects) {
      // A router forgets with its memory; a directory must not.
      if (effect.kind === 'status' && effect.status === 'down' && !DIRECTORIES.includes(effect.node))
        delete state[effect.node];
      if (effect.kind !== 'metric' || effect.name !== 'epoch') continue;
      const before = state[event.node];
      if (before !== undefined && effect.value < before)
        return `${event.node} goes from epoch ${before} back to ${effect.value}`;
      state[event.node] = effect.value;
    }
    return undefined;
  },
};

export const movesLittle: Property<null> = {
  id: 'moves-little',
  kind: 'always',
  title: 'A newcomer takes only its share',
  explain:
    'With slots, ring, jump and rendezvous about one key in N + 1 gets another owner when a shard joins. Hash mod N is left out: it moves nearly all of them.',
  appliesOff: false,
  watches: { nodes: DIRECTORIES, effects: ['note'] },
  init: () => null,
  step(_state, event, world) {
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'placement changed') continue;
      const { moved, of, shards } = effect.data as unknown as { moved: number; of: number; shards: number };
      const strategy = world.settings['map.strategy'];
      // Three standard deviations of so few keys.
      const most = Math.floor(of / shards) + 3 * Math.ceil(Math.sqrt((of * (shards - 1)) / (shards * shards)));
      if (strategy !== 'mod' && moved > most)
        return `${moved} of ${of} keys have another owner, at most ${most} should`;
    }
    return undefined;
  },
};

/** Where a released key must be by now. */
function heldBy(map: ShardMap, key: string): string | null {
  const { open } = map;
  const shard = open !== null && inChunk(open.chunk, key) ? open.to : ownerOf(map, key);
  return map.primaries[shard] ?? null;
}

/** A key of the chunk that its owner, by the directory's map, does not have; undefined where there is none. */
function astrayIn(world: World, directory: string, chunk: Chunk): string | undefined {
  const map = mapOf(world, directory);
  if (map === undefined) return undefined;
  for (const key of KEYS) {
    if (!inChunk(chunk, key) || (map.open !== null && inChunk(map.open.chunk, key))) continue;
    const node = map.primaries[ownerOf(map, key)]!;
    const there = world.state(node) as Shard | null | undefined;
    if (there?.role === 'primary' && !(key in there.data))
      return `a move is called off, and ${key} is not at ${node}, where epoch ${map.epoch} has it`;
  }
  return undefined;
}

export const nothingLost: Property<null> = {
  id: 'nothing-lost',
  kind: 'always',
  title: 'No key is dropped on the way',
  explain:
    'A shard deletes a key only when the other one has it on its disk: who deletes first loses keys at every crash. And when a move is called off, every key is where the map then says.',
  appliesOff: false,
  watches: { nodes: [...STORES, ...DIRECTORIES], effects: ['note'] },
  init: () => null,
  step(_state, event, world) {
    for (const effect of event.effects) {
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'move cut short') {
        const astray = astrayIn(world, event.node, (effect.data as unknown as { readonly chunk: Chunk }).chunk);
        if (astray !== undefined) return astray;
      }
      if (effect.rule !== 'key moved') continue;
      const { key } = effect.data as unknown as { readonly key: string };
      const map = mapOf(world, event.node);
      const holder = map === undefined ? null : heldBy(map, key);
      const there = holder === null ? undefined : (world.state(holder) as Shard | null | undefined);
      if (there?.role === 'primary' && !(key in there.data))
        return `${event.node} has deleted ${key}, and ${holder} does not have it`;
    }
    return undefined;
  },
};

export const onePlace: Property<null> = {
  id: 'one-place',
  kind: 'always',
  title: 'A moving key is served in one place',
  explain:
    'When a key has arrived at its new shard, the old one serves it no more: it holds it locked until it may delete it. Else a write to the one is never seen at the other.',
  appliesOff: false,
  watches: { nodes: STORES, effects: ['note'] },
  init: () => null,
  step(_state, event, world) {
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'key arrived') continue;
      const { key } = effect.data as unknown as { readonly key: string };
      const open = mapOf(world, event.node)?.open;
      if (!open) continue;
      const source = mapOf(world, event.node)!.primaries[open.from]!;
      const there = world.state(source) as Shard | null | undefined;
      // A source that has booted knows nothing of what it was doing, and serves none of it.
      const serves = there?.role === 'primary' && there.doubt !== open.id && there.map.open?.id === open.id;
      if (serves && key in there.data && !there.locked[key])
        return `${key} has arrived at ${event.node}, and ${source} still serves it`;
    }
    return undefined;
  },
};

export const askChangesNothing: Property<null> = {
  id: 'ask-changes-nothing',
  kind: 'always',
  title: 'ASK does not change the map',
  explain:
    'ASK is for one request. The slot still belongs to the old shard, and the next key of it may still be there. Only MOVED changes the map.',
  appliesOff: false,
  // Whoever is told ASK says so: most replies are something else.
  watches: { nodes: ['router', 'users-ap'], effects: ['note'] },
  init: () => null,
  step(_state, event, world) {
    if (event.kind !== 'reply' || event.transit?.message.type !== 'AskAt') return undefined;
    const { slot, node } = event.transit.message as AskAt;
    const client = world.state(event.node) as ClientState | undefined;
    const map = latestMap(world);
    if (client === undefined || map === null || map.strategy !== 'slots') return undefined;
    const believed = slotOwner(client.map, slot);
    return client.map.primaries[believed] === node && slotOwner(map, slot) !== believed
      ? `${event.node} takes slot ${slot} for shard ${believed}'s after an ASK; it is shard ${slotOwner(map, slot)}'s`
      : undefined;
  },
};

export const askingOnce: Property<Record<string, number>> = {
  id: 'asking-once',
  kind: 'always',
  title: 'ASKING is forgotten after one command',
  explain:
    'A shard lets a client in once for every ASKING it has heard from it. If it stuck to the connection, a client with an old map would be served what it has no business to ask here.',
  appliesOff: false,
  watches: { nodes: STORES, effects: ['note'] },
  init: () => ({}),
  step(state, event) {
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || !effect.rule.startsWith('ASKING')) continue;
      const { from } = effect.data as unknown as { readonly from: string };
      const name = `${event.node} ${from}`;
      const left = (state[name] ?? 0) + (effect.rule === 'ASKING' ? 1 : -1);
      if (left < 0) return `${event.node} lets ${from} in once more than it has said ASKING`;
      state[name] = left;
    }
    return undefined;
  },
};
