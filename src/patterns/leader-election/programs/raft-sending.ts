import { ms } from '../../../kernel/time.ts';
import { append, entriesFrom, lastIndex, termAt } from './raft-log.ts';
import { sendSnapshot } from './raft-snapshot.ts';
import { dial, type Command, type Entry, type Node, type Progress, type RaftState } from './raft-state.ts';

/** What a leader sends: entries, and heartbeats, which are the same message without any (§5.2, §5.3). */

/** Begins to replicate to another, at the end of its own log: where they differ, the answer tells. */
export function follow(node: Node, state: RaftState, id: string): void {
  if (id === node.id) return;
  state.progress[id] = { state: 'probe', next: lastIndex(state) + 1, match: 0, round: 0, active: true };
}

export function propose(node: Node, state: RaftState, command: Command): void {
  append(node, state, [{ index: lastIndex(state) + 1, term: state.term, command }]);
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
  for (const id in state.progress) {
    const progress = state.progress[id]!;
    if (progress.state === 'snapshot') sendSnapshot(node, state, id, progress);
    else sendEntries(node, state, id, progress);
  }
  node.setTimer('heartbeat', ms(dial(node, 'raft.heartbeatMs')));
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
    round: state.round,
  });
  // Pipelined: the next ones do not wait for the answer.
  progress.next += entries.length;
}
/** Without CheckQuorum a leader may wait for ever for answers. */
const ROUNDS_KEPT = 32;
const NO_ENTRIES: readonly Entry[] = [];
