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
  const { type, data, stream, position } = event;
  const legs = (side: readonly Leg[]): readonly Leg[] => (view.code === 'correct' ? side : side.slice(0, 1));
  for (const { account, cents } of legs(data.credits)) book(view, position, account, cents);
  for (const { account, cents } of legs(data.debits)) book(view, position, account, -cents);
  if (type === 'PaymentPending') hold(view, stream, data.cents);
  // Less may be posted than was held; all of it is set free, and that is the figure of the event.
  if (type === 'PaymentPosted' || type === 'PaymentVoided' || type === 'PaymentExpired')
    hold(view, stream, -data.cents);
  view.next = position + 1;
}

export function projectHistory(view: View, packed: Packed): void {
  const sum = historySum(packed);
  view.cents[SHOP] = (view.cents[SHOP] ?? 0) + sum;
  view.cents['cash'] = (view.cents['cash'] ?? 0) - sum;
  view.next = packed.from + packed.count;
}

function book(view: View, position: number, account: string, cents: number): void {
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
export const trialBalance = (view: View): number =>
  Object.values(view.cents).reduce((total, cents) => total + cents, 0);

const WATCHED: readonly string[] = [...CUSTOMERS, SHOP, 'cash', 'fees', 'transit', 'clearing', 'suspense'];

/** One figure for a whole view, to compare two by. */
export const viewDigest = (balanceOf: (account: string) => number, heldOf: (account: string) => number): number =>
  WATCHED.reduce((total, account, i) => total + balanceOf(account) * (i + 1) + heldOf(account) * (i + 31), 0);

/** Accounts in which two views differ. */
export const differences = (a: View, b: View): string[] =>
  WATCHED.filter(
    (account) =>
      (a.cents[account] ?? 0) !== (b.cents[account] ?? 0) || (a.held[account] ?? 0) !== (b.held[account] ?? 0),
  );
