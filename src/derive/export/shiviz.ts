import type { TraceEvent } from '../../kernel/trace.ts';
import { headline } from '../narrate.ts';
import { transitsIn, type ExportedRun } from './run.ts';

type VectorClock = ReadonlyMap<string, number>;

/**
 * A run as a log with vector clocks, in the form that ShiViz reads without further settings: a line in
 * words, a line with host and clock. Every event of a node counts one up there, so none may be left out.
 */
export function shivizLog({ pattern, topology, events }: ExportedRun): string {
  const find = transitsIn(events);
  const clocks = new Map<string, VectorClock>();
  const sent = new Map<string, VectorClock>();
  const lines: string[] = [];
  for (const event of events) {
    if (event.node === '') continue;
    const clock = ticked(clocks.get(event.node), event, sent);
    clocks.set(event.node, clock);
    for (const effect of event.effects) if (effect.kind === 'send') sent.set(effect.transit.id, clock);
    const words = headline(event, pattern, topology, find) || event.kind;
    lines.push(words.replaceAll(/\s+/g, ' '), `${event.node} ${JSON.stringify(Object.fromEntries(clock))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** One more event here, after all that its sender knew where it brings a message. */
function ticked(
  own: VectorClock = new Map(),
  { node, transit }: TraceEvent,
  sent: ReadonlyMap<string, VectorClock>,
): VectorClock {
  const clock = new Map(own);
  const brought = transit?.to === node ? sent.get(transit.id) : undefined;
  for (const [host, count] of brought ?? []) clock.set(host, Math.max(count, clock.get(host) ?? 0));
  clock.set(node, (own.get(node) ?? 0) + 1);
  return clock;
}
