import type { Message, Transit } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';
import type { Account, LedgerCommand } from './programs/account.ts';
import type { Expected } from './programs/append-rules.ts';
import type { NewEvent, StoredEvent } from './programs/events.ts';
import type { Packed } from './programs/history.ts';

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
  readonly events: readonly NewEvent[];
};
export type Appended = { readonly type: 'Appended'; readonly version: number; readonly position: number };
export type WrongExpectedVersion = { readonly type: 'WrongExpectedVersion'; readonly current: number };
export type ReadStream = { readonly type: 'ReadStream'; readonly stream: string; readonly from: number };
export type ReadAll = { readonly type: 'ReadAll'; readonly from: number };
/** `packed`: events of the long history that come before `events`. `head`: the store's next version or position. */
export type Page = {
  readonly type: 'Page';
  readonly packed: Packed | null;
  readonly events: readonly StoredEvent[];
  readonly next: number;
  readonly head: number;
  /** Link of the chain before the first of `events`. */
  readonly before: string;
};
export type Subscribe = { readonly type: 'Subscribe'; readonly from: number };
export type EventAppeared = { readonly type: 'EventAppeared'; readonly events: readonly StoredEvent[] };
export type CaughtUp = { readonly type: 'CaughtUp'; readonly head: number };

/** A fold kept for later. `code`: which `evolve` made it. `check`: digest of the state. */
export type Snapshot = {
  readonly stream: string;
  readonly account: Account;
  readonly code: number;
  readonly check: string;
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
};
export type RowsWritten = { readonly type: 'RowsWritten'; readonly result: 'ok' | 'conflict' };
export type ReadPayment = { readonly type: 'ReadPayment'; readonly ref: string };
export type PaymentFound = { readonly type: 'PaymentFound'; readonly payment: PaymentRow | null };

export type Msg =
  | Command
  | CommandResult
  | Append
  | Appended
  | WrongExpectedVersion
  | ReadStream
  | ReadAll
  | Page
  | Subscribe
  | EventAppeared
  | CaughtUp
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
  reverse: ({ ref, cents }) => `reverse the deposit ${ref} of ${euros(cents)}`,
  book: ({ ref, cents }) => `book ${euros(cents)} of ${ref} to suspense`,
};
const STATUS: Readonly<Record<CommandResult['status'], string>> = {
  done: 'is done',
  rejected: 'is refused',
  busy: 'finds no free worker',
  unknown: 'has an unknown fate',
};
const EXPECTS = (expected: Expected): string =>
  typeof expected === 'number' ? `expects version ${expected}` : expected === 'any' ? 'whatever its version' : expected;

type Teller<T extends Message> = (message: T, from: string, to: string) => string;
function meta<T extends Message>(
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  tell: Teller<T>,
): MessageMeta {
  return {
    label,
    glyph,
    colour,
    narrate: ({ from, to, message }: Transit, names) => tell(message as T, names(from), names(to)),
  };
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

export const messages: Readonly<Record<Msg['type'], MessageMeta>> = {
  Command: meta<Command>(
    'command',
    'triangle',
    'message',
    (command, from, to) => `${from} ask ${to} to ${ASKS[command.kind]!(command)} (${command.id}).`,
  ),
  CommandResult: meta<CommandResult>(
    'result',
    'ring',
    'message',
    ({ id, status, reason }, _from, to) => `${to} learn that ${id} ${STATUS[status]}${reason ? `: ${reason}` : ''}.`,
  ),
  Append: meta<Append>(
    'append',
    'dot',
    'accent',
    ({ stream, expected, events }, from) =>
      `${from} appends ${events.map((event) => event.type).join(', ')} to ${stream} and ${EXPECTS(expected)}.`,
  ),
  Appended: meta<Appended>(
    'appended',
    'ring',
    'ok',
    ({ version, position }, _from, to) => `${to} learns: stored as version ${version}, position ${position}.`,
  ),
  WrongExpectedVersion: meta<WrongExpectedVersion>(
    'wrong version',
    'ring',
    'warn',
    ({ current }, _from, to) => `${to} is refused: somebody was faster, the stream is at version ${current}.`,
  ),
  ReadStream: meta<ReadStream>(
    'read stream',
    'dot',
    'quiet',
    ({ stream, from: version }, from) => `${from} reads the stream ${stream} from version ${version} on.`,
  ),
  ReadAll: meta<ReadAll>(
    'read all',
    'dot',
    'quiet',
    ({ from: position }, from) => `${from} reads all events from position ${position} on.`,
  ),
  Page: meta<Page>(
    'page',
    'ring',
    'event',
    ({ packed, events }, _from, to) => `${to} gets ${count((packed?.count ?? 0) + events.length, 'event')}.`,
  ),
  Subscribe: meta<Subscribe>(
    'subscribe',
    'dot',
    'quiet',
    ({ from: position }, from) => `${from} subscribes from its checkpoint, position ${position}.`,
  ),
  EventAppeared: meta<EventAppeared>(
    'event appeared',
    'diamond',
    'event',
    ({ events }, _from, to) =>
      `${to} hears of ${events.map((event) => `${event.type} at ${event.position}`).join(', ')}.`,
  ),
  CaughtUp: meta<CaughtUp>(
    'caught up',
    'pulse',
    'ok',
    ({ head }, _from, to) => `${to} has all events below ${head}: it is live.`,
  ),
  LoadSnapshot: meta<LoadSnapshot>(
    'load snapshot',
    'dot',
    'quiet',
    ({ stream }, from) => `${from} asks for a snapshot of ${stream}.`,
  ),
  SnapshotLoaded: meta<SnapshotLoaded>('snapshot', 'ring', 'event', ({ snapshot }, _from, to) =>
    snapshot
      ? `${to} gets ${snapshot.stream} as of version ${snapshot.account.version}.`
      : `${to} learns that there is no snapshot.`,
  ),
  SaveSnapshot: meta<SaveSnapshot>(
    'save snapshot',
    'dot',
    'event',
    ({ snapshot }, from) => `${from} keeps ${snapshot.stream} as of version ${snapshot.account.version}.`,
  ),
  PayOut: meta<PayOut>(
    'pay out',
    'dot',
    'message',
    ({ ref, cents }, from, to) => `${from} asks ${to} to pay ${euros(cents)} for ${ref}.`,
  ),
  PayOutResult: meta<PayOutResult>(
    'paid or not',
    'ring',
    'message',
    ({ ref, result }, _from, to) => `${to} learns that ${ref} is ${result}.`,
  ),
  BankFeed: meta<BankFeed>(
    'statement',
    'diamond',
    'message',
    ({ lines }, from, to) => `${from} sends ${to} ${count(lines.length, 'line')} of its statement.`,
  ),
  FeedTaken: meta<FeedTaken>(
    'taken',
    'ring',
    'quiet',
    ({ line }, _from, to) => `${to} learns that its statement was read up to line ${line}.`,
  ),
  ReadRows: meta<ReadRows>(
    'read rows',
    'dot',
    'quiet',
    ({ accounts }, from) => `${from} reads the row of ${accounts.join(' and ')}.`,
  ),
  Rows: meta<Rows>(
    'rows',
    'ring',
    'quiet',
    ({ rows }, _from, to) => `${to} gets ${rows.map((row) => `${row.account} ${euros(row.cents)}`).join(', ')}.`,
  ),
  WriteRows: meta<WriteRows>(
    'write rows',
    'dot',
    'accent',
    ({ rows }, from) =>
      `${from} overwrites ${rows.map((row) => `${row.account} with ${euros(row.cents)}`).join(', ')}.`,
  ),
  RowsWritten: meta<RowsWritten>('written', 'ring', 'ok', ({ result }, _from, to) =>
    result === 'ok'
      ? `${to} learns: written, what was there before is gone.`
      : `${to} is refused: the row has changed meanwhile.`,
  ),
  ReadPayment: meta<ReadPayment>(
    'read payment',
    'dot',
    'quiet',
    ({ ref }, from) => `${from} looks up the payment ${ref}.`,
  ),
  PaymentFound: meta<PaymentFound>('payment', 'ring', 'quiet', ({ payment }, _from, to) =>
    payment ? `${to} finds ${payment.ref} ${payment.status}.` : `${to} finds no such payment.`,
  ),
};
