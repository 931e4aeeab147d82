import type { Call } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import type { PartitionState, ReplicaFetch } from '../messages.ts';
import type { LogRecord, OffsetEntry, Reading } from '../records.ts';
import { endOf, endOfEpoch, lastEpochOf, type PartitionLog } from './partition-log.ts';

/** One partition on one broker: the log, and what leader and followers know of each other. */
export interface Replica {
  readonly partition: string;
  log: PartitionLog;
  role: 'leader' | 'follower' | 'idle';
  leader: string;
  epoch: number;
  version: number;
  /** Committed: what the metadata says. */
  isr: readonly string[];
  /** Asked for, not answered yet. */
  proposed: readonly string[] | null;
  highWatermark: number;
  /** How far consumers have been sent records. */
  served: number;
  /** Where the log ended when this leader's epoch began. */
  epochStart: number;
  followers: Record<string, Follower>;
  /** Appends that wait for the high-water mark. */
  waiting: Waiting[];
  /** Fetches that wait for something to fetch. */
  parked: Parked[];
}

interface Follower {
  /** Everything before it is in the follower's log; −1: not heard of yet. */
  end: number;
  /** When it last had all there was. */
  caughtUpUs: Us;
  fetchedUs: Us;
  /** The leader's end at that fetch. */
  endAtFetch: number;
  /** The high-water mark it was told. */
  toldMark: number;
}

export type Done =
  | { readonly kind: 'produce' }
  | { readonly kind: 'commit'; readonly group: string; readonly offsets: Readonly<Record<string, number>> }
  | { readonly kind: 'generation'; readonly group: string; readonly generation: number }
  | { readonly kind: 'pid'; readonly epoch: number };

export interface Waiting {
  readonly call: Call | null;
  readonly first: number;
  readonly last: number;
  readonly done: Done;
}

export interface Parked {
  readonly call: Call;
  readonly offset: number;
  readonly dueUs: Us;
  /** A follower is told a new high-water mark even when there is no record. */
  readonly follower: boolean;
}

export const newReplica = (partition: string, log: PartitionLog): Replica => ({
  partition,
  log,
  role: 'idle',
  leader: '',
  epoch: 0,
  version: 0,
  isr: [],
  proposed: null,
  highWatermark: log.start,
  served: log.start,
  epochStart: 0,
  followers: {},
  waiting: [],
  parked: [],
});

export function becomeLeader(replica: Replica, self: string, state: PartitionState, nowUs: Us): void {
  if (replica.role !== 'leader' || replica.epoch !== state.epoch) {
    replica.epochStart = endOf(replica.log);
    replica.followers = {};
    for (const broker of state.replicas)
      if (broker !== self)
        replica.followers[broker] = { end: -1, caughtUpUs: nowUs, fetchedUs: nowUs, endAtFetch: 0, toldMark: -1 };
  }
  take(replica, state, 'leader');
}

export const becomeFollower = (replica: Replica, state: PartitionState): void =>
  take(replica, state, state.leader === '' ? 'idle' : 'follower');

function take(replica: Replica, state: PartitionState, role: Replica['role']): void {
  replica.role = role;
  replica.leader = state.leader;
  replica.epoch = state.epoch;
  if (replica.version !== state.version) replica.proposed = null;
  replica.version = state.version;
  replica.isr = state.isr;
}

/** What the leader answers to a follower's fetch, before any record is looked for. */
export function fetchError(
  replica: Replica,
  { epoch }: ReplicaFetch,
): 'NotLeader' | 'FencedLeaderEpoch' | 'UnknownLeaderEpoch' | null {
  if (replica.role !== 'leader') return 'NotLeader';
  if (epoch < replica.epoch) return 'FencedLeaderEpoch';
  return epoch > replica.epoch ? 'UnknownLeaderEpoch' : null;
}

/** Where the follower's log parts from the leader's, or null (KIP-595: told in the answer to a fetch). */
export function divergence(
  log: PartitionLog,
  { epoch, offset, lastEpoch = epoch }: ReplicaFetch,
): { epoch: number; end: number } | null {
  if (lastEpoch === 0) return offset > endOf(log) ? { epoch: 0, end: endOf(log) } : null;
  const here = endOfEpoch(log, lastEpoch);
  return here.epoch !== lastEpoch || here.end < offset ? { epoch: here.epoch, end: here.end } : null;
}

/** A follower asks from `offset`: it has everything before (`Replica.updateFetchStateOrThrow`). */
export function followerFetched(replica: Replica, broker: string, offset: number, nowUs: Us): void {
  const follower = replica.followers[broker];
  if (follower === undefined) return;
  const end = endOf(replica.log);
  if (offset >= end) follower.caughtUpUs = nowUs;
  else if (offset >= follower.endAtFetch) follower.caughtUpUs = Math.max(follower.caughtUpUs, follower.fetchedUs);
  follower.end = offset;
  follower.fetchedUs = nowUs;
  follower.endAtFetch = end;
}

/** How the leader finds the high-water mark; a planted bug replaces it. */
export type MarkRule = (replica: Replica, self: string) => number;

/**
 * High-water mark: the least log end of the in-sync replicas (`Partition.maybeIncrementLeaderHW`). Until
 * the metadata answers, both the old set and the asked-for one count: the largest that could be in sync.
 */
export const highWatermarkOf: MarkRule = (replica, self) => {
  const mark = leastEnd(replica, replica.isr, self, endOf(replica.log));
  return replica.proposed === null ? mark : leastEnd(replica, replica.proposed, self, mark);
};

function leastEnd({ followers }: Replica, brokers: readonly string[], self: string, end: number): number {
  let least = end;
  for (let i = 0; i < brokers.length; i++) {
    const broker = brokers[i]!;
    if (broker === self) continue;
    const there = followers[broker]?.end ?? -1;
    if (there < least) least = there;
  }
  return least;
}

/** Who has caught up may come in: it has all up to the high-water mark, and some of this epoch's begin. */
export function joinsIsr(replica: Replica, broker: string): boolean {
  const end = replica.followers[broker]?.end ?? -1;
  return !replica.isr.includes(broker) && end >= replica.highWatermark && end >= replica.epochStart;
}

/** Who has not caught up for `lagUs` has to go (replica.lag.time.max.ms): the others, or null where all may stay. */
export function withoutLaggards(replica: Replica, self: string, nowUs: Us, lagUs: Us): string[] | null {
  const end = endOf(replica.log);
  let rest: string[] | null = null;
  for (const broker of replica.isr) {
    const follower = replica.followers[broker];
    if (broker === self || follower === undefined || follower.end >= end || nowUs - follower.caughtUpUs <= lagUs)
      continue;
    rest = (rest ?? [...replica.isr]).filter((each) => each !== broker);
  }
  return rest;
}

/** Where a follower that hears of a divergence has to cut. */
export function cutPoint(log: PartitionLog, diverging: { readonly epoch: number; readonly end: number }): number {
  return Math.min(endOfEpoch(log, diverging.epoch).end, diverging.end);
}

export function fetchOf({ partition, epoch, log }: Replica): ReplicaFetch {
  const offset = endOf(log);
  const lastEpoch = lastEpochOf(log);
  return lastEpoch === epoch
    ? { type: 'ReplicaFetch', partition, epoch, offset }
    : { type: 'ReplicaFetch', partition, epoch, offset, lastEpoch };
}

/** A reading as it will lie in the log. */
export function recordOf(
  { log, epoch }: Replica,
  { reading, sensor, atUs, accepted, poison, death }: Reading,
  pid: number,
  producerEpoch: number,
  sequence: number,
): LogRecord {
  const offset = endOf(log);
  if (death)
    return { offset, epoch, pid, producerEpoch, sequence, reading, sensor, atUs, accepted, poison: true, death };
  return poison
    ? { offset, epoch, pid, producerEpoch, sequence, reading, sensor, atUs, accepted, poison }
    : { offset, epoch, pid, producerEpoch, sequence, reading, sensor, atUs, accepted };
}

export const entryOf = ({ log, epoch }: Replica, entry: OffsetEntry): LogRecord => ({
  offset: endOf(log),
  epoch,
  pid: -1,
  producerEpoch: 0,
  sequence: 0,
  entry,
});
