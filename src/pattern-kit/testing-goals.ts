import type { Effect, Outcome, TraceEvent } from '../kernel/trace.ts';
import { createGoalMeter } from './goals.ts';
import type { Goal } from './pattern.ts';

/** Goals and events for tests, in few words. */

export const goal = (measure: Goal['measure'], unit = ''): Goal => ({
  id: 'g',
  title: 'Goal',
  unit,
  better: 'higher',
  measure,
});
export const numbered = (drafts: readonly Omit<TraceEvent, 'seq' | 'cause'>[]): TraceEvent[] =>
  drafts.map((draft, seq) => ({ ...draft, seq, cause: -1 }));
export const end = (outcome: Outcome, beganUs = 0, name = 'Order'): Effect => ({
  kind: 'end',
  op: 'x',
  name,
  outcome,
  beganUs,
});
export const at = (timeUs: number, ...effects: Effect[]): Omit<TraceEvent, 'seq' | 'cause'> => ({
  timeUs,
  kind: 'timer',
  node: 'n',
  effects,
});

export function measured(
  g: Goal,
  events: readonly TraceEvent[],
  bucketUs: number,
  headUs?: number,
): { values: (number | null)[]; value: number | null } {
  const meter = createGoalMeter(g, { bucketUs });
  meter.append(events);
  return { values: meter.series(headUs).values, value: meter.value(headUs) };
}
