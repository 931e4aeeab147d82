import type { Call } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { CloneItems, ListImported, MigrateKey, Pull, SetSlot } from '../messages.ts';
import { isPart } from './keys.ts';
import { slotOf } from './placement/hash-slot.ts';
import { inChunk, isComputed, ownerOf, wordsFor, type Chunk, type Move } from './placement/shard-map.ts';
import { isMine, orphans, whenReplicated, write, writeAll } from './shard-log.ts';
import { askForMap, configOf, dial, refuseOld, type Node, type State } from './shard-state.ts';

/**
 * Keys on their way from shard to shard. Slots move key by key, as in Redis Cluster ("Live
 * resharding"); ranges and people are copied first and change hands in a critical section, as in
 * MongoDB's chunk migration. Either way the source decides, and only what the target has on disk,
 * and on its replica, is given up.
 */

const HAND_OVER_US = ms(400);

/** `CLUSTER SETSLOT … IMPORTING / MIGRATING`, for a whole chunk. */
export function setSlot(node: Node, state: State, { state: as, move, epoch }: SetSlot, call: Call): void {
  const { map } = state;
  if (epoch > map.epoch) askForMap(node, state);
  if (state.role !== 'primary' || map.open?.id !== move.id) return node.reply(call, { type: 'Done', ok: false });
  return as === 'IMPORTING' ? beginImport(node, state, move.id, call) : beginMigrate(node, state, call);
}

function beginImport(node: Node, state: State, id: number, call: Call): void {
  if (state.importing === id) return whenReplicated(node, state, { do: 'ack', call, reply: 'Done' });
  const { chunk } = state.map.open!;
  // Leftovers of an earlier life must not be taken for what arrives.
  const leftovers = Object.keys(state.data).filter((key) => inChunk(chunk, key) && !isPart(key));
  const entries = leftovers.map((key) => ({ k: key, del: true as const }));
  node.become('IMPORTING', 'SETSLOT IMPORTING', 'slots');
  writeAll(node, state, [...entries, { importing: id }], { do: 'ack', call, reply: 'Done' });
}

function beginMigrate(node: Node, state: State, call: Call): void {
  const move = state.map.open!;
  if (state.doubt === move.id) {
    const target = state.map.primaries[move.to]!;
    node.request(
      target,
      { type: 'ListImported', id: move.id, epoch: state.map.epoch },
      { timeoutUs: HAND_OVER_US, tag: 'imported', data: call },
    );
    return;
  }
  if (state.migrating?.id !== move.id) {
    state.migrating = move;
    // Where a reconciliation has found it, or nowhere yet.
    if (!inSlots(move, state.begun)) state.begun = -1;
    state.toCopy = null;
    state.critical = false;
  }
  node.become('MIGRATING', 'SETSLOT MIGRATING', 'slots');
  node.reply(call, { type: 'Done', ok: true });
}

/** After a crash or a failover: what the target has, it has got from us, and it is gone here. */
export function reconcile(node: Node, state: State, keys: readonly string[], call: Call): void {
  const move = state.map.open;
  if (move === null || state.doubt !== move.id) return node.reply(call, { type: 'Done', ok: false });
  state.doubt = 0;
  if (move.chunk.kind === 'slots') {
    const gone = keys.filter((key) => key in state.data);
    for (const key of keys) state.begun = Math.max(state.begun, slotOf(key));
    node.note('reconciled', `${gone.length} keys of ${wordsFor(move.chunk)} had moved already`, { gone: gone.length });
    for (const key of gone) release(node, state, key, null);
  }
  beginMigrate(node, state, call);
}

/** The answer is final only from a target that knows the epoch of whoever asks: it takes in nothing older any more. */
export function listImported(node: Node, state: State, { id, epoch }: ListImported, call: Call): void {
  const open = state.map.open;
  if (epoch > state.map.epoch) askForMap(node, state);
  const ok = state.role === 'primary' && open?.id === id && epoch <= state.map.epoch && state.pending.length === 0;
  const keys = ok && state.importing === id ? Object.keys(state.data).filter((key) => inChunk(open.chunk, key)) : [];
  node.reply(call, { type: 'ImportedAre', ok, keys });
}

/** The mover asks for the next step, as redis-cli does key by key. */
export function moveKeys(node: Node, state: State, id: number, call: Call): void {
  const move = state.migrating;
  if (state.role !== 'primary' || move === null || move.id !== id || state.doubt > 0)
    return node.reply(call, { type: 'Done', ok: false });
  return move.chunk.kind === 'slots' ? moveNextKey(node, state, call) : copyNext(node, state, call);
}

const left = (node: Node, state: State, count: number, call: Call): void =>
  node.reply(call, { type: 'KeysMoved', left: count, epoch: state.map.epoch });

function moveNextKey(node: Node, state: State, call: Call): void {
  const { chunk, id, to, cut } = state.migrating!;
  const here = Object.keys(state.data).filter((key) => inChunk(chunk, key) && !isPart(key));
  // Slot by slot, so that there is one at most of which a part has gone.
  let key = here[0];
  for (const each of here) if (slotOf(each) < slotOf(key!)) key = each;
  if (cut) return stands(node, state, key, call);
  // A key that is under way, or that is being written, is not gone yet.
  if (key === undefined || state.locked[key] || state.pending.includes(key))
    return left(node, state, here.length, call);
  state.begun = slotOf(key);
  handOver(node, state, { key, id, to, call, unsure: false });
}

/** It was called off: no other slot is begun under this epoch, so the answer stays true. */
function stands(node: Node, { map: { epoch }, migrating, begun }: State, next: string | undefined, call: Call): void {
  const { to } = migrating!.chunk as Extract<Chunk, { kind: 'slots' }>;
  const slot = next === undefined ? to + 1 : slotOf(next);
  node.reply(call, { type: 'Stands', slot, half: slot === begun, epoch });
}

const inSlots = ({ chunk }: Move, slot: number): boolean =>
  chunk.kind === 'slots' && slot >= chunk.from && slot <= chunk.to;

/** "MIGRATE": the key is locked here until the target has it; then, and only then, it is deleted. */
function handOver(node: Node, state: State, job: HandOver): void {
  const { key, id, to, call } = job;
  const target = state.map.primaries[to]!;
  if (!node.peers.includes(target)) {
    if (call !== null) node.reply(call, { type: 'Done', ok: false });
    return;
  }
  state.locked[key] = true;
  node.request(
    target,
    { type: 'MigrateKey', id, epoch: state.map.epoch, key, item: state.data[key]! },
    { timeoutUs: HAND_OVER_US, tag: 'handedOver', data: job },
  );
}

/** `unsure`: it was offered before, and nobody answered. */
export type HandOver = {
  readonly key: string;
  readonly call: Call | null;
  readonly id: number;
  readonly to: string;
  readonly unsure: boolean;
};

export function handedOver(node: Node, state: State, ok: boolean, timedOut: boolean, job: HandOver): void {
  const { key, call } = job;
  if (state.role !== 'primary' || !(key in state.data)) return;
  if (ok) return release(node, state, key, call);
  if (!timedOut) askForMap(node, state);
  // A timeout is no refusal: the target may have the key, so it stays locked and is offered again.
  if (timedOut || job.unsure) return node.work('offer', ms(50), { ...job, unsure: true });
  // A refusal is definite: the key was not taken.
  delete state.locked[key];
  if (call !== null) left(node, state, 1, call);
}

export function offerAgain(node: Node, state: State, job: HandOver): void {
  if (state.role === 'primary' && job.key in state.data) handOver(node, state, job);
}

function release(node: Node, state: State, key: string, call: Call | null): void {
  state.locked[key] = true;
  write(node, state, { k: key, del: true }, { do: 'released', call, key });
}

export function released(node: Node, state: State, ok: boolean, key: string, call: Call | null): void {
  if (ok) {
    delete state.locked[key];
    node.note('key moved', `${key} is not here any more`, { key });
  } else {
    // The disk is full: the deletion did not happen, and it is tried again.
    node.work('release', ms(100), { key, call });
    return;
  }
  if (call === null || state.migrating === null) return;
  const { chunk } = state.migrating;
  left(node, state, Object.keys(state.data).filter((each) => inChunk(chunk, each) && !isPart(each)).length, call);
}

export const releaseAgain = (node: Node, state: State, key: string, call: Call | null): void => {
  if (state.role === 'primary' && key in state.data) release(node, state, key, call);
};

/** At the target. What is here already is not taken again: the source sends a key until it hears of it. */
export function takeIn(node: Node, state: State, message: MigrateKey, call: Call): void {
  const { key, id, item, epoch } = message;
  if (epoch > state.map.epoch) askForMap(node, state);
  if (epoch < state.map.epoch) noteOld(node, epoch, state.map.epoch);
  if (epoch !== state.map.epoch || !accepts(node, state, id, key))
    return node.reply(call, { type: 'MigrateAck', ok: false });
  if (key in state.data) return whenReplicated(node, state, { do: 'ack', call, reply: 'MigrateAck' });
  if (state.pending.includes(key)) return node.release(call);
  node.note('key arrived', `${key} is here now`, { key });
  write(node, state, { k: key, v: item }, { do: 'ack', call, reply: 'MigrateAck' });
}

/** A source that has been replaced may still be sending. */
const noteOld = (node: Node, had: number, epoch: number): void =>
  refuseOld(node, had, epoch, 'what the old source sends is refused', 'stale source refused');

function accepts(node: Node, state: State, id: number, key: string): boolean {
  const { map } = state;
  if (state.role !== 'primary') return false;
  if (id === 0) return map.previous.length > 0 && isMine(node, state, key);
  return map.open?.id === id && state.importing === id && inChunk(map.open.chunk, key);
}

/** Range moves: everything once, then what changed meanwhile, then, in the critical section, the last of it. */
function copyNext(node: Node, state: State, call: Call): void {
  const { chunk, id, to } = state.migrating!;
  state.toCopy ??= Object.fromEntries(
    Object.keys(state.data)
      .filter((key) => inChunk(chunk, key))
      .map((key) => [key, true] as const),
  );
  const keys = Object.keys(state.toCopy);
  const writing = state.pending.some((key) => inChunk(chunk, key));
  if (keys.length === 0 && state.critical && !writing) return left(node, state, 0, call);
  if (keys.length <= 2 && !state.critical) {
    state.critical = true;
    node.become('CRITICAL', 'critical section', 'slots');
    node.setTimer('critical', ms(dial(node, 'mover.criticalMs')));
  }
  const some = keys.slice(0, dial(node, 'mover.cloneKeys'));
  if (some.length === 0) return left(node, state, 1, call);
  for (const key of some) delete state.toCopy[key];
  const items = some.flatMap((key) => (key in state.data ? [[key, state.data[key]!] as const] : []));
  node.request(
    state.map.primaries[to]!,
    { type: 'CloneItems', id, epoch: state.map.epoch, items },
    { timeoutUs: HAND_OVER_US, tag: 'cloned', data: { keys: some, call, id } },
  );
}

export type Cloned = { readonly keys: readonly string[]; readonly call: Call; readonly id: number };

export function cloned(node: Node, state: State, ok: boolean, { keys, call, id }: Cloned): void {
  if (state.migrating?.id !== id || state.toCopy === null) return;
  if (!ok) {
    for (const key of keys) state.toCopy[key] = true;
    askForMap(node, state);
  }
  left(node, state, Object.keys(state.toCopy).length + 1, call);
}

export function takeClone(node: Node, state: State, { id, epoch, items }: CloneItems, call: Call): void {
  const { map } = state;
  if (epoch > map.epoch) askForMap(node, state);
  if (epoch < map.epoch) noteOld(node, epoch, map.epoch);
  const takes = state.role === 'primary' && map.open?.id === id && state.importing === id && epoch === map.epoch;
  if (!takes || items.length === 0) return node.reply(call, { type: 'MigrateAck', ok: takes });
  const entries = items.map(([key, item]) => ({ k: key, v: item }));
  writeAll(node, state, entries, { do: 'ack', call, reply: 'MigrateAck' });
}

/** A new list of members: keys that are not ours any more go to their owners, one after the other. */
export function sweep(node: Node, state: State): void {
  const { map } = state;
  if (!isComputed(map.strategy) || map.previous.length === 0) return;
  node.setTimer('sweep', ms(dial(node, 'mover.sweepMs')));
  if (state.role !== 'primary') return;
  const foreign = Object.keys(state.data).filter((key) => !isPart(key) && !isMine(node, state, key));
  const key = foreign.find((each) => !state.locked[each] && !state.pending.includes(each));
  if (key !== undefined) handOver(node, state, { key, id: 0, to: ownerOf(map, key), call: null, unsure: false });
  else if (foreign.length === 0 && state.pending.length === 0) {
    node.setTimer('sweep', ms(500));
    node.send(state.seat, { type: 'Drained', shard: configOf(node).shard, epoch: map.epoch });
  }
}

export function pulled(node: Node, state: State, { key, epoch }: Pull): void {
  const { map } = state;
  if (epoch > map.epoch) return askForMap(node, state);
  if (state.role !== 'primary' || map.previous.length === 0 || isMine(node, state, key)) return;
  if (key in state.data && !state.locked[key] && !state.pending.includes(key))
    handOver(node, state, { key, id: 0, to: ownerOf(map, key), call: null, unsure: false });
}

/** Orphans: what a move has left behind. They are kept for a while, because reads of an old map may still be under way. */
export function dropOrphans(node: Node, state: State): void {
  if (state.role !== 'primary') return;
  const gone = orphans(node, state).filter((key) => !state.pending.includes(key) && !state.locked[key]);
  if (gone.length === 0) return;
  node.note('orphans deleted', `${gone.length} keys that belong to others by now`);
  writeAll(
    node,
    state,
    gone.map((key) => ({ k: key, del: true as const })),
    { do: 'nothing' },
  );
}
