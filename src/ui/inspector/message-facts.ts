import type { Flight, TraceIndex } from '../../derive/types.ts';
import { lossInWords } from '../../derive/losses.ts';
import { spanText, timeText } from '../../derive/time-text.ts';
import type { Seq, TraceEvent } from '../../kernel/trace.ts';
import { staleIn } from '../../pattern-kit/epoch.ts';

/** What became of a message, as it is known at the cursor. */
export function fateText(
  flight: Flight,
  cursorUs: number,
  cursorSeq: Seq,
  receiver: string,
  ending: TraceEvent | undefined,
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
  if (ending?.kind === 'wait')
    return { text: `Arrived at ${timeText(flight.endUs)} and waits for a free worker`, tone: 'quiet' };
  const stale = ending === undefined ? null : staleIn(ending);
  if (stale !== null) {
    const { name, got, have } = stale;
    return { text: `Refused at ${timeText(flight.endUs)}: its ${name} ${got} is older than ${have}`, tone: 'bad' };
  }
  return { text: `Arrived at ${timeText(flight.endUs)}`, tone: 'ok' };
}

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
