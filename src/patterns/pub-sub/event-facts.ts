import type { TraceEvent } from '../../kernel/trace.ts';

/** What of an event the properties have to look at: most events concern none of them. */
export const NOTED = 1;
/** A high-water mark rose. */
export const MARKED = 2;
/** Consumers are sent records. */
export const SERVED = 4;

let seen: TraceEvent | undefined;
let facts = 0;

/** One look at an event for all properties. It is remembered for as long as they all ask about the same one. */
export function factsOf(event: TraceEvent): number {
  if (event === seen) return facts;
  seen = event;
  facts = 0;
  for (const effect of event.effects) {
    if (effect.kind === 'note') facts |= NOTED;
    else if (effect.kind === 'metric') facts |= effect.name.startsWith('mark ') ? MARKED : 0;
    else if (effect.kind === 'send') facts |= effect.transit.message.type === 'Records' ? SERVED : 0;
  }
  return facts;
}
