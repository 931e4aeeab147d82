import type { Settings } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Latency, LinkSpec, NodeSpec, Topology } from '../../../kernel/topology.ts';
import type { Pattern } from '../../../pattern-kit/pattern.ts';

/** Which program the replicas run, by `cluster.algorithm`; Raft is not among them. */
export const PROGRAM_OF: Readonly<Record<string, string>> = {
  lease: 'leaseReplica',
  bully: 'bully',
  ring: 'ring',
  paxos: 'paxos',
};

/**
 * Replicas, shared storage, and for leases the lock service, beside the given clients. Replicas and
 * clients talk in datagrams; what goes to storage and lock service is a stream, as TCP is.
 */
export function variantTopology(settings: Settings, clients: readonly NodeSpec[]): Topology {
  const algorithm = String(settings['cluster.algorithm']);
  const replicas = Array.from({ length: Number(settings['cluster.replicas']) }, (_, i) => `n${i + 1}`);
  const shared = algorithm === 'lease' ? ['storage', 'lock-service'] : ['storage'];
  const disk = { syncUs: ms(Number(settings['cluster.syncMs'])) };
  const halfUs = Math.floor(ms(Number(settings['cluster.latencyMs'])) / 2);
  const latency: Latency = { kind: 'uniform', minUs: halfUs, maxUs: 3 * halfUs };
  const links = replicas.flatMap((a, i): LinkSpec[] => [
    // Holders of a lease never talk to each other: the record is all that they share.
    ...(algorithm === 'lease' ? [] : replicas.slice(i + 1)).map((b): LinkSpec => ({
      a,
      b,
      channel: 'datagram',
      latency,
    })),
    ...clients.map(({ id }): LinkSpec => ({ a: id, b: a, channel: 'datagram', latency })),
    ...shared.map((b): LinkSpec => ({ a, b, channel: 'stream', latency })),
  ]);
  return {
    nodes: [
      ...clients,
      ...replicas.map((id, i) => ({
        id,
        program: PROGRAM_OF[algorithm]!,
        label: `Replica ${i + 1}`,
        disk,
        config: { members: replicas },
      })),
      ...shared.map((id) => ({
        id,
        program: id === 'storage' ? id : 'lockService',
        label: id === 'storage' ? 'Storage' : 'Lock service',
        disk,
      })),
    ],
    links,
  };
}

/** Centres of what stands amid the replicas. */
export const variantLayout: Pattern['layout'] = {
  storage: { x: 365, y: 205 },
  'lock-service': { x: 365, y: 380 },
};
