import type { Reading, LogRecord, Consumed } from './records.ts';

// ——— MQTT, between sensors and gateway

export type Qos = 0 | 1 | 2;
export type Publish = {
  readonly type: 'PUBLISH';
  readonly topic: string;
  readonly qos: Qos;
  readonly mid: number;
  /** It may have been sent before. */
  readonly dup?: true;
  readonly reading: number;
  readonly sensor: string;
  readonly atUs: number;
  readonly poison?: true;
};
export type PubAck = { readonly type: 'PUBACK'; readonly mid: number };
export type PubRec = { readonly type: 'PUBREC'; readonly mid: number };
export type PubRel = { readonly type: 'PUBREL'; readonly mid: number };
export type PubComp = { readonly type: 'PUBCOMP'; readonly mid: number };

// ——— Metadata

export type PartitionState = {
  /** Empty: no broker leads it. */
  readonly leader: string;
  readonly epoch: number;
  readonly isr: readonly string[];
  readonly replicas: readonly string[];
  readonly version: number;
};
export type ClusterState = {
  readonly version: number;
  /** The broker that holds the controller's key; empty: it is free. */
  readonly controller: string;
  readonly controllerEpoch: number;
  /** Brokers whose session lives, with the incarnation that holds it. */
  readonly live: Readonly<Record<string, number>>;
  readonly partitions: Readonly<Record<string, PartitionState>>;
};
export type BrokerHeartbeat = {
  readonly type: 'BrokerHeartbeat';
  readonly incarnation: number;
  readonly version: number;
};
export type BrokerOk = { readonly type: 'BrokerOk' };
/** The controller's key is free: whoever claims it first is the next. */
export type NoController = { readonly type: 'NoController'; readonly controllerEpoch: number };
export type ClaimController = {
  readonly type: 'ClaimController';
  readonly incarnation: number;
  readonly controllerEpoch: number;
};
/** The controller tells a broker what it leads and follows. */
export type LeaderAndIsr = { readonly type: 'LeaderAndIsr'; readonly cluster: ClusterState };
export type LeaderAndIsrResult = {
  readonly type: 'LeaderAndIsrResult';
  readonly error: '' | 'StaleControllerEpoch';
  readonly version: number;
  readonly controllerEpoch: number;
};
export type Cluster = { readonly type: 'Cluster'; readonly cluster: ClusterState };
export type Election = {
  readonly partition: string;
  readonly leader: string;
  readonly isr: readonly string[];
  readonly version: number;
};
export type ElectLeaders = {
  readonly type: 'ElectLeaders';
  readonly controllerEpoch: number;
  readonly elections: readonly Election[];
};
export type AlterIsr = {
  readonly type: 'AlterIsr';
  readonly partition: string;
  readonly epoch: number;
  readonly isr: readonly string[];
  readonly version: number;
};
export type AlterIsrResult = {
  readonly type: 'AlterIsrResult';
  readonly partition: string;
  readonly error: '' | 'InvalidUpdateVersion' | 'FencedLeaderEpoch' | 'IneligibleReplica';
  readonly state: PartitionState;
};
export type AskLeaders = { readonly type: 'AskLeaders' };
export type Leaders = {
  readonly type: 'Leaders';
  readonly version: number;
  readonly leaders: Readonly<Record<string, string>>;
};

// ——— Producing and fetching

export type LogError =
  | 'NotLeader'
  | 'NotEnoughReplicas'
  | 'NotEnoughReplicasAfterAppend'
  | 'OutOfOrderSequence'
  | 'InvalidProducerEpoch'
  | 'FencedLeaderEpoch'
  | 'UnknownLeaderEpoch'
  | 'OffsetOutOfRange';
/** `epoch`: the one that it has had so far; −1: none, it begins. */
export type InitPid = { readonly type: 'InitPid'; readonly name: string; readonly epoch: number };
export type Pid = {
  readonly type: 'Pid';
  readonly error: '' | 'NotCoordinator' | 'ProducerFenced';
  readonly pid: number;
  readonly epoch: number;
};
export type Acks = '0' | '1' | 'all';
export type Produce = {
  readonly type: 'Produce';
  readonly partition: string;
  readonly acks: Acks;
  readonly pid: number;
  readonly producerEpoch: number;
  /** Sequence of the first record; the others follow. */
  readonly sequence: number;
  /** Their key is the sensor. */
  readonly records: readonly Reading[];
};
/** An answer says only what there is to say: no error, no word of one. */
export type ProduceResult = {
  readonly type: 'ProduceResult';
  readonly partition: string;
  readonly error?: LogError;
  readonly offset: number;
};
export type ReplicaFetch = {
  readonly type: 'ReplicaFetch';
  readonly partition: string;
  readonly epoch: number;
  readonly offset: number;
  /** Epoch of the last record that the follower has; left out: the same. */
  readonly lastEpoch?: number;
};
export type ReplicaRecords = {
  readonly type: 'ReplicaRecords';
  readonly partition: string;
  readonly error?: LogError;
  /** Left out: there are none. */
  readonly records?: readonly LogRecord[];
  readonly highWatermark: number;
  readonly start: number;
  /** The logs part here: the follower cuts back to it. */
  readonly diverging?: { readonly epoch: number; readonly end: number };
};
export type Fetch = {
  readonly type: 'Fetch';
  readonly partition: string;
  /** −1 asks for the latest offset, −2 for the earliest. */
  readonly offset: number;
};
export type Records = {
  readonly type: 'Records';
  readonly partition: string;
  readonly error?: LogError;
  readonly records?: readonly Consumed[];
  readonly highWatermark: number;
  /** Where the latest or earliest is, for who asked; where the log begins, for who asked beside it. */
  readonly offset?: number;
};

// ——— Groups

export type GroupError =
  | ''
  | 'NotCoordinator'
  | 'UnknownMember'
  | 'IllegalGeneration'
  | 'RebalanceInProgress'
  | 'FencedInstance';
export type Join = {
  readonly type: 'JoinGroup';
  readonly group: string;
  /** Empty: a new member. */
  readonly member: string;
  /** Not empty: a static member (KIP-345). */
  readonly instance: string;
  readonly owned: readonly string[];
};
export type JoinResult = {
  readonly type: 'JoinResult';
  readonly error: GroupError;
  readonly member: string;
  readonly generation: number;
  readonly leader: string;
  /** For the leader alone: every member with what it owns. */
  readonly members: Readonly<Record<string, readonly string[]>>;
};
export type Sync = {
  readonly type: 'SyncGroup';
  readonly group: string;
  readonly member: string;
  readonly generation: number;
  readonly assignments: Readonly<Record<string, readonly string[]>>;
};
export type SyncResult = {
  readonly type: 'SyncResult';
  readonly error: GroupError;
  readonly partitions: readonly string[];
};
export type Heartbeat = {
  readonly type: 'Heartbeat';
  readonly group: string;
  readonly member: string;
  readonly generation: number;
};
export type HeartbeatResult = { readonly type: 'HeartbeatResult'; readonly error: GroupError };
export type Leave = { readonly type: 'LeaveGroup'; readonly group: string; readonly member: string };
export type Commit = {
  readonly type: 'OffsetCommit';
  readonly group: string;
  readonly member: string;
  readonly generation: number;
  readonly offsets: Readonly<Record<string, number>>;
};
export type CommitResult = { readonly type: 'CommitResult'; readonly error: GroupError };
export type AskOffsets = { readonly type: 'OffsetFetch'; readonly group: string };
export type Offsets = {
  readonly type: 'Offsets';
  readonly error: '' | 'NotCoordinator';
  readonly offsets: Readonly<Record<string, number>>;
};

// ——— A queue server (AMQP 0-9-1, with publisher confirms)

export type BasicPublish = { readonly type: 'BasicPublish' } & Reading;
export type Confirm = { readonly type: 'Confirm'; readonly ok: boolean; readonly id: number };
export type BasicConsume = {
  readonly type: 'BasicConsume';
  readonly group: string;
  readonly channel: number;
  /** How many messages may be unacknowledged; 0: any number. */
  readonly prefetch: number;
  readonly automatic: boolean;
};
/** `fresh`: the server did not know this channel. */
export type ConsumeOk = { readonly type: 'ConsumeOk'; readonly fresh: boolean };
export type BasicDeliver = {
  readonly type: 'BasicDeliver';
  readonly id: number;
  readonly channel: number;
  /** Somebody may have had it before. */
  readonly redelivered: boolean;
  readonly reading: number;
  readonly sensor: string;
  readonly atUs: number;
  readonly poison?: true;
};
export type BasicAck = { readonly type: 'BasicAck'; readonly group: string; readonly id: number };
export type BasicNack = {
  readonly type: 'BasicNack';
  readonly group: string;
  readonly id: number;
  readonly requeue: boolean;
};

// ——— Results

export type Apply = {
  readonly type: 'Apply';
  readonly group: string;
  readonly generation: number;
  readonly partition: string;
  readonly offset: number;
  readonly reading: number;
  readonly atUs: number;
  /** Effect and offset in one transaction. */
  readonly together?: true;
};
export type Applied = { readonly type: 'Applied'; readonly error?: 'fenced' | 'disk full' };
export type AskPosition = {
  readonly type: 'AskPosition';
  readonly group: string;
  readonly partition: string;
  readonly generation: number;
};
export type Position = { readonly type: 'Position'; readonly partition: string; readonly offset: number };

/** Without a log: the gateway hands each reading to each service. */
export type Deliver = {
  readonly type: 'Deliver';
  readonly reading: number;
  readonly sensor: string;
  readonly atUs: number;
  readonly poison?: true;
};
export type Delivered = { readonly type: 'Delivered'; readonly ok: boolean; readonly reason: string };

export type Msg =
  | Publish
  | PubAck
  | PubRec
  | PubRel
  | PubComp
  | BrokerHeartbeat
  | BrokerOk
  | NoController
  | ClaimController
  | LeaderAndIsr
  | LeaderAndIsrResult
  | Cluster
  | ElectLeaders
  | AlterIsr
  | AlterIsrResult
  | AskLeaders
  | Leaders
  | InitPid
  | Pid
  | Produce
  | ProduceResult
  | ReplicaFetch
  | ReplicaRecords
  | Fetch
  | Records
  | Join
  | JoinResult
  | Sync
  | SyncResult
  | Heartbeat
  | HeartbeatResult
  | Leave
  | Commit
  | CommitResult
  | AskOffsets
  | Offsets
  | Apply
  | Applied
  | AskPosition
  | Position
  | BasicPublish
  | Confirm
  | BasicConsume
  | ConsumeOk
  | BasicDeliver
  | BasicAck
  | BasicNack
  | Deliver
  | Delivered;
