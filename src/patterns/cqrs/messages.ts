import type { Message } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';
import type { AggregateRows, Append } from './programs/aggregates.ts';
import { sayEvent, type StoreEvent } from './programs/store-event.ts';
import { aggregate, count, person, some } from './programs/told.ts';
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

/** Label, glyph, colour, and the sentence for one message; names come as labels. */
type Words<M extends Msg> = readonly [
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  say: (message: M, from: string, to: string) => string,
];

const VIEWS: Readonly<Record<ViewName, string>> = {
  cards: 'the card of',
  facets: 'the category',
  orders: 'the orders of',
  best: 'the sales of',
};
const upTo = (position: number): string => (position < 0 ? '' : `, at position ${position} or later`);

const positions = (copies: readonly AsOf[]): string => {
  const all = copies.map(({ reached }) => Math.min(...reached));
  const [oldest, newest] = [Math.min(...all), Math.max(...all)];
  return oldest === newest ? `position ${newest}` : `positions ${oldest} to ${newest}`;
};

const sayAppend = ({ stream, expected }: Append): string => {
  if (expected === 'noStream') return `${aggregate(stream)}, which is new`;
  return typeof expected === 'number'
    ? `${aggregate(stream)} after version ${expected}`
    : `${aggregate(stream)}, whatever its version`;
};

const offsets = ({ offset, events }: EventMessage): string =>
  events.length === 1 ? `event ${offset}` : `events ${offset} to ${offset + events.length - 1}`;

function sayAnswer({ key, price, available, inStock, count: orders, sold }: Result): string {
  if (price !== undefined) return `${available} ${key} at ${price}`;
  if (inStock !== undefined) return `of ${key}, ${count(inStock, 'product')} in stock`;
  if (sold !== undefined) return `${sold} ${key} sold`;
  return orders === undefined ? `nothing of ${key}` : `${count(orders, 'order')} of ${person(key)}`;
}

const WORDS: { readonly [T in Msg['type']]: Words<Extract<Msg, { type: T }>> } = {
  PlaceOrder: [
    'Place order',
    'triangle',
    'message',
    (m, from) => `${from}: ${person(m.customer)} orders ${m.quantity} ${m.product} (order ${m.order}).`,
  ],
  ChangePrice: [
    'Change price',
    'triangle',
    'message',
    (m, from) =>
      `${from} wants ${m.product} to cost ${m.price}${m.expectedVersion < 0 ? '' : `, if its price is still that of version ${m.expectedVersion}`}.`,
  ],
  Reprice: [
    'Reprice',
    'triangle',
    'message',
    (m, from) => `${from} wants ${count(m.products.length, 'price')} at ${m.percent} %, in one transaction.`,
  ],
  Restock: ['Restock', 'triangle', 'message', (m, from) => `${from} adds ${m.quantity} ${m.product}.`],
  Accepted: ['Accepted', 'ring', 'ok', (m, from) => `${from} accepts: done at position ${m.position}.`],
  Conflict: ['Conflict', 'ring', 'warn', (_, from) => `${from} refuses: somebody else was faster.`],
  Rejected: ['Rejected', 'ring', 'bad', (m, from) => `${from} rejects: ${m.reason}.`],
  Query: [
    'Query',
    'dot',
    'message',
    (m, from, to) =>
      `${from} asks ${to} for ${VIEWS[m.view]} ${m.view === 'orders' ? person(m.key) : m.key}${upTo(m.min)}.`,
  ],
  Result: ['Result', 'ring', 'message', (m, from) => `${from} answers as of position ${m.asOf}: ${sayAnswer(m)}.`],
  NotYet: ['Not yet', 'ring', 'warn', (m, from) => `${from} has come to position ${m.asOf} only, and says so.`],
  Load: [
    'Load',
    'dot',
    'message',
    (m, from, to) => `${from} loads ${m.streams.map(aggregate).join(' and ')} from ${to}.`,
  ],
  Loaded: [
    'Loaded',
    'ring',
    'message',
    (m, from, to) =>
      `${from} hands ${to} ${count(Object.keys(m.rows).length, 'row')} with ${Object.keys(m.rows).length === 1 ? 'its version' : 'their versions'}.`,
  ],
  Commit: [
    'Commit',
    'triangle',
    'message',
    (m, from, to) => `${from} asks ${to} to commit ${m.appends.map(sayAppend).join(' and ')}.`,
  ],
  Committed: ['Committed', 'ring', 'ok', (m, from) => `${from} has committed up to position ${m.position}.`],
  ReadOutbox: ['Read outbox', 'pulse', 'quiet', (m, from) => `${from} looks for events after position ${m.after}.`],
  Outbox: [
    'Outbox rows',
    'ring',
    'event',
    (m, from) => `${from} hands out ${count(m.events.length, 'event')}; high-water mark ${m.highWater}.`,
  ],
  MarkPublished: [
    'Mark published',
    'pulse',
    'quiet',
    (m, from) => `${from} notes that all is published up to ${m.position}.`,
  ],
  Publish: [
    'Publish',
    'diamond',
    'event',
    (m, from, to) =>
      m.events.length === 0
        ? `${from} tells ${to} that it has all there is up to position ${m.upTo}.`
        : `${from} publishes ${m.events.map(sayEvent).join(', ')}.`,
  ],
  Published: ['Published', 'ring', 'event', (_, from) => `${from} has it on disk.`],
  Event: [
    'Event',
    'diamond',
    'event',
    (m, from, to) =>
      m.events.length === 0
        ? `${from} tells ${to} that it is complete up to position ${m.upTo}.`
        : `${from} delivers ${offsets(m)} to ${to}: ${m.events.map(sayEvent).join(', ')}.`,
  ],
  Checkpoint: ['Checkpoint', 'pulse', 'quiet', (m, from) => `${from} has done all events before ${m.next}.`],
  RebuildStart: ['Rebuild', 'triangle', 'event', (_, from, to) => `${from} asks ${to} for the whole history.`],
  Changes: [
    'Changes',
    'diamond',
    'message',
    (m, from, to) => `${from} copies ${count(Object.keys(m.rows).length, 'row')} to ${to}, up to ${m.position}.`,
  ],
  Snapshot: [
    'Snapshot',
    'diamond',
    'message',
    (m, from, to) => `${from} copies its whole view to ${to}, up to ${m.position}.`,
  ],
  Swap: ['Swap', 'diamond', 'ok', (m, from, to) => `${from} gives ${to} the rebuilt view, up to ${m.position}.`],
  Refresh: ['Refresh', 'pulse', 'quiet', (_, from, to) => `${from} asks ${to} whether it has missed anything.`],
  SendMail: ['Send mail', 'diamond', 'event', (m, from) => `${from} wants a mail sent for order ${m.order}.`],
  MailTaken: ['Mail taken', 'ring', 'event', (m, from) => `${from} has taken the mail for order ${m.order}.`],
  ShowAll: ['Show all', 'dot', 'quiet', (_, from, to) => `${from} asks ${to} for all that it shows.`],
  Shown: [
    'All that is shown',
    'ring',
    'quiet',
    (m, from, to) => `${from} hands ${to} ${count(m.views.length, 'view')}, each with its position.`,
  ],
  Audit: ['Audit', 'dot', 'quiet', (m, from, to) => `${from} asks ${to} what was true as of ${positions(m.copies)}.`],
  AuditResult: ['Audit result', 'ring', 'quiet', (_, from) => `${from} answers what was true then.`],
  Repair: [
    'Repair',
    'triangle',
    'warn',
    (m, from) => `${from} wants ${some(m.streams.map(aggregate), 4)} written again.`,
  ],
};

export const messages: Readonly<Record<string, MessageMeta>> = Object.fromEntries(
  Object.entries(WORDS).map(([type, [label, glyph, colour, say]]) => {
    const sentence = say as (message: Message, from: string, to: string) => string;
    return [
      type,
      {
        label,
        glyph,
        colour,
        narrate: ({ message, from, to }, names) => sentence(message, names(from), names(to)),
      } satisfies MessageMeta,
    ];
  }),
);
