import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';

// TEMPLATE: build your nodes and links. Off is what a competent person would build without the pattern: the same clients, the same load, fewer parts.
export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  return {
    nodes: [
      // TEMPLATE: hand a program what differs between two nodes, or between off and on, as `config`.
      { id: 'client', program: 'client', label: 'Client', config: { asksAgain: on } },
      // TEMPLATE: give `capacity` to what can be overloaded, and `disk` to what remembers; then the program needs `needsWorker` and `restart`.
      {
        id: 'server',
        program: 'server',
        label: 'Server',
        capacity: { workers: 1, queueLimit: 50 },
        disk: { syncUs: ms(Number(settings['server.syncMs'])) },
      },
    ],
    links: [
      // TEMPLATE: choose what each link promises: `datagram` loses, doubles and reorders; `stream` keeps order; `local` stays inside a pod.
      { a: 'client', b: 'server', channel: 'datagram', latency: { kind: 'uniform', minUs: ms(70), maxUs: ms(110) } },
    ],
  };
}

// TEMPLATE: place the centre of every node, off and on, within about 720 by 460 px, so that no label touches another.
export const layout: Pattern['layout'] = {
  client: { x: 180, y: 230 },
  server: { x: 540, y: 230 },
};
