import type { Account } from './account.ts';
import { CASH, SHOP, type LedgerEvent } from './events.ts';

/**
 * The years before the run: a long, settled history of the shop's account. Event i of it is a function
 * of i, so that a hundred thousand of them need no room: they travel packed, as from and count, and
 * whoever reads them folds every single one.
 */
export type Packed = { readonly stream: string; readonly from: number; readonly count: number };

/** Event 0 opens the account, odd ones are deposits, even ones withdrawals of half as much. */
export function historyCents(i: number): number {
  if (i === 0) return 0;
  const odd = i % 2 === 1 ? i : i - 1;
  const cents = 200 * (1 + (Math.imul(odd, 0x9e3779b1) >>> 26));
  return i === odd ? cents : -cents / 2;
}

export function historyEvent(i: number): LedgerEvent {
  const cents = historyCents(i);
  const amount = cents < 0 ? -cents : cents;
  const [debit, credit] = cents < 0 ? [SHOP, CASH] : [CASH, SHOP];
  const both = i === 0 ? [[], []] : [[{ account: debit, cents: amount }], [{ account: credit, cents: amount }]];
  return {
    id: `h${i}`,
    type: i === 0 ? 'AccountOpened' : cents < 0 ? 'Withdrawn' : 'Deposited',
    schema: 3,
    stream: SHOP,
    version: i,
    position: i,
    recordedUs: 0,
    debits: both[0]!,
    credits: both[1]!,
    cents: amount,
    ref: '',
    other: '',
    expiresUs: 0,
    validUs: 0,
    text: '',
    command: '',
    cause: '',
    actor: 'history',
    hash: '',
  };
}

/** What `evolve` makes of these events, without building each: a test holds the two together. */
export function evolveHistory(account: Account, { from, count }: Packed): void {
  if (count === 0) return;
  for (let i = from; i < from + count; i += 1) account.cents += historyCents(i);
  account.status = 'open';
  if (from === 0) account.opened = 0;
  account.version = from + count - 1;
}

/** Sum of a part of the history: what it adds to the shop's account. */
export function historySum({ from, count }: Packed): number {
  let cents = 0;
  for (let i = from; i < from + count; i += 1) cents += historyCents(i);
  return cents;
}
