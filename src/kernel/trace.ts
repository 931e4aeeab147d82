import type { Action } from './action.ts';
import type { Json, JsonObject } from './json.ts';
import type { Us } from './time.ts';

/** What a program sends: plain data with the name of its type. */
export interface Message extends JsonObject {
  readonly type: string;
}

/** Index of an event in its run: 0, 1, 2, … */
export type Seq = number;

/** One copy of a message on its way. Immutable: a fault that touches it says so as an effect. */
export interface Transit {
  /** `order#212`: sender and the sender's count, stable across hosts; a copy ends in `'`. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly message: Message;
  readonly sentUs: Us;
  /** When it arrives, or, where it is doomed already, when it gets lost. */
  readonly arriveUs: Us;
  readonly lost?: LossReason | undefined;
  /** The request that this answers: id of its transit. */
  readonly answers?: string | undefined;
  /** Whether the sender waits for an answer. */
  readonly request?: boolean | undefined;
}

export type LossReason = 'loss' | 'cut' | 'reset' | 'down' | 'dropped' | 'queue full' | 'sender crashed';

export type Outcome = 'ok' | 'fail' | 'unknown';
export type NodeStatus = 'up' | 'down' | 'paused';

/** What an event changed. An effect belongs to the event's node unless it names another. */
export type Effect =
  | { readonly kind: 'send'; readonly transit: Transit }
  /** A copy in flight changes its arrival (delayed, delivered now) … */
  | { readonly kind: 'retime'; readonly id: string; readonly arriveUs: Us }
  /** … or is lost here and now. */
  | { readonly kind: 'lose'; readonly id: string; readonly reason: LossReason }
  /** A state machine of the node (its `lane`) changed, by the rule named as in the source. */
  | { readonly kind: 'become'; readonly lane: string; readonly from: string; readonly to: string; readonly why: string }
  | { readonly kind: 'note'; readonly rule: string; readonly text: string; readonly data?: Json }
  | { readonly kind: 'metric'; readonly name: string; readonly value: number }
  | { readonly kind: 'begin'; readonly op: string; readonly name: string; readonly input?: Json }
  | {
      readonly kind: 'end';
      readonly op: string;
      readonly name: string;
      readonly outcome: Outcome;
      readonly output?: Json | undefined;
      readonly beganUs: Us;
    }
  | { readonly kind: 'disk'; readonly op: 'set' | 'append' | 'truncate' | 'delete' | 'sync'; readonly key: string }
  /** Workers in use and messages waiting, after the event. */
  | { readonly kind: 'load'; readonly busy: number; readonly queued: number }
  | { readonly kind: 'status'; readonly node: string; readonly status: NodeStatus; readonly error?: string }
  | { readonly kind: 'mode'; readonly node: string; readonly mode: string }
  /** A directed link changed: what now holds on it. */
  | { readonly kind: 'link'; readonly from: string; readonly to: string; readonly state: LinkState }
  /** A node-wide fault changed: `slow`, `slowSync` (percent), `clockDrift` (ppm), `clockOffset` (µs), `diskFull`; 100 or 0 where it is off. */
  | { readonly kind: 'condition'; readonly node: string; readonly name: string; readonly value: number }
  | { readonly kind: 'setting'; readonly setting: string; readonly value: number | string | boolean }
  /** A property got its verdict. Not part of the fingerprint. */
  | {
      readonly kind: 'verdict';
      readonly property: string;
      readonly status: 'violated' | 'reached' | 'met';
      readonly detail: string;
    };

export interface LinkState {
  readonly cut: boolean;
  readonly addUs: Us;
  readonly lossPpm: number;
  readonly duplicatePpm: number;
  readonly reorderPpm: number;
  readonly bytesPerSecond: number;
}

/**
 * `start` `restart`: a node boots · `deliver`: a message is handled · `reply` / `timeout`: an own
 * request is answered or given up · `late`: an answer nobody waits for · `wait`: no worker is free,
 * the message queues · `overflow`: the queue is full · `take`: a free worker takes the first of the
 * queue · `lost`: a message dies on the way · `reset`: a stream broke · `timer` `work` `disk`: what
 * the node asked for is due · `command` `mode` `settings`: an action reaches its node ·
 * `action`: an action takes effect in the world · `repair`: its inverse.
 */
export type EventKind =
  | 'start'
  | 'restart'
  | 'deliver'
  | 'reply'
  | 'timeout'
  | 'late'
  | 'wait'
  | 'overflow'
  | 'take'
  | 'lost'
  | 'reset'
  | 'timer'
  | 'work'
  | 'disk'
  | 'command'
  | 'mode'
  | 'settings'
  | 'action'
  | 'repair';

/** One step of a run. `seq` is its index in the trace. */
export interface TraceEvent {
  readonly seq: Seq;
  readonly timeUs: Us;
  readonly kind: EventKind;
  /** The node it happens at; empty for actions on links or settings. */
  readonly node: string;
  /** The event that led to this one; −1 for boots and actions. */
  readonly cause: Seq;
  /** The message handled, queued, refused or lost. */
  readonly transit?: Transit | undefined;
  /** Timer name, reply / work / disk tag, command, mode. */
  readonly tag?: string | undefined;
  readonly action?: Action | undefined;
  readonly effects: readonly Effect[];
}
