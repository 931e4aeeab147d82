import type { World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { viewDigest } from './programs/balance-view.ts';
import { CUSTOMERS, SHOP, type EventType, type RawData, type RawLeg } from './programs/events.ts';
import { historySum } from './programs/history.ts';

/**
 * A second set of books, kept from the trace alone: what the store says it has stored, added up by
 * other means than the programs use. Properties compare the two.
 */
export interface Books {
  /** Next position, and next version of each stream. */
  next: number;
  versions: Record<string, number>;
  cents: Record<string, number>;
  held: Record<string, number>;
  /** Balance and hold of a stream after each of its events, from `base` on. */
  after: Record<string, { base: number; at: (readonly [cents: number, held: number])[] }>;
  /** Somebody edited what was stored: from then on programs may see something else. */
  tampered: boolean;
}

export interface Stored {
  readonly id: string;
  readonly type: EventType;
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  readonly data: RawData;
  readonly command: string;
  readonly hash: string;
}

export function openBooks(world: Pick<World, 'settings'>): Books {
  const history = Number(world.settings['store.history'] ?? 0);
  const cents = historySum({ stream: SHOP, from: 0, count: history });
  return {
    next: history,
    versions: { [SHOP]: history },
    cents: { [SHOP]: cents, cash: -cents },
    held: {},
    after: { [SHOP]: { base: history - 1, at: [[cents, 0]] } },
    tampered: false,
  };
}

/** The newly stored events that this trace event tells of; nothing where it tells of none. */
export function storedIn(event: TraceEvent): readonly Stored[] {
  if (event.node !== 'store') return NONE;
  let found: Stored[] | null = null;
  for (const effect of event.effects)
    if (effect.kind === 'note' && effect.rule === 'appended') (found ??= []).push(effect.data as unknown as Stored);
  return found ?? NONE;
}
const NONE: readonly Stored[] = [];

export function isTampering(event: TraceEvent): boolean {
  if (event.node !== 'store' || event.kind !== 'command') return false;
  return event.effects.some((effect) => effect.kind === 'note' && effect.rule === 'an old event was edited');
}

export const amount = ({ cents, euros }: Pick<RawLeg, 'cents' | 'euros'>): number => cents ?? (euros ?? 0) * 100;
export const total = (legs: readonly RawLeg[]): number => legs.reduce((sum, leg) => sum + amount(leg), 0);

/** Enters what is new; a store that was restarted tells its last events again. */
export function enter(books: Books, stored: Stored): boolean {
  if (stored.position < books.next) return false;
  const { stream, type, data } = stored;
  books.next = stored.position + 1;
  books.versions[stream] = stored.version + 1;
  for (const leg of data.credits) books.cents[leg.account] = (books.cents[leg.account] ?? 0) + amount(leg);
  for (const leg of data.debits) books.cents[leg.account] = (books.cents[leg.account] ?? 0) - amount(leg);
  const sign = type === 'PaymentPending' ? 1 : HOLDS_END.includes(type) ? -1 : 0;
  const held = (books.held[stream] ?? 0) + sign * amount(data);
  books.held[stream] = held;
  const after = (books.after[stream] ??= { base: stored.version, at: [] });
  after.at.push([books.cents[stream] ?? 0, held]);
  return true;
}
const HOLDS_END: readonly EventType[] = ['PaymentPosted', 'PaymentVoided', 'PaymentExpired'];

export const isCustomer = (stream: string): boolean =>
  stream === SHOP || (CUSTOMERS as readonly string[]).includes(stream);

export const digestOf = (books: Books): number =>
  viewDigest(
    (account) => books.cents[account] ?? 0,
    (account) => books.held[account] ?? 0,
  );
