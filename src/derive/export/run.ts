import type { Topology } from '../../kernel/topology.ts';
import type { TraceEvent, Transit } from '../../kernel/trace.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { FindTransit } from '../narrate.ts';

/** What is exported: a run as far as it is known, with the words for it. */
export interface ExportedRun {
  readonly pattern: ShownPattern;
  readonly topology: Topology;
  readonly events: readonly TraceEvent[];
}

/** Messages by id, as an event names them. */
export function transitsIn(events: readonly TraceEvent[]): FindTransit {
  const known = new Map<string, Transit>();
  for (const { effects } of events)
    for (const effect of effects) if (effect.kind === 'send') known.set(effect.transit.id, effect.transit);
  return (id) => known.get(id);
}
