import type { Us } from '../../kernel/time.ts';
import type { Effect, Outcome, TraceEvent } from '../../kernel/trace.ts';
import type { Leads } from './raft-properties.ts';

/** Figures that lessons and tests read from a trace. */

type Events = readonly TraceEvent[];

function collect<T>(events: Events, pick: (effect: Effect, event: TraceEvent) => T | undefined): T[] {
  const found: T[] = [];
  for (const event of events)
    for (const effect of event.effects) {
      const picked = pick(effect, event);
      if (picked !== undefined) found.push(picked);
    }
  return found;
}

export interface Won {
  readonly atUs: Us;
  readonly node: string;
  readonly term: number;
}

/** Everybody who became leader, of a term or, without consensus, by promotion (term 0). */
export const leaders = (events: Events, fromUs: Us = 0, toUs: Us = Infinity): Won[] =>
  collect(events, (effect, { timeUs, node }) => {
    if (effect.kind !== 'note' || timeUs < fromUs || timeUs >= toUs) return undefined;
    if (effect.rule === 'becomes leader') return { atUs: timeUs, node, term: (effect.data as unknown as Leads).term };
    return effect.rule === 'promotes itself' ? { atUs: timeUs, node, term: 0 } : undefined;
  });

export const notes = (
  events: Events,
  rule: string,
  fromUs: Us = 0,
  toUs: Us = Infinity,
): { atUs: Us; node: string }[] =>
  collect(events, (effect, { timeUs, node }) =>
    effect.kind === 'note' && effect.rule === rule && timeUs >= fromUs && timeUs < toUs
      ? { atUs: timeUs, node }
      : undefined,
  );

export interface Ended {
  readonly atUs: Us;
  readonly client: string;
  readonly name: string;
  readonly outcome: Outcome;
}

/** Operations that ended between two times, the second not included. */
export const ended = (events: Events, fromUs: Us, toUs: Us): Ended[] =>
  collect(events, (effect, { timeUs, node }) =>
    effect.kind === 'end' && timeUs >= fromUs && timeUs < toUs
      ? { atUs: timeUs, client: node, name: effect.name, outcome: effect.outcome }
      : undefined,
  );

/** Writes, of clients that are told so, that were done: by client. */
export function written(events: Events, fromUs: Us, toUs: Us): { first: number; second: number } {
  const done = ended(events, fromUs, toUs).filter(({ name, outcome }) => name !== 'read' && outcome === 'ok');
  const first = done.filter(({ client }) => client === 'client-1').length;
  return { first, second: done.length - first };
}

/** Last value of a metric of a node; 0 where it has none. */
export const metric = (events: Events, node: string, name: string): number =>
  collect(events, (effect, event) =>
    event.node === node && effect.kind === 'metric' && effect.name === name ? effect.value : undefined,
  ).at(-1) ?? 0;

export const reached = (events: Events, property: string): boolean =>
  collect(events, (effect) =>
    effect.kind === 'verdict' && effect.property === property && effect.status === 'reached' ? true : undefined,
  ).length > 0;

export const violated = (events: Events, property: string): boolean =>
  collect(events, (effect) =>
    effect.kind === 'verdict' && effect.property === property && effect.status === 'violated' ? true : undefined,
  ).length > 0;

/** How many clocks were set to run at 1.9 times the speed. */
export const fastClocks = (events: Events): number =>
  collect(events, (effect) =>
    effect.kind === 'condition' && effect.name === 'clockDrift' && effect.value === 900_000 ? true : undefined,
  ).length;

/** Longest time without a done write between two times. */
export function longestGapUs(events: Events, fromUs: Us, toUs: Us): Us {
  let lastUs = fromUs;
  let longestUs = 0;
  for (const { atUs, name, outcome } of ended(events, fromUs, toUs)) {
    if (name === 'read' || outcome !== 'ok') continue;
    longestUs = Math.max(longestUs, atUs - lastUs);
    lastUs = atUs;
  }
  return Math.max(longestUs, toUs - lastUs);
}

/** How many replicas have been down at the same time. */
export function mostDown(events: Events): number {
  const down = new Set<string>();
  let most = 0;
  for (const { effects } of events)
    for (const effect of effects) {
      if (effect.kind !== 'status' || !effect.node.startsWith('n')) continue;
      if (effect.status === 'down') down.add(effect.node);
      else down.delete(effect.node);
      most = Math.max(most, down.size);
    }
  return most;
}

export const inSeconds = (us: Us): string => `${(Math.round(us / 10_000) / 100).toFixed(2)} s`;
export const label = (node: string): string => `replica ${node.slice(1)}`;
