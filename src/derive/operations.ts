import type { Us } from '../kernel/time.ts';
import type { Outcome, Seq, TraceEvent } from '../kernel/trace.ts';

/** One thing that a client asked of the system, from its first try to what it knows in the end. */
export interface Operation {
  readonly op: string;
  readonly name: string;
  readonly beganUs: Us;
  /** Null while it is under way. */
  readonly end: { readonly atUs: Us; readonly outcome: Outcome } | null;
}

/** Events that are looked through, back from the cursor: what ended long before is of no interest here. */
const LOOK_BACK = 6_000;

/** The node's newest operations at an event, by when they began or ended, newest first. */
export function operationsAt(
  events: readonly TraceEvent[],
  node: string,
  cursorSeq: Seq,
  most: number,
): readonly Operation[] {
  const found = new Map<string, Operation>();
  for (let seq = cursorSeq; seq >= 0 && seq > cursorSeq - LOOK_BACK && found.size < most; seq -= 1) {
    const event = events[seq];
    if (event?.node !== node) continue;
    for (const effect of event.effects.toReversed()) {
      if ((effect.kind !== 'begin' && effect.kind !== 'end') || found.has(effect.op)) continue;
      const { op, name } = effect;
      found.set(
        op,
        effect.kind === 'begin'
          ? { op, name, beganUs: event.timeUs, end: null }
          : { op, name, beganUs: effect.beganUs, end: { atUs: event.timeUs, outcome: effect.outcome } },
      );
    }
  }
  return [...found.values()].slice(0, most);
}
