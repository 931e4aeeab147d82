import type { GoalSeries } from '../../derive/series.ts';

/** What a chart's height stands for. */
export interface ValueScale {
  readonly low: number;
  readonly high: number;
}

/** From zero, or below where values go below, to the next round figure above all of them. */
export function valueScale(series: readonly (GoalSeries | undefined)[]): ValueScale {
  let low = 0;
  let high = 0;
  for (const one of series) {
    for (const value of one?.values ?? []) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return { low: low === 0 ? 0 : -roundUp(-low), high: high === 0 && low < 0 ? 0 : roundUp(high) };
}

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

function roundUp(value: number): number {
  if (value <= 0) return 1;
  let power = 1;
  while (power > value) power /= 10;
  while (power * 10 <= value) power *= 10;
  return power * (STEPS.find((step) => power * step >= value * (1 - 1e-9)) ?? 10);
}

/** Height of a value, from 0 at the top to `height`. */
export const yOf = (scale: ValueScale, value: number, height: number): number =>
  height - ((value - scale.low) / (scale.high - scale.low)) * height;
