import type { Account } from '../programs/account.ts';
import { balanceAsOf, type Entry } from '../programs/entries.ts';
import type { View } from '../programs/balance-view.ts';
import { readLog } from '../programs/disk-log.ts';
import { CUSTOMERS, effectOn, SHOP, SUSPENSE, type EventType, type LedgerEvent } from '../programs/events.ts';
import type { Alert } from '../programs/fraud.ts';
import type { Line as Written } from '../programs/line.ts';
import { historySum } from '../programs/history.ts';
import { upcast } from '../programs/upcasters.ts';
import type { NodeInspection } from '../../../kernel/inspection.ts';

/** What the board draws, read from what the nodes hold. */

export type Nodes = Readonly<Record<string, NodeInspection>>;

/** What a node holds; undefined while it is down or not there. */
export const stateOf = (nodes: Nodes, id: string): unknown => nodes[id]?.state ?? undefined;

/** Thousands apart: 1,234. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
/** Amounts as people write them: 1,234.50. */
export function money(cents: number): string {
  const rest = String(Math.abs(cents) % 100).padStart(2, '0');
  return `${cents < 0 ? '−' : ''}${grouped(Math.floor(Math.abs(cents) / 100))}.${rest}`;
}
export const signed = (cents: number): string => (cents > 0 ? `+${money(cents)}` : money(cents));
export const clock = (us: number): string => `${(Math.floor(us / 100_000) / 10).toFixed(1)} s`;
export const nameOf = (account: string): string => account.charAt(0).toUpperCase() + account.slice(1);

export type Tone = 'in' | 'out' | 'wait' | 'none' | 'gone';
/** Glyph, tone and words for each kind of event. */
export const KINDS: Readonly<Record<EventType, readonly [glyph: string, tone: Tone, words: string]>> = {
  AccountOpened: ['○', 'none', 'opened'],
  Deposited: ['+', 'in', 'deposited'],
  Withdrawn: ['−', 'out', 'withdrawn'],
  TransferSent: ['→', 'out', 'sent'],
  TransferReceived: ['←', 'in', 'received'],
  TransferReturned: ['↩', 'in', 'came back'],
  PaymentPending: ['?', 'wait', 'held'],
  PaymentPosted: ['✓', 'out', 'paid'],
  PaymentVoided: ['×', 'none', 'void'],
  PaymentExpired: ['!', 'none', 'expired'],
  DepositReversed: ['↺', 'out', 'reversed'],
  SuspenseBooked: ['§', 'out', 'suspense'],
  BooksClosed: ['Σ', 'none', 'books closed'],
  AccountClosed: ['■', 'out', 'closed'],
  StreamDeleted: ['∅', 'none', 'deleted'],
  StreamTombstoned: ['†', 'gone', 'tombstone'],
};

export interface Line {
  readonly event: LedgerEvent;
  /** Written in an older schema. */
  readonly old: boolean;
  readonly delta: number;
  readonly after: number;
}

export interface Tape {
  readonly account: string;
  /** Events of the years before, not drawn one by one, and what they came to. */
  readonly before: number;
  readonly beforeCents: number;
  /** Version that reading begins at since the books were closed; 0: the first. */
  readonly archived: number;
  /** Versions at which the fraud watch became suspicious. */
  readonly suspected: readonly number[];
  readonly lines: readonly Line[];
  readonly cents: number;
  /** Of that, what is held for payments that have no end yet. */
  readonly held: number;
}

type StoreState = { readonly log: readonly Written[]; readonly durable: number; readonly history: number };

/** What is stored for good; of a store that is down, what is on its disk. */
export function storedEvents(nodes: Nodes): { readonly log: readonly Written[]; readonly history: number } {
  const store = nodes['store'];
  const state = store?.state as unknown as StoreState | null | undefined;
  if (state) return { log: state.log.slice(0, state.durable), history: state.history };
  return { log: store ? readLog(store.disk) : [], history: Number(store?.disk['history'] ?? 0) };
}

export function tapes({ log, history }: ReturnType<typeof storedEvents>, nodes: Nodes): Tape[] {
  const byAccount: Record<string, Line[]> = {};
  const years = historySum({ stream: SHOP, from: 0, count: history });
  const sums: Record<string, number> = { [SHOP]: years };
  const archived =
    (stateOf(nodes, 'store') as { readonly archived: Readonly<Record<string, number>> } | undefined)?.archived ?? {};
  const alerts = (stateOf(nodes, 'fraud') as { readonly alerts: readonly Alert[] } | undefined)?.alerts ?? [];
  const suspect = new Set(alerts.map(({ position }) => position));
  for (const line of log) {
    const event = upcast(line);
    const { stream } = event;
    const delta = effectOn(stream, event);
    const after = (sums[stream] ?? 0) + delta;
    sums[stream] = after;
    (byAccount[stream] ??= []).push({ event, old: event.schema < 3, delta, after });
  }
  // Where the shop has a long past, the run is about it.
  const people = history > 0 ? [SHOP, ...CUSTOMERS] : [...CUSTOMERS, SHOP];
  const accounts = [...people, ...((byAccount[SUSPENSE]?.length ?? 0) > 1 ? [SUSPENSE] : [])];
  return accounts.map((account) => ({
    account,
    before: account === SHOP ? history : 0,
    beforeCents: account === SHOP ? years : 0,
    archived: archived[account] ?? 0,
    suspected: (byAccount[account] ?? []).flatMap(({ event }) => (suspect.has(event.position) ? [event.version] : [])),
    lines: byAccount[account] ?? [],
    cents: sums[account] ?? 0,
    held: heldIn(byAccount[account] ?? []),
  }));
}

/** Each payment is held from its first event to its second. */
function heldIn(lines: readonly Line[]): number {
  const open: Record<string, number> = {};
  for (const { event } of lines) {
    if (event.type === 'PaymentPending') open[event.ref] = event.cents;
    else if (ENDS_HOLD.has(event.type)) delete open[event.ref];
  }
  return Object.values(open).reduce((sum, cents) => sum + cents, 0);
}
const ENDS_HOLD: ReadonlySet<EventType> = new Set(['PaymentPosted', 'PaymentVoided', 'PaymentExpired']);

export interface Head {
  readonly desk: string;
  readonly from: number;
  readonly at: number;
}

type Job = {
  readonly command: { readonly account: string };
  readonly account: Account;
  readonly foldingFrom: number;
  readonly foldingSinceUs: number;
};

/** How far each desk has come with folding this account: event by event, as its time goes. */
export function foldHeads(nodes: Nodes, account: string, usPerEvent: number, sinceEventUs: number): Head[] {
  return ['desk-a', 'desk-b'].flatMap((desk) => {
    const node = nodes[desk];
    const jobs = (node?.state as unknown as { readonly jobs?: Record<string, Job> } | null)?.jobs ?? {};
    return Object.values(jobs).flatMap((job) => {
      if (job.command.account !== account || job.account.version < 0) return [];
      const spentUs = node!.localClockUs - job.foldingSinceUs + sinceEventUs;
      const done = job.foldingFrom + Math.floor(spentUs / Math.max(1, usPerEvent));
      return [{ desk: desk === 'desk-a' ? 'A' : 'B', from: job.foldingFrom, at: Math.min(job.account.version, done) }];
    });
  });
}

/** For how long it stays marked what a desk has read backward. */
const LOOKED_US = 2_000_000;

/** What desks have read backward of this account just now. */
export function lookedBack(nodes: Nodes, account: string): Looked[] {
  return ['desk-a', 'desk-b'].flatMap((desk) => {
    const node = nodes[desk];
    const looked = (node?.state as unknown as { readonly looked?: (Looked & { stream: string; atUs: number }) | null })
      ?.looked;
    const isFresh = looked && looked.stream === account && node!.localClockUs - looked.atUs < LOOKED_US;
    return isFresh ? [looked] : [];
  });
}

/** Versions, from the newest back. */
export interface Looked {
  readonly newest: number;
  readonly oldest: number;
}

export function snapshotVersions(nodes: Nodes): Readonly<Record<string, number>> {
  const newest = (
    nodes['snapshots']?.state as unknown as { readonly newest?: Record<string, { readonly version: number }> } | null
  )?.newest;
  return Object.fromEntries(Object.entries(newest ?? {}).map(([stream, { version }]) => [stream, version]));
}

export interface Views {
  readonly live: View | null;
  readonly next: View | null;
}
export function views(nodes: Nodes): Views {
  const state = nodes['balances']?.state as unknown as
    | { readonly view: View; readonly next: View | null }
    | null
    | undefined;
  return { live: state?.view ?? null, next: state?.next ?? null };
}

/** What the auditor has found, as positions. */
export function foundAt(nodes: Nodes): number {
  return (nodes['auditor']?.state as unknown as { readonly foundAt?: number } | null)?.foundAt ?? -1;
}

/** As of a valid time: as it is known now, and as it was known then. Null where the auditor cannot be asked. */
export function asOf(
  nodes: Nodes,
  { account, beforeCents }: Tape,
  asOfUs: number,
): { known: number; told: number } | null {
  const entries = (stateOf(nodes, 'auditor') as { readonly entries: readonly Entry[] } | undefined)?.entries;
  if (entries === undefined) return null;
  const known = entries.filter(({ recordedUs }) => recordedUs <= asOfUs);
  return {
    known: beforeCents + balanceAsOf(entries, account, asOfUs),
    told: beforeCents + balanceAsOf(known, account, asOfUs),
  };
}

/** Owners as the views can read them; null while nobody can say. */
export const ownersOf = (nodes: Nodes): Readonly<Record<string, string>> | null =>
  (stateOf(nodes, 'balances') as { readonly names: Readonly<Record<string, string>> } | undefined)?.names ?? null;
