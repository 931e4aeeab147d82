import { ms } from '../../../kernel/time.ts';
import { append, entriesFrom, lastIndex, termAt } from './raft-log.ts';
import { sendSnapshot } from './raft-snapshot.ts';
import { dial, type Command, type Entry, type Node, type Progress, type RaftState } from './raft-state.ts';

/** What a leader sends: heartbeats and entries (§5.2, §5.3). */

/** Begins to replicate to another, at the end of its own log: where they differ, the answer tells. `active`: it counts as alive until CheckQuorum looks for the first time. */
export function replicateTo(node: Node, state: RaftState, id: string, active: boolean): void {
  if (id === node.id) return;
  const progress: Progress = { state: 'probe', next: lastIndex(state) + 1, match: 0, round: 0, sent: 0, active };
  state.progress[id] = progress;
  sendEntries(node, state, id, progress);
}

export function propose(node: Node, state: RaftState, command: Command): void {
  const timeUs = node.monotonic() + state.aheadUs;
  append(node, state, [{ index: lastIndex(state) + 1, term: state.term, timeUs, command }]);
  for (const id in state.progress) {
    const progress = state.progress[id]!;
    if (progress.state === 'replicate') sendEntries(node, state, id, progress);
  }
}

/** Heartbeat: a round that all others are asked to answer. */
export function beat(node: Node, state: RaftState): void {
  state.round += 1;
  state.rounds.push({ round: state.round, sentUs: node.monotonic() });
  if (state.rounds.length > ROUNDS_KEPT) state.rounds.shift();
  const { term, commit, round, progress } = state;
  for (const id in progress) {
    // Who has not shown yet that its log matches must not take anything in it for committed.
    const { match } = progress[id]!;
    node.send(id, { type: 'Heartbeat', term, commit: match < commit ? match : commit, round });
  }
  awaitBeat(node);
}

export const awaitBeat = (node: Node): void => node.setTimer('heartbeat', ms(dial(node, 'raft.heartbeatMs')));

/** It follows, and what it was sent before that round it should have by now: what it lacks was lost. */
export function catchUp(node: Node, state: RaftState, to: string, progress: Progress, round: number): void {
  if (round <= progress.sent) return;
  if (progress.state === 'snapshot') sendSnapshot(node, state, to, progress);
  else if (progress.state === 'probe' || progress.match < lastIndex(state)) sendEntries(node, state, to, progress);
}

/** What comes after `next` − 1, if anything; a follower whose log does not reach so far says so. */
export function sendEntries(node: Node, state: RaftState, to: string, progress: Progress): void {
  const { log } = state;
  const prevIndex = progress.next - 1;
  if (prevIndex < log.base) return sendSnapshot(node, state, to, progress);
  // A probe carries nothing: first find out where the logs agree.
  const entries =
    progress.state === 'replicate' ? entriesFrom(log, progress.next, dial(node, 'raft.maxBatch')) : NO_ENTRIES;
  node.send(to, {
    type: 'AppendEntries',
    term: state.term,
    prevIndex,
    prevTerm: termAt(log, prevIndex),
    entries,
    commit: state.commit,
  });
  progress.sent = state.round;
  // Pipelined: the next ones do not wait for the answer.
  progress.next += entries.length;
}
/** Without CheckQuorum a leader may wait for ever for answers; for its lease the newest ones matter. */
const ROUNDS_KEPT = 32;
const NO_ENTRIES: readonly Entry[] = [];
