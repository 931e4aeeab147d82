import type { Flight, TraceIndex } from '../../derive/types.ts';
import type { EventKind, Seq, TraceEvent } from '../../kernel/trace.ts';

/** What became of a message at a node, in one word. */
const FATES: Readonly<Partial<Record<EventKind, string>>> = {
  deliver: 'handled',
  take: 'taken from the queue',
  reply: 'answer',
  timeout: 'timed out',
  late: 'too late',
  wait: 'queued',
  overflow: 'refused, queue full',
  lost: 'lost',
  reset: 'connection broke',
};

export const fateOf = (kind: EventKind): string => FATES[kind] ?? kind;

/** What is on its way from or to a node at this moment, the next to arrive first. */
export function flightsOf(index: TraceIndex, node: string, timeUs: number): readonly Flight[] {
  return index
    .inFlight(timeUs)
    .filter((flight) => flight.transit.from === node || flight.transit.to === node)
    .toSorted((a, b) => a.endUs - b.endUs);
}

/** The last events at a node that handled, queued, refused or lost a message, newest first. */
export function handledAt(index: TraceIndex, node: string, cursorSeq: Seq, most: number): readonly TraceEvent[] {
  const found: TraceEvent[] = [];
  let at = cursorSeq < 0 ? null : index.previousOf(node, cursorSeq + 1);
  // A node with many timers and few messages must not make this walk the whole run.
  for (let steps = 0; at !== null && found.length < most && steps < 2_000; steps++) {
    const event = index.events[at];
    if (event !== undefined && event.node === node && event.transit !== undefined && event.kind in FATES)
      found.push(event);
    at = index.previousOf(node, at);
  }
  return found;
}
