import type { Json } from '../../kernel/json.ts';
import { US_PER_MS, type Us } from '../../kernel/time.ts';
import type { Effect, Outcome, TraceEvent } from '../../kernel/trace.ts';
import type { Msg } from './messages.ts';

/** Figures that lessons and tests read from a trace. */

export interface Noted {
  readonly atUs: Us;
  readonly node: string;
  readonly text: string;
  readonly data: Json | undefined;
}

function collect<T>(events: readonly TraceEvent[], pick: (effect: Effect, event: TraceEvent) => T | null): T[] {
  const found: T[] = [];
  for (const event of events)
    for (const effect of event.effects) {
      const picked = pick(effect, event);
      if (picked !== null) found.push(picked);
    }
  return found;
}

/** Every time a rule fired, in order. */
export const notes = (events: readonly TraceEvent[], rule: string, fromUs: Us = 0, toUs: Us = Infinity): Noted[] =>
  collect(events, (effect, { timeUs, node }) =>
    effect.kind === 'note' && effect.rule === rule && timeUs >= fromUs && timeUs < toUs
      ? { atUs: timeUs, node, text: effect.text, data: effect.data }
      : null,
  );

export const count = (events: readonly TraceEvent[], rule: string, fromUs: Us = 0, toUs: Us = Infinity): number =>
  notes(events, rule, fromUs, toUs).length;

export const outcomes = (events: readonly TraceEvent[], outcome: Outcome): number =>
  collect(events, (effect) => (effect.kind === 'end' && effect.outcome === outcome ? true : null)).length;

/** Largest value that a metric of a node has had between two times. */
export const peak = (
  events: readonly TraceEvent[],
  node: string,
  metric: string,
  fromUs: Us = 0,
  toUs: Us = Infinity,
): number =>
  collect(events, (effect, event) =>
    effect.kind === 'metric' &&
    effect.name === metric &&
    event.node === node &&
    event.timeUs >= fromUs &&
    event.timeUs < toUs
      ? effect.value
      : null,
  ).reduce((most, value) => Math.max(most, value), 0);

/** Every change of a lane, in order. */
export const moves = (
  events: readonly TraceEvent[],
  node: string,
  lane = 'main',
): { atUs: Us; from: string; to: string; why: string }[] =>
  collect(events, (effect, event) =>
    effect.kind === 'become' && effect.lane === lane && event.node === node
      ? { atUs: event.timeUs, from: effect.from, to: effect.to, why: effect.why }
      : null,
  );

/** Generations that a group was handed out in. */
export const generations = (events: readonly TraceEvent[], group: string): number[] =>
  notes(events, 'assignment').flatMap(({ data }) => {
    const { group: name, generation } = data as { readonly group: string; readonly generation: number };
    return name === group ? [generation] : [];
  });

export const inSeconds = (us: Us): string => `${(Math.round(us / (100 * US_PER_MS)) / 10).toFixed(1)} s`;

/** Readings of a sensor that a group gets behind one that the gateway took in later; repetitions do not count. */
export function inversions(events: readonly TraceEvent[], group: string): number {
  const takenIn = new Map<number, number>();
  const sensors = new Map<number, string>();
  const newest = new Map<string, number>();
  const seen = new Set<number>();
  let found = 0;
  for (const { kind, transit, effects } of events) {
    for (const effect of effects) {
      if (effect.kind !== 'note' || effect.rule !== 'taken in') continue;
      const { reading } = effect.data as { readonly reading: number };
      if (!takenIn.has(reading)) takenIn.set(reading, takenIn.size);
    }
    if (kind !== 'deliver' || transit === undefined) continue;
    const message = transit.message as unknown as Msg;
    if (message.type === 'PUBLISH') sensors.set(message.reading, message.sensor);
    if (message.type !== 'Apply' || message.group !== group || seen.has(message.reading)) continue;
    const { reading } = message;
    const sensor = sensors.get(reading) ?? '';
    seen.add(reading);
    const order = takenIn.get(reading) ?? 0;
    if (order < (newest.get(sensor) ?? 0)) found++;
    newest.set(sensor, Math.max(order, newest.get(sensor) ?? 0));
  }
  return found;
}

/** The longest time between two results of a group. */
export function longestSilence(events: readonly TraceEvent[], group: string, fromUs: Us, toUs: Us): Us {
  const times = notes(events, `${group} result`, fromUs, toUs).map(({ atUs }) => atUs);
  let longest = 0;
  for (let i = 1; i < times.length; i++) longest = Math.max(longest, times[i]! - times[i - 1]!);
  return longest;
}

/** Readings acknowledged before a time, and without a result of the group to the end. */
export function unprocessed(events: readonly TraceEvent[], group: string, beforeUs: Us): number[] {
  const done = new Set(readingsOf(notes(events, `${group} result`)));
  return readingsOf(notes(events, 'acknowledged', 0, beforeUs)).filter((reading) => !done.has(reading));
}

const readingsOf = (found: readonly Noted[]): number[] =>
  found.flatMap(({ data }) => {
    const { reading, readings } = data as { readonly reading?: number; readonly readings?: readonly number[] };
    return readings ?? (reading === undefined ? [] : [reading]);
  });
