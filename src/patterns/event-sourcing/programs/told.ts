import type { LedgerCommand } from './account.ts';
import { SHOP, type EventType } from './events.ts';

/** How people say what the ledger says in codes. */

/** A stream by the name of whoever it belongs to: Ada, the shop; the bank's own accounts by theirs. */
export const who = (account: string): string =>
  account === SHOP ? 'the shop' : `${account.charAt(0).toUpperCase()}${account.slice(1)}`;

/** 2300 is 23.00. */
export function money(cents: number): string {
  const amount = cents < 0 ? -cents : cents;
  const rest = amount % 100;
  return `${cents < 0 ? '−' : ''}${(amount - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`;
}

/** Thousands apart: 100,027. */
export const grouped = (count: number): string => `${count}`.replace(/\B(?=(\d{3})+$)/g, ',');

/** What an event says, in a word or two. */
export const SAYS: Readonly<Record<EventType, string>> = {
  AccountOpened: 'account opened',
  Deposited: 'deposited',
  Withdrawn: 'withdrawn',
  TransferSent: 'transfer sent',
  TransferReceived: 'transfer received',
  TransferReturned: 'transfer came back',
  PaymentPending: 'payment pending',
  PaymentPosted: 'payment posted',
  PaymentVoided: 'payment voided',
  PaymentExpired: 'payment expired',
  DepositReversed: 'deposit reversed',
  SuspenseBooked: 'booked to suspense',
  BooksClosed: 'books closed',
  AccountClosed: 'account closed',
  StreamDeleted: 'stream deleted',
  StreamTombstoned: 'tombstone',
};

const WISHES: Readonly<Record<LedgerCommand['kind'], (command: LedgerCommand) => string>> = {
  deposit: ({ account, cents }) => `deposit ${money(cents)} for ${who(account)}`,
  withdraw: ({ account, cents }) => `pay out ${money(cents)} to ${who(account)}`,
  transfer: ({ account, cents, other }) => `send ${money(cents)} from ${who(account)} to ${who(other)}`,
  receive: ({ account, cents }) => `credit ${who(account)} with the ${money(cents)} on their way`,
  pay: ({ account, cents }) => `hold ${money(cents)} of ${who(account)} for a payment`,
  post: ({ account, ref }) => `post the payment ${ref} of ${who(account)}`,
  void: ({ account, ref }) => `void the payment ${ref} of ${who(account)}`,
  expire: ({ account, ref }) => `let the payment ${ref} of ${who(account)} expire`,
  reverse: ({ account, ref }) => `reverse the deposit ${ref} of ${who(account)}`,
  book: ({ ref, cents }) => `book ${money(cents)} of the payment ${ref} to suspense`,
  closeBooks: ({ account }) => `close the books of ${who(account)}`,
  closeAccount: ({ account }) => `close the account of ${who(account)}`,
  giveBack: ({ account, cents }) => `give ${who(account)} the ${money(cents)} back that could not arrive`,
  open: ({ account }) => `open an account for ${who(account)}`,
  deleteStream: ({ account }) => `delete the stream of ${who(account)}`,
  tombstone: ({ account }) => `put a tombstone on the stream of ${who(account)}`,
};
/** What a command asks for: "pay out 23.00 to Ada". */
export const wish = (command: LedgerCommand): string => WISHES[command.kind](command);

const WHY: Readonly<Record<string, string>> = {
  exists: 'it had its effect before',
  exists_with_different_amount: 'the same id was about another amount',
  exceeds_credits: 'there is too little money that is not held',
  account_not_found: 'there is no such account',
  account_exists: 'there is an account already',
  account_closed: 'the account is closed',
  account_open: 'the account is still open',
  account_not_empty: 'the account is not empty',
  payments_pending: 'payments are still pending',
  pending_transfer_not_found: 'no such payment is pending',
  pending_transfer_not_pending: 'that was no payment in two phases',
  pending_transfer_already_posted: 'the payment is posted already',
  pending_transfer_already_voided: 'the payment is void already',
  pending_transfer_expired: 'the payment has expired',
  pending_transfer_has_different_amount: 'a payment is voided as a whole',
  exceeds_pending_transfer_amount: 'it is more than was held',
  not_due: 'the payment is not due yet',
  sent_before_it_was_opened: 'it was sent before this account was opened',
  stream_tombstoned: 'the stream has a tombstone',
  conflict: 'others were faster, each time',
};
/** A result in words; the codes are those of TigerBeetle where it has one. */
export const why = (reason: string): string => WHY[reason] ?? reason;
