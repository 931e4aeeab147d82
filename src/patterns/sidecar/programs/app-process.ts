import type { Call } from '../../../kernel/program.ts';
import { exitWith, type Box, type Node } from './container.ts';
import { emptiedByExit, stillShipping, type InApp } from './in-app-queue.ts';

/** Where its calls go. With a proxy that is all it has to know. */
export interface AppConfig {
  readonly inApp: boolean;
  readonly proxy: string;
}

/** An order under way: it holds its worker from the first line to the answer. */
interface Job {
  readonly order: number;
  readonly call: Call;
}

export interface AppState {
  box: Box;
  /** Orders under way, by call; an earlier process's are gone with it. */
  open: Record<string, Job>;
  /** After SIGTERM, when no more orders are taken. */
  draining: boolean;
  level: string;
  /** Hosts of the payment service; only without a proxy. */
  hosts: readonly string[];
  nextHost: number;
  /** Shipping inside the application; idle where a sidecar does it. */
  shipping: InApp;
}

export const configOf = (node: Node): AppConfig => node.config as unknown as AppConfig;

/** The answer leaves; what came before is what the customer has waited for. */
export function finish(node: Node, state: AppState, id: string, reason: string): void {
  const { order, call } = state.open[id]!;
  delete state.open[id];
  node.reply(call, { type: 'CheckoutResult', order, reason });
  exitWhenDone(node, state);
}

export function forget(node: Node, state: AppState): void {
  // Its connections break; callers learn nothing more than that.
  for (const { call } of Object.values(state.open)) node.release(call);
  state.open = {};
  state.draining = false;
  node.cancelTimer('drained');
  state.shipping = emptiedByExit(node, state.shipping);
}

export const exit = exitWith(forget);

export function exitWhenDone(node: Node, state: AppState): void {
  if (state.draining && Object.keys(state.open).length === 0 && !stillShipping(state.shipping))
    exit(node, state, 0, 'finished after SIGTERM');
}
