import { program, type Call, type DiskImage, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { AlterIsr, ClaimController, ClusterState, ElectLeaders, Msg, PartitionState } from '../messages.ts';
import { ALL_PARTITIONS, BROKERS, OFFSETS, replicasOf } from './cluster.ts';

type Node = NodeContext<Msg>;

interface State {
  /** As decided; what others learn is what is on disk. */
  cluster: ClusterState;
  /** Version on disk. */
  saved: number;
  /** Who waits for a version to be on disk. */
  waiting: { readonly call: Call; readonly version: number; readonly partition: string }[];
}

/**
 * The part that ZooKeeper plays for Kafka, as one box that stands in for an ensemble of servers: broker
 * sessions, the controller's key with its epoch, and the state of each partition, changed by compare-and-set. Decides nothing about partitions,
 * and speaks with the controller alone: brokers hear from the controller what they lead.
 */
export const metadata = program<State, Msg>({
  start(node) {
    const live = Object.fromEntries(BROKERS.map((broker) => [broker, 0]));
    const state: State = { cluster: firstCluster(node, live), saved: 0, waiting: [] };
    for (const broker of BROKERS) watch(node, broker);
    save(node, state);
    return state;
  },
  restart(node, disk: DiskImage) {
    const kept = disk['cluster'] as unknown as ClusterState | undefined;
    const cluster = kept ?? firstCluster(node, Object.fromEntries(BROKERS.map((broker) => [broker, 0])));
    for (const broker of Object.keys(cluster.live)) watch(node, broker);
    // It may have been written and not synced when the process died: nothing is said of it before it is.
    const state: State = { cluster, saved: 0, waiting: [] };
    save(node, state);
    node.note('metadata recovered', `version ${cluster.version}, as it was on disk; every session begins anew`);
    return state;
  },
  on: {
    BrokerHeartbeat(node, state, { incarnation, version }, call) {
      watch(node, call.from);
      if (state.cluster.live[call.from] !== incarnation) register(node, state, call.from, incarnation);
      const { cluster, saved } = state;
      if (saved !== cluster.version) node.reply(call, { type: 'BrokerOk' });
      else if (cluster.controller === '')
        node.reply(call, { type: 'NoController', controllerEpoch: cluster.controllerEpoch });
      else if (cluster.controller === call.from && version !== saved) node.reply(call, { type: 'Cluster', cluster });
      else node.reply(call, { type: 'BrokerOk' });
    },
    ClaimController: (node, state, message, call) => claim(node, state, message, call.from),
    ElectLeaders: (node, state, message) => elect(node, state, message),
    AlterIsr: (node, state, message, call) => alterIsr(node, state, message, call),
  },
  timers: Object.fromEntries(
    BROKERS.map((broker) => [`session ${broker}`, (node: Node, state: State) => expire(node, state, broker)]),
  ),
  disk: {
    saved: (node, state, { ok }, version: number) => (ok ? published(node, state, version) : save(node, state)),
  },
});

const watch = (node: Node, broker: string): void =>
  node.setTimer(`session ${broker}`, ms(Number(node.settings['broker.sessionMs'])));

function firstCluster(node: Node, live: ClusterState['live']): ClusterState {
  const factor = Number(node.settings['log.replicationFactor']);
  const partitions = Object.fromEntries(
    ALL_PARTITIONS.map((partition, index): [string, PartitionState] => {
      // Kafka keeps its own offsets on three brokers, whatever the topics have.
      const replicas = replicasOf(index, partition === OFFSETS ? BROKERS.length : factor);
      return [partition, { leader: replicas[0]!, epoch: 1, isr: replicas, replicas, version: 1 }];
    }),
  );
  return { version: 1, controller: BROKERS[0], controllerEpoch: 1, live, partitions };
}

/** Writes the whole state; who decided or waits learns it when it is durable. */
function change(node: Node, state: State, next: Partial<ClusterState>): void {
  state.cluster = { ...state.cluster, ...next, version: state.cluster.version + 1 };
  save(node, state);
}

function save(node: Node, state: State): void {
  node.disk.set('cluster', state.cluster);
  node.disk.sync('saved', state.cluster.version);
}

function published(node: Node, state: State, version: number): void {
  state.saved = Math.max(state.saved, version);
  if (state.saved !== state.cluster.version) return;
  const { cluster } = state;
  const { controller, controllerEpoch } = cluster;
  node.note(
    'metadata changed',
    `version ${version} is durable, and ${controller || 'whoever claims to be controller'} hears of it`,
    { version: cluster.version },
  );
  node.metric('version', cluster.version);
  if (controller !== '') node.send(controller, { type: 'Cluster', cluster });
  else for (const broker in cluster.live) node.send(broker, { type: 'NoController', controllerEpoch });
  for (const { call, partition } of state.waiting.splice(0))
    node.reply(call, { type: 'AlterIsrResult', partition, error: '', state: cluster.partitions[partition]! });
}

/** Whoever claims the key first is controller, with a new epoch, which fences the one before. */
function claim(node: Node, state: State, { incarnation, controllerEpoch }: ClaimController, from: string): void {
  const { cluster } = state;
  if (cluster.controller !== '' || cluster.controllerEpoch !== controllerEpoch) {
    node.note('claim refused', `${from} comes second: ${cluster.controller || 'nobody'} is controller`);
    return;
  }
  if (cluster.live[from] !== incarnation) return;
  node.note('controller elected', `${from} is controller, epoch ${controllerEpoch + 1}`);
  change(node, state, { controller: from, controllerEpoch: controllerEpoch + 1 });
}

/** The controller's key goes with the session that holds it. */
const released = ({ controller }: ClusterState, broker: string): string => (controller === broker ? '' : controller);

/**
 * A broker is new or has restarted. Who restarted may lack what it had not written to disk, so it has
 * to earn its place among the in-sync replicas again (as KIP-966 does after an unclean shutdown).
 */
function register(node: Node, state: State, broker: string, incarnation: number): void {
  const { live, partitions } = state.cluster;
  const first = live[broker] === 0;
  node.note('broker registered', `${broker} has a session`);
  change(node, state, {
    live: { ...live, [broker]: incarnation },
    controller: first ? state.cluster.controller : released(state.cluster, broker),
    partitions: first ? partitions : mapPartitions(partitions, (each) => withoutStale(each, broker)),
  });
}

function withoutStale(state: PartitionState, broker: string): PartitionState {
  if (!state.replicas.includes(broker)) return state;
  // A new version in any case: a leader that is about to take it back in knows it from before (KIP-903).
  if (!state.isr.includes(broker)) return { ...state, version: state.version + 1 };
  const isr = state.isr.length > 1 ? state.isr.filter((each) => each !== broker) : state.isr;
  const leader = state.leader === broker ? '' : state.leader;
  return { ...state, isr, leader, epoch: state.epoch + (leader === state.leader ? 0 : 1), version: state.version + 1 };
}

function expire(node: Node, state: State, broker: string): void {
  const { [broker]: gone, ...live } = state.cluster.live;
  if (gone === undefined) return;
  node.note('session expired', `${broker} has not been heard of for ${node.settings['broker.sessionMs']} ms`);
  change(node, state, { live, controller: released(state.cluster, broker) });
}

function elect(node: Node, state: State, { controllerEpoch, elections }: ElectLeaders): void {
  if (controllerEpoch !== state.cluster.controllerEpoch) {
    const epoch = { name: 'controller epoch', got: controllerEpoch, have: state.cluster.controllerEpoch };
    refuseStale(node, epoch, 'the election is refused', 'controller fenced');
    return;
  }
  const partitions = { ...state.cluster.partitions };
  let changed = false;
  for (const { partition, leader, isr, version } of elections) {
    const before = partitions[partition]!;
    if (before.version !== version) continue;
    const epoch = before.epoch + (leader === before.leader ? 0 : 1);
    partitions[partition] = { ...before, leader, isr, epoch, version: version + 1 };
    const unclean = leader !== '' && !before.isr.includes(leader);
    const rule = unclean ? 'unclean leader elected' : leader === '' ? 'no leader left' : 'leader elected';
    if (leader !== before.leader)
      node.note(rule, `${leader || 'nobody'} leads ${partition}, epoch ${epoch}`, { partition, leader, epoch });
    changed = true;
  }
  if (changed) change(node, state, { partitions });
}

function alterIsr(node: Node, state: State, message: AlterIsr, call: Call): void {
  const { partition, epoch, isr, version } = message;
  const before = state.cluster.partitions[partition]!;
  const error =
    before.leader !== call.from || before.epoch !== epoch
      ? 'FencedLeaderEpoch'
      : before.version !== version
        ? 'InvalidUpdateVersion'
        : isr.every((broker) => state.cluster.live[broker] !== undefined)
          ? ''
          : 'IneligibleReplica';
  if (error !== '') {
    node.reply(call, { type: 'AlterIsrResult', partition, error, state: before });
    return;
  }
  const words = isr.length < before.isr.length ? 'in-sync replicas shrink' : 'in-sync replicas grow';
  node.note(words, `${partition}: ${isr.join(', ')}`, { partition, isr });
  state.waiting.push({ call, version: state.cluster.version + 1, partition });
  change(node, state, {
    partitions: { ...state.cluster.partitions, [partition]: { ...before, isr, version: version + 1 } },
  });
}

const mapPartitions = (
  partitions: ClusterState['partitions'],
  map: (state: PartitionState) => PartitionState,
): ClusterState['partitions'] =>
  Object.fromEntries(Object.entries(partitions).map(([name, state]) => [name, map(state)]));
