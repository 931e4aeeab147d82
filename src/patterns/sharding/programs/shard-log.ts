import type { DiskImage } from '../../../kernel/program.ts';
import type { Entry } from '../messages.ts';
import { initialItem, KEYS, type Item } from './keys.ts';
import { inChunk, isComputed, ownerOf, type ShardMap } from './placement/shard-map.ts';
import { configOf, emptyState, type After, type Node, type State } from './shard-state.ts';

/**
 * Writes are durable before they are answered (`appendfsync always`), one sync for all that came
 * meanwhile; the replica gets them afterwards. That is why a crash and restart loses nothing, and a
 * failover may: "asynchronous replication", Redis Cluster specification, "Write safety".
 */

/** What a shard holds when the platform opens: its own keys, empty. */
export function firstData(map: ShardMap, shard: string): Record<string, Item> {
  const data: Record<string, Item> = {};
  for (const key of KEYS) if (ownerOf(map, key) === shard) data[key] = initialItem(key);
  return data;
}

type Image = { readonly offset: number; readonly importing: number; readonly data: Record<string, Item> };

/** Rebuilt from the last image and the log behind it. */
export function recovered(disk: DiskImage, map: ShardMap, shard: string): State {
  const state = emptyState(map, 'joining');
  const image = disk['image'] as Image | undefined;
  hold(state, image === undefined ? firstData(map, shard) : { ...image.data });
  state.offset = image?.offset ?? 0;
  state.importing = image?.importing ?? 0;
  state.votedIn = Number(disk['votedIn'] ?? 0);
  for (const entry of (disk['log'] ?? []) as readonly Entry[]) apply(state, entry);
  return state;
}

export function apply(state: State, entry: Entry): void {
  const { data } = state;
  state.offset += 1;
  if ('importing' in entry) {
    state.importing = entry.importing;
    return;
  }
  const known = entry.k in data;
  if ('del' in entry) {
    delete data[entry.k];
    if (known) state.held -= 1;
    return;
  }
  data[entry.k] = 'inc' in entry ? Number(data[entry.k] ?? 0) + 1 : entry.v;
  if (!known) state.held += 1;
}

export function hold(state: State, data: Record<string, Item>): void {
  state.data = data;
  state.held = Object.keys(data).length;
}

export function write(node: Node, state: State, entry: Entry, after: After): void {
  if ('k' in entry) state.pending.push(entry.k);
  state.batch.push({ entry, after });
  flush(node, state);
}

/** All of them in one sync, and `after` behind the last: they become durable together or not at all. */
export function writeAll(node: Node, state: State, entries: readonly Entry[], after: After): void {
  for (const [index, entry] of entries.entries()) {
    if ('k' in entry) state.pending.push(entry.k);
    state.batch.push({ entry, after: index === entries.length - 1 ? after : { do: 'nothing' } });
  }
  flush(node, state);
}

function flush(node: Node, state: State): void {
  if (state.syncing.length > 0 || state.batch.length === 0) return;
  state.syncing = state.batch;
  state.batch = [];
  for (const { entry } of state.syncing) node.disk.append('log', entry);
  node.disk.sync('logged');
}

/** The sync is over. Answers what was in it; with a full disk nothing of it happened. */
export function logged(node: Node, state: State, ok: boolean): State['syncing'] {
  const batch = state.syncing;
  state.syncing = [];
  for (const { entry } of batch) {
    if ('k' in entry) state.pending.splice(state.pending.indexOf(entry.k), 1);
    if (ok) {
      apply(state, entry);
      noteDirty(state, entry);
      replicate(node, state, entry);
    }
  }
  flush(node, state);
  return batch;
}

/** A chunk that is being copied has changed behind the copy. */
function noteDirty(state: State, entry: Entry): void {
  const { migrating, toCopy } = state;
  if (toCopy === null || migrating === null || !('k' in entry) || 'del' in entry) return;
  if (inChunk(migrating.chunk, entry.k)) toCopy[entry.k] = true;
}

function replicate(node: Node, state: State, entry: Entry): void {
  for (const other of configOf(node).others) node.send(other, { type: 'Replicate', offset: state.offset, entry });
}

/** Every replica that is complete may stand for election. One that has been replaced may not, until it has got everything anew. */
export const allMayReplace = (node: Node): State['replicated'] =>
  Object.fromEntries(configOf(node).others.map((other) => [other, 0]));

/** "WAIT": what another shard gives up may not be lost with this node, so whoever may replace it must have it too. */
export function whenReplicated(node: Node, state: State, call: After & { readonly do: 'ack' }): void {
  if (everywhere(state) >= state.offset) answer(node, call);
  else state.waiting.push({ call: call.call, reply: call.reply, offset: state.offset });
}

/** How much of the log all have who may replace this node. */
function everywhere({ offset, replicated }: State): number {
  let least = offset;
  for (const other in replicated) least = Math.min(least, replicated[other]!);
  return least;
}

export function replicaHas(node: Node, state: State, offset: number, from: string): void {
  if (state.replicated[from] === undefined) return;
  state.replicated[from] = Math.max(state.replicated[from], Math.min(offset, state.offset));
  if (state.waiting.length === 0) return;
  const everybody = everywhere(state);
  const ready = state.waiting.filter((waiting) => waiting.offset <= everybody);
  if (ready.length === 0) return;
  state.waiting = state.waiting.filter((waiting) => waiting.offset > everybody);
  for (const waiting of ready) answer(node, { do: 'ack', ...waiting });
}

const answer = (node: Node, { call, reply }: After & { readonly do: 'ack' }): void =>
  node.reply(call, { type: reply, ok: true });

/** Writes everything down afresh: a replica that was elected has had it in memory only. */
export function writeImage(node: Node, state: State): void {
  node.disk.set('image', { offset: state.offset, importing: state.importing, data: state.data });
  node.disk.truncate('log', 0);
  node.disk.sync('imaged');
}

/** Whether a key is this shard's by its own map. Parts of split counters stay where they are. */
export function isMine(node: Node, state: State, key: string): boolean {
  const { shard } = configOf(node);
  const part = key.indexOf('#');
  return part >= 0 ? key.slice(part + 1) === shard : ownerOf(state.map, key) === shard;
}

/** Keys of others that are here although nothing is on its way: leftovers, which must not come to life again. */
export function orphans(node: Node, state: State): string[] {
  const { map } = state;
  if (isComputed(map.strategy) && map.previous.length > 0) return [];
  return Object.keys(state.data).filter(
    (key) => !isMine(node, state, key) && !(map.open !== null && inChunk(map.open.chunk, key)),
  );
}
