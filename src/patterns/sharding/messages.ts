import type { Item } from './programs/keys.ts';
import type { Move, Plan, ShardMap } from './programs/placement/shard-map.ts';

/** What a person does: read a wall, post on one, like one, open a profile (wall and likes), read a feed of many walls. */
export type What = 'read' | 'post' | 'like' | 'profile' | 'feed' | 'pair';
/** About one person: `key` is the wall, or the likes where it is a like. */
export type Visit = {
  readonly type: 'Visit';
  readonly what: 'read' | 'post' | 'like' | 'profile';
  readonly key: string;
  /** What is posted; else empty. */
  readonly value: string;
};
/** About several people at once. */
export type VisitMany = {
  readonly type: 'VisitMany';
  readonly what: 'feed' | 'pair';
  readonly keys: readonly string[];
};
export type Visited = {
  readonly type: 'Visited';
  /** The last of what was asked for: a profile's is its likes. */
  readonly value: Item;
  /** The node that answered; empty where it was put together from several answers. */
  readonly by: string;
  /** Read from a copy of a hot key, or summed from parts: declared not to be the newest. */
  readonly relaxed: boolean;
};
export type NotVisited = {
  readonly type: 'NotVisited';
  readonly outcome: 'fail' | 'unknown';
  readonly reason: string;
};

/** `epoch` is that of the sender's map. */
type Asked = { readonly epoch: number };
export type Get = Asked & { readonly type: 'Get'; readonly key: string; readonly copy: boolean };
export type Put = Asked & { readonly type: 'Put'; readonly key: string; readonly value: string };
export type Like = Asked & { readonly type: 'Like'; readonly key: string };
export type GetMany = Asked & { readonly type: 'GetMany'; readonly keys: readonly string[] };
/** One leg of a scatter: whatever of these keys is here. */
export type Scatter = Asked & { readonly type: 'Scatter'; readonly keys: readonly string[] };
/** Goes before a command that was sent on by an ASK. It is good for the very next command on this connection. */
export type Asking = { readonly type: 'Asking' };

export type Value = { readonly type: 'Value'; readonly value: Item; readonly copy: boolean };
export type Values = { readonly type: 'Values'; readonly values: readonly Item[] };
export type Gathered = {
  readonly type: 'Gathered';
  readonly values: readonly (Item | null)[];
  /** Whom to ask for what is not this shard's; null where it is, or where nobody can say now. */
  readonly owners: readonly (string | null)[];
};
/** `had` is the epoch that was refused, `epoch` the one it was refused for. */
export type Moved = {
  readonly type: 'Moved';
  readonly slot: number;
  readonly shard: string;
  readonly node: string;
  readonly had: number;
  readonly epoch: number;
};
export type StaleMap = {
  readonly type: 'StaleMap';
  readonly shard: string;
  readonly node: string;
  readonly had: number;
  readonly epoch: number;
};
export type AskAt = { readonly type: 'AskAt'; readonly slot: number; readonly node: string };
/** A counter is in parts: what is here is not all of it. */
export type Parted = { readonly type: 'Parted'; readonly members: readonly string[] };
export type TryAgain = { readonly type: 'TryAgain'; readonly why: string };
export type CrossSlot = { readonly type: 'CrossSlot' };
export type ClusterDown = { readonly type: 'ClusterDown'; readonly why: string };
export type Busy = { readonly type: 'Busy' };

export type ClientCall = Get | Put | Like | GetMany | Scatter;
export type ShardAnswer =
  | Value
  | Values
  | Gathered
  | Moved
  | StaleMap
  | AskAt
  | Parted
  | TryAgain
  | CrossSlot
  | ClusterDown
  | Busy;

export type GetMap = { readonly type: 'GetMap' };
export type MapUpdate = { readonly type: 'MapUpdate'; readonly map: ShardMap };
/** A node has booted and asks who it is. */
export type Join = { readonly type: 'Join'; readonly shard: string };
export type NextMove = { readonly type: 'NextMove' };
export type MoveIs = { readonly type: 'MoveIs'; readonly map: ShardMap };
export type Wake = { readonly type: 'Wake' };
export type CommitMove = { readonly type: 'CommitMove'; readonly id: number; readonly epoch: number };
/** Who moves keys has lost patience: the move is to end where it stands. */
export type CancelMove = { readonly type: 'CancelMove'; readonly id: number };
/** Where a move stands that was called off: all slots before this one have gone; `half`: a part of this one, too. */
export type Stands = { readonly type: 'Stands'; readonly slot: number; readonly half: boolean; readonly epoch: number };
export type CutMove = {
  readonly type: 'CutMove';
  readonly id: number;
  readonly slot: number;
  readonly half: boolean;
  readonly epoch: number;
};
export type Committed = { readonly type: 'Committed'; readonly epoch: number };
export type Refused = {
  readonly type: 'Refused';
  readonly had: number;
  readonly epoch: number;
  readonly why: string;
};
export type Fence = { readonly type: 'Fence'; readonly id: number };
export type Promote = {
  readonly type: 'Promote';
  readonly shard: string;
  readonly offset: number;
  readonly epoch: number;
};
/** "Ask there": the directory that has the seat. */
export type SeatAt = { readonly type: 'SeatAt'; readonly node: string };
/** What directories keep together: the map, and the moves to come. */
type Ledger = {
  readonly map: ShardMap;
  readonly plan: readonly Plan[];
  readonly moves: number;
  readonly drained: Readonly<Record<string, true>>;
};
export type Keep = { readonly type: 'Keep'; readonly reign: number; readonly ledger: Ledger };
export type Kept = { readonly type: 'Kept'; readonly reign: number; readonly epoch: number };
export type Reigns = { readonly type: 'Reigns'; readonly reign: number; readonly epoch: number };
export type Stand = { readonly type: 'Stand'; readonly reign: number };
export type Promised = {
  readonly type: 'Promised';
  readonly reign: number;
  readonly keptReign: number;
  readonly ledger: Ledger;
};
export type Drained = { readonly type: 'Drained'; readonly shard: string; readonly epoch: number };
/** The owner of a hot counter knows that it is split, and shows nobody the whole of it alone any more. */
export type SplitReady = { readonly type: 'SplitReady'; readonly key: string };
export type MarkHot = { readonly type: 'MarkHot'; readonly key: string; readonly remedy: 'copied' | 'splitting' };
/** `people`: how many are to go; 0: half of the last range. */
export type Rebalance = {
  readonly type: 'Rebalance';
  readonly from: string;
  readonly to: string;
  readonly people: number;
};

export type SetSlot = {
  readonly type: 'SetSlot';
  readonly state: 'IMPORTING' | 'MIGRATING';
  readonly move: Move;
  readonly epoch: number;
};
export type Done = { readonly type: 'Done'; readonly ok: boolean };
export type MoveKeys = { readonly type: 'MoveKeys'; readonly id: number };
export type KeysMoved = { readonly type: 'KeysMoved'; readonly left: number; readonly epoch: number };

export type MigrateKey = {
  readonly type: 'MigrateKey';
  readonly id: number;
  readonly epoch: number;
  readonly key: string;
  readonly item: Item;
};
export type MigrateAck = { readonly type: 'MigrateAck'; readonly ok: boolean };
export type ListImported = { readonly type: 'ListImported'; readonly id: number; readonly epoch: number };
export type ImportedAre = { readonly type: 'ImportedAre'; readonly ok: boolean; readonly keys: readonly string[] };
export type CloneItems = {
  readonly type: 'CloneItems';
  readonly id: number;
  readonly epoch: number;
  readonly items: readonly (readonly [key: string, item: Item])[];
};
export type Pull = { readonly type: 'Pull'; readonly key: string; readonly epoch: number };
export type CopyItem = { readonly type: 'CopyItem'; readonly key: string; readonly item: Item };

/** One entry of a shard's log: a value, one more, a deletion, or the move that it imports. */
export type Entry =
  | { readonly k: string; readonly v: Item }
  | { readonly k: string; readonly inc: 1 }
  | { readonly k: string; readonly del: true }
  | { readonly importing: number };
export type Replicate = { readonly type: 'Replicate'; readonly offset: number; readonly entry: Entry };
export type ReplicaAck = { readonly type: 'ReplicaAck'; readonly offset: number };
export type Resync = { readonly type: 'Resync' };
export type Snapshot = {
  readonly type: 'Snapshot';
  readonly offset: number;
  readonly importing: number;
  readonly data: Readonly<Record<string, Item>>;
};

export type Gossip = {
  readonly type: 'Gossip';
  readonly epoch: number;
  readonly offset: number;
  readonly pfail: readonly string[];
};
export type Fail = { readonly type: 'Fail'; readonly node: string };
/** What a replica says to the others of its shard, so that each knows its rank. */
export type MyOffset = { readonly type: 'MyOffset'; readonly offset: number };
export type FailoverAuthRequest = {
  readonly type: 'FailoverAuthRequest';
  readonly shard: string;
  readonly election: number;
  readonly epoch: number;
};
export type FailoverAuthAck = {
  readonly type: 'FailoverAuthAck';
  readonly election: number;
};

/** `keys`: that it owns; 0 where nobody asks for it. */
export type LoadReport = {
  readonly type: 'LoadReport';
  readonly shard: string;
  readonly ops: number;
  readonly keys: number;
};
export type HitReport = { readonly type: 'HitReport'; readonly hits: Readonly<Record<string, number>> };

export type Msg =
  | Visit
  | VisitMany
  | Visited
  | NotVisited
  | Asking
  | ClientCall
  | ShardAnswer
  | GetMap
  | MapUpdate
  | Join
  | NextMove
  | MoveIs
  | Wake
  | CommitMove
  | CancelMove
  | Stands
  | CutMove
  | Committed
  | Refused
  | Fence
  | Promote
  | SeatAt
  | Keep
  | Kept
  | Reigns
  | Stand
  | Promised
  | Drained
  | MarkHot
  | SplitReady
  | Rebalance
  | SetSlot
  | Done
  | MoveKeys
  | KeysMoved
  | MigrateKey
  | MigrateAck
  | ListImported
  | ImportedAre
  | CloneItems
  | Pull
  | CopyItem
  | Replicate
  | ReplicaAck
  | Resync
  | Snapshot
  | Gossip
  | Fail
  | MyOffset
  | FailoverAuthRequest
  | FailoverAuthAck
  | LoadReport
  | HitReport;
