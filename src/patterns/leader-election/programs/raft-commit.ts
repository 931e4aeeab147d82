import type { Msg } from '../raft-messages.ts';
import { endSessions, openSession } from './client-session.ts';
import { applyToStore, type Effect } from './key-value-store.ts';
import { called } from './names.ts';
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
  if (index > state.commit && index !== Infinity && rules.mayCommit(node, state, index))
    commitTo(node, state, rules, index);
}

/** Never an entry of an older term by counting replicas: figure 8 shows how it would be lost. */
export const mayCommit = (node: Node, state: RaftState, index: number): boolean =>
  termAt(state.log, index) === state.term || isOn(node, 'raft.countOldTerms');

/** Applies what is committed, in order, and answers those who wait for it. */
export function commitTo(node: Node, state: RaftState, rules: Rules, index: number): void {
  const to = Math.min(index, lastIndex(state));
  if (to <= state.commit) return;
  const from = state.applied + 1;
  state.commit = to;
  node.metric('commit', to);
  const entries: string[] = [];
  const idle: Record<Exclude<Effect, 'done'>, number[]> = { again: [], over: [] };
  for (let at = from; at <= to; at += 1) {
    const entry = state.log.entries[at - state.log.base - 1]!;
    entries.push(tagOf(entry));
    const effect = apply(node, state, rules, entry, at);
    if (effect !== 'done') idle[effect].push(at);
  }
  node.note('applies', to === from ? `entry ${to}` : `entries ${from} to ${to}`, {
    from,
    entries,
    again: idle.again.length > 0 ? idle.again : undefined,
    over: idle.over.length > 0 ? idle.over : undefined,
  });
  compact(node, state);
  settleMembers(node, state);
  answerReads(node, state);
}

/** Answers what became of it. */
function apply(node: Node, state: RaftState, rules: Rules, entry: Entry, index: number): Effect {
  const { term, command } = entry;
  const { store } = state;
  state.applied = index;
  store.timeUs = rules.timeOf(node, entry);
  for (const client of endSessions(store))
    node.note('ends a session', `${called(client)} has written nothing for too long`);
  if (command.f === 'noop' || command.f === 'config') return 'done';
  if (command.f === 'register') {
    store.sessions[index] = openSession(command.client, command.idleUs, store.timeUs);
    answer(node, state, term, index, { type: 'Registered', session: index });
    return 'done';
  }
  const { answer: value, effect } = applyToStore(store, command, rules.sessionOf(store, command));
  answer(node, state, term, index, effect === 'over' ? { type: 'SessionExpired' } : { type: 'ClientReply', value });
  return effect;
}

/** Whoever waits for another entry than the one at its place is not told: nobody knows here what became of it. */
function answer(node: Node, { waiting }: RaftState, term: number, index: number, message: Msg): void {
  const waits = waiting[index];
  if (waits === undefined) return;
  delete waiting[index];
  if (waits.term === term) node.reply(waits.call, message);
}
