import type { AppendEntries, Heartbeat, InstallSnapshot, RequestVote, TimeoutNow, Vote } from '../raft-messages.ts';
import { say, writeTerm } from './raft-disk.ts';
import { lastIndex, lastTerm } from './raft-log.ts';
import { tally } from './quorum.ts';
import {
  dial,
  electionUs,
  followerFields,
  isLeading,
  isOn,
  numberOf,
  type Node,
  type RaftState,
  type Role,
} from './raft-state.ts';
import { ms } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Rules } from './raft-rules.ts';
import { called } from './names.ts';

/** Leader election (§5.2), with PreVote and the check that a leader was heard of lately (dissertation, 9.6 and 6.2). */

/** A new wait, drawn from [T, T + spread): nobody else draws the same. */
export function drawTimeout(node: Node, state: RaftState): void {
  state.timeoutUs = electionUs(node) + node.random.int(ms(dial(node, 'raft.spreadMs')) + 1);
}

/** Waits anew. The timer itself is set only where none is due before: when it fires, it looks what has been heard since. */
export function restartTimer(node: Node, state: RaftState): void {
  state.deadlineUs = node.monotonic() + state.timeoutUs;
  const movedUs = state.deadlineUs - state.shownUs;
  // For the arc around it: finer steps than these nobody sees.
  if (movedUs < 0 || movedUs * ARC_STEPS >= electionUs(node)) {
    state.shownUs = state.deadlineUs;
    node.metric('deadline', state.deadlineUs);
  }
  if (state.firesUs < 0 || state.firesUs > state.deadlineUs) armTimer(node, state);
}

const ARC_STEPS = 20;

function armTimer(node: Node, state: RaftState): void {
  state.firesUs = state.deadlineUs;
  node.setTimer('election', state.deadlineUs - node.monotonic());
}

/** The timer fired: stand for election, unless the deadline has moved on or there is none for a leader. */
export function onElectionTimer(node: Node, state: RaftState): void {
  state.firesUs = -1;
  if (isLeading(state)) return;
  if (node.monotonic() < state.deadlineUs) armTimer(node, state);
  else campaign(node, state, false);
}

/** Heard from the leader of this term: everything is as it should be. */
export function heard(node: Node, state: RaftState, leader: string): void {
  state.heardUs = node.monotonic();
  if (state.leader !== leader) believe(node, state, leader);
  restartTimer(node, state);
}

export function believe(node: Node, state: RaftState, leader: string): void {
  state.leader = leader;
  node.metric('leader', numberOf(leader));
}

/** Rules for all servers: a higher term is news from the future, and makes a follower of everybody. */
export function becomeFollower(node: Node, state: RaftState, term: number, leader: string, why: string): void {
  const wasLeader = isLeading(state);
  if (term > state.term) setTerm(node, state, term, '');
  if (state.role !== 'follower') {
    // A read that was not answered did nothing: its client may ask the next one at once.
    for (const { call } of state.reads) node.reply(call, { type: 'NotLeader', hint: leader });
    Object.assign(state, followerFields());
    setRole(node, state, 'follower', why);
    if (wasLeader) {
      state.ledUs = node.monotonic();
      node.cancelTimer('heartbeat');
      node.cancelTimer('quorum');
      node.cancelTimer('transfer');
    }
    showVotes(node, state);
    drawTimeout(node, state);
    restartTimer(node, state);
  }
  if (state.leader !== leader) believe(node, state, leader);
}

export function setTerm(node: Node, state: RaftState, term: number, votedFor: string): void {
  if (term !== state.term) node.metric('term', term);
  state.term = term;
  setVote(node, state, votedFor);
}

export function setVote(node: Node, state: RaftState, votedFor: string): void {
  state.votedFor = votedFor;
  writeTerm(node, state);
  node.metric('votedFor', numberOf(votedFor));
}

export function setRole(node: Node, state: RaftState, role: Role, why: string): void {
  state.role = role;
  node.become(role, why);
}

/** The election timer ran out, or the old leader asks for it: first ask, where PreVote is on, then stand. */
export function campaign(node: Node, state: RaftState, transfer: boolean): void {
  drawTimeout(node, state);
  restartTimer(node, state);
  if (isLeading(state) || !mayStand(node, state)) return;
  if (isOn(node, 'raft.preVote') && !transfer) preCampaign(node, state);
  else stand(node, state, transfer);
}

/** Who is not in its own newest configuration still stands while that is not committed: nobody else may have it (dissertation, 4.2.2). */
const mayStand = (node: Node, { voters, configIndex, commit }: RaftState): boolean =>
  voters.includes(node.id) || (voters.length > 0 && configIndex > commit);

/** Would I be elected? Nothing changes until a majority says so: no term is used up in vain. */
function preCampaign(node: Node, state: RaftState): void {
  Object.assign(state, followerFields());
  state.votes = { [node.id]: true };
  believe(node, state, '');
  setRole(node, state, 'pre-candidate', 'its timer ran out, and it asks who would vote for it');
  showVotes(node, state);
  if (tally(state.voters, state.votes) === 'won') return stand(node, state, false);
  requestVotes(node, state, true, false);
}

/** §5.2: a new term, a vote for itself, RequestVote to all others. */
function stand(node: Node, state: RaftState, transfer: boolean): void {
  Object.assign(state, followerFields());
  believe(node, state, '');
  const term = state.term + 1;
  node.note('stands for election', `in term ${term}, and votes for itself`, { term, for: node.id });
  setTerm(node, state, term, node.id);
  setRole(node, state, 'candidate', transfer ? 'TimeoutNow: the leader hands over' : `stands for term ${term}`);
  state.votes = { [node.id]: true };
  showVotes(node, state);
  requestVotes(node, state, false, transfer);
}

function requestVotes(node: Node, state: RaftState, pre: boolean, transfer: boolean): void {
  const message: RequestVote = {
    type: 'RequestVote',
    term: state.term + (pre ? 1 : 0),
    lastIndex: lastIndex(state),
    lastTerm: lastTerm(state),
    pre,
    transfer,
  };
  for (const voter of state.voters) if (voter !== node.id) say(node, state, voter, message);
}

/**
 * Dissertation, 4.2.3 and 6.4.1: who has heard from a leader within the minimum timeout ignores
 * those who would replace it. This is what lets a lease be trusted, and needs CheckQuorum: without it
 * a leader whom nobody hears would never make way.
 */
export const isLoyal = (node: Node, state: RaftState): boolean =>
  isOn(node, 'raft.checkQuorum') && (isLeading(state) || node.monotonic() - state.heardUs < electionUs(node));

export function onRequestVote(node: Node, state: RaftState, rules: Rules, message: RequestVote, from: string): void {
  const { term, pre, transfer } = message;
  if (term > state.term && !transfer && isLoyal(node, state)) {
    node.note('ignores a candidate', `${called(from)} asks, but a leader was heard of lately`);
    return;
  }
  if (term > state.term && !pre) becomeFollower(node, state, term, '', `saw term ${term}`);
  if (term < state.term) refuseStale(node, { name: 'term', got: term, have: state.term }, 'the vote is refused');
  const upToDate = rules.isUpToDate(state, message.lastTerm, message.lastIndex);
  if (pre) {
    const granted = term > state.term && upToDate;
    // A grant speaks of the term to come; a refusal brings the asker up to date.
    say(node, state, from, { type: 'Vote', term: granted ? term : state.term, granted, pre });
    return;
  }
  const granted = term === state.term && upToDate && rules.mayVote(state, from);
  if (granted) {
    if (state.votedFor !== from) {
      node.note('votes', `for ${called(from)} in term ${term}`, { term, for: from });
      rules.writeVote(node, state, from);
    }
    restartTimer(node, state);
  }
  say(node, state, from, { type: 'Vote', term: state.term, granted, pre });
}

/** Answers whether the election is won. */
export function onVote(node: Node, state: RaftState, rules: Rules, message: Vote, from: string): boolean {
  const { term, granted, pre } = message;
  if (term > state.term && !(pre && granted)) {
    becomeFollower(node, state, term, '', `saw term ${term}`);
    return false;
  }
  const asked = pre
    ? state.role === 'pre-candidate' && (!granted || term === state.term + 1)
    : state.role === 'candidate' && term === state.term;
  if (!asked) return false;
  rules.countVote(state, from, granted);
  showVotes(node, state);
  return decide(node, state);
}

/** What the votes say by now. Answers whether this replica is elected. */
export function decide(node: Node, state: RaftState): boolean {
  if (state.role !== 'candidate' && state.role !== 'pre-candidate') return false;
  const result = tally(state.voters, state.votes);
  if (result === 'lost') becomeFollower(node, state, state.term, '', 'a majority refused');
  if (result !== 'won') return false;
  if (state.role === 'candidate') return true;
  stand(node, state, false);
  return false;
}

/** Votes that have come, as two numbers whose bits are the voters: lean enough to keep in the trace. */
function showVotes(node: Node, state: RaftState): void {
  let granted = 0;
  let refused = 0;
  for (const voter in state.votes) {
    const bit = 1 << numberOf(voter);
    if (state.votes[voter]) granted |= bit;
    else refused |= bit;
  }
  node.metric('granted', granted);
  node.metric('refused', refused);
}

/**
 * §5.1 for what only a leader sends. Answers whether to go on: a message of an older term is refused,
 * and its sender learns the newer one.
 */
export function fromLeader(
  node: Node,
  state: RaftState,
  message: AppendEntries | Heartbeat | InstallSnapshot,
  from: string,
): boolean {
  if (message.term < state.term) {
    refuseStale(node, { name: 'term', got: message.term, have: state.term }, 'the leader is refused');
    say(node, state, from, { type: 'Appended', term: state.term, ok: false, index: 0 });
    return false;
  }
  if (message.term > state.term || state.role !== 'follower')
    becomeFollower(node, state, message.term, from, `${called(from)} leads term ${message.term}`);
  heard(node, state, from);
  return true;
}

/** The old leader hands over: stand at once, without asking first (dissertation, 3.10). */
export function onTimeoutNow(node: Node, state: RaftState, message: TimeoutNow): void {
  if (message.term === state.term && state.role === 'follower') campaign(node, state, true);
}
