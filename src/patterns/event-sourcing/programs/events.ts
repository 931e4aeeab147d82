/**
 * What the ledger knows to have happened. An event is never changed and never deleted; its shape may
 * grow, and then it carries the number of its schema.
 */
export type EventType =
  | 'AccountOpened'
  | 'Deposited'
  | 'Withdrawn'
  | 'TransferSent'
  | 'TransferReceived'
  | 'TransferReturned'
  | 'PaymentPending'
  | 'PaymentPosted'
  | 'PaymentVoided'
  | 'PaymentExpired'
  | 'DepositReversed'
  | 'SuspenseBooked'
  | 'BooksClosed'
  | 'AccountClosed'
  | 'StreamDeleted'
  | 'StreamTombstoned';

/** One side of an entry: so much on this account. */
export type Leg = { readonly account: string; readonly cents: number };

/** What happened, in the newest shape: schema 3. `debits` and `credits` have equal sums in every event, zero included. */
export type Facts = {
  readonly type: EventType;
  readonly debits: readonly Leg[];
  readonly credits: readonly Leg[];
  /** What it is about: the amount, a pending amount, or the limit of a new account. */
  readonly cents: number;
  /** Payment, transfer, or what is reversed; empty where it is about none. */
  readonly ref: string;
  /** The account at the other end of a transfer. */
  readonly other: string;
  /** When a pending payment lapses. */
  readonly expiresUs: number;
  /** From when it counts: valid time. What is entered late counts from before it was recorded. */
  readonly validUs: number;
  /** Of an account that is opened: the name of its owner, sealed. Of books that are closed and of a stream that is deleted: what is carried forward. */
  readonly text: string;
};

/** What a decision wants recorded. The same command always makes the same ids. */
export type NewEvent = Facts & {
  readonly id: string;
  /** The command that this came from: at most one effect for each. */
  readonly command: string;
  /** The event that led to the command; empty where a person gave it. */
  readonly cause: string;
  readonly actor: string;
};

/** What the store makes of it: place in its stream, place among all, time of recording, link of the chain. */
export type LedgerEvent = NewEvent & {
  readonly schema: number;
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  readonly recordedUs: number;
  readonly hash: string;
};

/** Accounts of the bank itself. Their balances and those of the customers add up to zero. */
export const CASH = 'cash';
export const FEES = 'fees';
/** Money between two customers: sent, not received yet. */
export const TRANSIT = 'transit';
/** What is owed to the other bank for payments that went out. */
export const CLEARING = 'clearing';
/** Where an entry waits that nobody can explain yet. */
export const SUSPENSE = 'suspense';

export const CUSTOMERS = ['ada', 'ben', 'cleo', 'dan', 'eva', 'finn'] as const;
/** Whose they are: personal data, which is stored sealed. */
export const OWNERS: Readonly<Record<string, string>> = {
  ada: 'Ada Moreau',
  ben: 'Ben Okafor',
  cleo: 'Cleo Lindqvist',
  dan: 'Dan Ferrari',
  eva: 'Eva Novak',
  finn: 'Finn Berger',
};
/** The busy one: experiments give it a long history. */
export const SHOP = 'shop';

export const sum = (legs: readonly { readonly cents: number }[]): number => {
  let total = 0;
  for (let i = 0; i < legs.length; i += 1) total += legs[i]!.cents;
  return total;
};

/** What an event adds to an account: credits less debits. */
export function effectOn(account: string, { debits, credits }: Pick<Facts, 'debits' | 'credits'>): number {
  let cents = 0;
  for (let i = 0; i < credits.length; i += 1) if (credits[i]!.account === account) cents += credits[i]!.cents;
  for (let i = 0; i < debits.length; i += 1) if (debits[i]!.account === account) cents -= debits[i]!.cents;
  return cents;
}

/** Facts that say nothing: what an event does not speak of. */
export const NO_FACTS: Omit<Facts, 'type'> = {
  debits: [],
  credits: [],
  cents: 0,
  ref: '',
  other: '',
  expiresUs: 0,
  validUs: 0,
  text: '',
};
