import type { InstallSnapshot } from '../raft-messages.ts';
import { copyOf } from './key-value-store.ts';
import { writeLog } from './raft-disk.ts';
import { fromLeader } from './raft-election.ts';
import { findConfig, lastIndex, termAt } from './raft-log.ts';
import type { Rules } from './raft-rules.ts';
import { dial, type Node, type Progress, type RaftState } from './raft-state.ts';
import { called } from './names.ts';

/** Log compaction (§7): the state up to an applied entry takes the place of the entries before it. */

/** Keeps some entries behind the snapshot, so that a follower that is a little late needs no snapshot. */
export function compact(node: Node, state: RaftState): void {
  const { log } = state;
  if (state.applied - state.snapshot.index < dial(node, 'raft.snapshotEvery')) return;
  takeSnapshot(node, state);
  const base = state.applied - dial(node, 'raft.keepEntries');
  if (base > log.base) state.log = { base, baseTerm: termAt(log, base), entries: log.entries.slice(base - log.base) };
  writeLog(node, state);
}

function takeSnapshot(node: Node, state: RaftState): void {
  const { log, applied } = state;
  const configAt = log.entries.slice(0, applied - log.base).findLast((entry) => entry.command.f === 'config')?.command;
  state.snapshot = {
    index: applied,
    term: termAt(log, applied),
    store: copyOf(state.store),
    voters: configAt?.f === 'config' ? configAt.voters : state.snapshot.voters,
  };
  node.note('takes a snapshot', `up to entry ${applied}`, { index: applied });
}

/** The entries that a follower needs are gone: it gets the state itself. Sent again while it answers heartbeats and does not have it. */
export function sendSnapshot(node: Node, state: RaftState, to: string, progress: Progress): void {
  const { snapshot } = state;
  progress.state = 'snapshot';
  progress.next = snapshot.index + 1;
  progress.sent = state.round;
  node.send(to, {
    type: 'InstallSnapshot',
    term: state.term,
    index: snapshot.index,
    indexTerm: snapshot.term,
    store: snapshot.store,
    voters: snapshot.voters,
  });
}

export function onInstallSnapshot(
  node: Node,
  state: RaftState,
  rules: Rules,
  message: InstallSnapshot,
  from: string,
): void {
  if (!fromLeader(node, state, message, from)) return;
  const { index, indexTerm, store, voters } = message;
  if (index > state.commit) {
    // Entries that follow the snapshot and agree with it stay (§7, step 6).
    const agrees = termAt(state.log, index) === indexTerm;
    const entries = agrees ? state.log.entries.slice(index - state.log.base) : [];
    state.log = { base: index, baseTerm: indexTerm, entries };
    state.snapshot = { index, term: indexTerm, store, voters };
    state.store = copyOf(store);
    state.commit = index;
    state.applied = index;
    writeLog(node, state);
    if (!agrees) {
      state.disk.durable = index;
      state.disk.covers = Math.min(state.disk.covers, index);
    }
    findConfig(state);
    node.note('installs a snapshot', `up to entry ${index} of ${called(from)}`, {
      index,
      term: indexTerm,
      last: lastIndex(state),
    });
    node.metric('commit', index);
    node.metric('last', lastIndex(state));
  }
  rules.acknowledge(node, state, from, state.commit);
}
