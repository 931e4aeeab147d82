import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { Latency, LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import type { ReplicaConfig } from './programs/replica.ts';
import { variantLayout, variantTopology } from './variants/topology.ts';

export const CLIENTS = ['client-1', 'client-2'] as const;
export const REPLICAS = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'] as const;

/** Terms of the entries that each replica begins with, and the last term that it saw. */
interface Past {
  readonly term: number;
  readonly terms: readonly number[];
}
const EMPTY: Past = { term: 0, terms: [] };

/** Figure 7: the leader of term 8 comes first, then followers (a) to (f). */
const FIGURE_7: readonly Past[] = [
  [1, 1, 1, 4, 4, 5, 5, 6, 6, 6],
  [1, 1, 1, 4, 4, 5, 5, 6, 6],
  [1, 1, 1, 4],
  [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
  [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
  [1, 1, 1, 4, 4, 4, 4],
  [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
].map((terms) => ({ term: 7, terms }));

/** Figure 8, before (c): S1 and S2 have an entry of term 2, S5 another one of term 3 at the same place. */
const FIGURE_8: readonly Past[] = [[1, 2], [1, 2], [1], [1], [1, 3]].map((terms) => ({ term: 3, terms }));

export function pastOf(settings: Settings, index: number): Past {
  const figure =
    settings['cluster.past'] === 'figure-7' ? FIGURE_7 : settings['cluster.past'] === 'figure-8' ? FIGURE_8 : [];
  return figure[index] ?? EMPTY;
}

export function replicasOf(settings: Settings): string[] {
  return REPLICAS.slice(0, Number(settings['cluster.replicas']));
}

const around = (millis: number): Latency => ({
  kind: 'uniform',
  minUs: Math.floor(ms(millis) / 2),
  maxUs: Math.floor((ms(millis) * 3) / 2),
});

/** The same replicas, disks, network and clients on both sides; only the program of the replicas differs. */
export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  const voters = replicasOf(settings);
  const isSpare = on && settings['cluster.spare'] === true && voters.length < REPLICAS.length;
  const servers = isSpare ? [...voters, REPLICAS[voters.length]!] : voters;
  const disk = { syncUs: ms(Number(settings['cluster.syncMs'])) };
  const replicas = servers.map((id, i): NodeSpec => {
    const config: ReplicaConfig = {
      voters: i < voters.length ? voters : [],
      first: i === 0,
      ...pastOf(settings, i),
      clients: CLIENTS,
      idleMs: Number(settings['raft.sessionMs']),
    };
    return { id, program: on ? 'replica' : 'failover', label: `Replica ${i + 1}`, disk, config: { ...config } };
  });
  const clients = CLIENTS.map((id, i): NodeSpec => ({
    id,
    program: 'client',
    label: `Client ${i + 1}`,
    config: { servers: voters, session: -1 - i },
  }));
  if (on && settings['cluster.algorithm'] !== 'raft') return variantTopology(settings, clients);
  const latency = around(Number(settings['cluster.latencyMs']));
  const links: LinkSpec[] = [];
  servers.forEach((a, i) => {
    for (const b of servers.slice(i + 1)) links.push({ a, b, channel: 'datagram', latency });
    for (const client of CLIENTS) links.push({ a: client, b: a, channel: 'datagram', latency });
  });
  return { nodes: [...clients, ...replicas], links };
}

/**
 * Places on a ring, so that a vote can be drawn on the side that it came from, with a client on either
 * side: the first two replicas and client 1 to the left, where the first experiment puts up its wall.
 */
export const layout: Pattern['layout'] = {
  ...variantLayout,
  'client-1': { x: 40, y: 100 },
  'client-2': { x: 690, y: 100 },
  n1: { x: 185, y: 170 },
  n2: { x: 250, y: 380 },
  n3: { x: 480, y: 380 },
  n4: { x: 545, y: 170 },
  n5: { x: 365, y: 40 },
  n6: { x: 365, y: 500 },
  n7: { x: 690, y: 270 },
};
