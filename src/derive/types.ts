import type { Us } from '../kernel/time.ts';
import type { StaleEpoch } from '../pattern-kit/epoch.ts';
import type { LinkState, LossReason, NodeStatus, Seq, TraceEvent, Transit } from '../kernel/trace.ts';

/**
 * The trace of one branch with the look-ups that views need. Append-only but for `truncate`;
 * `version` grows with every change, so that views can memoise on it.
 */
export interface TraceIndex {
  readonly version: number;
  readonly events: readonly TraceEvent[];
  append(events: readonly TraceEvent[]): void;
  /** Drops event `to` and all after it. */
  truncate(to: Seq): void;
  /** Newest event at or before the time; −1 before the first. O(log n). */
  seqAt(timeUs: Us): Seq;
  flight(transitId: string): Flight | undefined;
  /** Everything under way at this instant, in order of sending. Cheap enough for every frame. */
  inFlight(timeUs: Us): readonly Flight[];
  /** What was lost or refused after `fromUs`, up to and at `toUs`, in order of its end. */
  losses(fromUs: Us, toUs: Us): readonly Flight[];
  /** What was refused as out of date after `fromUs`, up to and at `toUs`. */
  refusals(fromUs: Us, toUs: Us): readonly Refusal[];
  /** The newest refusals at a node at or before `seq`, newest first. */
  lastRefusals(node: string, seq: Seq, most: number): readonly Refusal[];
  /** The part of the picture that is state: right after event `seq`. Memoised checkpoints, O(distance). */
  sceneAt(seq: Seq): Scene;
  /** Lane segments of all nodes, for the timeline. */
  lanes(): readonly LaneTrack[];
  /** Next / previous event after / before `seq` that changed a state, a status, a verdict, or was an action. */
  nextInteresting(seq: Seq): Seq | null;
  previousInteresting(seq: Seq): Seq | null;
  /** Same among the events that touch a node or a message (its id). */
  nextOf(selection: string, seq: Seq): Seq | null;
  previousOf(selection: string, seq: Seq): Seq | null;
}

/** A message copy from sending to its end, faults on the way included. */
export interface Flight {
  readonly transit: Transit;
  readonly sentSeq: Seq;
  readonly sentUs: Us;
  /** Arrival or loss as known now: later events may change it. */
  readonly endUs: Us;
  /** Event that ended it; −1 while under way. */
  readonly endSeq: Seq;
  readonly lost: LossReason | null;
}

/** Something that a node refused because its epoch was older than the node's. */
export interface Refusal {
  readonly seq: Seq;
  readonly timeUs: Us;
  readonly node: string;
  /** The message that carried it; null where none did. */
  readonly transit: Transit | null;
  readonly epoch: StaleEpoch;
}

export interface Scene {
  readonly seq: Seq;
  readonly timeUs: Us;
  readonly nodes: Readonly<Record<string, SceneNode>>;
  /** Directed links that differ from normal; key `from>to`. */
  readonly links: Readonly<Record<string, LinkState>>;
  /** Since when those links differ. */
  readonly linkSinceUs?: Readonly<Record<string, Us>>;
  readonly settings: Readonly<Record<string, number | string | boolean>>;
}

export interface SceneNode {
  readonly status: NodeStatus;
  readonly statusSinceUs: Us;
  /** The error of a program that threw or hung. */
  readonly error?: string;
  readonly mode: string;
  readonly modeSinceUs: Us;
  readonly lanes: Readonly<Record<string, string>>;
  readonly laneSinceUs: Readonly<Record<string, Us>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly busy: number;
  readonly queued: number;
  /** `slow`, `clockDrift`, `diskFull`, `slowSync`, where on. */
  readonly conditions: Readonly<Record<string, number>>;
  /** Newest event at this node. */
  readonly lastSeq: Seq;
}

export interface LaneTrack {
  readonly node: string;
  /** `status`, `mode`, or the program's lane (`main`). */
  readonly lane: string;
  readonly segments: readonly LaneSegment[];
}

export interface LaneSegment {
  readonly state: string;
  readonly fromUs: Us;
  /** Where the next one begins; the last one is open (Infinity). */
  readonly toUs: Us;
  readonly fromSeq: Seq;
}
