import type { Us } from '../../kernel/time.ts';
import type { Effect, Outcome, TraceEvent } from '../../kernel/trace.ts';

/** Figures that lessons and tests read from a trace. */

type Events = readonly TraceEvent[];
type Note = Extract<Effect, { kind: 'note' }>;

export interface Noted {
  readonly atUs: Us;
  readonly node: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every time that a rule fired, at one node or anywhere. */
export function noted(events: Events, rule: string, node?: string): Noted[] {
  return collect(events, (effect, event) =>
    effect.kind === 'note' && effect.rule === rule && (node === undefined || event.node === node)
      ? { atUs: event.timeUs, node: event.node, text: effect.text, data: dataOf(effect) }
      : null,
  );
}

const dataOf = ({ data }: Note): Readonly<Record<string, unknown>> =>
  data !== null && typeof data === 'object' ? (data as unknown as Readonly<Record<string, unknown>>) : {};

/** Requests that a node, or anybody, has refused because its queue was full. */
export const overflows = (events: Events, node?: string): number =>
  events.filter((event) => event.kind === 'overflow' && (node === undefined || event.node === node)).length;

export interface Ended {
  readonly atUs: Us;
  readonly node: string;
  readonly outcome: Outcome;
  readonly tookUs: Us;
}

/** Operations of one name that ended between two times, the second not included. */
export function ended(events: Events, op: string, fromUs: Us = 0, toUs: Us = Infinity): Ended[] {
  return collect(events, (effect, event) =>
    effect.kind === 'end' && effect.name === op && event.timeUs >= fromUs && event.timeUs < toUs
      ? { atUs: event.timeUs, node: event.node, outcome: effect.outcome, tookUs: event.timeUs - effect.beganUs }
      : null,
  );
}

/** Share that ended well, in whole percent; −1 where none ended. */
export function okPct(operations: readonly Ended[]): number {
  return operations.length === 0
    ? -1
    : Math.round((operations.filter((each) => each.outcome === 'ok').length * 100) / operations.length);
}

/** The last value that a metric had before a time; −1 where it had none. */
export function metricBefore(events: Events, node: string, metric: string, beforeUs: Us = Infinity): number {
  return (
    collect(events, (effect, event) =>
      event.node === node && effect.kind === 'metric' && effect.name === metric && event.timeUs < beforeUs
        ? effect.value
        : null,
    ).at(-1) ?? -1
  );
}

/** When a lane of a node first came into a state after a time; −1: it did not. */
export function becameAt(events: Events, node: string, state: string, afterUs: Us = 0): Us {
  return (
    collect(events, (effect, event) =>
      event.node === node && effect.kind === 'become' && effect.to === state && event.timeUs >= afterUs
        ? event.timeUs
        : null,
    )[0] ?? -1
  );
}

/** Requests that were refused for an old map and sent on, legs of a scatter not counted. */
export const movedOn = (events: Events): Noted[] =>
  noted(events, 'redirected').filter(({ data }) => data['had'] !== undefined);

/** Writes that shards have taken although their own map gives the key to another. */
export const strayWrites = (events: Events): Noted[] =>
  noted(events, 'write accepted').filter(({ data }) => data['mine'] === false && data['asking'] === false);

export const inSeconds = (us: Us): string => `${(Math.round(us / 100_000) / 10).toFixed(1)} s`;

function collect<T>(events: Events, pick: (effect: Effect, event: TraceEvent) => T | null): T[] {
  const found: T[] = [];
  for (const event of events) {
    for (const effect of event.effects) {
      const picked = pick(effect, event);
      if (picked !== null) found.push(picked);
    }
  }
  return found;
}
