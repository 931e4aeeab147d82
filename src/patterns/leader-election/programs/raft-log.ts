import { tagOf, type Entry, type Log, type Node, type RaftState } from './raft-state.ts';
import { write, writeLog } from './raft-disk.ts';

export const lastIndex = ({ log }: RaftState): number => log.base + log.entries.length;

/** Term of the entry at `index`; −1 where the log has none, or has it no more. */
export function termAt({ base, baseTerm, entries }: Log, index: number): number {
  if (index === base) return baseTerm;
  return entries[index - base - 1]?.term ?? -1;
}

export const lastTerm = (state: RaftState): number => termAt(state.log, lastIndex(state));

export const entriesFrom = ({ base, entries }: Log, index: number, most: number): Entry[] =>
  entries.slice(index - base - 1, index - base - 1 + most);

/** §5.4.1: the later last term is more up to date; with equal terms, the longer log. */
export const isUpToDate = (state: RaftState, otherTerm: number, otherIndex: number): boolean =>
  otherTerm > lastTerm(state) || (otherTerm === lastTerm(state) && otherIndex >= lastIndex(state));

/** The largest index up to `index` whose term is `term` or less: where two logs may still agree. */
export function findByTerm(log: Log, index: number, term: number): number {
  let at = index;
  while (at > log.base && termAt(log, at) > term) at -= 1;
  return at;
}

/** Appends after the last entry; in the same handler it is written, not yet durable. */
export function append(node: Node, state: RaftState, entries: readonly Entry[]): void {
  if (entries.length === 0) return;
  const at = lastIndex(state) + 1;
  node.note('appends', entries.length === 1 ? `entry ${at}` : `entries ${at} to ${at + entries.length - 1}`, {
    at,
    prevTerm: lastTerm(state),
    entries: entries.map(tagOf),
  });
  for (const entry of entries) {
    state.log.entries.push(entry);
    node.disk.append('log', entry);
    if (entry.command.f === 'config') adopt(state, entry.command.voters, lastIndex(state));
  }
  write(state);
  node.metric('last', lastIndex(state));
}

/** Removes the entry at `from` and all after it: another leader's log has others there. */
export function truncate(node: Node, state: RaftState, from: number): void {
  const { log } = state;
  node.note('truncates', `entries from ${from} on conflict with the leader's log`, {
    from,
    commit: state.commit,
    term: state.term,
  });
  log.entries.length = from - log.base - 1;
  writeLog(node, state);
  state.disk.durable = Math.min(state.disk.durable, from - 1);
  state.disk.covers = Math.min(state.disk.covers, from - 1);
  if (state.configIndex >= from) findConfig(state);
  node.metric('last', lastIndex(state));
}

/** The newest configuration in the log counts, committed or not (dissertation, 4.1). */
export function findConfig(state: RaftState): void {
  const { log, snapshot } = state;
  for (let i = log.entries.length - 1; i >= 0; i -= 1) {
    const { command } = log.entries[i]!;
    if (command.f === 'config') return adopt(state, command.voters, log.base + i + 1);
  }
  adopt(state, snapshot.voters, snapshot.index);
}

function adopt(state: RaftState, voters: readonly string[], index: number): void {
  state.voters = voters;
  state.configIndex = index;
}
