import type { LedgerEvent } from './events.ts';
import { NEWEST_SCHEMA, parse, positionOf, type Line, type StoredEvent, type StoredLeg } from './line.ts';

/**
 * Old events are never rewritten; they are brought to the newest shape each time they are read. One
 * upcaster for each step, applied in order: 1 → 2 → 3.
 */
export type Upcaster = (event: StoredEvent) => StoredEvent;

/** Schema 1 counted whole euros. */
const eurosToCents: Upcaster = (event) => {
  const inCents = (leg: StoredLeg): StoredLeg => ({ ...leg, cents: leg.euros * 100 });
  return {
    ...event,
    cents: event.euros * 100,
    debits: event.debits.map(inCents),
    credits: event.credits.map(inCents),
  };
};

/** Schema 2 had no valid time: what was recorded counted from then on. */
const validWhenRecorded: Upcaster = (event) => ({ ...event, validUs: event.recordedUs });

/** Index 0 leads from schema 1 to schema 2. */
export const UPCASTERS: readonly Upcaster[] = [eurosToCents, validWhenRecorded];

export type Read = (line: Line) => LedgerEvent;

/** How many lines a reader remembers. */
const REMEMBERED = 8_192;

/**
 * How programs read: through the chain, or, without it, taking an old event for a new one, in which
 * there is zero where its amount should be. The same line always reads alike, so it need not be taken
 * apart each time that one passes by.
 */
export function readerWith(upcasters: readonly Upcaster[]): (line: Line) => StoredEvent {
  const known = new Map<number, { readonly line: Line; readonly event: StoredEvent }>();
  /** What all who subscribe read one after the other. */
  let newest: { readonly line: Line; readonly event: StoredEvent } | undefined;
  return (line) => {
    if (newest !== undefined && newest.line === line) return newest.event;
    // By position, and not by the line itself: text that is a key becomes slow to hash.
    const position = positionOf(line);
    newest = known.get(position);
    if (newest !== undefined && newest.line === line) return newest.event;
    let event = parse(line);
    for (let step = event.schema; step < NEWEST_SCHEMA; step += 1) event = upcasters[step - 1]?.(event) ?? event;
    if (known.size >= REMEMBERED) known.clear();
    newest = { line, event };
    known.set(position, newest);
    return event;
  };
}

export const upcast = readerWith(UPCASTERS);
export const takeAsItIs = readerWith([]);
