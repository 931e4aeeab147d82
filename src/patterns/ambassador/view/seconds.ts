import { US_PER_S, type Us } from '../../../kernel/time.ts';
import type { Topology } from '../../../kernel/topology.ts';
import type { Seq, TraceEvent } from '../../../kernel/trace.ts';
import { firstSince } from './spans.ts';

/** What travellers got in one second of the run. */
export interface Second {
  served: number;
  failed: number;
  unknown: number;
}

interface Run {
  readonly events: readonly TraceEvent[];
  readonly cursorSeq: Seq;
  readonly topology: Topology;
}

/** Every second up to the cursor. */
export function secondsOf({ events, cursorSeq }: Run): Second[] {
  const seconds: Second[] = [];
  for (let seq = 0; seq <= cursorSeq && seq < events.length; seq += 1) {
    const event = events[seq]!;
    if (event.node !== 'travellers') continue;
    for (const effect of event.effects) {
      if (effect.kind !== 'end') continue;
      const at = Math.floor(event.timeUs / US_PER_S);
      while (seconds.length <= at) seconds.push({ served: 0, failed: 0, unknown: 0 });
      seconds[at]![effect.outcome === 'ok' ? 'served' : effect.outcome === 'fail' ? 'failed' : 'unknown'] += 1;
    }
  }
  return seconds;
}

/** Times between which something outside was wrong, as far as the cursor: faults with a duration, modes and dials. */
export function troublesOf({ events, cursorSeq }: Run): { readonly fromUs: Us; readonly toUs: Us }[] {
  const troubles: { readonly fromUs: Us; readonly toUs: Us }[] = [];
  for (let seq = 0; seq <= cursorSeq && seq < events.length; seq += 1) {
    const { kind, action, timeUs } = events[seq]!;
    if (kind === 'action' && action?.forUs !== undefined)
      troubles.push({ fromUs: timeUs, toUs: timeUs + action.forUs });
  }
  return troubles;
}

/** Attempts at the providers for each request of a traveller, over the last while; null where nobody asked. */
export function amplification({ events, cursorSeq, topology }: Run, sinceUs: Us): number | null {
  const outside = new Set(topology.nodes.flatMap((node) => (node.program === 'provider' ? [node.id] : [])));
  let requests = 0;
  let attempts = 0;
  for (let seq = firstSince(events, cursorSeq, sinceUs); seq <= cursorSeq; seq += 1) {
    const event = events[seq]!;
    if (event.node === 'travellers') for (const effect of event.effects) requests += effect.kind === 'begin' ? 1 : 0;
    const arrives = event.kind === 'deliver' || event.kind === 'wait' || event.kind === 'overflow';
    if (arrives && event.transit?.message.type === 'Attempt' && outside.has(event.node)) attempts += 1;
  }
  return requests === 0 ? null : attempts / requests;
}
