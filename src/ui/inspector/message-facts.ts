import type { Flight, Refusal, TraceIndex } from '../../derive/types.ts';
import { lossInWords } from '../../derive/losses.ts';
import { spanText, timeText } from '../../derive/time-text.ts';
import type { Seq, TraceEvent } from '../../kernel/trace.ts';

/** What became of a message, as it is known at the cursor. */
export function fateText(
  flight: Flight,
  cursorUs: number,
  cursorSeq: Seq,
  receiver: string,
  ending: TraceEvent | undefined,
  refusal?: Refusal,
): { readonly text: string; readonly tone: 'ok' | 'bad' | 'quiet' } {
  if (flight.sentSeq > cursorSeq) return { text: 'Not sent yet', tone: 'quiet' };
  const over = flight.endSeq >= 0 && flight.endSeq <= cursorSeq;
  if (flight.lost !== null) {
    const why = lossInWords(flight.lost, receiver);
    return over
      ? { text: `Lost at ${timeText(flight.endUs)}: ${why}`, tone: 'bad' }
      : { text: `Will be lost in ${spanText(flight.endUs - cursorUs)}: ${why}`, tone: 'bad' };
  }
  if (!over) return { text: `On its way, arrives in ${spanText(Math.max(0, flight.endUs - cursorUs))}`, tone: 'quiet' };
  if (ending?.kind === 'late')
    return { text: `Came too late at ${timeText(flight.endUs)}: nobody waits for it any more`, tone: 'bad' };
  if (refusal !== undefined) {
    const { name, got, have } = refusal.epoch;
    return { text: `Refused at ${timeText(refusal.timeUs)}: its ${name} ${got} is older than ${have}`, tone: 'bad' };
  }
  if (ending?.kind === 'wait')
    return { text: `Arrived at ${timeText(flight.endUs)} and waits for a free worker`, tone: 'quiet' };
  return { text: `Arrived at ${timeText(flight.endUs)}`, tone: 'ok' };
}

/** The refusal of a message as out of date, if there has been one by now. */
export const refusalOf = (index: TraceIndex, { transit }: Flight, cursorSeq: Seq): Refusal | undefined =>
  index.lastRefusals(transit.to, cursorSeq, Infinity).find((refusal) => refusal.transit?.id === transit.id);

/** Events that a message led to, by the cursor: what happened at its arrival, and what that caused. */
export function consequencesOf(index: TraceIndex, flight: Flight, cursorSeq: Seq, most: number): readonly TraceEvent[] {
  if (flight.endSeq < 0 || flight.endSeq > cursorSeq) return [];
  const causes = new Set<Seq>([flight.endSeq]);
  const found: TraceEvent[] = [];
  const first = index.events[flight.endSeq];
  if (first !== undefined) found.push(first);
  // What one message causes happens soon after it: a window keeps this cheap in a long run.
  const last = Math.min(cursorSeq, index.events.length - 1, flight.endSeq + 4_000);
  for (let seq = flight.endSeq + 1; seq <= last && found.length < most; seq++) {
    const event = index.events[seq]!;
    if (!causes.has(event.cause)) continue;
    causes.add(seq);
    found.push(event);
  }
  return found;
}
