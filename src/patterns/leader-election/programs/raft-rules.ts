import type { Us } from '../../../kernel/time.ts';
import type { AppendEntries } from '../raft-messages.ts';
import { say } from './raft-disk.ts';
import { setVote } from './raft-election.ts';
import type { Session } from './client-session.ts';
import { isUpToDate, termAt } from './raft-log.ts';
import { leaseHolds, mustAsk } from './raft-reads.ts';
import { mayCommit } from './raft-commit.ts';
import { isCaughtUp, mayChange } from './raft-membership.ts';
import { mergeEntries } from './raft-replication.ts';
import type { ClientCommand } from './client-command.ts';
import { isOn, NO_SESSION, type Entry, type Node, type RaftState, type Store } from './raft-state.ts';

/** The rules that Raft stands on, each by itself, so that a planted bug can replace one of them. */
export interface Rules {
  isUpToDate(state: RaftState, otherTerm: number, otherIndex: number): boolean;
  mayVote(state: RaftState, candidate: string): boolean;
  writeVote(node: Node, state: RaftState, candidate: string): void;
  countVote(state: RaftState, voter: string, granted: boolean): void;
  agrees(state: RaftState, message: AppendEntries): boolean;
  mergeEntries(node: Node, state: RaftState, message: AppendEntries): void;
  acknowledge(node: Node, state: RaftState, to: string, index: number): void;
  inSession(node: Node, command: ClientCommand): ClientCommand;
  sessionOf(store: Store, command: ClientCommand): Session | undefined;
  timeOf(node: Node, entry: Entry): Us;
  mayCommit(node: Node, state: RaftState, index: number): boolean;
  mayChange(node: Node, state: RaftState): boolean;
  takesRequests(state: RaftState): boolean;
  isCaughtUp(state: RaftState, to: string): boolean;
  mustAsk(node: Node, state: RaftState): boolean;
  leaseHolds(node: Node, state: RaftState): boolean;
}

export const RAFT: Rules = {
  isUpToDate,
  /** One vote a term, to whoever asks first (§5.2). */
  mayVote: (state, candidate) => state.votedFor === '' || state.votedFor === candidate,
  writeVote: setVote,
  /** By voter: the same vote twice is one vote. */
  countVote(state, voter, granted) {
    state.votes[voter] = granted;
  },
  /** §5.3: what the entries build on is here as well, else none of them is taken. */
  agrees: ({ log }, { prevIndex, prevTerm }) => termAt(log, prevIndex) === prevTerm,
  mergeEntries,
  /** Says what is in the log only when it is durable. */
  acknowledge: (node, state, to, index) =>
    say(node, state, to, { type: 'Appended', term: state.term, ok: true, index }),
  /** The same serial again is the same write (§8; dissertation, 6.3). */
  inSession: (node, command) => (isOn(node, 'raft.sessions') ? command : { ...command, floor: NO_SESSION }),
  sessionOf: ({ sessions }, { session }) => sessions[session],
  /** The same at every replica, whatever its clock says and whenever it applies the entry. */
  timeOf: (_node, { timeUs }) => timeUs,
  mayCommit,
  mayChange,
  /** Not while it hands over: the other could never catch up with it (dissertation, 3.10). */
  takesRequests: ({ role }) => role === 'leader',
  isCaughtUp,
  mustAsk,
  leaseHolds,
};
