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
  /** Next position. */
  next: number;
  cents: Record<string, number>;
  held: Record<string, number>;
  /** Somebody edited what was stored: from then on programs may see something else. */
  tampered: boolean;
}

export type Stored = StoredEvent;

export const historyOf = (world: Pick<World, 'settings'>): number => Number(world.settings['store.history'] ?? 0);

export function openBooks(world: Pick<World, 'settings'>): Books {
  const history = historyOf(world);
  const cents = historySum({ stream: SHOP, from: 0, count: history });
  return { next: history, cents: { [SHOP]: cents, cash: -cents }, held: {}, tampered: false };
}

/** The newly stored events that this trace event tells of; nothing where it tells of none. */
export function storedIn(event: TraceEvent): readonly Stored[] {
  if (event.node !== 'store') return NONE;
  if (event === asked) return found;
  asked = event;
  found = NONE;
  const { effects } = event;
  for (let i = 0; i < effects.length; i += 1) {
    const effect = effects[i]!;
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
  if (event.kind !== 'command' || event.node !== 'store') return false;
  return event.effects.some((effect) => effect.kind === 'note' && effect.rule === 'an old event was edited');
}

/** In cents, whichever schema it was written in. */
export const amount = ({ cents, euros }: Pick<StoredLeg, 'cents' | 'euros'>): number => cents + euros * 100;
export function total(legs: readonly StoredLeg[]): number {
  let sum = 0;
  for (let i = 0; i < legs.length; i += 1) sum += amount(legs[i]!);
  return sum;
}

function book(cents: Record<string, number>, legs: readonly StoredLeg[], sign: number): void {
  for (let i = 0; i < legs.length; i += 1) {
    const leg = legs[i]!;
    cents[leg.account] = (cents[leg.account] ?? 0) + sign * amount(leg);
  }
}

/** Enters what is new; a store that was restarted tells its last events again. */
export function enter(books: Books, stored: Stored): boolean {
  if (stored.position < books.next) return false;
  const { stream, type } = stored;
  books.next = stored.position + 1;
  book(books.cents, stored.credits, 1);
  book(books.cents, stored.debits, -1);
  if (type === 'PaymentPending') books.held[stream] = (books.held[stream] ?? 0) + amount(stored);
  else if (HOLDS_END.includes(type)) books.held[stream] = (books.held[stream] ?? 0) - amount(stored);
  return true;
}
const HOLDS_END: readonly EventType[] = ['PaymentPosted', 'PaymentVoided', 'PaymentExpired'];

export const isCustomer = (stream: string): boolean =>
  stream === SHOP || (CUSTOMERS as readonly string[]).includes(stream);
