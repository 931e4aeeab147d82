import type { AppendEntries, Appended, Heartbeat, HeartbeatReply } from '../raft-messages.ts';
import { advanceCommit, commitTo } from './raft-commit.ts';
import { say } from './raft-disk.ts';
import { becomeFollower, believe, fromLeader } from './raft-election.ts';
import { append, findByTerm, lastIndex, termAt, truncate } from './raft-log.ts';
import { admit, continueTransfer, giveUpSilent } from './raft-membership.ts';
import { advanceRound } from './raft-reads.ts';
import type { Rules } from './raft-rules.ts';
import { awaitBeat, catchUp, propose, replicateTo, sendEntries } from './raft-sending.ts';
import { electionUs, followerFields, isLeading, isOn, type Node, type Progress, type RaftState } from './raft-state.ts';

/** Log replication (§5.3), from both sides. */

/** Won: it speaks at once, so that nobody else stands. */
export function lead(node: Node, state: RaftState): void {
  const { log } = state;
  const elected = `elected in term ${state.term} by ${Object.values(state.votes).filter(Boolean).length} of ${state.voters.length}`;
  Object.assign(state, followerFields());
  state.role = 'leader';
  // No time passes for sessions while nobody leads, and it never goes back.
  state.aheadUs = (log.entries.at(-1)?.timeUs ?? state.store.timeUs) - node.monotonic();
  node.become('leader', elected);
  node.note('becomes leader', elected, {
    term: state.term,
    base: log.base,
    baseTerm: log.baseTerm,
    terms: log.entries.map((entry) => entry.term),
  });
  node.metric('leaderless', Math.floor((node.monotonic() - Math.max(state.heardUs, state.ledUs)) / 1_000));
  believe(node, state, node.id);
  node.metric('granted', 0);
  node.metric('refused', 0);
  // Nobody has answered this leader yet (etcd/raft, `reset`).
  for (const voter of state.voters) replicateTo(node, state, voter, false);
  // A new leader cannot know what is committed until something of its own term is (dissertation, 6.4).
  if (isOn(node, 'raft.noop')) propose(node, state, { f: 'noop' });
  node.setTimer('quorum', electionUs(node));
  awaitBeat(node);
}

/** The leader is there. What is committed of what is known to match is news, if anything is. */
export function onHeartbeat(node: Node, state: RaftState, rules: Rules, message: Heartbeat, from: string): void {
  if (!fromLeader(node, state, message, from)) return;
  commitTo(node, state, rules, message.commit);
  say(node, state, from, { type: 'HeartbeatReply', term: state.term, round: message.round });
}

export function onHeartbeatReply(node: Node, state: RaftState, { term, round }: HeartbeatReply, from: string): void {
  const progress = state.progress[from];
  if (progress === undefined || term !== state.term || !isLeading(state)) return;
  progress.active = true;
  if (round > progress.round) {
    progress.round = round;
    advanceRound(node, state, round);
  }
  catchUp(node, state, from, progress, round);
}

/** §5.3, receiver of AppendEntries. */
export function onAppendEntries(
  node: Node,
  state: RaftState,
  rules: Rules,
  message: AppendEntries,
  from: string,
): void {
  if (!fromLeader(node, state, message, from)) return;
  const { prevIndex, prevTerm, entries } = message;
  if (prevIndex < state.commit) {
    // Late: up to the commit index the logs agree anyway.
    rules.acknowledge(node, state, from, state.commit);
    return;
  }
  if (!rules.agrees(state, message)) {
    const hint = findByTerm(state.log, Math.min(prevIndex, lastIndex(state)), prevTerm);
    const hintTerm = termAt(state.log, hint);
    say(node, state, from, { type: 'Appended', term: state.term, ok: false, index: prevIndex, hint, hintTerm });
    return;
  }
  rules.mergeEntries(node, state, message);
  const matched = prevIndex + entries.length;
  commitTo(node, state, rules, Math.min(message.commit, matched));
  rules.acknowledge(node, state, from, matched);
}

/** Only a conflict removes anything: a message that comes late or twice must not cut off what came after it. */
export function mergeEntries(node: Node, state: RaftState, { prevIndex, entries }: AppendEntries): void {
  for (let i = 0; i < entries.length; i += 1) {
    const index = prevIndex + 1 + i;
    if (termAt(state.log, index) === entries[i]!.term) continue;
    if (index <= lastIndex(state)) truncate(node, state, index);
    append(node, state, entries.slice(i));
    return;
  }
}

/** The leader's side. */
export function onAppended(node: Node, state: RaftState, rules: Rules, message: Appended, from: string): void {
  if (message.term > state.term) {
    becomeFollower(node, state, message.term, '', `saw term ${message.term}`);
    return;
  }
  const progress = state.progress[from];
  if (progress === undefined || message.term < state.term || !isLeading(state)) return;
  progress.active = true;
  if (!message.ok) {
    refused(node, state, from, progress, message);
    return;
  }
  if (message.index > progress.match) progress.match = message.index;
  if (progress.next <= message.index) progress.next = message.index + 1;
  if (progress.state !== 'replicate' && progress.match >= progress.next - 1) progress.state = 'replicate';
  if (message.index > state.commit) advanceCommit(node, state, rules);
  admit(node, state, rules);
  if (state.transferTo === from) continueTransfer(node, state, rules);
  // A leader that has just removed itself leads no more.
  if (!isLeading(state)) return;
  if (progress.state === 'replicate' && progress.next <= lastIndex(state)) sendEntries(node, state, from, progress);
}

/** Goes back to where the logs may agree: whole terms at a time, with the follower's hint and its own log. */
function refused(node: Node, state: RaftState, from: string, progress: Progress, message: Appended): void {
  const { index, hint = 0, hintTerm = 0 } = message;
  const isStale = progress.state === 'replicate' ? index <= progress.match : index !== progress.next - 1;
  if (isStale || progress.state === 'snapshot') return;
  const agree = findByTerm(state.log, Math.min(hint, lastIndex(state)), hintTerm);
  const next = Math.max(progress.match, Math.min(index - 1, agree)) + 1;
  const goesBack = next < progress.next;
  progress.state = 'probe';
  progress.next = next;
  // Where it cannot go back any further, the next heartbeat asks again.
  if (goesBack) sendEntries(node, state, from, progress);
}

/** CheckQuorum: a leader that no majority answers steps down, so that its clients look for another. */
export function checkQuorum(node: Node, state: RaftState): void {
  giveUpSilent(node, state);
  const alive = state.voters.filter((id) => id === node.id || state.progress[id]?.active === true).length;
  for (const id in state.progress) state.progress[id]!.active = false;
  if (isOn(node, 'raft.checkQuorum') && alive * 2 <= state.voters.length)
    becomeFollower(node, state, state.term, '', `CheckQuorum: only ${alive} of ${state.voters.length} answer`);
  else node.setTimer('quorum', electionUs(node));
}
