import type { Json } from './json.ts';
import type { Us } from './time.ts';

/**
 * Who an action is done to: a node id; `@all`; `@role:replica` (all nodes of a program);
 * `@leader` (nodes whose main lane is in that state when the action takes effect);
 * `@minority:replica` (the first ⌊(n−1)/2⌋ nodes of a program).
 */
export type Target = string;

/** `order#212`: the 212th message that node `order` sent. Stable across hosts and replays. */
export type MessageRef = string;

export type ActionBody =
  | { readonly kind: 'crash'; readonly node: Target; readonly loseUnsynced?: boolean }
  | { readonly kind: 'restart'; readonly node: Target }
  | { readonly kind: 'pause'; readonly node: Target }
  | { readonly kind: 'resume'; readonly node: Target }
  /** Service times × `percent` / 100; 100 is the inverse. */
  | { readonly kind: 'slow'; readonly node: Target; readonly percent: number }
  | { readonly kind: 'clockJump'; readonly node: Target; readonly byUs: Us }
  /** The wall clock is wrong by this much from now on, whatever it was before; 0: right. */
  | { readonly kind: 'clockOffset'; readonly node: Target; readonly offsetUs: Us }
  | { readonly kind: 'clockDrift'; readonly node: Target; readonly ppm: number }
  | { readonly kind: 'diskFull'; readonly node: Target; readonly full: boolean }
  | { readonly kind: 'slowSync'; readonly node: Target; readonly percent: number }
  | { readonly kind: 'cut'; readonly a: Target; readonly b: Target; readonly oneWay?: boolean }
  | { readonly kind: 'heal'; readonly a: Target; readonly b: Target }
  | { readonly kind: 'partition'; readonly groups: readonly (readonly Target[])[] }
  | { readonly kind: 'healAll' }
  | { readonly kind: 'latency'; readonly a: Target; readonly b: Target; readonly addUs: Us }
  | { readonly kind: 'loss'; readonly a: Target; readonly b: Target; readonly ppm: number }
  | { readonly kind: 'duplicates'; readonly a: Target; readonly b: Target; readonly ppm: number }
  | { readonly kind: 'reorder'; readonly a: Target; readonly b: Target; readonly ppm: number }
  /** 0 lifts the limit. */
  | { readonly kind: 'bandwidth'; readonly a: Target; readonly b: Target; readonly bytesPerSecond: number }
  | { readonly kind: 'dropMessage'; readonly message: MessageRef }
  | { readonly kind: 'delayMessage'; readonly message: MessageRef; readonly byUs: Us }
  | { readonly kind: 'duplicateMessage'; readonly message: MessageRef }
  | { readonly kind: 'deliverMessage'; readonly message: MessageRef }
  | { readonly kind: 'killPod'; readonly pod: string }
  | { readonly kind: 'restartPod'; readonly pod: string }
  /** A mode that the node's program declares: the gateway's `hang`. */
  | { readonly kind: 'mode'; readonly node: Target; readonly mode: string }
  /** A command that the node's program declares, such as placing one order by hand. */
  | { readonly kind: 'command'; readonly node: Target; readonly command: string; readonly args?: Json }
  | { readonly kind: 'set'; readonly setting: string; readonly value: number | string | boolean };

export type ActionKind = ActionBody['kind'];

/** Something done to a run at a time. With `forUs`, its inverse follows by itself. */
export type Action = ActionBody & { readonly atUs: Us; readonly forUs?: Us };
