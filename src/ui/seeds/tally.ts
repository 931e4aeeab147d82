import type { Goal } from '../../pattern-kit/pattern.ts';

/** What one seed came to. */
export interface SeedRun {
  readonly seed: number;
  /** Goal id to figure over the whole run, without and with the pattern. */
  readonly off: Readonly<Record<string, number | null>>;
  readonly on: Readonly<Record<string, number | null>>;
  /** Ids of properties that broke, on either side. */
  readonly broken: readonly string[];
}

export interface Dot {
  readonly seed: number;
  /** 0 at the smallest figure of the goal, 1 at the largest. */
  readonly place: number;
}

export interface TallyRow {
  readonly goal: Goal;
  readonly low: number;
  readonly high: number;
  readonly off: readonly Dot[];
  readonly on: readonly Dot[];
  /** How many seeds gave both figures, and in how many of those the pattern was the better or the worse side. */
  readonly counted: number;
  readonly better: number;
  readonly worse: number;
}

/** The seed on stage first, then the smallest others. */
export function seedsFrom(seed: number, count: number): readonly number[] {
  const seeds = [seed];
  for (let next = 1; seeds.length < count; next++) if (next !== seed) seeds.push(next);
  return seeds;
}

/** A row for each goal that was measured at all. */
export function tally(goals: readonly Goal[], runs: readonly SeedRun[]): readonly TallyRow[] {
  return goals.flatMap((goal) => {
    const figures = runs
      .flatMap(({ off, on }) => [off[goal.id], on[goal.id]])
      .filter((value) => typeof value === 'number');
    if (figures.length === 0) return [];
    const [low, high] = [Math.min(...figures), Math.max(...figures)];
    const dots = (side: 'off' | 'on'): Dot[] =>
      runs.flatMap((run) => {
        const value = run[side][goal.id];
        return typeof value === 'number'
          ? [{ seed: run.seed, place: high === low ? 0.5 : (value - low) / (high - low) }]
          : [];
      });
    const pairs = runs.flatMap((run) => {
      const [off, on] = [run.off[goal.id], run.on[goal.id]];
      return typeof off === 'number' && typeof on === 'number' ? [on - off] : [];
    });
    const up = pairs.filter((difference) => difference > 0).length;
    const down = pairs.filter((difference) => difference < 0).length;
    const [better, worse] = goal.better === 'higher' ? [up, down] : [down, up];
    return [{ goal, low, high, off: dots('off'), on: dots('on'), counted: pairs.length, better, worse }];
  });
}
