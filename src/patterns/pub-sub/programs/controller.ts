import type { Call, TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { ClusterState, Election, LeaderAndIsr, Msg } from '../messages.ts';
import type { BrokerState, Node, Rules } from './broker-state.ts';
import { learnCluster } from './replication.ts';

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

/** What a broker makes of what it is told; a planted bug replaces it. */
export type ObeyRule = (known: ClusterState | null, told: ClusterState) => 'obey' | 'known' | 'stale';

/** `ReplicaManager` and `KafkaApis`: orders of a controller whose epoch is over are refused. */
export const obeys: ObeyRule = (known, told) => {
  if (known === null || told.controllerEpoch > known.controllerEpoch) return 'obey';
  if (told.controllerEpoch < known.controllerEpoch) return 'stale';
  return told.version > known.version ? 'obey' : 'known';
};

/** As far as this broker knows: whoever was replaced while it slept takes itself for the controller still. */
export const isController = (node: Node, { cluster, incarnation, heard }: BrokerState): boolean =>
  cluster !== null &&
  cluster.controller === node.id &&
  cluster.live[node.id] === incarnation &&
  cluster.controllerEpoch >= heard;

/** The controller's key is free: everybody claims it, and the first one has it (`KafkaController.elect`). */
export function claim(node: Node, state: BrokerState, controllerEpoch: number): void {
  resign(node, state, controllerEpoch + 1);
  node.send('metadata', { type: 'ClaimController', incarnation: state.incarnation, controllerEpoch });
}

function resign(node: Node, state: BrokerState, newest: number): void {
  const held = isController(node, state);
  state.heard = Math.max(state.heard, newest);
  if (held && !isController(node, state)) node.become('serving', 'somebody else is controller, or will be');
}

/** From the metadata, for the controller alone: it obeys itself, and tells the others. */
export function learn(rules: Rules, node: Node, state: BrokerState, cluster: ClusterState): void {
  if (rules.obey(state.cluster, cluster) === 'obey') take(rules, node, state, cluster);
}

/** From a controller (LeaderAndIsr, UpdateMetadata). */
export function ordered(rules: Rules, node: Node, state: BrokerState, { cluster }: LeaderAndIsr, call: Call): void {
  const { version, controllerEpoch: got } = cluster;
  const verdict = rules.obey(state.cluster, cluster);
  if (verdict === 'stale') {
    const have = state.cluster!.controllerEpoch;
    refuseStale(
      node,
      { name: 'controller epoch', got, have },
      `the orders of ${call.from} are refused`,
      'controller fenced',
    );
    node.reply(call, { type: 'LeaderAndIsrResult', error: 'StaleControllerEpoch', version, controllerEpoch: have });
    return;
  }
  if (verdict === 'obey') take(rules, node, state, cluster);
  node.reply(call, { type: 'LeaderAndIsrResult', error: '', version, controllerEpoch: got });
}

function take(rules: Rules, node: Node, state: BrokerState, cluster: ClusterState): void {
  const { controller, controllerEpoch, version } = cluster;
  state.heard = Math.max(state.heard, controllerEpoch);
  node.note('obeys the controller', `${controller || 'nobody'}, epoch ${controllerEpoch}, version ${version}`, {
    controller,
    controllerEpoch,
    version,
  });
  learnCluster(rules, node, state, cluster);
  const leads = isController(node, state);
  const registered = cluster.live[node.id] === state.incarnation;
  node.become(
    leads ? 'controller' : registered ? 'serving' : 'fenced',
    leads ? `first to claim it, controller epoch ${controllerEpoch}` : registered ? 'registered' : 'not registered',
  );
  if (leads) control(rules, node, state);
}

/** The controller looks at every partition, asks for what it finds wrong, and tells who does not know yet. */
export function control(rules: Rules, node: Node, state: BrokerState): void {
  const { cluster } = state;
  if (cluster === null || !isController(node, state)) return;
  tellBrokers(node, state, cluster);
  const unclean = node.settings['log.uncleanElection'] === true;
  // What was in order stays so until something changes.
  if (state.inOrder === cluster.version && state.inOrderUnclean === unclean) return;
  const elections = rules.election(cluster, unclean);
  if (elections.length === 0) {
    state.inOrder = cluster.version;
    state.inOrderUnclean = unclean;
  } else node.send('metadata', { type: 'ElectLeaders', controllerEpoch: cluster.controllerEpoch, elections });
}

/** One request a broker at a time, again and again until it has confirmed (`ControllerChannelManager`). */
function tellBrokers(node: Node, state: BrokerState, cluster: ClusterState): void {
  for (const broker in cluster.live) {
    if (broker === node.id || state.told[broker] === cluster.version || state.telling[broker]) continue;
    state.telling[broker] = true;
    node.request(broker, { type: 'LeaderAndIsr', cluster }, { timeoutUs: TELL_TIMEOUT_US, tag: 'told', data: broker });
  }
}

const TELL_TIMEOUT_US = ms(1_000);

export function told(rules: Rules, node: Node, state: BrokerState, reply: Msg | TimedOut, broker: string): void {
  state.telling[broker] = false;
  // Who does not answer is told again with the next upkeep.
  if (reply.type !== 'LeaderAndIsrResult') return;
  if (reply.error !== '') return resign(node, state, reply.controllerEpoch);
  state.told[broker] = reply.version;
  control(rules, node, state);
}
