import type { World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { CUSTOMERS, SHOP, type EventType } from './programs/events.ts';
import { historySum } from './programs/history.ts';
import type { StoredEvent, StoredLeg } from './programs/line.ts';
import { takeAsItIs } from './programs/upcasters.ts';

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

export type Stored = StoredEvent;

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
  if (event === asked) return found;
  asked = event;
  found = NONE;
  for (const effect of event.effects) {
    if (effect.kind !== 'note' || effect.rule !== 'appended') continue;
    const stored = takeAsItIs(effect.data as string);
    found = found.length === 0 ? [stored] : [...found, stored];
  }
  return found;
}
const NONE: readonly Stored[] = [];
/** Many ask about the same event, one after the other. */
let asked: TraceEvent | null = null;
let found = NONE;

export function isTampering(event: TraceEvent): boolean {
  if (event.node !== 'store' || event.kind !== 'command') return false;
  return event.effects.some((effect) => effect.kind === 'note' && effect.rule === 'an old event was edited');
}

/** In cents, whichever schema it was written in. */
export const amount = ({ cents, euros }: Pick<StoredLeg, 'cents' | 'euros'>): number => cents + euros * 100;
export function total(legs: readonly StoredLeg[]): number {
  let sum = 0;
  for (const leg of legs) sum += amount(leg);
  return sum;
}

/** Enters what is new; a store that was restarted tells its last events again. */
export function enter(books: Books, stored: Stored): boolean {
  if (stored.position < books.next) return false;
  const { stream, type } = stored;
  books.next = stored.position + 1;
  books.versions[stream] = stored.version + 1;
  for (const leg of stored.credits) books.cents[leg.account] = (books.cents[leg.account] ?? 0) + amount(leg);
  for (const leg of stored.debits) books.cents[leg.account] = (books.cents[leg.account] ?? 0) - amount(leg);
  const sign = type === 'PaymentPending' ? 1 : HOLDS_END.includes(type) ? -1 : 0;
  const held = (books.held[stream] ?? 0) + sign * amount(stored);
  books.held[stream] = held;
  const after = (books.after[stream] ??= { base: stored.version, at: [] });
  after.at.push([books.cents[stream] ?? 0, held]);
  return true;
}
const HOLDS_END: readonly EventType[] = ['PaymentPosted', 'PaymentVoided', 'PaymentExpired'];

export const isCustomer = (stream: string): boolean =>
  stream === SHOP || (CUSTOMERS as readonly string[]).includes(stream);
