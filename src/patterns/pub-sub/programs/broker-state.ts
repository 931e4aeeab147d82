import type { NodeContext } from '../../../kernel/program.ts';
import type { ClusterState, Msg } from '../messages.ts';
import type { LogRecord } from '../records.ts';
import { ALL_PARTITIONS } from './cluster.ts';
import type { ElectionRule, ObeyRule } from './controller.ts';
import type { CommitRule, Group } from './group.ts';
import { append, dropBefore, emptyLog, endOf, truncate, type DiskEntry, type SequenceRules } from './partition-log.ts';
import type { MarkRule, Replica } from './replica.ts';

export type Node = NodeContext<Msg>;

export interface BrokerState {
  /** Names this life of the broker: a restart is another incarnation. */
  readonly incarnation: number;
  /** The newest cluster state that a controller has told it; null before the first. */
  cluster: ClusterState | null;
  /** The newest controller epoch it has heard of: with an older one it is controller no more. */
  heard: number;
  /** As controller: the version that each broker has confirmed, and whom it is telling now. */
  told: Record<string, number>;
  telling: Record<string, boolean>;
  replicas: Record<string, Replica>;
  /** Groups that it coordinates: those of the offsets partition, while it leads that. */
  groups: Record<string, Group>;
  /** When the timers for parked fetches and for groups are set to; −1: not set. */
  parkTimerUs: number;
  groupTimerUs: number;
  /** As controller: the version of the cluster state in which no election was needed, and whether unclean ones were allowed. */
  inOrder: number;
  inOrderUnclean: boolean;
  /** Whether the metadata answered its last heartbeat. */
  reachesMetadata: boolean;
}

/** The decisions that planted bugs get wrong. */
export interface Rules {
  readonly sequence: SequenceRules;
  readonly mark: MarkRule;
  readonly election: ElectionRule;
  readonly obey: ObeyRule;
  readonly commit: CommitRule;
}

/** Names made once: they are needed with every record. */
const LOG_KEYS = Object.fromEntries(ALL_PARTITIONS.map((partition) => [partition, `log ${partition}`]));
const MARKS = Object.fromEntries(ALL_PARTITIONS.map((partition) => [partition, `mark ${partition}`]));
const SERVED = Object.fromEntries(ALL_PARTITIONS.map((partition) => [partition, `served ${partition}`]));

const write = (node: Node, partition: string, entry: DiskEntry): void => node.disk.append(LOG_KEYS[partition]!, entry);

/** Into the log and into the page cache: nothing waits for the disk (log.flush.interval.messages is not set). */
export function appendRecord(node: Node, replica: Replica, record: LogRecord): void {
  // Never changed again: checkpoints may share it.
  append(replica.log, Object.freeze(record));
  write(node, replica.partition, record);
}

/** A follower's log parts from its leader's: the tail that only it has goes. */
export function cutLog(node: Node, replica: Replica, end: number): void {
  const cut = truncate(replica.log, end);
  if (cut.length === 0) return;
  write(node, replica.partition, { cut: end });
  replica.highWatermark = Math.min(replica.highWatermark, end);
  replica.served = Math.min(replica.served, end);
  node.note(
    'log truncated',
    `${replica.partition} is cut back to ${end}: ${cut.length} records that only this broker had are gone`,
    {
      partition: replica.partition,
      end,
      readings: cut.flatMap(({ reading }) => (reading === undefined ? [] : [reading])),
    },
  );
}

export function dropOld(node: Node, replica: Replica, start: number): void {
  if (dropBefore(replica.log, start) > 0) write(node, replica.partition, { start });
}

/** The leader has nothing left of what would come next: begin where its log begins. */
export function startOver(node: Node, replica: Replica, start: number): void {
  replica.log = { ...emptyLog(), start };
  replica.highWatermark = start;
  replica.served = start;
  write(node, replica.partition, { start });
}

/** Consumers have been sent everything before `end`. */
export function showServed(node: Node, replica: Replica, end: number): void {
  if (end <= replica.served) return;
  replica.served = end;
  node.metric(SERVED[replica.partition]!, end);
}

export function raiseMark(node: Node, replica: Replica, mark: number): boolean {
  const next = Math.min(mark, endOf(replica.log));
  if (next <= replica.highWatermark) return false;
  replica.highWatermark = next;
  node.metric(MARKS[replica.partition]!, next);
  return true;
}
