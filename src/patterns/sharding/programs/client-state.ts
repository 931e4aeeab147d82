import type { Call, NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg, NotVisited, Visited, What } from '../messages.ts';
import { KEYS, type Item } from './keys.ts';
import { firstMap, singleMap, type ShardMap } from './placement/shard-map.ts';
import { DIRECTORIES } from './seat.ts';

/** What a cluster client knows, and what it has under way. */

export type Node = NodeContext<Msg>;

/** One visit under way. */
export interface Job {
  readonly what: What;
  /** What is asked for; of several, the first. */
  readonly key: string;
  /** Of a feed, a pair or a profile: all of it. */
  readonly keys: readonly string[] | null;
  readonly value: string;
  /** Who waits for the answer: a caller of the router … */
  readonly call: Call | null;
  /** … or an operation of the application itself. */
  readonly op: string;
  /** Whom it asked last. */
  at: string;
  hops: number;
  tries: number;
}

/** One of several requests that answer one visit together. */
export type Leg = { readonly keys: readonly string[]; readonly again: boolean };

export type Gather = {
  readonly job: Job;
  readonly legs: Leg[];
  left: number;
  found: Record<string, Item>;
  failed: number;
};

export interface ClientState {
  map: ShardMap;
  asksForMap: boolean;
  /** The directory to ask. */
  seat: string;
  /** Visits under way, one request at a time each: by place, which is free again (null) when it is over … */
  jobs: (Job | null)[];
  /** … or several at once. */
  gathers: (Gather | null)[];
  /** Requests for each key since the last report, by the key's number. */
  hits: number[];
}

/** Tells whoever waits. */
export type Finish = (node: Node, job: Job, answer: Visited | NotVisited) => void;

export interface ClientConfig {
  readonly alone: boolean;
}

export const alone = (node: Node): boolean => (node.config as unknown as ClientConfig).alone;
export const dial = (node: Node, key: string): number => Number(node.settings[key]);

/** Asia's application has another library, which names the servers of a ring in its own way. */
const asItHashes = (node: Node, map: ShardMap): ShardMap =>
  node.settings['map.sameRing'] === false && 'router' in (node.config as object) && map.strategy === 'ketama'
    ? { ...map, client: map.client === 'libketama' ? 'libmemcached' : 'libketama' }
    : map;

export const clientState = (node: Node): ClientState => ({
  map: alone(node) ? singleMap(node.settings) : asItHashes(node, firstMap(node.settings)),
  asksForMap: false,
  seat: DIRECTORIES[0]!,
  jobs: [],
  gathers: [],
  hits: KEYS.map(() => 0),
});

/** Puts something into the first place that is free. */
export function placed<T>(places: (T | null)[], item: T): number {
  for (let place = 0; place < places.length; place++) {
    if (places[place] !== null) continue;
    places[place] = item;
    return place;
  }
  return places.push(item) - 1;
}

export function refreshMap(node: Node, state: ClientState): void {
  if (state.asksForMap || alone(node)) return;
  state.asksForMap = true;
  node.request(state.seat, { type: 'GetMap' }, { timeoutUs: ms(500), tag: 'mapIs' });
}

/** MOVED and newer maps; never ASK. */
export function learn(node: Node, state: ClientState, map: ShardMap): void {
  if (map.epoch <= state.map.epoch) return;
  node.metric('epoch', map.epoch);
  state.map = asItHashes(node, map);
}

export const primaryOf = (map: ShardMap, shard: string): string => map.primaries[shard]!;

export const clientTimeoutUs = (node: Node): number => ms(dial(node, 'client.timeoutMs'));

/** The keys that were asked for most, for the hot-key detector. */
export function reportHits(node: Node, state: ClientState): void {
  node.setTimer('report', ms(1_000));
  if (alone(node)) return;
  const { hits } = state;
  const top: Record<string, number> = {};
  for (let place = 0; place < MOST_REPORTED; place++) {
    let most = 0;
    for (let key = 1; key < hits.length; key++) if (hits[key]! > hits[most]!) most = key;
    if (hits[most] === 0) break;
    top[KEYS[most]!] = hits[most]!;
    hits[most] = 0;
  }
  node.send('detector', { type: 'HitReport', hits: top });
  hits.fill(0);
}

const MOST_REPORTED = 3;
