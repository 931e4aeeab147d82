import { US_PER_MS, US_PER_S, type Us } from '../../kernel/time.ts';

/** One mark on a time axis. */
export interface Tick {
  readonly us: Us;
  /** The first one says the unit: `0 s`, `5`, `10`. */
  readonly label: string;
}

/** A stretch of time drawn over a stretch of pixels. */
export interface TimeScale {
  readonly fromUs: Us;
  readonly toUs: Us;
  readonly widthPx: number;
}

export const xOf = (scale: TimeScale, us: Us): number =>
  ((us - scale.fromUs) / (scale.toUs - scale.fromUs)) * scale.widthPx;

/** Whole microseconds, inside the scale. */
export function usAt(scale: TimeScale, x: number): Us {
  const us = scale.fromUs + (x / scale.widthPx) * (scale.toUs - scale.fromUs);
  return Math.round(Math.min(scale.toUs, Math.max(scale.fromUs, us)));
}

const UNITS = [
  { name: 'µs', us: 1 },
  { name: 'ms', us: US_PER_MS },
  { name: 's', us: US_PER_S },
] as const;

/** Round steps in 1, 2 and 5, at least `gapPx` apart; the end of the scale carries none that would be cut off. */
export function ticksOf(scale: TimeScale, gapPx: number): readonly Tick[] {
  if (scale.widthPx <= 0 || scale.toUs <= scale.fromUs) return [];
  const stepUs = roundUp((gapPx / scale.widthPx) * (scale.toUs - scale.fromUs));
  const unit = UNITS.findLast((candidate) => scale.toUs > candidate.us) ?? UNITS[0];
  const digits = decimals(stepUs / unit.us);
  const ticks: Tick[] = [];
  for (let us = Math.ceil(scale.fromUs / stepUs) * stepUs; us <= scale.toUs; us += stepUs) {
    const count = (us / unit.us).toFixed(digits);
    ticks.push({ us, label: ticks.length === 0 ? `${count} ${unit.name}` : count });
  }
  return ticks;
}

/** The smallest of 1, 2, 5, 10, 20, … that is not below `us`. */
function roundUp(us: number): Us {
  let power = 1;
  while (power * 10 <= us) power *= 10;
  for (const times of [1, 2, 5, 10]) if (power * times >= us) return power * times;
  return power * 10;
}

/** Digits behind the point that tell two steps apart. */
function decimals(step: number): number {
  let digits = 0;
  while (digits < 6 && step * 10 ** digits < 0.999) digits++;
  return digits;
}
