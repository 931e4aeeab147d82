import type { Message, Transit } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';
import type { LedgerCommand } from './programs/account.ts';
import type { Expected } from './programs/append-rules.ts';
import { linesIn } from './programs/disk-log.ts';
import type { Packed } from './programs/history.ts';
import { typeOf, type Body, type Line } from './programs/line.ts';
import { takeAsItIs } from './programs/upcasters.ts';

export type Command = { readonly type: 'Command' } & LedgerCommand;
/** `unknown`: it may have happened, or may yet. `done` stands for "it exists already" as well. */
export type CommandResult = {
  readonly type: 'CommandResult';
  readonly id: string;
  readonly status: 'done' | 'rejected' | 'busy' | 'unknown';
  readonly reason: string;
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
export type ReadStream = { readonly type: 'ReadStream'; readonly stream: string; readonly from: number };
export type ReadAll = { readonly type: 'ReadAll'; readonly from: number };
/** `packed`: events of the long history that come before `events`. `head`: the store's next version or position. */
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

const euros = (cents: number): string => (cents / 100).toFixed(2);
const ASKS: Readonly<Record<string, (command: Command) => string>> = {
  deposit: ({ account, cents }) => `deposit ${euros(cents)} for ${account}`,
  withdraw: ({ account, cents }) => `pay out ${euros(cents)} to ${account}`,
  transfer: ({ account, cents, other }) => `send ${euros(cents)} from ${account} to ${other}`,
  receive: ({ account, cents }) => `credit ${account} with the ${euros(cents)} on their way`,
  pay: ({ account, cents }) => `hold ${euros(cents)} of ${account} for a payment`,
  post: ({ ref }) => `post the payment ${ref}`,
  void: ({ ref }) => `void the payment ${ref}`,
  expire: ({ ref }) => `let the payment ${ref} expire`,
  reverse: ({ ref }) => `reverse the deposit ${ref}`,
  book: ({ ref, cents }) => `book ${euros(cents)} of ${ref} to suspense`,
  closeBooks: ({ account }) => `close the books of ${account}`,
  closeAccount: ({ account }) => `close the account of ${account}`,
  giveBack: ({ account, cents }) => `give ${account} the ${euros(cents)} back that could not arrive`,
  open: ({ account }) => `open an account for ${account}`,
  deleteStream: ({ account }) => `delete the stream of ${account}`,
  tombstone: ({ account }) => `put a tombstone on the stream of ${account}`,
};
const STATUS: Readonly<Record<CommandResult['status'], string>> = {
  done: 'is done',
  rejected: 'is refused',
  busy: 'finds no free worker',
  unknown: 'has an unknown fate',
};

type Look = readonly [glyph: MessageMeta['glyph'], colour: MessageMeta['colour']];
const ASK: Look = ['dot', 'quiet'];
const ANSWER: Look = ['ring', 'quiet'];

type Tell<T extends Message> = (message: T, from: string, to: string) => string;

function meta<T extends Message>(label: string, [glyph, colour]: Look, tell: Tell<T>): MessageMeta {
  return {
    label,
    glyph,
    colour,
    narrate: ({ from, to, message }: Transit, names) => `${tell(message as T, names(from), names(to))}.`,
  };
}

export const messages: Readonly<Record<Msg['type'], MessageMeta>> = {
  Command: meta<Command>(
    'command',
    ['triangle', 'message'],
    (command, from, to) => `${to} is asked by ${from} to ${ASKS[command.kind]!(command)} (${command.id})`,
  ),
  CommandResult: meta<CommandResult>(
    'result',
    ['ring', 'message'],
    ({ id, status, reason }, from, to) =>
      `${from} tells ${to} that ${id} ${STATUS[status]}${reason ? `: ${reason}` : ''}`,
  ),
  Append: meta<Append>(
    'append',
    ['dot', 'accent'],
    ({ stream, expected, events }, from) =>
      `${from} appends ${events.map(typeOf).join(', ')} to ${stream}, expecting ${typeof expected === 'number' ? `version ${expected}` : expected}`,
  ),
  DeleteStream: meta<DeleteStream>(
    'delete stream',
    ['dot', 'warn'],
    ({ stream, forever }, from) => `${from} deletes the stream ${stream}${forever ? ', for ever' : ''}`,
  ),
  StreamGone: meta<StreamGone>(
    'stream gone',
    ['ring', 'bad'],
    ({ stream }, _, to) => `${to} is refused: ${stream} has a tombstone`,
  ),
  Appended: meta<Appended>(
    'appended',
    ['ring', 'ok'],
    ({ version, position }, _, to) => `${to} learns: stored as version ${version}, position ${position}`,
  ),
  WrongExpectedVersion: meta<WrongExpectedVersion>(
    'wrong version',
    ['ring', 'warn'],
    ({ current }, _, to) => `${to} is refused: the stream is at version ${current} already`,
  ),
  ReadStream: meta<ReadStream>(
    'read stream',
    ASK,
    ({ stream, from: version }, from) => `${from} reads ${stream} from version ${version} on`,
  ),
  ReadAll: meta<ReadAll>('read all', ASK, ({ from: at }, from) => `${from} reads all events from position ${at} on`),
  Page: meta<Page>(
    'page',
    ['ring', 'event'],
    ({ packed, events }, _, to) => `${to} gets ${(packed?.count ?? 0) + events.length} events`,
  ),
  Subscribe: meta<Subscribe>('subscribe', ASK, ({ from: at }, from) => `${from} subscribes from position ${at} on`),
  EventAppeared: meta<EventAppeared>(
    'event appeared',
    ['diamond', 'event'],
    ({ events }, _, to) =>
      `${to} hears of ${linesIn(events)
        .map((line) => takeAsItIs(line).type)
        .join(', ')}`,
  ),
  CaughtUp: meta<CaughtUp>(
    'caught up',
    ['pulse', 'ok'],
    ({ head }, _, to) => `${to} has all ${head} events and is live`,
  ),
  Archive: meta<Archive>(
    'archive',
    ['dot', 'event'],
    ({ stream, before }, from) => `${from} lets ${stream} begin at version ${before}`,
  ),
  ReadKey: meta<ReadKey>('read key', ASK, ({ account }, from) => `${from} asks for the key of ${account}`),
  Key: meta<Key>('key', ANSWER, ({ account, key }, _, to) =>
    key === 0 ? `${to} learns that the key of ${account} is gone` : `${to} gets the key of ${account}`,
  ),
  KeyGone: meta<KeyGone>(
    'key gone',
    ['diamond', 'warn'],
    ({ account }, from, to) => `${from} tells ${to} to forget the name of ${account}`,
  ),
  NameErased: meta<NameErased>(
    'name erased',
    ANSWER,
    ({ account }, from) => `${from} has erased the name of ${account}`,
  ),
  LoadSnapshot: meta<LoadSnapshot>(
    'load snapshot',
    ASK,
    ({ stream }, from) => `${from} asks for a snapshot of ${stream}`,
  ),
  SnapshotLoaded: meta<SnapshotLoaded>('snapshot', ['ring', 'event'], ({ snapshot }, _, to) =>
    snapshot
      ? `${to} gets ${snapshot.stream} as of version ${snapshot.version}`
      : `${to} learns that there is no snapshot`,
  ),
  SaveSnapshot: meta<SaveSnapshot>(
    'save snapshot',
    ['dot', 'event'],
    ({ snapshot }, from) => `${from} keeps ${snapshot.stream} as of version ${snapshot.version}`,
  ),
  PayOut: meta<PayOut>(
    'pay out',
    ['dot', 'message'],
    ({ ref, cents }, from, to) => `${from} asks ${to} to pay ${euros(cents)} for ${ref}`,
  ),
  PayOutResult: meta<PayOutResult>(
    'paid or not',
    ['ring', 'message'],
    ({ ref, result }, _, to) => `${to} learns that ${ref} is ${result}`,
  ),
  BankFeed: meta<BankFeed>(
    'statement',
    ['diamond', 'message'],
    ({ lines }, from, to) => `${from} sends ${to} ${lines.length} lines of its statement`,
  ),
  FeedTaken: meta<FeedTaken>(
    'taken',
    ANSWER,
    ({ line }, _, to) => `${to} learns that its statement is read to line ${line}`,
  ),
  ReadRows: meta<ReadRows>(
    'read rows',
    ASK,
    ({ accounts }, from) => `${from} reads the row of ${accounts.join(' and ')}`,
  ),
  Rows: meta<Rows>(
    'rows',
    ANSWER,
    ({ rows }, _, to) => `${to} gets ${rows.map((row) => `${row.account} ${euros(row.cents)}`).join(', ')}`,
  ),
  WriteRows: meta<WriteRows>(
    'write rows',
    ['dot', 'accent'],
    ({ rows }, from) => `${from} overwrites ${rows.map((row) => `${row.account} with ${euros(row.cents)}`).join(', ')}`,
  ),
  RowsWritten: meta<RowsWritten>('written', ['ring', 'ok'], ({ result }, _, to) =>
    result === 'ok' ? `${to} learns that it is written` : `${to} is refused: the row has changed meanwhile`,
  ),
  ReadPayment: meta<ReadPayment>('read payment', ASK, ({ ref }, from) => `${from} looks up the payment ${ref}`),
  PaymentFound: meta<PaymentFound>(
    'payment',
    ANSWER,
    ({ payment }, _, to) => `${to} finds ${payment ? `${payment.ref} ${payment.status}` : 'no such payment'}`,
  ),
};
