import { program } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { ReplicaId } from '../variants/messages.ts';
import {
  awaitLeader,
  beat,
  follow,
  hearFrom,
  lead,
  members,
  millis,
  nobodyLeads,
  others,
  rank,
  stand,
  toAll,
  type Elected,
  type Node,
} from './elected.ts';
import * as acceptors from './paxos-acceptor.ts';
import type { Acceptor, Decrees } from './paxos-acceptor.ts';
import { FRONT_RULES, frontHandlers, type Msg } from './storage-front.ts';
import { called } from './names.ts';

/**
 * Leaders by single-decree Paxos (Lamport, "Paxos Made Simple", section 2). The value of decree number r
 * says who leads reign r. When a leader falls silent, somebody proposes itself for the next reign.
 */

interface Proposal {
  readonly reign: number;
  readonly ballot: number;
  /** Who has promised, with what they had accepted; then who has accepted. */
  promises: Record<ReplicaId, Acceptor>;
  accepted: Record<ReplicaId, true>;
  /** Empty in phase 1. */
  value: ReplicaId;
}

export interface PaxosReplica extends Elected {
  decrees: Decrees;
  /** Writes to disk so far, and which of them it has answered last. */
  writes: number;
  answered: number;
  proposal: Proposal | null;
  /** Highest ballot heard of, and proposals in a row that came to nothing. */
  seen: number;
  failures: number;
}

/** What planted bugs replace. */
export const PAXOS_RULES = {
  promise: acceptors.promise,
  accept: acceptors.accept,
  valueToPropose: acceptors.valueToPropose,
  recall: acceptors.recall,
  front: FRONT_RULES,
};

interface Written {
  readonly order: number;
  readonly to: ReplicaId;
  readonly reign: number;
  readonly ballot: number;
  /** The acceptor as it was written. */
  readonly acceptor: Acceptor;
}

const BALLOTS = 8;
const LONGEST_BACKOFF = 5;
const majority = (node: Node): number => Math.floor(members(node).length / 2) + 1;
const count = (votes: Readonly<Record<string, unknown>>): number => Object.keys(votes).length;

function refuse(node: Node, from: ReplicaId, reign: number, ballot: number, { promised }: Acceptor): void {
  // The same message twice is not out of date.
  if (ballot < promised)
    refuseStale(node, { name: 'ballot', got: ballot, have: promised }, `${called(from)} is refused`);
  node.send(from, { type: 'Nack', reign, promised });
}

const boot = (node: Node, decrees: Decrees): PaxosReplica => {
  const state: PaxosReplica = {
    ...nobodyLeads(node),
    decrees,
    writes: 0,
    answered: 0,
    proposal: null,
    seen: 0,
    failures: 0,
  };
  follow(node, state, '', 'boot');
  return state;
};

export const paxosWith = (changed: Partial<typeof PAXOS_RULES> = {}) => {
  const rules = { ...PAXOS_RULES, ...changed };

  /** Writes the acceptor down; the answer leaves when that is durable. */
  const write = (node: Node, state: PaxosReplica, tag: 'promised' | 'accepted', to: ReplicaId, reign: number): void => {
    const acceptor = { ...acceptors.acceptorOf(state.decrees, reign) };
    acceptors.remember(node, reign, acceptor);
    state.writes += 1;
    node.disk.sync(tag, { order: state.writes, to, reign, ballot: acceptor.promised, acceptor } satisfies Written);
  };

  /** Phase 1a: a ballot of its own, which it promises itself before it asks the others. */
  const propose = (node: Node, state: PaxosReplica, why: string): void => {
    const reign = state.reign + 1;
    const acceptor = acceptors.acceptorOf(state.decrees, reign);
    stand(node, state, why);
    state.seen = Math.max(state.seen, acceptor.promised);
    const ballot = (Math.floor(state.seen / BALLOTS) + 1) * BALLOTS + rank(node.id);
    state.seen = ballot;
    state.proposal = { reign, ballot, promises: {}, accepted: {}, value: '' };
    rules.promise(acceptor, ballot);
    write(node, state, 'promised', node.id, reign);
    node.metric('ballot', ballot);
    node.setTimer('round', millis(node, 'elect.answerMs'));
  };

  /** Another proposer was quicker, or nobody answers. Who tries again at once meets the same rival again. */
  const giveWay = (node: Node, state: PaxosReplica, why: string): void => {
    state.proposal = null;
    state.failures += 1;
    node.cancelTimer('round');
    node.note('proposal failed', why);
    if (node.settings['paxos.backoff'] !== true) return propose(node, state, why);
    let longestUs = millis(node, 'elect.answerMs');
    for (let i = 1; i < Math.min(state.failures, LONGEST_BACKOFF); i += 1) longestUs *= 2;
    node.setTimer('retry', node.random.between(0, longestUs));
  };

  /** Phase 2a: with the promises of a majority. */
  const countPromise = (node: Node, state: PaxosReplica, from: ReplicaId, acceptor: Acceptor): void => {
    const proposal = state.proposal!;
    proposal.promises[from] = acceptor;
    if (proposal.value !== '' || count(proposal.promises) < majority(node)) return;
    const { reign, ballot } = proposal;
    const value = rules.valueToPropose(Object.values(proposal.promises), node.id);
    proposal.value = value;
    if (value !== node.id) node.note('bound by an accepted value', `${called(value)} may be chosen already`);
    if (rules.accept(acceptors.acceptorOf(state.decrees, reign), ballot, value))
      write(node, state, 'accepted', node.id, reign);
    toAll(node, others(node), { type: 'Accept', reign, ballot, value });
  };

  const countAccepted = (node: Node, state: PaxosReplica, from: ReplicaId): void => {
    const { accepted, reign, value } = state.proposal!;
    accepted[from] = true;
    if (count(accepted) < majority(node)) return;
    node.note('chosen', `${called(value)} leads reign ${reign}`, { reign, value });
    toAll(node, others(node), { type: 'Chosen', reign, value });
    learn(node, state, reign, value);
  };

  /** The choice of a reign: who lost its proposal gives it up, and an older leader steps down. */
  const learn = (node: Node, state: PaxosReplica, reign: number, leader: ReplicaId): void => {
    if (reign <= state.reign) return;
    state.proposal = null;
    state.failures = 0;
    node.cancelTimer('round');
    node.cancelTimer('retry');
    follow(node, state, leader, `${called(leader)} leads reign ${reign}`);
    state.reign = reign;
    node.disk.set('chosen', { reign, leader });
    if (leader === node.id) lead(node, state, `chosen for reign ${reign}`);
  };

  const current = (
    { proposal }: PaxosReplica,
    { reign, ballot }: { readonly reign: number; readonly ballot: number },
  ) => proposal !== null && proposal.reign === reign && proposal.ballot === ballot;

  /** Whether the decree is still open here; whoever asks about a closed one is told the latest choice. */
  const isOpen = (node: Node, state: PaxosReplica, reign: number, from: ReplicaId): boolean => {
    if (reign > state.reign) return true;
    node.send(from, { type: 'Chosen', reign: state.reign, value: state.leader });
    return false;
  };

  /** A disk that has become quicker may finish a later write first; the answer to the earlier one is void then. */
  const isLate = (state: PaxosReplica, order: number): boolean => {
    if (order < state.answered) return true;
    state.answered = order;
    return false;
  };

  const front = frontHandlers<PaxosReplica>(
    ({ leader }) => leader,
    (node, state) => follow(node, state, '', 'storage refused its token'),
    rules.front,
  );

  return program<PaxosReplica, Msg>({
    start: (node) => boot(node, {}),
    restart(node, disk) {
      const state = boot(node, rules.recall(disk));
      const chosen = disk['chosen'] as { readonly reign: number; readonly leader: ReplicaId } | undefined;
      return Object.assign(state, chosen);
    },
    on: {
      ...front.on,
      Prepare(node, state, { reign, ballot }, { from }) {
        if (!isOpen(node, state, reign, from)) return;
        const acceptor = acceptors.acceptorOf(state.decrees, reign);
        state.seen = Math.max(state.seen, ballot);
        if (!rules.promise(acceptor, ballot)) return refuse(node, from, reign, ballot, acceptor);
        write(node, state, 'promised', from, reign);
        if (state.proposal?.reign === reign) giveWay(node, state, 'it has promised a higher ballot itself');
      },
      Promise(node, state, message, { from }) {
        if (current(state, message))
          countPromise(node, state, from, {
            promised: message.ballot,
            ballot: message.acceptedBallot,
            value: message.acceptedValue,
          });
      },
      Accept(node, state, { reign, ballot, value }, { from }) {
        if (!isOpen(node, state, reign, from)) return;
        const acceptor = acceptors.acceptorOf(state.decrees, reign);
        if (rules.accept(acceptor, ballot, value)) write(node, state, 'accepted', from, reign);
        else refuse(node, from, reign, ballot, acceptor);
      },
      Accepted(node, state, message, { from }) {
        if (current(state, message)) countAccepted(node, state, from);
      },
      Nack(node, state, { reign, promised }) {
        state.seen = Math.max(state.seen, promised);
        const { proposal } = state;
        if (proposal !== null && proposal.reign === reign && promised > proposal.ballot)
          giveWay(node, state, 'a higher ballot was promised');
      },
      Chosen: (node, state, { reign, value }) => learn(node, state, reign, value),
      Alive(node, state, { reign }, { from }) {
        if (reign < state.reign) return node.send(from, { type: 'Chosen', reign: state.reign, value: state.leader });
        learn(node, state, reign, from);
        if (state.phase === 'follower') hearFrom(node, state);
      },
    },
    replies: front.replies,
    disk: {
      promised(node, state, { ok }, { order, to, reign, ballot, acceptor }: Written) {
        if (!ok || isLate(state, order)) return;
        node.note('promised', `ballot ${ballot} of reign ${reign}`, { reign, ballot });
        if (to !== node.id) {
          const { ballot: acceptedBallot, value: acceptedValue } = acceptor;
          node.send(to, { type: 'Promise', reign, ballot, acceptedBallot, acceptedValue });
        } else if (current(state, { reign, ballot })) {
          toAll(node, others(node), { type: 'Prepare', reign, ballot });
          countPromise(node, state, to, acceptor);
        }
      },
      accepted(node, state, { ok }, { order, to, reign, acceptor: { ballot, value } }: Written) {
        if (!ok || isLate(state, order)) return;
        node.note('accepted', `${called(value)} in ballot ${ballot} of reign ${reign}`, { reign, ballot, value });
        if (to !== node.id) node.send(to, { type: 'Accepted', reign, ballot });
        else if (current(state, { reign, ballot })) countAccepted(node, state, to);
      },
    },
    timers: {
      beat,
      round: (node, state) => giveWay(node, state, 'no majority has answered'),
      retry: (node, state) => propose(node, state, 'tries again'),
      leaderLost(node, state) {
        if (rank(node.id) <= Number(node.settings['paxos.proposers'])) propose(node, state, 'the leader is silent');
        else awaitLeader(node);
      },
    },
  });
};

export const paxos = paxosWith();
