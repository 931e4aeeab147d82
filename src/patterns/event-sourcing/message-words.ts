import type { Message, Transit } from '../../kernel/trace.ts';
import type { Expected } from '../../pattern-kit/append-rules.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';
import type {
  Append,
  Appended,
  Archive,
  AskEntries,
  BankFeed,
  CaughtUp,
  Command,
  CommandResult,
  DeleteStream,
  Entries,
  EventAppeared,
  FeedTaken,
  Key,
  KeyGone,
  LoadSnapshot,
  Msg,
  NameErased,
  Page,
  PayOut,
  PayOutResult,
  PaymentFound,
  ReadAll,
  ReadKey,
  ReadPayment,
  ReadRows,
  ReadStream,
  Rows,
  RowsWritten,
  SaveSnapshot,
  SnapshotLoaded,
  StreamGone,
  Subscribe,
  WriteRows,
  WrongExpectedVersion,
} from './messages.ts';
import { linesIn } from './programs/disk-log.ts';
import { typeOf } from './programs/line.ts';
import { grouped, money, SAYS, who, why, wish } from './programs/told.ts';
import { takeAsItIs } from './programs/upcasters.ts';

/** How each message is told. */

const STATUS: Readonly<Record<CommandResult['status'], string>> = {
  done: 'is done',
  rejected: 'is refused',
  busy: 'finds no free worker',
  unknown: 'has an unknown fate',
};

type Look = readonly [glyph: MessageMeta['glyph'], colour: MessageMeta['colour']];
const ASK: Look = ['dot', 'quiet'];
const ANSWER: Look = ['ring', 'quiet'];

const EXPECTS: Readonly<Record<Exclude<Expected, number>, string>> = {
  any: 'any version',
  noStream: 'that there is none yet',
  streamExists: 'that it is there',
};
const expects = (expected: Expected): string =>
  typeof expected === 'number' ? `version ${expected}` : EXPECTS[expected];

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
    (command, from, to) => `${to} is asked by ${from} to ${wish(command)} (${command.id})`,
  ),
  CommandResult: meta<CommandResult>(
    'result',
    ['ring', 'message'],
    ({ id, status, reason }, from, to) =>
      `${from} tells ${to} that ${id} ${STATUS[status]}${reason ? `: ${why(reason)}` : ''}`,
  ),
  AskEntries: meta<AskEntries>(
    'last entries',
    ['triangle', 'quiet'],
    ({ account, count }, from, to) => `${from} asks ${to} for the newest ${count} entries of ${who(account)}`,
  ),
  Entries: meta<Entries>('entries', ['ring', 'event'], ({ account, entries, of }, from, to) =>
    entries.length === 0
      ? `${from} has no entries of ${who(account)} to show ${to}`
      : `${from} shows ${to} the newest ${entries.length} of ${grouped(of)} entries of ${who(account)}: ${entries.join(', ')}`,
  ),
  Append: meta<Append>(
    'append',
    ['dot', 'accent'],
    ({ stream, expected, events }, from) =>
      `${from} appends “${events.map((body) => SAYS[typeOf(body)]).join(', ')}” to the stream of ${who(stream)}, and expects ${expects(expected)}`,
  ),
  DeleteStream: meta<DeleteStream>(
    'delete stream',
    ['dot', 'warn'],
    ({ stream, forever }, from) => `${from} deletes the stream of ${who(stream)}${forever ? ', for ever' : ''}`,
  ),
  StreamGone: meta<StreamGone>(
    'stream gone',
    ['ring', 'bad'],
    ({ stream }, _, to) => `${to} is refused: the stream of ${who(stream)} has a tombstone`,
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
  ReadStream: meta<ReadStream>('read stream', ASK, ({ stream, from: version, dir, count }, from) =>
    dir === 'forward'
      ? `${from} reads the stream of ${who(stream)} from version ${version} on`
      : `${from} reads the stream of ${who(stream)} backward, ${count} events ${version < 0 ? 'from its end' : `from version ${version}`}`,
  ),
  ReadAll: meta<ReadAll>('read all', ASK, ({ from: at }, from) => `${from} reads all events from position ${at} on`),
  Page: meta<Page>(
    'page',
    ['ring', 'event'],
    ({ packed, events }, _, to) => `${to} gets ${grouped((packed?.count ?? 0) + events.length)} events`,
  ),
  Subscribe: meta<Subscribe>('subscribe', ASK, ({ from: at }, from) => `${from} subscribes from position ${at} on`),
  EventAppeared: meta<EventAppeared>(
    'event appeared',
    ['diamond', 'event'],
    ({ events }, _, to) =>
      `${to} hears of ${linesIn(events)
        .map((line) => `“${SAYS[takeAsItIs(line).type]}”`)
        .join(', ')}`,
  ),
  CaughtUp: meta<CaughtUp>(
    'caught up',
    ['pulse', 'ok'],
    ({ head }, _, to) => `${to} has all ${grouped(head)} events and is live`,
  ),
  Archive: meta<Archive>(
    'archive',
    ['dot', 'event'],
    ({ stream, before }, from) => `${from} lets the stream of ${who(stream)} begin at version ${before}`,
  ),
  ReadKey: meta<ReadKey>('read key', ASK, ({ account }, from) => `${from} asks for the key of ${who(account)}`),
  Key: meta<Key>('key', ANSWER, ({ account, key }, _, to) =>
    key === 0 ? `${to} learns that the key of ${who(account)} is gone` : `${to} gets the key of ${who(account)}`,
  ),
  KeyGone: meta<KeyGone>(
    'key gone',
    ['diamond', 'warn'],
    ({ account }, from, to) => `${from} tells ${to} to forget the name of ${who(account)}`,
  ),
  NameErased: meta<NameErased>(
    'name erased',
    ANSWER,
    ({ account }, from) => `${from} has erased the name of ${who(account)}`,
  ),
  LoadSnapshot: meta<LoadSnapshot>(
    'load snapshot',
    ASK,
    ({ stream }, from) => `${from} asks for a snapshot of ${who(stream)}`,
  ),
  SnapshotLoaded: meta<SnapshotLoaded>('snapshot', ['ring', 'event'], ({ snapshot }, _, to) =>
    snapshot
      ? `${to} gets ${who(snapshot.stream)} as of version ${snapshot.version}`
      : `${to} learns that there is no snapshot`,
  ),
  SaveSnapshot: meta<SaveSnapshot>(
    'save snapshot',
    ['dot', 'event'],
    ({ snapshot }, from) => `${from} keeps ${who(snapshot.stream)} as of version ${snapshot.version}`,
  ),
  PayOut: meta<PayOut>(
    'pay out',
    ['dot', 'message'],
    ({ ref, cents }, from, to) => `${from} asks ${to} to pay ${money(cents)} for ${ref}`,
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
    ({ accounts }, from) => `${from} reads the row of ${accounts.map(who).join(' and ')}`,
  ),
  Rows: meta<Rows>(
    'rows',
    ANSWER,
    ({ rows }, _, to) => `${to} gets ${rows.map((row) => `${who(row.account)} ${money(row.cents)}`).join(', ')}`,
  ),
  WriteRows: meta<WriteRows>(
    'write rows',
    ['dot', 'accent'],
    ({ rows }, from) =>
      `${from} overwrites ${rows.map((row) => `${who(row.account)} with ${money(row.cents)}`).join(', ')}`,
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
