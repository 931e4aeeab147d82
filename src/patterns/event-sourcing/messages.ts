import type { LedgerCommand } from './programs/account.ts';
import type { Expected } from '../../pattern-kit/append-rules.ts';
import type { Packed } from './programs/history.ts';
import type { Body, Line } from './programs/line.ts';

export type Command = { readonly type: 'Command' } & LedgerCommand;
/** `unknown`: it may have happened, or may yet. `done` stands for "it exists already" as well. */
export type CommandResult = {
  readonly type: 'CommandResult';
  readonly id: string;
  readonly status: 'done' | 'rejected' | 'busy' | 'unknown';
  readonly reason: string;
};

/** What stands newest in an account: no balance, and nothing to decide. */
export type AskEntries = { readonly type: 'AskEntries'; readonly account: string; readonly count: number };
/** The newest first; none where nobody has kept any. `of`: how many events the account has. */
export type Entries = {
  readonly type: 'Entries';
  readonly account: string;
  readonly entries: readonly string[];
  readonly of: number;
};

export type Append = {
  readonly type: 'Append';
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Body[];
};
/** The last event of a stream, for now or for ever. */
export type DeleteStream = {
  readonly type: 'DeleteStream';
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Body[];
  readonly forever: boolean;
};
/** To readers and writers of a stream that has a tombstone. */
export type StreamGone = { readonly type: 'StreamGone'; readonly stream: string };
export type Appended = { readonly type: 'Appended'; readonly version: number; readonly position: number };
export type WrongExpectedVersion = { readonly type: 'WrongExpectedVersion'; readonly current: number };
/** Forward from a version on, a page at a time; or backward, `count` events, the newest first. −1: from the end. */
export type ReadStream = {
  readonly type: 'ReadStream';
  readonly stream: string;
  readonly from: number;
  readonly dir: 'forward' | 'backward';
  readonly count: number;
};
export type ReadAll = { readonly type: 'ReadAll'; readonly from: number };
/**
 * `packed`: events of the long history that come before `events`. `next`: where the next page begins; backward,
 * −1: there is none. `head`: the store's next version or position.
 */
export type Page = {
  readonly type: 'Page';
  readonly from: number;
  readonly packed: Packed | null;
  readonly events: readonly Line[];
  readonly next: number;
  readonly head: number;
  /** Link of the chain before the first of `events`, where all were asked for. */
  readonly before: string;
};
export type Subscribe = { readonly type: 'Subscribe'; readonly from: number };
/** All that one write brought, as it stands on the disk: line by line. */
export type EventAppeared = { readonly type: 'EventAppeared'; readonly events: string };
export type CaughtUp = { readonly type: 'CaughtUp'; readonly head: number };

/** The books of a stream were closed with this version: whoever reads it may begin there. */
export type Archive = { readonly type: 'Archive'; readonly stream: string; readonly before: number };

/** `key` 0: it was thrown away. */
export type ReadKey = { readonly type: 'ReadKey'; readonly account: string };
export type Key = { readonly type: 'Key'; readonly account: string; readonly key: number };
export type KeyGone = { readonly type: 'KeyGone'; readonly account: string };
export type NameErased = { readonly type: 'NameErased'; readonly account: string };

/** A fold kept for later, as text. `code`: which `evolve` made it. `check`: check sum of the text. */
export type Snapshot = {
  readonly stream: string;
  readonly version: number;
  readonly account: string;
  readonly code: number;
  readonly check: number;
};
export type LoadSnapshot = { readonly type: 'LoadSnapshot'; readonly stream: string };
export type SnapshotLoaded = { readonly type: 'SnapshotLoaded'; readonly snapshot: Snapshot | null };
export type SaveSnapshot = { readonly type: 'SaveSnapshot'; readonly snapshot: Snapshot };

export type PayOut = { readonly type: 'PayOut'; readonly ref: string; readonly cents: number };
export type PayOutResult = { readonly type: 'PayOutResult'; readonly ref: string; readonly result: 'paid' | 'refused' };
/** A line of the other bank's statement. */
export type FeedLine = { readonly line: number; readonly ref: string; readonly cents: number };
export type BankFeed = { readonly type: 'BankFeed'; readonly lines: readonly FeedLine[] };
export type FeedTaken = { readonly type: 'FeedTaken'; readonly line: number };

/** Without the pattern: rows that hold the present, and nothing else. */
export type Row = {
  readonly account: string;
  readonly cents: number;
  readonly held: number;
  readonly closed: boolean;
  readonly version: number;
  readonly updatedUs: number;
};
export type PaymentRow = {
  readonly ref: string;
  readonly cents: number;
  readonly status: 'pending' | 'posted' | 'voided';
};
export type ReadRows = { readonly type: 'ReadRows'; readonly accounts: readonly string[]; readonly command: string };
export type Rows = { readonly type: 'Rows'; readonly rows: readonly Row[]; readonly known: boolean };
export type WriteRows = {
  readonly type: 'WriteRows';
  readonly rows: readonly Row[];
  readonly command: string;
  readonly payment: PaymentRow | null;
  /** The rows are deleted, not written. */
  readonly remove: boolean;
};
export type RowsWritten = { readonly type: 'RowsWritten'; readonly result: 'ok' | 'conflict' };
export type ReadPayment = { readonly type: 'ReadPayment'; readonly ref: string };
export type PaymentFound = { readonly type: 'PaymentFound'; readonly payment: PaymentRow | null };

export type Msg =
  | Command
  | CommandResult
  | AskEntries
  | Entries
  | Append
  | DeleteStream
  | StreamGone
  | Appended
  | WrongExpectedVersion
  | ReadStream
  | ReadAll
  | Page
  | Subscribe
  | EventAppeared
  | CaughtUp
  | Archive
  | ReadKey
  | Key
  | KeyGone
  | NameErased
  | LoadSnapshot
  | SnapshotLoaded
  | SaveSnapshot
  | PayOut
  | PayOutResult
  | BankFeed
  | FeedTaken
  | ReadRows
  | Rows
  | WriteRows
  | RowsWritten
  | ReadPayment
  | PaymentFound;
