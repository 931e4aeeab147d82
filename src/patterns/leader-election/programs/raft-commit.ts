import { applyToStore } from './key-value-store.ts';
import { committed } from './quorum.ts';
import { lastIndex, termAt } from './raft-log.ts';
import { settleMembers } from './raft-membership.ts';
import { answerReads } from './raft-reads.ts';
import type { Rules } from './raft-rules.ts';
import { compact } from './raft-snapshot.ts';
import { isLeading, isOn, tagOf, type Entry, type Node, type RaftState } from './raft-state.ts';

/** What is committed, and what follows from it (§5.3, §5.4.2). */

/** §5.4.2: a majority has it, and it is of this term. What comes before it is committed with it. */
export function advanceCommit(node: Node, state: RaftState, rules: Rules): void {
  if (!isLeading(state)) return;
  const index = committed(state.voters, (id) =>
    id === node.id ? state.disk.durable : (state.progress[id]?.match ?? 0),
  );
  if (index > state.commit && index !== Infinity && rules.mayCommit(node, state, index)) commitTo(node, state, index);
}

/** Never an entry of an older term by counting replicas: figure 8 shows how it would be lost. */
export const mayCommit = (node: Node, state: RaftState, index: number): boolean =>
  termAt(state.log, index) === state.term || isOn(node, 'raft.countOldTerms');

/** Applies what is committed, in order, and answers those who wait for it. */
export function commitTo(node: Node, state: RaftState, index: number): void {
  const to = Math.min(index, lastIndex(state));
  if (to <= state.commit) return;
  const from = state.applied + 1;
  state.commit = to;
  node.metric('commit', to);
  const entries: string[] = [];
  const again: number[] = [];
  for (let at = from; at <= to; at += 1) {
    const entry = state.log.entries[at - state.log.base - 1]!;
    entries.push(tagOf(entry));
    if (!apply(node, state, entry, at)) again.push(at);
  }
  node.note('applies', to === from ? `entry ${to}` : `entries ${from} to ${to}`, {
    from,
    entries,
    again: again.length > 0 ? again : undefined,
  });
  compact(node, state);
  settleMembers(node, state);
  answerReads(node, state);
}

/** Answers whether it had an effect: a write that came before has none. */
function apply(node: Node, state: RaftState, { term, command }: Entry, index: number): boolean {
  state.applied = index;
  if (command.f === 'noop' || command.f === 'config') return true;
  const { answer, fresh } = applyToStore(state.store, command);
  const waiting = state.waiting[index];
  if (waiting !== undefined) {
    delete state.waiting[index];
    // Another entry than the one it waited for: nobody knows here what became of that.
    if (waiting.term === term) node.reply(waiting.call, { type: 'ClientReply', value: answer });
  }
  return fresh;
}
