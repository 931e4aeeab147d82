import type { NodeContext } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { ReplicaId } from '../variants/messages.ts';
import { closeFront, emptyFront, openFront, type Front, type Msg } from './storage-front.ts';

/**
 * What Bully, the ring and Paxos have in common: noticing that a leader has gone. None of the papers
 * says how that is noticed; here leaders tell at intervals that they are there.
 */

export type Node = NodeContext<Msg>;

export interface Elected {
  phase: 'follower' | 'candidate' | 'waiting' | 'leader';
  /** Who leads as far as this replica knows; empty: nobody. */
  leader: ReplicaId;
  /** Number of the election that made it so; 0 where the algorithm does not count them. */
  reign: number;
  /** When it last heard from a leader or led itself, by its steady clock; else when it started. */
  heardUs: Us;
  front: Front;
}

export const nobodyLeads = (node: Node): Elected => ({
  phase: 'follower',
  leader: '',
  reign: 0,
  heardUs: node.monotonic(),
  front: emptyFront(),
});

/** Ids of all replicas in order of rank, this one included; the last one outranks all others. */
export const members = (node: Node): readonly ReplicaId[] =>
  (node.config as unknown as { readonly members: readonly ReplicaId[] }).members;
export const rank = (id: ReplicaId): number => Number(id.slice(1));
export const others = (node: Node): ReplicaId[] => members(node).filter((id) => id !== node.id);
export const millis = (node: Node, key: string): Us => ms(Number(node.settings[key]));

export function toAll(node: Node, to: readonly ReplicaId[], message: Msg): void {
  for (const id of to) node.send(id, message);
}

/** It has won: it leads, and the number of its reign is all that can tell it from earlier leaders. */
export function lead(node: Node, state: Elected, why: string): void {
  state.phase = 'leader';
  state.leader = node.id;
  node.become('leader', why);
  node.metric('leaderless', Math.floor((node.monotonic() - state.heardUs) / 1_000));
  node.cancelTimer('leaderLost');
  openFront(node, state.front, state.reign);
  beat(node, state);
}

export function follow(node: Node, state: Elected, leader: ReplicaId, why: string): void {
  closeFront(node, state.front, leader);
  state.phase = 'follower';
  state.leader = leader;
  node.become('follower', why);
  node.cancelTimer('beat');
  if (leader === '' || leader === node.id) awaitLeader(node);
  else hearFrom(node, state);
}

/** It stands for election: whoever led does not count any more, itself included. */
export function stand(node: Node, state: Elected, why: string): void {
  closeFront(node, state.front, '');
  if (state.phase === 'leader') state.heardUs = node.monotonic();
  state.phase = 'candidate';
  state.leader = '';
  node.become('candidate', why);
  node.cancelTimer('beat');
  node.cancelTimer('leaderLost');
}

export function beat(node: Node, { reign }: Elected): void {
  toAll(node, others(node), { type: 'Alive', reign });
  node.setTimer('beat', millis(node, 'elect.heartbeatMs'));
}

/** The leader was heard. */
export function hearFrom(node: Node, state: Elected): void {
  state.heardUs = node.monotonic();
  awaitLeader(node);
}

/** A leader is missed when it is silent for longer than the timeout. */
export function awaitLeader(node: Node): void {
  const timeoutUs = millis(node, 'elect.timeoutMs');
  node.setTimer('leaderLost', node.random.between(timeoutUs, 2 * timeoutUs));
}
