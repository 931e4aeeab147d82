import type { Call } from '../../../kernel/program.ts';
import { seconds } from '../../../kernel/time.ts';
import { exitWith, move, WORK_DONE, type Box, type Node } from './container.ts';
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
  /** No more orders are taken, and why; empty: they are. */
  leaving: string;
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
  state.leaving = '';
  node.cancelTimer('drained');
  node.cancelTimer('idle');
  state.shipping = emptiedByExit(node, state.shipping);
}

export const exit = exitWith(forget);

export function exitWhenDone(node: Node, state: AppState): void {
  if (state.leaving !== '' && Object.keys(state.open).length === 0 && !stillShipping(state.shipping))
    exit(node, state, 0, state.leaving);
}

/** How long the queue of a Job has to be empty. */
const IDLE_US = seconds(2);

/** Each order puts off the end of a Job; a service has none. */
export function awaitNext(node: Node): void {
  if (Number(node.settings['job.orders']) > 0) node.setTimer('idle', IDLE_US);
}

export function endJob(node: Node, state: AppState): void {
  if (state.box.phase !== 'RUNNING') return;
  if (Object.keys(state.open).length > 0) return awaitNext(node);
  state.leaving = WORK_DONE;
  move(node, state.box, 'STOPPING', 'no more orders come: what is left of the log is shipped');
  exitWhenDone(node, state);
}
