import { ms } from '../../../kernel/time.ts';
import type { Msg } from '../raft-messages.ts';
import type { Entry, Log, Node, RaftState } from './raft-state.ts';

/**
 * "Updated on stable storage before responding to RPCs" (figure 2). Whatever a replica says about
 * its term, vote or log waits until a sync has made them durable. One sync is under way at a time;
 * what is written meanwhile shares the next one (group commit).
 */

/** Something persistent changed: it must reach the disk before it is spoken of. */
export function write(state: RaftState): void {
  state.disk.dirty = true;
}

export function writeTerm(node: Node, state: RaftState): void {
  node.disk.set('vote', { term: state.term, votedFor: state.votedFor });
  write(state);
}

/**
 * The log as one value, behind a mark of where it begins, and the snapshot with it. Single entries
 * are appended; whatever cuts the log writes it whole, so that a write which a full disk refused
 * leaves no hole that a later one could hide.
 */
export function writeLog(node: Node, state: RaftState): void {
  const { log, snapshot } = state;
  node.disk.set('snapshot', { ...snapshot });
  node.disk.set('log', [{ index: log.base, term: log.baseTerm }, ...log.entries]);
  write(state);
}

/** The log from what is on disk: up to the first entry that does not follow the one before. */
export function readLog(items: readonly Entry[]): Log {
  const [mark, ...entries] = items;
  const base = mark?.index ?? 0;
  const hole = entries.findIndex((entry, i) => entry.index !== base + i + 1);
  return { base, baseTerm: mark?.term ?? 0, entries: hole < 0 ? entries : entries.slice(0, hole) };
}

/** Sends now, or as soon as all that was written so far is durable. */
export function say(node: Node, { disk }: RaftState, to: string, message: Msg): void {
  if (disk.dirty) disk.next.push({ to, message });
  else if (disk.syncing) disk.flying.push({ to, message });
  else node.send(to, message);
}

/** At the end of every handler. */
export function flush(node: Node, state: RaftState): void {
  const { disk, log } = state;
  if (!disk.dirty || disk.syncing || disk.full) return;
  disk.dirty = false;
  disk.syncing = true;
  disk.covers = log.base + log.entries.length;
  disk.flying = disk.next;
  disk.next = [];
  node.disk.sync('saved');
}

/** The sync is done. Answers whether it was good; after a refusal all is written again, later. */
export function synced(node: Node, state: RaftState, ok: boolean): boolean {
  const { disk } = state;
  disk.syncing = false;
  const said = disk.flying;
  disk.flying = [];
  if (!ok) {
    disk.full = true;
    disk.dirty = true;
    disk.next = [...said, ...disk.next];
    node.note('disk full', 'says nothing until its state is durable');
    node.setTimer('tryDisk', ms(100));
    return false;
  }
  disk.durable = disk.covers;
  for (const { to, message } of said) node.send(to, message);
  return true;
}

/** What was refused is nowhere: all of it is written anew. */
export function rewrite(node: Node, state: RaftState): void {
  state.disk.full = false;
  writeTerm(node, state);
  writeLog(node, state);
}
