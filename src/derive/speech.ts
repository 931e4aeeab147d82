import { US_PER_S } from '../kernel/time.ts';
import type { Seq } from '../kernel/trace.ts';
import type { TraceIndex } from './types.ts';

/** How long something of interest is worth telling while the run goes on, s of the reader's time. */
const WORTH_TELLING_S = 4;

/**
 * The event to speak of at the cursor. Paused: the very event. Playing: the newest of interest, as
 * long as it is fresh at this speed, so that the plain ones do not sweep it away; else the event.
 */
export function spokenSeq(index: TraceIndex, seq: Seq, playing: boolean, speed: number): Seq {
  if (!playing) return seq;
  const recent = index.previousInteresting(seq + 1);
  if (recent === null) return seq;
  const now = index.events[seq]?.timeUs ?? 0;
  const then = index.events[recent]?.timeUs ?? 0;
  return now - then <= WORTH_TELLING_S * US_PER_S * speed ? recent : seq;
}
