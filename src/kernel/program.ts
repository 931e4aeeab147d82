import type { Json, JsonObject } from './json.ts';
import type { Us } from './time.ts';
import type { Message, Outcome } from './trace.ts';

export type SettingValue = number | string | boolean;
export type Settings = Readonly<Record<string, SettingValue>>;

/** A message being handled, as plain data: keep it in state or request data to reply later. */
export interface Call extends JsonObject {
  readonly id: string;
  readonly from: string;
  /** Whether the sender waits for an answer. */
  readonly request: boolean;
}

/** The durable image of a node's disk: values by key; a log is an array. */
export type DiskImage = Readonly<Record<string, Json>>;

/** Random integers from a counted stream: the same draws whatever the host. */
export interface Random {
  /** Uniform in 0 … n − 1. */
  int(n: number): number;
  /** True in `ppm` of a million cases. */
  chance(ppm: number): boolean;
  /** Uniform in `minUs` … `maxUs`, both included. */
  between(minUs: Us, maxUs: Us): Us;
  /** Exponentially distributed with this mean: gaps between arrivals. */
  exponential(meanUs: Us): Us;
  pick<T>(items: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
}

/** What a handler may do. Effects are buffered and leave when the handler returns. */
export interface NodeContext<Out extends Message = Message> {
  readonly id: string;
  readonly settings: Settings;
  readonly config: Json;
  readonly mode: string;
  /** Ids of the nodes that a link joins to this one, in topology order. */
  readonly peers: readonly string[];
  /** This node's own wall clock: offset, drift and jumps included. */
  now(): Us;
  /** This node's steady clock: drifts, never jumps. Timers run on it. */
  monotonic(): Us;
  readonly random: Random;
  /** A stream of its own, so that draws for one purpose never shift another's. */
  stream(name: string): Random;

  /** Answers the id of the message, which is frozen from here on. */
  send(to: string, message: Out): string;
  /** Answers a request, and frees the worker that the call holds. */
  reply(call: Call, message: Out): void;
  /** The answer, or the timeout, comes back to `replies[tag]`. Answers the id of the request. */
  request(
    to: string,
    message: Out,
    options: { readonly timeoutUs: Us; readonly tag: string; readonly data?: Json },
  ): string;
  /** Stop waiting for a request; its answer will be `late`. */
  cancel(requestId: string): void;
  /** Frees the worker that the call holds, without an answer. */
  release(call: Call): void;

  /** Named; setting it again replaces it; lost in a crash. Local (steady) time. */
  setTimer(name: string, afterUs: Us, data?: Json): void;
  cancelTimer(name: string): void;
  /** Something that takes time: `work[tag]` is called when it is done. Slowed by `slow`. */
  work(tag: string, takesUs: Us, data?: Json): void;

  readonly disk: {
    set(key: string, value: Json): void;
    append(key: string, item: Json): void;
    /** Keeps the first `length` items of a log. */
    truncate(key: string, length: number): void;
    delete(key: string): void;
    /** All writes so far become durable; then `disk[tag]` is called with `{ ok }`. */
    sync(tag: string, data?: Json): void;
  };

  /** A state machine of this node moves. `why` is the rule, named as in the field. No-op when already there. */
  become(state: string, why: string, lane?: string): void;
  /** A rule that fired without changing a state; `data` is for properties and views. */
  note(rule: string, text: string, data?: Json): void;
  /** The present value of something countable. */
  metric(name: string, value: number): void;
  /** A client's operation begins; answers its id. */
  begin(name: string, input?: Json): string;
  end(op: string, outcome: Outcome, output?: Json): void;
}

export type TimedOut = { readonly type: 'timeout' };

/**
 * The code of one role. Handlers are synchronous, change `state` in place and act through `node`.
 * State is plain data (JSON): no class instances, closures, Map, Set, `undefined`, NaN.
 * A handler that throws crashes its node.
 */
export interface Program<S = any, M extends Message = any> {
  /** First boot. */
  start(node: NodeContext<M>): S;
  /** Boot after a crash, from what was synced. Absent: like `start`. */
  restart?(node: NodeContext<M>, disk: DiskImage): S;
  readonly on?: {
    readonly [T in M['type']]?: (node: NodeContext<M>, state: S, message: Extract<M, { type: T }>, call: Call) => void;
  };
  readonly replies?: {
    readonly [tag: string]: (node: NodeContext<M>, state: S, reply: M | TimedOut, data: any) => void;
  };
  readonly timers?: { readonly [name: string]: (node: NodeContext<M>, state: S, data: any) => void };
  readonly work?: { readonly [tag: string]: (node: NodeContext<M>, state: S, data: any) => void };
  readonly disk?: {
    readonly [tag: string]: (node: NodeContext<M>, state: S, result: { readonly ok: boolean }, data: any) => void;
  };
  readonly commands?: { readonly [name: string]: (node: NodeContext<M>, state: S, args: any) => void };
  /** Message types that need a worker: they queue when all are busy, and hold one until reply or release. */
  readonly needsWorker?: readonly M['type'][];
  /** A message that found the queue full. Absent: it is lost with reason `queue full`. */
  overflow?(node: NodeContext<M>, state: S, message: M, call: Call): void;
  /** A stream to `peer` broke. */
  reset?(node: NodeContext<M>, state: S, peer: string): void;
  /** Modes that a person can put this node in; the first is the normal one. */
  readonly modes?: readonly string[];
  modeChanged?(node: NodeContext<M>, state: S, mode: string): void;
  settingsChanged?(node: NodeContext<M>, state: S): void;
}

/** Declares a program; only here to infer the types of its handlers. */
export const program = <S, M extends Message>(definition: Program<S, M>): Program<S, M> => definition;
