import type { Json } from '../../kernel/json.ts';

/**
 * What one object does when its operations come one after the other: the sequential specification
 * that a history is judged by. Plain functions over plain data, without memory of their own.
 */
export interface Model<S extends Json = Json, C extends Json = Json, A extends Json = Json> {
  /** The object before its first operation. */
  readonly initial: S;
  /**
   * The object after `call` in `state`; undefined where it could not have answered so. An unknown
   * answer (undefined) fits always. The answer decides only whether the step is possible, never
   * what comes of it.
   */
  step(state: S, call: C, answer: A | undefined): S | undefined;
  /** Whether the operation leaves every state as it is. True too often is an error; false is only slower. */
  reads(call: C, answer: A | undefined): boolean;
  /** The operation in a few words: `read → 3`. */
  describe(call: C, answer: A | undefined): string;
}

/** A model whose types nobody needs to know. */
export type AnyModel = Model<any, any, any>;

/** One operation of a client on one object. */
export interface Operation<C = any, A = any> {
  readonly id: string;
  /** The object. Objects are judged one by one: a history is linearizable when each of them is. */
  readonly key: string;
  /** Who asked. */
  readonly client: string;
  readonly call: C;
  /** What it answered; undefined: nobody knows. */
  readonly answer: A | undefined;
  /** Any clock that orders calls and returns; where the two meet, the call comes first. */
  readonly calledAt: number;
  /** Infinity: never, and then it may have happened at any time after its call, or not at all. */
  readonly returnedAt: number;
}

export type History<C = any, A = any> = readonly Operation<C, A>[];
