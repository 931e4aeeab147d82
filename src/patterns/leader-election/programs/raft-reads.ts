import type { Call } from '../../../kernel/program.ts';
import { read } from './key-value-store.ts';
import { majority } from './quorum.ts';
import { beat } from './raft-sending.ts';
import { leaseUs } from './raft-lease.ts';
import { termAt } from './raft-log.ts';
import type { Rules } from './raft-rules.ts';
import { dial, isOn, type Node, type RaftState } from './raft-state.ts';

/**
 * Reads that do not go through the log (dissertation, 6.4): a leader may have been deposed without
 * knowing it, so it asks a majority first (ReadIndex), or trusts its lease and everybody's clocks.
 */
export function onRead(node: Node, state: RaftState, rules: Rules, call: Call, key: string): void {
  if (knowsCommits(state) && !rules.mustAsk(node, state)) return answer(node, state, call, key);
  if (knowsCommits(state) && node.settings['raft.reads'] === 'lease' && rules.leaseHolds(node, state))
    return answer(node, state, call, key);
  // A round that has begun already says nothing about now: the next one does, and takes all reads along.
  const isAsking = state.reads.length > 0;
  state.reads.push({ call, key, round: state.round + 1 });
  if (!isAsking) beat(node, state);
}

/** Its log holds whatever was committed before, but it learns that only with an entry of its own term. */
const knowsCommits = ({ log, commit, term }: RaftState): boolean => termAt(log, commit) === term;

export const mustAsk = (node: Node): boolean => node.settings['raft.reads'] !== 'unchecked';

/** Nobody else can have been elected yet: who answered the last round waits for that long. */
export const leaseHolds = (node: Node, state: RaftState): boolean =>
  isOn(node, 'raft.checkQuorum') && !state.leaseBroken && node.monotonic() < state.leaseUntilUs;

/** One more has answered this round. With a majority of them, this was the leader when that round began. */
export function advanceRound(node: Node, state: RaftState, answered: number): void {
  const { rounds } = state;
  // Most answers come when the majority has spoken already.
  if (answered <= state.answered || !hasMajority(node, state, answered)) return;
  state.answered = answered;
  let sentUs = -1;
  while (rounds.length > 0 && rounds[0]!.round <= answered) sentUs = rounds.shift()!.sentUs;
  if (sentUs >= 0)
    state.leaseUntilUs = Math.max(
      state.leaseUntilUs,
      sentUs + leaseUs(dial(node, 'raft.electionMs'), dial(node, 'raft.driftPct')),
    );
  answerReads(node, state);
}

function hasMajority(node: Node, { voters, progress }: RaftState, round: number): boolean {
  let count = 0;
  for (const id of voters) if (id === node.id || (progress[id]?.round ?? 0) >= round) count += 1;
  return count >= majority(voters.length);
}

/** Answers the reads whose round is answered, once it knows what is committed. */
export function answerReads(node: Node, state: RaftState): void {
  if (state.reads.length === 0 || !knowsCommits(state)) return;
  const done = state.reads.filter(({ round }) => round <= state.answered);
  state.reads = state.reads.filter(({ round }) => round > state.answered);
  for (const { call, key } of done) answer(node, state, call, key);
  if (done.length > 0 && state.reads.length > 0 && state.reads[0]!.round > state.round) beat(node, state);
}

const answer = (node: Node, { store }: RaftState, call: Call, key: string): void =>
  node.reply(call, { type: 'ClientReply', value: read(store, key) });
