import type { ClusterState, Election } from '../messages.ts';

/**
 * Which partitions need another leader, and who it is: `ReplicaStateMachine` and
 * `PartitionLeaderElectionAlgorithms` of Kafka. A clean leader comes from the in-sync replicas alone.
 */
export type ElectionRule = (cluster: ClusterState, unclean: boolean) => Election[];

export const electLeaders: ElectionRule = (cluster, unclean) => {
  const elections: Election[] = [];
  for (const [partition, state] of Object.entries(cluster.partitions)) {
    const isLive = (broker: string): boolean => cluster.live[broker] !== undefined;
    const inSync = state.isr.filter(isLive);
    // A broker that is gone holds back the high-water mark: it leaves the set, unless it is the last in it.
    const shrunk = inSync.length > 0 && inSync.length < state.isr.length;
    if (state.leader !== '' && isLive(state.leader)) {
      if (shrunk) elections.push({ partition, leader: state.leader, isr: inSync, version: state.version });
      continue;
    }
    const leader = state.replicas.find((broker) => inSync.includes(broker));
    if (leader !== undefined) {
      elections.push({ partition, leader, isr: inSync, version: state.version });
      continue;
    }
    const rescuer = unclean ? state.replicas.find(isLive) : undefined;
    if (rescuer !== undefined) elections.push({ partition, leader: rescuer, isr: [rescuer], version: state.version });
    else if (state.leader !== '') elections.push({ partition, leader: '', isr: state.isr, version: state.version });
  }
  return elections;
};
