import type { ChangeMembers } from '../raft-messages.ts';
import { becomeFollower, setRole } from './raft-election.ts';
import { lastIndex, termAt } from './raft-log.ts';
import { propose, replicateTo } from './raft-sending.ts';
import type { Rules } from './raft-rules.ts';
import { electionUs, isLeading, isOn, type Joining, type Node, type RaftState } from './raft-state.ts';
import { called } from './names.ts';

/** Membership, one server at a time (dissertation, 4.1 to 4.2), and handing over leadership (3.10). */

/** Who adds or removes one server keeps every majority of the old in touch with every majority of the new. */
export function changeMembers(node: Node, state: RaftState, rules: Rules, { add, remove }: ChangeMembers): void {
  if (!isLeading(state)) return;
  const refusal = whyNot(node, state, rules, add, remove);
  if (refusal !== '') {
    node.note('refuses a change', refusal);
    return;
  }
  if (remove !== '')
    return configure(
      node,
      state,
      state.voters.filter((voter) => voter !== remove),
    );
  // First it catches up without a vote, so that it does not hold up commits (dissertation, 4.2.1).
  state.joining = { id: add, round: 1, goal: lastIndex(state), sinceUs: node.monotonic() };
  replicateTo(node, state, add, true);
  node.note('catches up a new server', `${called(add)} gets the log before it may vote`);
}

function whyNot(node: Node, state: RaftState, rules: Rules, add: string, remove: string): string {
  if (state.role === 'transferring') return 'leadership is being handed over';
  if (add !== '' && (state.voters.includes(add) || state.joining !== null)) return 'it is a member, or one is joining';
  if (remove !== '' && (!state.voters.includes(remove) || state.voters.length === 1)) return 'there is none to remove';
  if (state.configIndex > state.commit) return 'the last change is not committed yet';
  return rules.mayChange(node, state) ? '' : 'nothing of this term is committed yet';
}

/**
 * Ongaro's note of 2015: two leaders could each change one server of the same old configuration, and
 * lose the overlap. An entry of its own term that is committed keeps the earlier one from being elected.
 */
export const mayChange = (node: Node, { log, commit, term }: RaftState): boolean =>
  termAt(log, commit) === term || isOn(node, 'raft.changeAtOnce');

function configure(node: Node, state: RaftState, voters: readonly string[]): void {
  node.note('changes the members', voters.map(called).join(', '));
  propose(node, state, { f: 'config', voters });
}

/**
 * A server that joins has all that it was to have by now. If that took less than an election timeout, it
 * is near enough to vote; else it gets another round, and after ten the leader gives it up (4.2.1).
 */
export function admit(node: Node, state: RaftState, rules: Rules): void {
  const { joining } = state;
  if (joining === null || matchOf(state, joining.id) < joining.goal) return;
  if (whyNot(node, state, rules, '', '') !== '') return;
  const nowUs = node.monotonic();
  const goal = lastIndex(state);
  if (nowUs - joining.sinceUs < electionUs(node) || matchOf(state, joining.id) >= goal) {
    state.joining = null;
    configure(node, state, [...state.voters, joining.id]);
  } else if (joining.round < CATCH_UP_ROUNDS) {
    state.joining = { id: joining.id, round: joining.round + 1, goal, sinceUs: nowUs };
  } else giveUpJoining(node, state, joining, 'is too slow to catch up');
}
const CATCH_UP_ROUNDS = 10;

/** One that joins and has not answered for an election timeout would hold up every other change. */
export function giveUpSilent(node: Node, state: RaftState): void {
  const { joining } = state;
  if (joining !== null && state.progress[joining.id]?.active !== true)
    giveUpJoining(node, state, joining, 'does not answer');
}

function giveUpJoining(node: Node, state: RaftState, { id }: Joining, why: string): void {
  state.joining = null;
  delete state.progress[id];
  node.note('gives up a new server', `${called(id)} ${why}`);
}

/** The newest configuration is committed: who is not in it gets nothing more, the leader included. */
export function settleMembers(node: Node, state: RaftState): void {
  if (!isLeading(state) || state.configIndex > state.commit) return;
  for (const id of Object.keys(state.progress))
    if (!state.voters.includes(id) && id !== state.joining?.id) delete state.progress[id];
  if (!state.voters.includes(node.id)) becomeFollower(node, state, state.term, '', 'is no member any more');
}

/**
 * Picks the follower that is furthest, unless one is named, and takes no requests until it is done
 * (3.10). Asked again for another one, it turns to that; the time begins anew.
 */
export function beginTransfer(node: Node, state: RaftState, rules: Rules, to: string): void {
  if (!isLeading(state)) return;
  const others = state.voters.filter((voter) => voter !== node.id);
  if (others.length === 0) return;
  const furthest = others.reduce((best, id) => (matchOf(state, id) > matchOf(state, best) ? id : best));
  const target = others.includes(to) ? to : furthest;
  if (state.transferTo === target) return;
  state.transferTo = target;
  node.note('hands over', `to ${called(target)}, and takes no requests meanwhile`, { to: target });
  setRole(node, state, 'transferring', `hands over to ${called(target)}`);
  node.setTimer('transfer', electionUs(node));
  continueTransfer(node, state, rules);
}

/** As soon as the other has everything, it is told to stand at once. */
export function continueTransfer(node: Node, state: RaftState, rules: Rules): void {
  const { transferTo, term } = state;
  if (!rules.isCaughtUp(state, transferTo)) return;
  state.leaseBroken = true;
  node.note('tells to stand', `${called(transferTo)} has all ${lastIndex(state)} entries`, {
    to: transferTo,
    term,
    last: lastIndex(state),
  });
  node.send(transferTo, { type: 'TimeoutNow', term });
}

export const isCaughtUp = (state: RaftState, id: string): boolean => matchOf(state, id) >= lastIndex(state);

/** Not done after an election timeout: it goes on as leader. Whoever it told to stand may still be elected. */
export function giveUpTransfer(node: Node, state: RaftState): void {
  if (state.role !== 'transferring') return;
  const to = called(state.transferTo);
  state.transferTo = '';
  setRole(node, state, 'leader', `${to} does not take over in time`);
  node.note('takes requests again', `${to} was not elected within an election timeout`);
}

const matchOf = (state: RaftState, id: string): number => state.progress[id]?.match ?? 0;

/** A server that is not a member, or does not want to be, asks whoever leads. */
export function askToChange(node: Node, state: RaftState, rules: Rules, change: ChangeMembers): void {
  if (isLeading(state)) changeMembers(node, state, rules, change);
  else for (const peer of node.peers) if (peer.startsWith('n')) node.send(peer, change);
}
