import type { BoardProps } from '../../../ui/kit/pattern-view.ts';
import type { ClusterState } from '../messages.ts';
import type { BrokerState } from '../programs/broker-state.ts';
import { BROKERS, groupOf, GROUPS } from '../programs/cluster.ts';
import type { ConsumerState } from '../programs/consumer-state.ts';
import { endOf } from '../programs/partition-log.ts';
import type { Replica } from '../programs/replica.ts';
import type { StoreState } from '../programs/store.ts';

export type { BoardProps };
type Nodes = BoardProps['nodes'];

/** What a node holds, where it runs such a program. */
export const brokerState = (nodes: Nodes, id: string): BrokerState | null => {
  const state = nodes[id]?.state as unknown as BrokerState | null | undefined;
  return state?.replicas ? state : null;
};
export const consumerState = (nodes: Nodes, id: string): ConsumerState | null => {
  const state = nodes[id]?.state as unknown as ConsumerState | null | undefined;
  return state?.tokens ? state : null;
};

export interface Copy {
  readonly broker: string;
  readonly number: string;
  readonly role: 'leader' | 'follower' | 'down' | 'none';
  readonly inSync: boolean;
  readonly end: number;
}

export interface PartitionPicture {
  readonly partition: string;
  /** The leader's copy, or the longest where nobody leads. */
  readonly replica: Replica;
  readonly leader: string;
  readonly copies: readonly Copy[];
}

/** One partition as its leader sees it; of two that think so, the one of the newer epoch. Null where nobody has it. */
export function pictureOf(nodes: Nodes, partition: string): PartitionPicture | null {
  const found = BROKERS.flatMap((broker) => {
    const replica = brokerState(nodes, broker)?.replicas[partition];
    return replica ? [{ broker, replica }] : [];
  });
  if (found.length === 0) return null;
  const leaders = found
    .filter(({ replica }) => replica.role === 'leader')
    .sort((a, b) => b.replica.epoch - a.replica.epoch);
  const shown = leaders[0] ?? found.toSorted((a, b) => endOf(b.replica.log) - endOf(a.replica.log))[0]!;
  const isr = shown.replica.isr;
  const copies = BROKERS.map((broker): Copy => {
    const replica = found.find((each) => each.broker === broker)?.replica;
    const number = broker.slice(-1);
    if (!brokerState(nodes, broker)) return { broker, number, role: 'down', inSync: isr.includes(broker), end: 0 };
    if (!replica) return { broker, number, role: 'none', inSync: false, end: 0 };
    return {
      broker,
      number,
      role: broker === shown.broker && leaders.length > 0 ? 'leader' : 'follower',
      inSync: isr.includes(broker),
      end: endOf(replica.log),
    };
  });
  return { partition, replica: shown.replica, leader: leaders[0]?.broker ?? '', copies };
}

export interface Reader {
  readonly group: string;
  readonly letter: string;
  /** Next to process; −1: nobody knows. */
  readonly done: number;
  readonly committed: number;
  readonly owner: string;
}

export const LETTERS: Readonly<Record<string, string>> = { analytics: 'A', alerting: 'L', archiver: 'R' };
export const NAMES: Readonly<Record<string, string>> = {
  analytics: 'Analytics',
  alerting: 'Alerting',
  archiver: 'Archiver',
};

/** The broker that coordinates the groups. */
export function coordinatorOf(nodes: Nodes): { readonly broker: string; readonly state: BrokerState } | null {
  const broker = pictureOf(nodes, 'group offsets')?.leader;
  const state = broker ? brokerState(nodes, broker) : null;
  return broker && state ? { broker, state } : null;
}

/** Brokers that take themselves for the controller, with the epoch that they hold: one that has slept does not know better. */
export function controllersOf(nodes: Nodes): { readonly broker: string; readonly epoch: number }[] {
  return BROKERS.flatMap((broker) => {
    const state = brokerState(nodes, broker);
    const cluster = state?.cluster;
    if (!state || !cluster || cluster.controller !== broker || cluster.live[broker] !== state.incarnation) return [];
    return cluster.controllerEpoch < state.heard ? [] : [{ broker, epoch: cluster.controllerEpoch }];
  }).sort((a, b) => b.epoch - a.epoch);
}

/** The newest state of the cluster that any broker knows. */
export function clusterOf(nodes: Nodes): ClusterState | null {
  let newest: ClusterState | null = null;
  for (const broker of BROKERS) {
    const known = brokerState(nodes, broker)?.cluster ?? null;
    if (known !== null && known.version > (newest?.version ?? -1)) newest = known;
  }
  return newest;
}

/** Where a store that takes results and positions together has come; −1: it does not. */
function storedNext(nodes: Nodes, group: string, partition: string): number {
  const state = nodes['store']?.state as unknown as StoreState | null | undefined;
  const next = state?.places?.[group]?.[partition]?.next ?? 0;
  return next > 0 ? next : -1;
}

/** How far each group is on a partition: what its owner has done, and what is committed, with the broker or with the results. */
export function readersOf(nodes: Nodes, partition: string): Reader[] {
  const groups = coordinatorOf(nodes)?.state.groups ?? {};
  return GROUPS.map((group) => {
    const committed = Math.max(groups[group]?.offsets[partition] ?? -1, storedNext(nodes, group, partition));
    let owner = '';
    let done = committed;
    for (const id of Object.keys(nodes)) {
      const state = groupOf(id) === group ? consumerState(nodes, id) : null;
      if (!state || state.lost !== '' || !state.assigned.includes(partition)) continue;
      owner = id;
      done = state.done[partition] ?? done;
    }
    return { group, letter: LETTERS[group]!, done, committed, owner };
  });
}
