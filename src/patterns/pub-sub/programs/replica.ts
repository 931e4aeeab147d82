import type { Call } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import type { LogRecord, PartitionState, ReplicaFetch } from '../messages.ts';
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
  { offset, lastEpoch }: ReplicaFetch,
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

/** The largest set that could be in sync: until the metadata answers, both the old and the asked-for one count. */
const maximalIsr = (replica: Replica): readonly string[] =>
  replica.proposed === null ? replica.isr : [...new Set([...replica.isr, ...replica.proposed])];

/** How the leader finds the high-water mark; a planted bug replaces it. */
export type MarkRule = (replica: Replica, self: string) => number;

/** High-water mark: the least log end of the in-sync replicas (`Partition.maybeIncrementLeaderHW`). */
export const highWatermarkOf: MarkRule = (replica, self) => {
  let mark = endOf(replica.log);
  for (const broker of maximalIsr(replica))
    if (broker !== self) mark = Math.min(mark, replica.followers[broker]?.end ?? -1);
  return mark;
};

/** Who has caught up may come in: it has all up to the high-water mark, and some of this epoch's begin. */
export function joinsIsr(replica: Replica, broker: string): boolean {
  const end = replica.followers[broker]?.end ?? -1;
  return !replica.isr.includes(broker) && end >= replica.highWatermark && end >= replica.epochStart;
}

/** Who has not caught up for `lagUs` has to go (replica.lag.time.max.ms). */
export const laggards = (replica: Replica, self: string, nowUs: Us, lagUs: Us): string[] =>
  replica.isr.filter((broker) => {
    const follower = replica.followers[broker];
    return (
      broker !== self &&
      follower !== undefined &&
      follower.end < endOf(replica.log) &&
      nowUs - follower.caughtUpUs > lagUs
    );
  });

/** Where a follower that hears of a divergence has to cut. */
export function cutPoint(log: PartitionLog, diverging: { readonly epoch: number; readonly end: number }): number {
  return Math.min(endOfEpoch(log, diverging.epoch).end, diverging.end);
}

export const fetchOf = ({ partition, epoch, log }: Replica): ReplicaFetch => ({
  type: 'ReplicaFetch',
  partition,
  epoch,
  offset: endOf(log),
  lastEpoch: lastEpochOf(log),
});

export const recordOf = (
  { log, epoch }: Replica,
  value: LogRecord['value'],
  pid: number,
  producerEpoch: number,
  sequence: number,
): LogRecord => ({ offset: endOf(log), epoch, value, pid, producerEpoch, sequence });
