import { hashName } from './hash.ts';
import type { Kernel } from './kernel.ts';
import type { KernelNode } from './node.ts';
import { CLASS, type Scheduled } from './queue.ts';

/** The process of a node is gone, whatever ended it. */
export function crash(kernel: Kernel, node: KernelNode, error: string | undefined): void {
  kernel.deaths++;
  node.status = 'down';
  node.error = error;
  node.life++;
  node.timers.clear();
  node.requests.clear();
  node.queue = [];
  node.holding.clear();
  node.operations.clear();
  node.lanes = {};
  dropHeld(kernel, node);
  kernel.effect(
    error === undefined
      ? { kind: 'status', node: node.id, status: 'down' }
      : { kind: 'status', node: node.id, status: 'down', error },
  );
  breakStreams(kernel, node);
}

/** A paused node goes on: what came due meanwhile comes now, in its order; the rest in its time. */
export function resume(kernel: Kernel, node: KernelNode): void {
  node.status = 'up';
  for (const item of node.held.splice(0))
    kernel.requeue(item.timeUs < kernel.timeUs ? { ...item, timeUs: kernel.timeUs } : item);
}

/** A paused node dies: messages that had reached it are lost, later ones find it down in their time. */
function dropHeld(kernel: Kernel, node: KernelNode): void {
  for (const item of node.held.splice(0)) {
    if (item.timeUs > kernel.timeUs) kernel.requeue(item);
    else if (item.transit !== undefined && item.transit.lost === undefined)
      kernel.effect({ kind: 'lose', id: item.transit.id, reason: 'down' });
  }
}

/** What was in flight on the streams of a dead node is lost, and its peers learn it. */
function breakStreams(kernel: Kernel, node: KernelNode): void {
  const broken = kernel.nodes.filter(
    (peer) => kernel.network.between(node.index, peer.index)?.spec.channel === 'stream',
  );
  if (broken.length === 0) return;
  for (const peer of broken) resetStream(kernel, node, peer);
  for (const peer of broken) {
    if (peer.status !== 'down' && peer.program.reset) {
      kernel.schedule(peer, peer, kernel.timeUs, CLASS.message, 'reset', kernel.seq, hashName(node.id), node.id);
    }
  }
}

/** Loses what is in flight between two nodes, both ways. */
function resetStream(kernel: Kernel, a: KernelNode, b: KernelNode): void {
  const between = (item: Scheduled): boolean =>
    item.kind === 'deliver' &&
    ((item.transit!.from === a.id && item.transit!.to === b.id) ||
      (item.transit!.from === b.id && item.transit!.to === a.id));
  for (const item of kernel.removeScheduled(between))
    kernel.effect({ kind: 'lose', id: item.transit!.id, reason: 'reset' });
}
