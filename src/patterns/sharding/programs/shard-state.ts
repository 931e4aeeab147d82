import type { Call, NodeContext } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { ClientCall, Entry, Msg } from '../messages.ts';
import type { Item } from './keys.ts';
import type { Move, ShardMap } from './placement/shard-map.ts';
import { DIRECTORIES } from './seat.ts';

export type Node = NodeContext<Msg>;

export interface Config {
  readonly shard: string;
  /** The other nodes of this shard. */
  readonly others: readonly string[];
  readonly replica: boolean;
  /** Off: one database, nobody to ask. */
  readonly alone: boolean;
}

/** `joining`: booted, and not told yet what it is. `promoting`: elected, and not durable yet. */
export type Role = 'joining' | 'primary' | 'replica' | 'promoting';

/** What is done once an entry is durable. */
export type After =
  | { readonly do: 'answer'; readonly call: Call; readonly key: string }
  | { readonly do: 'ack'; readonly call: Call; readonly reply: 'MigrateAck' | 'Done' }
  | { readonly do: 'released'; readonly call: Call | null; readonly key: string }
  | { readonly do: 'nothing' };

export type Job = {
  readonly message: ClientCall;
  readonly call: Call;
  /** Whether an ASKING came before it. */
  readonly asking: boolean;
};

export type Waiting = { readonly call: Call; readonly reply: 'MigrateAck' | 'Done'; readonly offset: number };

export interface State {
  map: ShardMap;
  role: Role;
  /** Requests that hold a worker, by place; null: the place is free. */
  serving: (Job | null)[];
  /** Commands that an ASKING was said for, by id. */
  asking: string[];
  data: Record<string, Item>;
  /** How many keys that are: counting them every second costs more than keeping count. */
  held: number;
  /** Copies of other shards' hot keys. */
  copies: Record<string, Item>;
  /** Log entries written so far, and how many of them each replica has that may replace this node. */
  offset: number;
  replicated: Record<string, number>;
  /** Group commit: what the sync under way covers, and what waits for the next one. */
  syncing: { entry: Entry; after: After }[];
  batch: { entry: Entry; after: After }[];
  /** Keys with a write that is not durable yet, once for each such write. */
  pending: string[];
  /** Acknowledgements that wait for the replicas. */
  waiting: Waiting[];
  /** Keys that are on their way to another shard: nobody touches them here. */
  locked: Record<string, true>;
  migrating: Move | null;
  /** The last slot of which a key was handed over; −1: none. */
  begun: number;
  /** Id of the move whose keys this shard takes in; 0: none. */
  importing: number;
  /** Booted or promoted in the middle of this move: what is gone already must be asked for first. 0: no. */
  doubt: number;
  /** Range moves: keys still to copy, or null before the first copy; and whether it refuses requests by now. */
  toCopy: Record<string, true> | null;
  critical: boolean;
  asksForMap: boolean;
  /** The directory to ask. */
  seat: string;
  /** A replica that has all its primary has told it so far. */
  synced: boolean;
  served: number;
  // Failover.
  heardUs: Record<string, Us>;
  reports: Record<string, Record<string, Us>>;
  failed: Record<string, true>;
  /** Of the other replicas of this shard, and how many of them have more than this one. */
  offsets: Record<string, number>;
  rank: number;
  /** When this replica stands for election, by its steady clock; 0: it does not. */
  standsUs: Us;
  /** The last election that this node has voted in: on its disk before anybody gets the vote. */
  votedIn: number;
  votedUs: Record<string, Us>;
  election: number;
  /** From when on its votes do not count any more. */
  overUs: Us;
  votes: Record<string, true>;
}

export const configOf = (node: Node): Config => node.config as unknown as Config;
export const dial = (node: Node, key: string): number => Number(node.settings[key]);
export const timeoutUs = (node: Node): Us => ms(dial(node, 'failover.timeoutMs'));

export function emptyState(map: ShardMap, role: Role): State {
  return {
    map,
    role,
    serving: [],
    asking: [],
    data: {},
    held: 0,
    copies: {},
    offset: 0,
    replicated: {},
    syncing: [],
    batch: [],
    pending: [],
    waiting: [],
    locked: {},
    migrating: null,
    begun: -1,
    importing: 0,
    doubt: 0,
    toCopy: null,
    critical: false,
    asksForMap: false,
    seat: DIRECTORIES[0]!,
    synced: true,
    served: 0,
    heardUs: {},
    reports: {},
    failed: {},
    offsets: {},
    rank: 0,
    standsUs: 0,
    votedIn: 0,
    votedUs: {},
    election: 0,
    overUs: 0,
    votes: {},
  };
}

/** The node that speaks for this shard, as far as this one knows. */
export const ownPrimary = (node: Node, { map }: State): string => map.primaries[configOf(node).shard]!;

/** Refuses what comes under an older map, and says both numbers. */
export const refuseOld = (node: Node, had: number, epoch: number, what: string, rule?: string): void =>
  refuseStale(node, { name: 'map epoch', got: had, have: epoch }, what, rule);

/** Nodes that a link joins to this one: a newly promoted replica may not reach every other. */
export const reach = (node: Node, to: string): boolean => to !== node.id && node.peers.includes(to);

/** Asks the directory for its newest map; one question at a time. */
export function askForMap(node: Node, state: State): void {
  if (state.asksForMap || configOf(node).alone) return;
  state.asksForMap = true;
  node.request(state.seat, { type: 'GetMap' }, { timeoutUs: ms(300), tag: 'mapIs' });
}

export function hearEverybody(node: Node, state: State): void {
  for (const other of node.peers) state.heardUs[other] = node.monotonic();
}
