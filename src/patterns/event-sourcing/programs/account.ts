import {
  CASH,
  CLEARING,
  effectOn,
  FEES,
  SUSPENSE,
  sum,
  TRANSIT,
  type EventType,
  type Facts,
  type LedgerEvent,
} from './events.ts';

/** What an account may be asked to do. The words are those of TigerBeetle's two-phase transfers. */
export type CommandKind =
  | 'deposit'
  | 'withdraw'
  | 'transfer'
  | 'receive'
  | 'pay'
  | 'post'
  | 'void'
  | 'expire'
  | 'reverse'
  | 'book'
  | 'closeBooks'
  | 'closeAccount'
  | 'giveBack'
  | 'open'
  | 'deleteStream'
  | 'tombstone';

export type LedgerCommand = {
  /** Names the intent, not the attempt: the same for every retry. */
  readonly id: string;
  readonly kind: CommandKind;
  readonly account: string;
  readonly cents: number;
  readonly ref: string;
  readonly other: string;
  readonly validUs: number;
  readonly cause: string;
  /** Position of the event that led to it; −1 where a person gave it. */
  readonly causeAt: number;
  readonly actor: string;
};

/** What a desk must know of an account in order to decide. */
export type Account = {
  /** Version of the last event folded; −1: none. */
  version: number;
  status: 'none' | 'open' | 'closed';
  /** Position at which it was opened, the last time; −1: never. */
  opened: number;
  cents: number;
  /** Sum of what is pending: spent as far as the limit goes. */
  held: number;
  /** The balance may not go below this. */
  floor: number;
  pending: Record<string, { cents: number; expiresUs: number }>;
  /** What became of payments, newest last. */
  settled: { ref: string; cents: number; how: 'posted' | 'voided' | 'expired' }[];
  /** Commands that have had their effect, newest last, and what each was about. */
  recent: string[];
  recentCents: number[];
};

/** How many commands and settled payments an account remembers. */
export const REMEMBERED = 40;

export const emptyAccount = (): Account => ({
  version: -1,
  status: 'none',
  opened: -1,
  cents: 0,
  held: 0,
  floor: 0,
  pending: {},
  settled: [],
  recent: [],
  recentCents: [],
});

export type Decision =
  | { readonly kind: 'accepted'; readonly events: readonly Facts[] }
  /** This command had its effect before. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'rejected'; readonly reason: string };

export type Rules = {
  readonly feeCents: number;
  readonly pendingUs: number;
  /** Whether a command that is there already is recognised. */
  readonly commandIds: boolean;
};

/** The half that may say no. It reads nothing but its arguments: what time it is, it is told. */
export function decide(account: Account, command: LedgerCommand, rules: Rules, nowUs: number): Decision {
  const mismatch = command.kind === 'post' || command.kind === 'void' ? amountMismatch(account, command) : '';
  if (mismatch !== '') return no(mismatch);
  // What is there already comes before all that can change: a retry must not fail on its own effect.
  const known = rules.commandIds ? account.recent.indexOf(command.id) : -1;
  if (known >= 0)
    return account.recentCents[known] === command.cents || command.cents === 0
      ? { kind: 'exists' }
      : no('exists_with_different_amount');
  if (account.status === 'none')
    return command.kind === 'open' ? accept('AccountOpened', command) : no('account_not_found');
  if (account.status === 'closed' && ENDS_WITH_IT.includes(command.kind)) return no('account_closed');
  switch (command.kind) {
    case 'post':
    case 'void':
    case 'expire':
      return settle(account, command, nowUs);
    case 'withdraw':
    case 'transfer':
    case 'pay':
    case 'reverse':
      return spend(account, command, rules, nowUs);
    case 'closeBooks':
      // All that a reader needs to go on from here, in the event itself.
      return accept('BooksClosed', command, { cents: account.cents, text: JSON.stringify(account) });
    case 'closeAccount':
      if (account.held > 0) return no('payments_pending');
      return accept('AccountClosed', { ...command, cents: account.cents });
    case 'open':
      return no('account_exists');
    case 'receive':
      // It was sent to an account that was deleted since: who opens a new one is not owed what the old one was.
      if (command.causeAt >= 0 && command.causeAt < account.opened) return no('sent_before_it_was_opened');
      return accept('TransferReceived', command);
    case 'deleteStream':
    case 'tombstone':
      return bury(account, command);
    default:
      return accept(entry(command), command);
  }
}

/** What a closed account no longer does. Money that was on its way still arrives. */
const ENDS_WITH_IT: readonly CommandKind[] = ['deposit', 'withdraw', 'transfer', 'pay', 'reverse', 'closeAccount'];

const no = (reason: string): Decision => ({ kind: 'rejected', reason });
const accept = (type: EventType, command: LedgerCommand, changes?: Partial<Facts>): Decision => ({
  kind: 'accepted',
  events: [changes === undefined ? factsOf(type, command) : { ...factsOf(type, command), ...changes }],
});

const ENTRIES: Partial<Record<CommandKind, EventType>> = {
  giveBack: 'TransferReturned',
  book: 'SuspenseBooked',
};
const entry = ({ kind }: LedgerCommand): EventType => ENTRIES[kind] ?? 'Deposited';

/** Only what is closed and empty is deleted. Who may open it again needs to know which commands it had. */
function bury(account: Account, command: LedgerCommand): Decision {
  if (account.status !== 'closed') return no('account_open');
  if (account.cents !== 0 || account.held !== 0) return no('account_not_empty');
  return command.kind === 'tombstone'
    ? accept('StreamTombstoned', command)
    : accept('StreamDeleted', command, { text: JSON.stringify(account) });
}

/** Takes money from the account, now or later: never more than what is there and not held. */
function spend(account: Account, command: LedgerCommand, { feeCents, pendingUs }: Rules, nowUs: number): Decision {
  const fee = command.kind === 'withdraw' ? feeCents : 0;
  if (account.cents - account.held - command.cents - fee < account.floor) return no('exceeds_credits');
  switch (command.kind) {
    case 'pay':
      return accept('PaymentPending', command, { ref: command.id, expiresUs: nowUs + pendingUs });
    case 'transfer':
      return accept('TransferSent', command, { ref: command.id });
    case 'reverse':
      return accept('DepositReversed', command);
    default: {
      const paid = factsOf('Withdrawn', command);
      if (fee === 0) return accept('Withdrawn', command);
      return accept('Withdrawn', command, {
        debits: [...paid.debits, { account: command.account, cents: fee }],
        credits: [...paid.credits, { account: FEES, cents: fee }],
      });
    }
  }
}

const settledOf = ({ settled }: Account, ref: string): Account['settled'][number] | undefined => {
  for (const each of settled) if (each.ref === ref) return each;
  return undefined;
};

/** What a payment was about never changes, so this is looked at before anything that does. 0 is all of it. */
function amountMismatch(account: Account, { kind, ref, cents }: LedgerCommand): string {
  const payment = account.pending[ref] ?? settledOf(account, ref);
  if (payment === undefined || cents === 0) return '';
  if (cents > payment.cents) return 'exceeds_pending_transfer_amount';
  return kind === 'void' && cents < payment.cents ? 'pending_transfer_has_different_amount' : '';
}

/** Second phase: a pending payment is posted, voided or expires, once. */
function settle(account: Account, command: LedgerCommand, nowUs: number): Decision {
  const { ref, kind } = command;
  const settled = settledOf(account, ref);
  if (settled)
    return no(settled.how === 'expired' ? 'pending_transfer_expired' : `pending_transfer_already_${settled.how}`);
  const pending = account.pending[ref];
  if (!pending) return no(account.recent.includes(ref) ? 'pending_transfer_not_pending' : 'pending_transfer_not_found');
  const due = pending.expiresUs > 0 && nowUs >= pending.expiresUs;
  if (kind === 'expire') return due ? accept('PaymentExpired', { ...command, cents: pending.cents }) : no('not_due');
  if (due) return no('pending_transfer_expired');
  if (kind === 'void') return accept('PaymentVoided', { ...command, cents: pending.cents });
  // 0 posts all of it; less than what is pending sets the rest free.
  return accept('PaymentPosted', { ...command, cents: command.cents || pending.cents }, { cents: pending.cents });
}

/** Double entry: what leaves one account arrives on another, in the same event. The empty name is the account itself. */
const SIDES: Partial<Record<EventType, readonly [debit: string, credit: string]>> = {
  Deposited: [CASH, ''],
  Withdrawn: ['', CASH],
  TransferSent: ['', TRANSIT],
  TransferReceived: [TRANSIT, ''],
  TransferReturned: [TRANSIT, ''],
  PaymentPosted: ['', CLEARING],
  DepositReversed: ['', CASH],
  SuspenseBooked: [SUSPENSE, CLEARING],
  AccountClosed: ['', CASH],
};

function factsOf(type: EventType, { account, cents, ref, other, validUs }: LedgerCommand): Facts {
  const sides = SIDES[type];
  return {
    type,
    debits: sides === undefined ? [] : [{ account: sides[0] || account, cents }],
    credits: sides === undefined ? [] : [{ account: sides[1] || account, cents }],
    cents,
    ref,
    other,
    expiresUs: 0,
    validUs,
    text: '',
  };
}

/** The half that only says what is. No clock, no chance, no rate of the day: a replay a year later must give the same. */
export function evolve(account: Account, event: LedgerEvent): void {
  const { type, cents, ref } = event;
  // Whoever reads from there on has not seen what was before, and need not.
  if ((type === 'BooksClosed' || type === 'StreamDeleted') && event.version !== account.version + 1)
    Object.assign(account, JSON.parse(event.text));
  account.version = event.version;
  account.cents += effectOn(event.stream, event);
  if (event.command !== '') {
    remember(account.recent, event.command);
    remember(account.recentCents, type === 'PaymentPosted' ? sum(event.debits) : cents);
  }
  switch (type) {
    case 'AccountOpened':
      account.status = 'open';
      account.opened = event.position;
      account.floor = cents;
      break;
    case 'AccountClosed':
      account.status = 'closed';
      break;
    case 'StreamDeleted':
      account.status = 'none';
      break;
    case 'PaymentPending':
      account.held += cents;
      account.pending[ref] = { cents, expiresUs: event.expiresUs };
      break;
    case 'PaymentPosted':
      release(account, ref, 'posted');
      break;
    case 'PaymentVoided':
      release(account, ref, 'voided');
      break;
    case 'PaymentExpired':
      release(account, ref, 'expired');
      break;
    default:
  }
}

function release(account: Account, ref: string, how: 'posted' | 'voided' | 'expired'): void {
  const cents = account.pending[ref]?.cents ?? 0;
  account.held -= cents;
  delete account.pending[ref];
  remember(account.settled, { ref, cents, how });
}

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > REMEMBERED) list.shift();
}
