import type { ClientRequest } from './programs/client-command.ts';
import type { Entry, Store, Written } from './programs/raft-state.ts';

/** RequestVote RPC (§5.2). `pre`: asks whether it would be granted (PreVote). `transfer`: the old leader wishes it. */
export type RequestVote = {
  readonly type: 'RequestVote';
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly pre: boolean;
  readonly transfer: boolean;
};
export type Vote = {
  readonly type: 'Vote';
  readonly term: number;
  readonly granted: boolean;
  readonly pre: boolean;
};
/**
 * A leader is there (§5.2). The paper sends AppendEntries without entries; here, as in etcd, it is a message
 * of its own. `commit` goes no further than the receiver's log is known to match. `round` comes back: who
 * answers it knew this leader.
 */
export type Heartbeat = {
  readonly type: 'Heartbeat';
  readonly term: number;
  readonly commit: number;
  readonly round: number;
};
export type HeartbeatReply = { readonly type: 'HeartbeatReply'; readonly term: number; readonly round: number };
/** AppendEntries RPC (§5.3); without entries it asks where the logs agree. */
export type AppendEntries = {
  readonly type: 'AppendEntries';
  readonly term: number;
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
};
/** `ok`: the log matches up to `index`. Else `index` is the refused one, and the hint where it may match. */
export type Appended = {
  readonly type: 'Appended';
  readonly term: number;
  readonly ok: boolean;
  readonly index: number;
  readonly hint?: number;
  readonly hintTerm?: number;
};
/** InstallSnapshot RPC (§7), in one piece. */
export type InstallSnapshot = {
  readonly type: 'InstallSnapshot';
  readonly term: number;
  readonly index: number;
  readonly indexTerm: number;
  readonly store: Store;
  readonly voters: readonly string[];
};
export type TimeoutNow = { readonly type: 'TimeoutNow'; readonly term: number };
export type ChangeMembers = { readonly type: 'ChangeMembers'; readonly add: string; readonly remove: string };

/** What clients ask, of whichever side: the same message with and without the pattern. */
export type { ClientRequest };
export type ClientReply = {
  readonly type: 'ClientReply';
  readonly value: number | boolean | null;
};
/** Definite: nothing was done, nothing will be. `hint`: who may be the leader; empty where unknown. */
export type NotLeader = { readonly type: 'NotLeader'; readonly hint: string };
/** RegisterClient RPC (dissertation, 6.3): a session, numbered by the entry that opens it. */
export type RegisterClient = { readonly type: 'RegisterClient' };
export type Registered = { readonly type: 'Registered'; readonly session: number };
/** Definite for this attempt: it was not done. Whether one before it was, nobody remembers. */
export type SessionExpired = { readonly type: 'SessionExpired' };

/** Without the pattern. `since`: when the sender promoted itself, by its own clock. */
export type Ping = { readonly type: 'Ping' };
export type Pong = { readonly type: 'Pong'; readonly primary: string };
export type Replicate = {
  readonly type: 'Replicate';
  readonly since: number;
  /** What it followed before, and how long its log was then: others keep that much of theirs. */
  readonly before: number;
  readonly at: number;
  readonly from: number;
  readonly entries: readonly Written[];
};
export type Replicated = { readonly type: 'Replicated'; readonly since: number; readonly length: number };

export type RaftMsg =
  | RequestVote
  | Vote
  | Heartbeat
  | HeartbeatReply
  | AppendEntries
  | Appended
  | InstallSnapshot
  | TimeoutNow
  | ChangeMembers;
export type ClientMsg = ClientRequest | ClientReply | NotLeader | RegisterClient | Registered | SessionExpired;
export type FailoverMsg = Ping | Pong | Replicate | Replicated;
export type Msg = RaftMsg | ClientMsg | FailoverMsg;
