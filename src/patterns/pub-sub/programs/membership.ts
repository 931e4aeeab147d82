import type { TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { GroupError, JoinResult, Msg } from '../messages.ts';
import {
  rangeAssign,
  roundRobinAssign,
  stickyAssign,
  withoutMoving,
  type Assignment,
  type TopicPartition,
} from './assignors.ts';
import { BROKERS, groupOf, OFFSETS, partitionName, PARTITIONS, TOPIC } from './cluster.ts';
import { dialUs, giveUp, showOwned, type ConsumerState, type Node } from './consumer-state.ts';

const RETRY_US = ms(200);

const instanceOf = (node: Node): string => (node.settings['group.static'] === true ? node.id : '');
const isCooperative = (node: Node): boolean => node.settings['group.assignor'] === 'cooperative-sticky';

// ——— Who leads what

export function askLeaders(node: Node, state: ConsumerState): void {
  if (state.asking) return;
  state.asking = true;
  node.request(
    BROKERS[state.turn++ % BROKERS.length]!,
    { type: 'AskLeaders' },
    { timeoutUs: ms(300), tag: 'leadersKnown' },
  );
}

/** Answers whether it has learned something. */
export function leadersKnown(state: ConsumerState, reply: Msg | TimedOut): boolean {
  state.asking = false;
  if (reply.type !== 'Leaders') return false;
  state.leaders = { ...reply.leaders };
  return true;
}

// ——— Joining (`ConsumerCoordinator`)

/** Eager: everything is given up first. Cooperative: what it owns goes on being processed (KIP-429). */
export function join(node: Node, state: ConsumerState): void {
  if (state.joining || state.fenced) return;
  state.rejoin = false;
  if (state.lost !== '') {
    if (state.lost === 'UnknownMember') state.member = '';
    state.lost = '';
    giveUp(state, state.assigned);
  }
  const coordinator = state.leaders[OFFSETS];
  if (!coordinator) {
    askLeaders(node, state);
    node.setTimer('join', RETRY_US);
    return;
  }
  if (!isCooperative(node)) giveUp(state, state.assigned);
  showOwned(node, state);
  state.joining = true;
  node.become('joining', isCooperative(node) ? 'keeps what it owns meanwhile' : 'gives up all its partitions first');
  node.request(
    coordinator,
    {
      type: 'JoinGroup',
      group: groupOf(node.id),
      member: state.member,
      instance: instanceOf(node),
      owned: state.assigned,
    },
    { timeoutUs: dialUs(node, 'consumer.maxPollMs') + dialUs(node, 'group.initialDelayMs') + ms(500), tag: 'joined' },
  );
}

/** It did not come to a generation: again, after a moment. */
function again(node: Node, state: ConsumerState, error: GroupError | 'timeout'): void {
  state.joining = false;
  if (error === 'FencedInstance') return fence(node, state);
  if (error === 'UnknownMember') state.member = '';
  if (error === 'NotCoordinator' || error === 'timeout') askLeaders(node, state);
  node.setTimer('join', RETRY_US);
}

function fence(node: Node, state: ConsumerState): void {
  state.fenced = true;
  giveUp(state, state.assigned);
  node.cancelTimer('heartbeat');
  node.become('fenced', 'another process has taken this static member’s place');
}

export function joined(node: Node, state: ConsumerState, reply: Msg | TimedOut): void {
  if (reply.type !== 'JoinResult' || reply.error !== '')
    return again(node, state, reply.type === 'JoinResult' ? reply.error : 'timeout');
  const coordinator = state.leaders[OFFSETS];
  // It has gone since.
  if (!coordinator) return again(node, state, 'NotCoordinator');
  state.member = reply.member;
  state.generation = reply.generation;
  node.become('syncing', `generation ${reply.generation}`);
  node.request(
    coordinator,
    {
      type: 'SyncGroup',
      group: groupOf(node.id),
      member: state.member,
      generation: state.generation,
      assignments: reply.leader === reply.member ? handOut(node, reply) : {},
    },
    { timeoutUs: dialUs(node, 'consumer.maxPollMs'), tag: 'synced' },
  );
}

const pairOf = (partition: string): TopicPartition => [TOPIC, Number(partition.at(-1))];

/** The leader of the group decides who reads what; the brokers only pass it on. */
function handOut(node: Node, { members }: JoinResult): Record<string, string[]> {
  const counts = { [TOPIC]: PARTITIONS };
  const subscriptions = Object.fromEntries(Object.keys(members).map((id) => [id, [TOPIC]]));
  const owned = Object.fromEntries(Object.entries(members).map(([id, partitions]) => [id, partitions.map(pairOf)]));
  const assignment: Assignment = isCooperative(node)
    ? withoutMoving(stickyAssign(counts, subscriptions, owned), owned)
    : node.settings['group.assignor'] === 'roundrobin'
      ? roundRobinAssign(counts, subscriptions)
      : rangeAssign(counts, subscriptions);
  return Object.fromEntries(
    Object.entries(assignment).map(([id, pairs]) => [id, pairs.map(([, index]) => partitionName(index))]),
  );
}

/** Its partitions of this generation. Answers those that are new to it; null where there is no generation. */
export function synced(node: Node, state: ConsumerState, reply: Msg | TimedOut): string[] | null {
  if (reply.type !== 'SyncResult' || reply.error !== '') {
    again(node, state, reply.type === 'SyncResult' ? reply.error : 'timeout');
    return null;
  }
  state.joining = false;
  const revoked = state.assigned.filter((partition) => !reply.partitions.includes(partition));
  const added = reply.partitions.filter((partition) => !state.assigned.includes(partition));
  giveUp(state, revoked);
  state.assigned = reply.partitions;
  showOwned(node, state);
  node.become('stable', `generation ${state.generation}: ${reply.partitions.join(', ') || 'no partition'}`);
  node.setTimer('heartbeat', dialUs(node, 'consumer.heartbeatMs'));
  if (isCooperative(node) && revoked.length > 0) {
    node.note('revoked', `${revoked.join(', ')} is free now, and handed on in the next generation`);
    state.rejoin = true;
  }
  return added;
}

// ——— Staying

/** The heartbeat runs beside the processing, as in a thread of its own; it watches the poll interval as well. */
export function heartbeat(node: Node, state: ConsumerState): void {
  if (state.joining || state.lost !== '' || state.fenced || state.member === '') return;
  node.setTimer('heartbeat', dialUs(node, 'consumer.heartbeatMs'));
  const coordinator = state.leaders[OFFSETS];
  if (!coordinator) return askLeaders(node, state);
  const claim = { group: groupOf(node.id), member: state.member };
  if (state.batch.length > 0 && node.monotonic() - state.polledUs > dialUs(node, 'consumer.maxPollMs')) {
    // A static member does not leave: it falls silent, and its session decides (KIP-345).
    const leaves = instanceOf(node) === '';
    node.note(
      'poll interval exceeded',
      `the batch takes too long: it ${leaves ? 'leaves the group' : 'sends no heartbeat any more'}, and works on all the same`,
    );
    node.cancelTimer('heartbeat');
    if (leaves) node.send(coordinator, { type: 'LeaveGroup', ...claim });
    state.lost = 'UnknownMember';
    return;
  }
  node.request(
    coordinator,
    { type: 'Heartbeat', ...claim, generation: state.generation },
    { timeoutUs: dialUs(node, 'consumer.heartbeatMs'), tag: 'beaten', data: state.generation },
  );
}

/** What a refusal of the coordinator means, for heartbeats and commits alike. */
export function refused(node: Node, state: ConsumerState, error: GroupError | 'timeout'): void {
  switch (error) {
    case 'RebalanceInProgress':
      state.rejoin = true;
      return;
    case 'UnknownMember':
    case 'IllegalGeneration':
      if (state.lost === '') node.note('put out of the group', `${error}: its partitions belong to others now`);
      state.lost = error;
      return;
    case 'FencedInstance':
      return fence(node, state);
    case 'NotCoordinator':
    case 'timeout':
      return askLeaders(node, state);
    case '':
  }
}
