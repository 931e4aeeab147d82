import type { Call } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Asking, ClientCall, Like, Put, ShardAnswer } from '../messages.ts';
import { placed } from './client-state.ts';
import { isPart, partOf, userOf } from './keys.ts';
import { slotOf } from './placement/hash-slot.ts';
import { inChunk, ownerOf } from './placement/shard-map.ts';
import { isCutOff, isUncovered } from './shard-failover.ts';
import { isMine, write } from './shard-log.ts';
import { askForMap, configOf, dial, refuseOld, type Job, type Node, type State } from './shard-state.ts';

/** Requests of clients: served, or answered with where to go instead. */

const keysOf = (message: ClientCall): readonly string[] => ('keys' in message ? message.keys : [message.key]);
const isWrite = (message: ClientCall): boolean => message.type === 'Put' || message.type === 'Like';

/** How long a request holds its worker. */
export function serviceUs(node: Node, message: ClientCall): number {
  const oneUs = ms(dial(node, 'shard.serviceMs'));
  // The second and every further key of one request costs a quarter: it is found on the same visit.
  return oneUs + Math.floor((oneUs * (keysOf(message).length - 1)) / 4);
}

export function serve(node: Node, state: State, message: ClientCall, call: Call): void {
  const job = { message, call, asking: isAsked(node, state, call) };
  // Whoever is wrong here costs no work.
  if (isTurnedDown(node, state, job)) return;
  node.work('served', serviceUs(node, message), placed(state.serving, job));
}

/**
 * "ASKING": good for the command that its sender has sent right behind it, and for no other. Ids count
 * what a node has sent, so the command is known before it comes, however long it waits in the queue.
 */
export function asking(node: Node, state: State, _message: Asking, { id, from }: Call): void {
  const behind = id.indexOf('#') + 1;
  state.asking.push(`${id.slice(0, behind)}${parseInt(id.slice(behind), 10) + 1}`);
  node.note('ASKING', `the next command of ${from}, and only that, may ask for what is being imported`, { from });
}

/** Whether an ASKING came before it, which is forgotten by that. */
function isAsked(node: Node, state: State, { id, from }: Call): boolean {
  const place = state.asking.length === 0 ? -1 : state.asking.indexOf(id);
  if (place < 0) return false;
  state.asking.splice(place, 1);
  node.note('ASKING used', `by the command of ${from}, and forgotten`, { from });
  return true;
}

/** The queue is full: the command will not be executed, and nothing is kept for it. */
export function turnAway(node: Node, state: State, call: Call): void {
  const place = state.asking.indexOf(call.id);
  if (place >= 0) state.asking.splice(place, 1);
  node.reply(call, { type: 'Busy' });
}

/** A connection that broke takes with it what was said on it. */
export function hangUp(state: State, peer: string): void {
  state.asking = state.asking.filter((id) => !id.startsWith(`${peer}#`));
}

/** It is the map at the end of the work that counts. */
export function served(node: Node, state: State, place: number): void {
  const job = state.serving[place]!;
  state.serving[place] = null;
  if (!isTurnedDown(node, state, job)) execute(node, state, job);
}

function isTurnedDown(node: Node, state: State, job: Job): boolean {
  const refusal = refuse(node, state, job);
  if (refusal === null) return false;
  if (refusal.type === 'Moved' || refusal.type === 'StaleMap') noteStale(node, refusal);
  else if (refusal.type === 'TryAgain') node.note('TRYAGAIN', `${keysOf(job.message).join(', ')}: ${refusal.why}`);
  node.reply(job.call, refusal);
  return true;
}

function execute(node: Node, state: State, job: Job): void {
  const { message, call } = job;
  state.served += 1;
  switch (message.type) {
    case 'Put':
    case 'Like':
      return accept(node, state, message, job);
    case 'Get': {
      const { key, copy } = message;
      const value = state.data[key] ?? (copy ? (state.copies[key] ?? '') : '');
      return node.reply(call, { type: 'Value', value, copy: copy && !isMine(node, state, key) });
    }
    case 'GetMany':
      return node.reply(call, { type: 'Values', values: message.keys.map((key) => state.data[key] ?? '') });
    case 'Scatter': {
      const { keys } = message;
      const part = (key: string): boolean => isParted(state, key) && !keys.includes(partOf(key, configOf(node).shard));
      const found = keys.map((key) =>
        mayServe(node, state, key, job.asking) && !part(key) ? (state.data[key] ?? null) : null,
      );
      const owners = keys.map((key, i) => (found[i] === null && !part(key) ? whereElse(node, state, key) : null));
      return node.reply(call, { type: 'Gathered', values: found, owners });
    }
  }
}

/** Whether parts of a counter may be elsewhere. A client with an older map does not know, and is told. */
const isParted = ({ map: { hot } }: State, key: string): boolean => hot[key] === 'splitting' || hot[key] === 'split';

/** One leg of a scatter gets what is here and settled; for the rest it asks nobody and waits for nothing. */
function mayServe(node: Node, state: State, key: string, asked: boolean): boolean {
  const { map, migrating, locked, critical, doubt } = state;
  if (!isMine(node, state, key)) return asked && imports(state, key);
  if (locked[key]) return false;
  if (critical && migrating !== null && inChunk(migrating.chunk, key)) return false;
  return doubt === 0 || map.open === null || !inChunk(map.open.chunk, key);
}

/** Whom to ask instead: the owner, or the shard that has got the key already; null where nobody can say. */
function whereElse(node: Node, state: State, key: string): string | null {
  const { map, migrating } = state;
  if (!isMine(node, state, key)) return primaryFor(state, key);
  const gone = migrating !== null && migrating.chunk.kind === 'slots' && inChunk(migrating.chunk, key);
  return gone && !(key in state.data) ? map.primaries[migrating.to]! : null;
}

/** Whether the key's slot is on its way to this shard. */
function imports({ map: { open }, importing }: State, key: string): boolean {
  return open !== null && open.id === importing && open.chunk.kind === 'slots' && inChunk(open.chunk, key);
}

function accept(node: Node, state: State, message: Put | Like, job: Job): void {
  const { key } = message;
  const { epoch } = state.map;
  const mine = isMine(node, state, key);
  node.note('write accepted', `${key} under epoch ${epoch}`, { key, epoch, asking: job.asking, mine });
  const entry = message.type === 'Put' ? { k: key, v: message.value } : { k: key, inc: 1 as const };
  write(node, state, entry, { do: 'answer', call: job.call, key });
}

function noteStale(node: Node, { type, had, epoch, node: owner }: Extract<ShardAnswer, { had: number }>): void {
  const rule = type === 'Moved' ? 'MOVED' : 'stale map refused';
  if (had < epoch) refuseOld(node, had, epoch, `the request is refused, ${owner} owns the key`, rule);
  else node.note(rule, `not mine in epoch ${epoch}: ask ${owner}`);
}

/** Why this node does not serve the request; null where it does. */
function refuse(node: Node, state: State, job: Job): ShardAnswer | null {
  const { message } = job;
  if (state.role === 'joining' || state.role === 'promoting') return { type: 'ClusterDown', why: 'loading' };
  if (state.role === 'replica') return elsewhere(state, message, keysOf(message)[0]!);
  if (isCutOff(node, state)) return { type: 'ClusterDown', why: 'most primaries are out of reach' };
  if (isUncovered(node, state)) return { type: 'ClusterDown', why: 'another shard has failed' };
  if (message.epoch > state.map.epoch) {
    askForMap(node, state);
    return { type: 'TryAgain', why: `my map is of epoch ${state.map.epoch}, yours of ${message.epoch}` };
  }
  if (message.type === 'Scatter') return null;
  if (message.type === 'Get' && message.copy && message.key in state.copies) return null;
  return message.type === 'GetMany'
    ? refuseMany(node, state, job, message.keys)
    : refuseKey(node, state, job, message.key);
}

/** Multiple keys: all in one slot, and either all here or all gone. */
function refuseMany(node: Node, state: State, job: Job, keys: readonly string[]): ShardAnswer | null {
  const together =
    state.map.strategy === 'single' ||
    (state.map.strategy === 'slots'
      ? keys.every((key) => slotOf(key) === slotOf(keys[0]!))
      : keys.every((key) => userOf(key) === userOf(keys[0]!)));
  if (!together) return { type: 'CrossSlot' };
  for (const key of keys) if (isParted(state, key)) return { type: 'Parted', members: state.map.members };
  const refusals = keys.map((key) => refuseKey(node, state, job, key));
  const first = refusals.find((refusal) => refusal !== null) ?? null;
  if (first?.type !== 'AskAt' || refusals.every((refusal) => refusal !== null)) return first;
  return { type: 'TryAgain', why: 'some of these keys have moved, and some have not' };
}

function refuseKey(node: Node, state: State, job: Job, key: string): ShardAnswer | null {
  const { map, migrating } = state;
  if (!isMine(node, state, key)) return refuseForeign(node, state, job, key);
  if (state.locked[key]) return { type: 'TryAgain', why: 'the key is on its way' };
  const moving = migrating !== null && inChunk(migrating.chunk, key);
  if (state.doubt > 0 && map.open !== null && inChunk(map.open.chunk, key))
    return { type: 'TryAgain', why: 'it is not known yet what has moved' };
  if (moving && state.critical) return { type: 'TryAgain', why: 'critical section of a move' };
  if (key in state.data || isPart(key)) return null;
  if (moving && migrating.chunk.kind === 'slots') {
    const target = map.primaries[migrating.to]!;
    node.note('ASK', `${key} is at ${target} by now`);
    return { type: 'AskAt', slot: slotOf(key), node: target };
  }
  pull(node, state, key);
  return { type: 'TryAgain', why: 'the key has not arrived yet' };
}

/** A key of somebody else's: only with ASKING, and only while it is being imported. */
function refuseForeign(node: Node, state: State, { message, asking: asked }: Job, key: string): ShardAnswer | null {
  if (imports(state, key)) {
    if (asked) return key in state.data ? null : { type: 'TryAgain', why: 'the key has not arrived yet' };
    return elsewhere(state, message, key);
  }
  // What nobody should do: believe whoever asks.
  if (node.settings['map.checkEpoch'] === false && (isWrite(message) || key in state.data)) return null;
  return elsewhere(state, message, key);
}

function primaryFor({ map }: State, key: string): string {
  return map.primaries[isPart(key) ? key.slice(key.indexOf('#') + 1) : ownerOf(map, key)]!;
}

function elsewhere(state: State, message: ClientCall, key: string): ShardAnswer {
  const { map } = state;
  const shard = isPart(key) ? key.slice(key.indexOf('#') + 1) : ownerOf(map, key);
  const to = { shard, node: map.primaries[shard]!, had: message.epoch, epoch: map.epoch };
  return map.strategy === 'slots' ? { type: 'Moved', slot: slotOf(key), ...to } : { type: 'StaleMap', ...to };
}

/** A computed placement has a new list of members: the key is still where it was before. */
function pull(node: Node, state: State, key: string): void {
  const { map } = state;
  if (map.previous.length === 0) return;
  const before = map.primaries[ownerOf(map, key, map.previous)]!;
  if (!node.peers.includes(before)) return;
  node.note('miss', `${key} is still at ${before}`);
  node.send(before, { type: 'Pull', key, epoch: map.epoch });
}
