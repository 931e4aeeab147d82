import type { AggregateRows, Append } from './programs/aggregates.ts';
import type { StoreEvent } from './programs/store-event.ts';
import type { Rows, ViewName } from './programs/views.ts';

/** Commands. The same `cmdId` for every attempt: it takes effect at most once. */
export type PlaceOrder = {
  readonly type: 'PlaceOrder';
  readonly cmdId: string;
  readonly order: number;
  readonly customer: string;
  readonly product: string;
  readonly quantity: number;
};
export type ChangePrice = {
  readonly type: 'ChangePrice';
  readonly cmdId: string;
  readonly product: string;
  readonly price: number;
  /** The version of the price that somebody saw and decided on; −1: whatever it is by now. */
  readonly expectedVersion: number;
};
export type Reprice = {
  readonly type: 'Reprice';
  readonly cmdId: string;
  readonly products: readonly string[];
  readonly percent: number;
};
export type Restock = {
  readonly type: 'Restock';
  readonly cmdId: string;
  readonly product: string;
  readonly quantity: number;
};
export type Command = PlaceOrder | ChangePrice | Reprice | Restock;

/** What a command becomes. `position` is the token: whoever reads at least up to it sees what was done. */
export type Accepted = { readonly type: 'Accepted'; readonly position: number };
export type Conflict = { readonly type: 'Conflict' };
export type Rejected = { readonly type: 'Rejected'; readonly reason: string };

/** `min`: the least position that the answer must include; −1: any will do. */
export type Query = {
  readonly type: 'Query';
  readonly view: ViewName;
  readonly key: string;
  readonly session: string;
  readonly min: number;
};
export type Result = {
  readonly type: 'Result';
  readonly key: string;
  /** Of a card. */
  readonly price?: number;
  readonly available?: number;
  /** Of the price: who changes it says which one was seen. */
  readonly version?: number;
  /** Of a category. */
  readonly items?: Readonly<Record<string, number>>;
  readonly inStock?: number;
  /** Of somebody's orders. */
  readonly count?: number;
  readonly orders?: readonly number[];
  /** Of the best-sellers. */
  readonly sold?: number;
  /** Everything up to this position is in the answer, nothing after it. */
  readonly asOf: number;
  /** How long ago the newest event in it was committed: it is at most so late. */
  readonly lagMs: number;
};
export type NotYet = { readonly type: 'NotYet'; readonly asOf: number };

export type Load = { readonly type: 'Load'; readonly streams: readonly string[] };
export type Loaded = { readonly type: 'Loaded'; readonly rows: AggregateRows };
export type Commit = {
  readonly type: 'Commit';
  readonly cmdId: string;
  readonly appends: readonly Append[];
  /** A transaction over many rows: it stays open for long. */
  readonly long: boolean;
};
/** `events`: for a service that publishes them itself; otherwise none. */
export type Committed = {
  readonly type: 'Committed';
  readonly position: number;
  readonly events: readonly StoreEvent[];
};

/** −1: from where the store knows that publishing has come. */
export type ReadOutbox = { readonly type: 'ReadOutbox'; readonly after: number; readonly limit: number };
export type Outbox = {
  readonly type: 'Outbox';
  readonly after: number;
  readonly events: readonly StoreEvent[];
  /** No transaction is open at or below it: nothing can appear there any more. */
  readonly highWater: number;
};
export type MarkPublished = { readonly type: 'MarkPublished'; readonly position: number };
/** `upTo`: with these the partition has all that will ever come to it at or below this position; −1: nobody can tell. */
export type Publish = { readonly type: 'Publish'; readonly events: readonly StoreEvent[]; readonly upTo: number };
export type Published = { readonly type: 'Published' };

/** Events of one partition that follow each other, on their way to one copy (generation) of a view. */
export type EventMessage = {
  readonly type: 'Event';
  readonly generation: number;
  /** Of the first of them. */
  readonly offset: number;
  readonly events: readonly StoreEvent[];
  /** Offset after the newest event that this partition has. */
  readonly head: number;
  /** Up to which position it is complete with them; −1: nobody can tell. */
  readonly upTo: number;
};
/** "All before `next` is done": acknowledges, and subscribes where the log does not know the sender. */
export type Checkpoint = {
  readonly type: 'Checkpoint';
  readonly generation: number;
  readonly next: number;
  /** The sender reads for no other copy. */
  readonly only: boolean;
};
export type RebuildStart = { readonly type: 'RebuildStart'; readonly generation: number };

/** Rows that changed, or all of them, on their way to a replica. */
type Copied = {
  readonly view: ViewName;
  readonly generation: number;
  /** How many events of the log are in it, before and after, and how many of each partition. */
  readonly from: number;
  readonly next: number;
  readonly offsets: readonly number[];
  /** Up to which position everything of each partition is in it; `position` is the least of them. */
  readonly reached: readonly number[];
  readonly position: number;
  readonly committedUs: number;
  readonly rows: Rows;
};
export type Changes = Copied & { readonly type: 'Changes' };
export type Snapshot = Copied & { readonly type: 'Snapshot' };
/** A snapshot of a view that was rebuilt: it takes the place of the old one. */
export type Swap = Copied & { readonly type: 'Swap' };
export type Refresh = {
  readonly type: 'Refresh';
  readonly view: ViewName;
  readonly generation: number;
  readonly next: number;
};

export type SendMail = { readonly type: 'SendMail'; readonly order: number };

export type MailTaken = { readonly type: 'MailTaken'; readonly order: number };

/** A view as of what it has of each partition. */
export type AsOf = { readonly view: ViewName; readonly reached: readonly number[] };
/** To a replica: all that it would answer, and as of which position. */
export type ShowAll = { readonly type: 'ShowAll' };
export type ShownView = AsOf & { readonly rows: Rows };
export type Shown = { readonly type: 'Shown'; readonly views: readonly ShownView[] };
/** To the write model: what each of these views should be, as of where it is. */
export type Audit = { readonly type: 'Audit'; readonly copies: readonly AsOf[] };
export type AuditResult = { readonly type: 'AuditResult'; readonly rows: readonly Rows[] };
export type Repair = { readonly type: 'Repair'; readonly streams: readonly string[] };

export type Msg =
  | Command
  | Accepted
  | Conflict
  | Rejected
  | Query
  | Result
  | NotYet
  | Load
  | Loaded
  | Commit
  | Committed
  | ReadOutbox
  | Outbox
  | MarkPublished
  | Publish
  | Published
  | EventMessage
  | Checkpoint
  | RebuildStart
  | Changes
  | Snapshot
  | Swap
  | Refresh
  | SendMail
  | MailTaken
  | ShowAll
  | Shown
  | Audit
  | AuditResult
  | Repair;
