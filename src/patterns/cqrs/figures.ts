import { US_PER_MS, US_PER_S, type Us } from '../../kernel/time.ts';
import type { Effect, Outcome, TraceEvent } from '../../kernel/trace.ts';
import { appendedBy, committedBy, noteOf, type Applied } from './reading.ts';

/** Figures that lesson and tests read from a trace. */

export interface Ended {
  readonly atUs: Us;
  readonly outcome: Outcome;
  readonly tookMs: number;
  readonly output: {
    readonly status?: string;
    readonly product?: string;
    readonly asOf?: number;
    readonly order?: number;
  };
}

/** Operations of this name that ended between two times, the second not included. */
export function ended(events: readonly TraceEvent[], op: string, fromUs: Us = 0, toUs: Us = Infinity): Ended[] {
  return collect(events, '', (effect, atUs) =>
    effect.kind === 'end' && effect.name === op && atUs >= fromUs && atUs < toUs
      ? {
          atUs,
          outcome: effect.outcome,
          tookMs: Math.round((atUs - effect.beganUs) / US_PER_MS),
          output: (effect.output ?? {}) as Ended['output'],
        }
      : null,
  );
}

/** When a rule fired at a node; all nodes where it is empty. */
export function notes(events: readonly TraceEvent[], node: string, rule: string, fromUs: Us = 0): Us[] {
  return collect(events, node, (effect, atUs) =>
    effect.kind === 'note' && effect.rule === rule && atUs >= fromUs ? atUs : null,
  );
}

/** When a node came into a state. */
export function became(events: readonly TraceEvent[], node: string, state: string): Us[] {
  return collect(events, node, (effect, atUs) => (effect.kind === 'become' && effect.to === state ? atUs : null));
}

/** The value that at least nine in ten of the durations do not exceed, ms; −1 where there are none. */
export function p90(operations: readonly Ended[]): number {
  const sorted = operations.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * 9) / 10))] ?? -1;
}

export const count = (operations: readonly Ended[], outcome: Outcome): number =>
  operations.filter((each) => each.outcome === outcome).length;

/** Events that were committed a second ago or longer and never came into the log, by id. */
export function lost(events: readonly TraceEvent[]): string[] {
  const committed = new Set<string>();
  const untilUs = (events.at(-1)?.timeUs ?? 0) - US_PER_S;
  for (const event of events) if (event.timeUs <= untilUs) for (const { id } of committedBy(event)) committed.add(id);
  for (const event of events) for (const { id } of appendedBy(event)) committed.delete(id);
  return [...committed];
}

/** Events in the log that were never committed, by id. */
export function phantoms(events: readonly TraceEvent[]): string[] {
  const committed = new Set(events.flatMap(committedBy).map(({ id }) => id));
  return events
    .flatMap(appendedBy)
    .filter(({ id }) => !committed.has(id))
    .map(({ id }) => id);
}

/** Orders that were accepted four seconds ago or longer, and that nobody has written a mail for. */
export function unmailed(events: readonly TraceEvent[]): number[] {
  const untilUs = (events.at(-1)?.timeUs ?? 0) - 4 * US_PER_S;
  const mailed = new Set(
    collect(events, '', (effect) =>
      effect.kind === 'note' && effect.rule === 'mail sent' ? (effect.data as { readonly order: number }).order : null,
    ),
  );
  return ended(events, 'order', 0, untilUs).flatMap(({ outcome, output: { order } }) =>
    outcome === 'ok' && order !== undefined && !mailed.has(order) ? [order] : [],
  );
}

/** Events that changed a view more than once. */
export function appliedTwice(events: readonly TraceEvent[], node: string): number {
  const times = new Map<string, number>();
  for (const event of events) {
    const note = event.node === node ? noteOf(event, 'committed') : undefined;
    if (note === undefined) continue;
    const { applied, generation } = note.data as unknown as Applied;
    for (const id of applied) times.set(`${generation} ${id}`, (times.get(`${generation} ${id}`) ?? 0) + 1);
  }
  return [...times.values()].filter((n) => n > 1).length;
}

/** Orders that came into the order history before an older one. */
export function overtaken(events: readonly TraceEvent[]): number {
  let newest = -1;
  let late = 0;
  for (const event of events) {
    const note = event.node === 'projector-orders' ? noteOf(event, 'committed') : undefined;
    if (note === undefined) continue;
    for (const id of (note.data as unknown as Applied).applied) {
      const order = Number(id.slice(id.indexOf(':') + 1, id.lastIndexOf('.')));
      if (order < newest) late += 1;
      else newest = order;
    }
  }
  return late;
}

/** Whether a property is violated by now. */
export const isViolated = (events: readonly TraceEvent[], property: string): boolean =>
  events.some(({ effects }) =>
    effects.some((effect) => effect.kind === 'verdict' && effect.property === property && effect.status === 'violated'),
  );

/** Orders for the rare product that were accepted. */
export const vasesSold = (events: readonly TraceEvent[]): number =>
  ended(events, 'order').filter(({ outcome, output }) => outcome === 'ok' && output.product === 'vase').length;

/** All values of a metric. */
export const metrics = (events: readonly TraceEvent[], node: string, name: string): number[] =>
  collect(events, node, (effect) => (effect.kind === 'metric' && effect.name === name ? effect.value : null));

/** Last value of a metric; −1 where it was never set. */
export const lastMetric = (events: readonly TraceEvent[], node: string, name: string): number =>
  metrics(events, node, name).at(-1) ?? -1;

export const inSeconds = (us: Us): string => `${(Math.round(us / (100 * US_PER_MS)) / 10).toFixed(1)} s`;

function collect<T>(events: readonly TraceEvent[], node: string, pick: (effect: Effect, atUs: Us) => T | null): T[] {
  const found: T[] = [];
  for (const event of events) {
    if (node !== '' && event.node !== node) continue;
    for (const effect of event.effects) {
      const picked = pick(effect, event.timeUs);
      if (picked !== null) found.push(picked);
    }
  }
  return found;
}
