import type { Setup } from '../../src/kernel/setup.ts';
import { program, type Program } from '../../src/kernel/program.ts';
import { seconds } from '../../src/kernel/time.ts';
import type { Message } from '../../src/kernel/trace.ts';

interface Hop extends Message {
  readonly type: 'Hop';
  readonly n: number;
}

/** Passes what it gets on to the next node: next to no work, so that what is measured is the kernel. */
export const relay: Program = program<{ seen: number }, Hop>({
  start(node) {
    for (let n = 0; n < 4; n++) node.send(node.peers[n % node.peers.length] ?? '', { type: 'Hop', n });
    return { seen: 0 };
  },
  on: {
    Hop(node, state, message) {
      state.seen += 1;
      node.send(node.peers[state.seen % node.peers.length] ?? '', { type: 'Hop', n: message.n + 1 });
    },
  },
});

/** A ring of nodes with `4 × nodes` messages always under way. */
export function relayRing(nodes: number): Setup {
  const ids = Array.from({ length: nodes }, (_, index) => `n${index}`);
  return {
    topology: {
      nodes: ids.map((id) => ({ id, program: 'relay', label: id })),
      links: ids.map((id, index) => ({
        a: id,
        b: ids[(index + 1) % nodes] ?? id,
        channel: 'datagram',
        latency: { kind: 'uniform', minUs: 500, maxUs: 1_500 },
      })),
    },
    programs: { relay },
    settings: {},
    seed: 7,
    actions: [],
    untilUs: seconds(3_600),
    on: true,
    properties: [],
  };
}
