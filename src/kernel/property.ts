import type { Settings } from './program.ts';
import type { Us } from './time.ts';
import type { Topology } from './topology.ts';
import type { Effect, EventKind, NodeStatus, Seq, TraceEvent } from './trace.ts';

/** What a property may look at: everything, and touch nothing. */
export interface World {
  readonly timeUs: Us;
  readonly untilUs: Us;
  readonly topology: Topology;
  readonly settings: Settings;
  /** Whether the pattern is on. */
  readonly on: boolean;
  status(node: string): NodeStatus;
  /** Where the lane stands; empty before it was set. */
  lane(node: string, lane?: string): string;
  /** The program's live state; undefined while the node is down. Read only. */
  state(node: string): unknown;
}

/**
 * `always`: safety, `step` answers a sentence when it is broken. `sometimes`: must be reachable,
 * `step` answers true when it was. `eventually`: liveness, `step` answers `{ dueUs }` when something
 * is owed, null when it was delivered; owed past its time is a violation.
 */
export type PropertyKind = 'always' | 'eventually' | 'sometimes';

/**
 * Kinds of events, and of effects whatever the event. `nodes`: only where it happens at one of them
 * (empty: the world). `names`: of messages sent, notes and metrics among the effects only those of these
 * types, rules and names.
 */
export interface Watched {
  readonly nodes?: readonly string[];
  readonly events?: readonly EventKind[];
  readonly effects?: readonly Effect['kind'][];
  readonly names?: readonly string[];
}

/** A monitor: a small state machine that watches the trace. Its state is plain data. */
export interface Property<S = any> {
  readonly id: string;
  readonly kind: PropertyKind;
  /** Short, as on the properties strip: "One charge per order". */
  readonly title: string;
  /** One or two sentences: what it means, and why it matters. */
  readonly explain: string;
  /** Whether it is judged when the pattern is off; default: yes. */
  readonly appliesOff?: boolean;
  /**
   * Whether this run promises it at all, where that depends on settings: an election by ring owes
   * nothing to Raft. A sentence says why not. Asked once, before the first event, of the settings that
   * the run starts with, as programs are chosen then too: a dial turned on the way neither begins nor
   * ends a judgement, so a step whose promise hangs on such a dial asks `world.settings` itself. Not
   * asked where `appliesOff` has answered. What does not apply is never shown an event.
   */
  applies?(world: World): boolean | string;
  /**
   * What its step has to see: events of one of the kinds, or with one of the effects. Left out: all.
   * On any other event `step` would change neither its state nor its verdict; the conformance suite
   * shows it those as well and compares.
   */
  readonly watches?: Watched;
  init(world: World): S;
  step(
    state: S,
    event: TraceEvent,
    world: World,
  ): string | boolean | { readonly dueUs: Us; readonly detail: string } | null | undefined;
  /** What it had to leave undecided so far, in a sentence; absent, or undefined: nothing. */
  doubt?(state: S): string | undefined;
}

export interface PropertyResult {
  readonly id: string;
  readonly kind: PropertyKind;
  /**
   * `pending`: a `sometimes` not reached yet, or an `eventually` still owed. `unjudged`: it does not
   * apply to this run, or could not decide on all of it; `detail` says why.
   */
  readonly status: 'holds' | 'violated' | 'reached' | 'pending' | 'unjudged';
  readonly atUs?: Us;
  readonly seq?: Seq;
  readonly detail?: string;
}
