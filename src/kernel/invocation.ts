import type { Json } from './json.ts';
import type { Call, DiskImage, Settings } from './program.ts';
import type { Us } from './time.ts';
import type { Message, Outcome } from './trace.ts';

/** What a handler asked for, in order. The kernel turns it into effects once the handler returned. */
export type Command =
  | {
      readonly kind: 'send';
      readonly id: string;
      readonly count: number;
      readonly to: string;
      readonly message: Message;
      readonly answers: Call | undefined;
      readonly request: RequestOptions | undefined;
    }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'release'; readonly id: string }
  | { readonly kind: 'timer'; readonly name: string; readonly afterUs: Us; readonly data: Json | undefined }
  | { readonly kind: 'cancelTimer'; readonly name: string }
  | { readonly kind: 'work'; readonly tag: string; readonly takesUs: Us; readonly data: Json | undefined }
  | { readonly kind: 'diskSet' | 'diskAppend'; readonly key: string; readonly value: Json }
  | { readonly kind: 'diskTruncate'; readonly key: string; readonly length: number }
  | { readonly kind: 'diskDelete'; readonly key: string }
  | { readonly kind: 'diskSync'; readonly tag: string; readonly data: Json | undefined }
  | { readonly kind: 'become'; readonly lane: string; readonly to: string; readonly why: string }
  | { readonly kind: 'note'; readonly rule: string; readonly text: string; readonly data?: Json }
  | { readonly kind: 'metric'; readonly name: string; readonly value: number }
  | { readonly kind: 'begin'; readonly op: string; readonly name: string; readonly input?: Json }
  | { readonly kind: 'end'; readonly op: string; readonly outcome: Outcome; readonly output?: Json };

export interface RequestOptions {
  readonly timeoutUs: Us;
  readonly tag: string;
  readonly data: Json | undefined;
}

/** One call into a program: plain data, so that it can cross to a Worker. */
export interface Invocation {
  readonly kind:
    | 'start'
    | 'restart'
    | 'message'
    | 'overflow'
    | 'reply'
    | 'timer'
    | 'work'
    | 'disk'
    | 'command'
    | 'mode'
    | 'settings'
    | 'reset';
  readonly node: number;
  readonly nowUs: Us;
  readonly monotonicUs: Us;
  readonly message: Message | undefined;
  readonly call: Call | undefined;
  /** Timer name, reply / work / disk tag, command, mode, peer. */
  readonly tag: string;
  readonly data: Json | undefined;
  readonly ok: boolean;
  readonly disk: DiskImage | undefined;
  readonly settings: Settings | undefined;
}

/** What came of an invocation. With `error`, nothing the handler asked for takes effect. */
export interface HandlerOutcome {
  readonly commands: readonly Command[];
  /** Random draws this node has made so far: a stray draw shows at its own event. */
  readonly draws: number;
  readonly error: string | undefined;
}

/** What a node is before it boots. */
export interface NodeIdentity {
  readonly index: number;
  readonly id: string;
  readonly config: Json;
  readonly peers: readonly string[];
  readonly seed: number;
}

export interface RuntimeSnapshot {
  readonly state: unknown;
  readonly up: boolean;
  readonly mode: string;
  readonly settings: Settings;
  readonly streams: Readonly<Record<string, number>>;
  readonly sent: number;
  readonly operations: number;
}
