import type { Flight, TraceIndex } from '../../derive/types.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';

/** What the diagram shows: a stretch of time around the cursor. */
export interface TimeWindow {
  readonly fromUs: Us;
  readonly toUs: Us;
}

/** How much time fits in, from close to far. */
export const SPANS_US: readonly Us[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map(ms),
  ...[1, 2, 5, 10, 20, 60].map(seconds),
];

/** The cursor stands here in the window while there is time on both sides: more past than future. */
const CURSOR_AT = 0.7;

export function windowAround(cursorUs: Us, spanUs: Us, untilUs: Us): TimeWindow {
  const length = Math.min(spanUs, untilUs);
  const fromUs = Math.round(Math.min(Math.max(0, cursorUs - CURSOR_AT * length), untilUs - length));
  return { fromUs, toUs: fromUs + length };
}

/** The closest span that shows about `wanted` events, as dense as they lie in the run on average. */
export function spanFor(events: number, headUs: Us, wanted: number): Us {
  if (events === 0 || headUs === 0) return SPANS_US[Math.floor(SPANS_US.length / 2)]!;
  const us = (wanted * headUs) / events;
  return SPANS_US.find((span) => span >= us) ?? SPANS_US.at(-1)!;
}

/** The next span closer (−1) or farther (1). */
export function nextSpan(spanUs: Us, direction: 1 | -1): Us {
  const next = direction === 1 ? SPANS_US.find((span) => span > spanUs) : SPANS_US.findLast((span) => span < spanUs);
  return next ?? spanUs;
}

export interface WindowContent {
  readonly events: readonly TraceEvent[];
  readonly flights: readonly Flight[];
  /** More lies in the window than is drawn. */
  readonly isCut: boolean;
}

/** Events in the window, and every message whose way touches it; of too many, the latest. */
export function contentOf(index: TraceIndex, { fromUs, toUs }: TimeWindow, most: number): WindowContent {
  const first = index.seqAt(fromUs - 1) + 1;
  const end = index.seqAt(toUs) + 1;
  const from = Math.max(first, end - most);
  const events = index.events.slice(from, end);
  const flights = new Map<string, Flight>();
  const startUs = from === first ? fromUs : events[0]!.timeUs;
  for (const flight of index.inFlight(startUs)) flights.set(flight.transit.id, flight);
  for (const event of events) {
    for (const effect of event.effects) {
      const flight = effect.kind === 'send' ? index.flight(effect.transit.id) : undefined;
      if (flight) flights.set(flight.transit.id, flight);
    }
  }
  return { events, flights: [...flights.values()], isCut: from > first };
}
