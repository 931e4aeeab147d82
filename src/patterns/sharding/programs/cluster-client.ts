import type { Call, NodeContext, Program, TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { ClientCall, Msg, ShardAnswer, Visit, Visited } from '../messages.ts';
import { isPart, partOf, type Item } from './keys.ts';
import { firstMap, ownerOf, singleMap, type ShardMap } from './placement/shard-map.ts';

/**
 * A cluster client, as it lies inside of a router or, "smart", inside of the application itself. It
 * keeps a copy of the map, asks the node that owns the key, and follows what it is told: MOVED changes
 * its map, ASK changes nothing ("the next query only"), TRYAGAIN means later.
 */

type Node = NodeContext<Msg>;

/** Who waits for the answer: a caller of the router, or an operation of the application itself. */
export type Origin = { readonly call: Call } | { readonly op: string };

export type Job = {
  readonly visit: Visit;
  readonly origin: Origin;
  hops: number;
  tries: number;
};
/** One of several requests that answer one visit together. */
type Leg = { readonly keys: readonly string[]; readonly again: boolean };
type LegId = { readonly id: string; readonly leg: number };

type Gather = {
  readonly job: Job;
  readonly legs: Leg[];
  left: number;
  found: Record<string, Item>;
  failed: number;
};

export interface ClientState {
  map: ShardMap;
  asksForMap: boolean;
  /** Visits under way, by number: one request at a time each … */
  jobs: Record<string, Job>;
  /** … or several at once. */
  gathers: Record<string, Gather>;
  next: number;
  /** Requests for each key since the last report. */
  hits: Record<string, number>;
}

export type Finish = (node: Node, state: ClientState, origin: Origin, answer: Visited) => void;

export interface ClientConfig {
  readonly alone: boolean;
}

const alone = (node: Node): boolean => (node.config as unknown as ClientConfig).alone;
const dial = (node: Node, key: string): number => Number(node.settings[key]);

export const clientState = (node: Node): ClientState => ({
  map: alone(node) ? singleMap(node.settings) : firstMap(node.settings),
  asksForMap: false,
  jobs: {},
  gathers: {},
  next: 1,
  hits: {},
});

export function refreshMap(node: Node, state: ClientState): void {
  if (state.asksForMap || alone(node)) return;
  state.asksForMap = true;
  node.request('directory', { type: 'GetMap' }, { timeoutUs: ms(500), tag: 'mapIs' });
}

/** MOVED and newer maps; never ASK. */
export function learn(node: Node, state: ClientState, map: ShardMap): void {
  if (map.epoch <= state.map.epoch) return;
  node.metric('epoch', map.epoch);
  state.map = map;
}

/** What an answer teaches: one slot, and that there is a newer map. `MOVED` 's epoch is not ours until we have its map. */
export type Follow = (node: Node, state: ClientState, answer: ShardAnswer) => void;

export const followTruly: Follow = (node, state, answer) => {
  if (answer.type === 'Moved' && state.map.epoch <= answer.epoch) {
    const { slot, shard, node: primary } = answer;
    const { map } = state;
    state.map = {
      ...map,
      slots: withSlot(map.slots, slot, shard),
      primaries: { ...map.primaries, [shard]: primary },
    };
  }
  if (answer.type === 'Moved' || answer.type === 'StaleMap') refreshMap(node, state);
};

function withSlot(slots: ShardMap['slots'], slot: number, shard: string): ShardMap['slots'] {
  return slots.flatMap(([from, to, owner]) => {
    if (slot < from || slot > to || owner === shard) return [[from, to, owner] as const];
    const parts: (readonly [number, number, string])[] = [
      [from, slot - 1, owner],
      [slot, slot, shard],
      [slot + 1, to, owner],
    ];
    return parts.filter(([a, b]) => a <= b);
  });
}

const keyOf = (visit: Visit): string => visit.keys[0]!;
const primaryOf = (map: ShardMap, shard: string): string => map.primaries[shard]!;

export function submit(node: Node, state: ClientState, visit: Visit, origin: Origin, finish: Finish): void {
  for (const key of visit.keys) state.hits[key] = (state.hits[key] ?? 0) + 1;
  const job: Job = { visit, origin, hops: 0, tries: 0 };
  const { map } = state;
  const { what } = visit;
  const first = keyOf(visit);
  if (what === 'feed' || (what === 'profile' && isApart(map, visit.keys))) return scatter(node, state, job, finish);
  const id = String(state.next++);
  state.jobs[id] = job;
  if (what === 'like' && map.hot[first] === 'split') likePart(node, state, id, job);
  else if (what === 'read' && map.hot[first] === 'copied') readCopy(node, state, id, job);
  else send(node, state, id, job, primaryOf(map, ownerOf(map, first)), false);
}

/** Whether no one shard has all of it: keys of several shards, or a counter in parts. */
function isApart(map: ShardMap, keys: readonly string[]): boolean {
  const owner = ownerOf(map, keys[0]!);
  return keys.some((key) => map.hot[key] === 'split' || ownerOf(map, key) !== owner);
}

/** A counter in parts: any shard will do. */
function likePart(node: Node, state: ClientState, id: string, { visit, origin }: Job): void {
  const shard = node.stream('spread').pick(state.map.members);
  const job = { visit: { ...visit, keys: [partOf(keyOf(visit), shard)] }, origin, hops: 0, tries: 0 };
  state.jobs[id] = job;
  send(node, state, id, job, primaryOf(state.map, shard), false);
}

function readCopy(node: Node, state: ClientState, id: string, job: Job): void {
  const shard = node.stream('spread').pick(state.map.members);
  send(node, state, id, job, primaryOf(state.map, shard), true);
}

function send(node: Node, state: ClientState, id: string, { visit }: Job, to: string, copy: boolean, asking = false) {
  node.request(to, callFor(visit, state.map.epoch, asking, copy), {
    timeoutUs: ms(dial(node, 'client.timeoutMs')),
    tag: 'answered',
    data: id,
  });
}

function callFor({ what, keys, value }: Visit, epoch: number, asking: boolean, copy: boolean): ClientCall {
  const key = keys[0]!;
  if (what === 'post') return { type: 'Put', key, value, epoch, asking };
  if (what === 'like') return { type: 'Like', key, epoch, asking };
  return what === 'read' ? { type: 'Get', key, copy, epoch, asking } : { type: 'GetMany', keys, epoch, asking };
}

/** Fan-out: as slow as the slowest shard. */
function scatter(node: Node, state: ClientState, job: Job, finish: Finish): void {
  const { map } = state;
  const legs: Record<string, string[]> = {};
  for (const key of job.visit.keys) {
    (legs[ownerOf(map, key)] ??= []).push(key);
    if (map.hot[key] === 'split') for (const shard of map.members) (legs[shard] ??= []).push(partOf(key, shard));
  }
  const shards = Object.keys(legs);
  if (shards.length === 0) return conclude(node, state, job, finish, 'fail', 'nothing to ask');
  const id = String(state.next++);
  state.gathers[id] = { job, legs: [], left: 0, found: {}, failed: 0 };
  for (const shard of shards) sendLeg(node, state, primaryOf(map, shard), id, { keys: legs[shard]!, again: false });
}

function sendLeg(node: Node, state: ClientState, to: string, id: string, leg: Leg): void {
  const gather = state.gathers[id]!;
  gather.left += 1;
  node.request(
    to,
    { type: 'Scatter', keys: leg.keys, epoch: state.map.epoch, asking: leg.again },
    {
      timeoutUs: ms(dial(node, 'client.timeoutMs')),
      tag: 'gathered',
      data: { id, leg: gather.legs.push(leg) - 1 } satisfies LegId,
    },
  );
}

/** What the map had in the wrong place is asked for once more, where its owner is said to be. */
function followOwners(node: Node, state: ClientState, id: string, leg: Leg, owners: readonly (string | null)[]): void {
  const astray: Record<string, string[]> = {};
  for (const [i, key] of leg.keys.entries()) {
    const owner = owners[i] ?? null;
    if (owner !== null) (astray[owner] ??= []).push(key);
  }
  for (const owner in astray) {
    node.note('redirected', `${astray[owner]!.join(', ')}: on to ${owner}`);
    sendLeg(node, state, owner, id, { keys: astray[owner]!, again: true });
  }
}

function conclude(
  node: Node,
  state: ClientState,
  { origin }: Job,
  finish: Finish,
  outcome: Visited['outcome'],
  reason: string,
  answer: Partial<Visited> = {},
): void {
  finish(node, state, origin, {
    type: 'Visited',
    outcome,
    reason,
    values: [],
    by: '',
    relaxed: false,
    ...answer,
  });
}

const MOST_HOPS = 6;
const MOST_TRIES = 12;

/** Handlers that a router and a smart application have in common. */
export function clientHandlers(
  finish: Finish,
  follow: Follow = followTruly,
): Pick<Program<ClientState, Msg>, 'replies' | 'work' | 'on' | 'timers'> {
  return {
    on: { MapUpdate: (node, state, { map }) => learn(node, state, map) },
    replies: {
      mapIs(node, state, reply) {
        state.asksForMap = false;
        if (reply.type === 'MapUpdate') learn(node, state, reply.map);
      },
      answered(node, state, reply, id: string) {
        if (reply.type !== 'timeout') follow(node, state, reply as ShardAnswer);
        answered(node, state, reply as ShardAnswer | TimedOut, id, finish);
      },
      gathered: (node, state, reply, leg: LegId) => gathered(node, state, reply as ShardAnswer | TimedOut, leg, finish),
    },
    work: {
      again(node, state, id: string) {
        const job = state.jobs[id]!;
        send(node, state, id, job, primaryOf(state.map, shardFor(state.map, keyOf(job.visit))), false);
      },
    },
    timers: {
      report(node, state) {
        reportHits(node, state);
      },
    },
  };
}

const shardFor = (map: ShardMap, key: string): string =>
  isPart(key) ? key.slice(key.indexOf('#') + 1) : ownerOf(map, key);

function answered(node: Node, state: ClientState, reply: ShardAnswer | TimedOut, id: string, finish: Finish): void {
  const job = state.jobs[id]!;
  const end = (outcome: Visited['outcome'], reason: string, answer?: Partial<Visited>): void => {
    delete state.jobs[id];
    conclude(node, state, job, finish, outcome, reason, answer);
  };
  switch (reply.type) {
    case 'Value': {
      const { values, by, copy } = reply;
      return end('ok', '', { values, by, relaxed: copy || isPart(keyOf(job.visit)) });
    }
    case 'Moved':
    case 'StaleMap':
      if (job.hops >= MOST_HOPS) return end('fail', 'too many redirections');
      node.note('redirected', `epoch ${reply.had} was refused for ${reply.epoch}: on to ${reply.node}`, {
        had: reply.had,
        epoch: reply.epoch,
      });
      // After the first hop the map may be in flux: a moment of patience is cheaper than running in circles.
      job.hops += 1;
      if (job.hops > 2) return node.work('again', ms(40), id);
      return send(node, state, id, job, reply.node, false);
    case 'AskAt':
      if (job.hops >= MOST_HOPS) return end('fail', 'too many redirections');
      node.note('asking', `slot ${reply.slot}: this request only, at ${reply.node}, with ASKING`);
      job.hops += 1;
      return send(node, state, id, job, reply.node, false, true);
    case 'TryAgain':
      if (job.tries >= MOST_TRIES) return end('fail', 'tried again in vain');
      job.tries += 1;
      return node.work('again', ms(dial(node, 'client.tryAgainMs')), id);
    case 'CrossSlot':
      return end('fail', 'CROSSSLOT');
    case 'ClusterDown':
      refreshMap(node, state);
      return end('fail', reply.why);
    case 'Busy':
      return end('fail', 'queue full');
    case 'Gathered':
      return end('fail', 'no such answer');
    case 'timeout':
      // It may have happened, or may happen yet: nobody asks twice.
      refreshMap(node, state);
      return end('unknown', 'no answer in time');
  }
}

function gathered(
  node: Node,
  state: ClientState,
  reply: ShardAnswer | TimedOut,
  { id, leg: number }: LegId,
  finish: Finish,
): void {
  const gather = state.gathers[id];
  if (gather === undefined) return;
  const leg = gather.legs[number]!;
  gather.left -= 1;
  if (reply.type === 'Gathered') {
    for (const [i, key] of leg.keys.entries()) if (reply.values[i] !== null) gather.found[key] = reply.values[i]!;
    if (!leg.again) followOwners(node, state, id, leg, reply.owners);
  } else {
    gather.failed += 1;
    if (reply.type === 'timeout' || reply.type === 'Moved' || reply.type === 'StaleMap') refreshMap(node, state);
  }
  if (gather.left > 0) return;
  delete state.gathers[id];
  const { keys } = gather.job.visit;
  const values = keys.map((key) => summed(gather.found, key));
  // A part of a counter that is nowhere has never been counted; a key that is nowhere is on its way.
  const holes = keys.filter((key) => gather.found[key] === undefined).length;
  const outcome = gather.failed === 0 && holes === 0 ? 'ok' : 'fail';
  const reason =
    gather.failed > 0 ? `${gather.failed} shards are missing` : holes > 0 ? `${holes} keys are missing` : '';
  conclude(node, state, gather.job, finish, outcome, reason, {
    values,
    relaxed: true,
  });
}

/** A counter is the sum of its parts. */
function summed(found: Readonly<Record<string, Item>>, key: string): Item {
  let total = found[key] ?? '';
  for (const each in found) if (each.startsWith(`${key}#`)) total = Number(total) + Number(found[each]);
  return total;
}

/** The keys that were asked for most, for the hot-key detector. */
export function reportHits(node: Node, state: ClientState): void {
  node.setTimer('report', ms(1_000));
  if (alone(node)) return;
  const top: string[] = [];
  for (const key in state.hits) {
    const place = top.findIndex((other) => state.hits[key]! > state.hits[other]!);
    if (place >= 0) top.splice(place, 0, key);
    else top.push(key);
    if (top.length > 3) top.pop();
  }
  node.send('detector', { type: 'HitReport', hits: Object.fromEntries(top.map((key) => [key, state.hits[key]!])) });
  state.hits = {};
}
