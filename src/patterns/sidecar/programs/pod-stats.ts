import { ms } from '../../../kernel/time.ts';
import { partOf } from '../pods.ts';
import type { Node } from './container.ts';
import { divideCpu } from './cpu.ts';
import { dial, specOf, type KubeletState } from './kubelet-state.ts';
import { claimOf, overLimit } from './pod-budget.ts';

/** How often the node counts. */
export const STATS_US = ms(500);

/** What the pod pays for its sidecars: the same again in every pod. */
function reportOverhead(node: Node, state: KubeletState): void {
  let milli = 0;
  let kb = 0;
  for (const name of specOf(node).containers) {
    if (partOf(name) === 'app') continue;
    const { demandMilli, memoryKb } = state.containers[name]!;
    milli += Math.min(demandMilli, state.cpuMilli[name] ?? 0);
    kb += memoryKb;
  }
  const mb = Math.round(kb / 1_000);
  if (milli !== state.overhead.milli) node.metric('sidecarMilli', milli);
  if (mb !== state.overhead.mb) node.metric('sidecarMb', mb);
  state.overhead = { milli, mb };
}

/** The node's part: divides CPU, kills who takes too much memory, and asks again. */
export function account(node: Node, state: KubeletState): void {
  const { containers } = specOf(node);
  killForMemory(node, state);
  reportOverhead(node, state);
  const claims = containers.map((name) => claimOf(node, name, state.containers[name]!.demandMilli));
  const shares = divideCpu(dial(node, 'pod.cpuMilli'), claims);
  containers.forEach((name, i) => {
    state.cpuMilli[name] = shares[i]!;
    node.request(name, { type: 'Stats', cpuMilli: shares[i]! }, { timeoutUs: STATS_US, tag: 'usage', data: { name } });
  });
}

function killForMemory(node: Node, state: KubeletState): void {
  const { containers } = specOf(node);
  const victim = overLimit(
    node,
    containers.map((name) => ({ name, memoryKb: state.containers[name]!.memoryKb })),
  );
  if (victim === '') return;
  state.containers[victim]!.memoryKb = 0;
  node.note('OOMKilled', `${victim} is killed: out of memory`, { container: victim });
  node.send(victim, { type: 'Sigkill', reason: 'OOMKilled' });
}
