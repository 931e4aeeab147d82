import { CUSTOMERS, SHOP, type LedgerEvent, type Leg } from './events.ts';
import { historySum, type Packed } from './history.ts';

/** Two releases of one projector. The first one forgets that an entry may have more than one leg a side. */
export type ViewCode = 'forgets-fees' | 'correct';

/** Balances, what is held, and the trial balance: all of it computed, none of it the truth. */
export type View = {
  readonly code: ViewCode;
  /** Next position to be folded. */
  next: number;
  cents: Record<string, number>;
  held: Record<string, number>;
  /** The newest lines of each statement: position, what it added, balance after it. */
  lines: Record<string, number[][]>;
};

export const LINES = 4;
export const emptyView = (code: ViewCode): View => ({ code, next: 0, cents: {}, held: {}, lines: {} });

export function project(view: View, event: LedgerEvent): void {
  const { type, stream, position } = event;
  const all = view.code === 'correct';
  const { credits, debits } = event;
  for (let i = 0; i < (all ? credits.length : 1) && i < credits.length; i += 1) book(view, position, credits[i]!, 1);
  for (let i = 0; i < (all ? debits.length : 1) && i < debits.length; i += 1) book(view, position, debits[i]!, -1);
  if (type === 'PaymentPending') hold(view, stream, event.cents);
  // Less may be posted than was held; all of it is set free, and that is the figure of the event.
  if (type === 'PaymentPosted' || type === 'PaymentVoided' || type === 'PaymentExpired')
    hold(view, stream, -event.cents);
  view.next = position + 1;
}

export function projectHistory(view: View, packed: Packed): void {
  const sum = historySum(packed);
  view.cents[SHOP] = (view.cents[SHOP] ?? 0) + sum;
  view.cents['cash'] = (view.cents['cash'] ?? 0) - sum;
  view.next = packed.from + packed.count;
}

function book(view: View, position: number, leg: Leg, sign: number): void {
  const { account } = leg;
  const cents = sign * leg.cents;
  const after = (view.cents[account] ?? 0) + cents;
  view.cents[account] = after;
  const lines = (view.lines[account] ??= []);
  lines.push([position, cents, after]);
  if (lines.length > LINES) lines.shift();
}

function hold(view: View, account: string, cents: number): void {
  view.held[account] = (view.held[account] ?? 0) + cents;
}

/** All balances, the bank's own included: zero, or something is wrong. */
export function trialBalance({ cents }: View): number {
  let total = 0;
  for (const account in cents) total += cents[account]!;
  return total;
}

const WATCHED: readonly string[] = [...CUSTOMERS, SHOP, 'cash', 'fees', 'transit', 'clearing', 'suspense'];

/** Accounts in which two views differ. */
export const differences = (a: View, b: View): string[] =>
  WATCHED.filter(
    (account) =>
      (a.cents[account] ?? 0) !== (b.cents[account] ?? 0) || (a.held[account] ?? 0) !== (b.held[account] ?? 0),
  );
