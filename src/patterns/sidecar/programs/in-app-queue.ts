import type { Batch, Entry } from '../messages.ts';
import type { Node } from './container.ts';

/** A request, by its call, that waits until its log has been taken. */
export interface Blocked {
  readonly entry: Entry;
  readonly id: string;
  /** Why the order was not placed; empty: it was. */
  readonly reason: string;
}

/** Shipping without a sidecar, as logging libraries do it: at once, or through a bounded queue. */
export interface InApp {
  queue: Entry[];
  blocked: Blocked[];
  /** Entries at the head of the queue that are on their way. */
  sending: number;
  retries: number;
  chunks: number;
}

export const newInApp = (): InApp => ({ queue: [], blocked: [], sending: 0, retries: 0, chunks: 0 });

export const batchOf = (entries: readonly Entry[]): Batch => ({
  orders: entries.map(({ order }) => order),
  kb: kb(entries),
  atUs: entries[0]!.atUs,
});
export const kb = (entries: readonly Entry[]): number => entries.reduce((sum, entry) => sum + entry.lines, 0);
export const inAppMemoryKb = ({ queue, blocked }: InApp): number => kb(queue) + kb(blocked.map(({ entry }) => entry));
export const stillShipping = ({ queue, blocked }: InApp): boolean => queue.length + blocked.length > 0;

export function dropLogs(node: Node, entries: readonly Entry[], reason: string): void {
  node.note('log dropped', `${kb(entries)} lines are dropped: ${reason}`, {
    reason,
    orders: entries.map((entry) => entry.order),
  });
}

/** The process ends, and the queue with it. */
export function emptiedByExit(node: Node, { queue, blocked }: InApp): InApp {
  const lost = [...queue, ...blocked.map(({ entry }) => entry)];
  if (lost.length > 0) dropLogs(node, lost, 'memory lost');
  node.cancelTimer('ship');
  node.cancelTimer('again');
  return newInApp();
}
