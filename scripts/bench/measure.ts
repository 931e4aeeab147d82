/** Middle of the list; the mean of the two middle ones where there is no middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Something that does work and says how much of it: rates are work per second. */
export type Round = () => number | Promise<number>;

export interface Beside {
  /** Per second. */
  readonly work: number;
  readonly yardstick: number;
  /** The one to the other, each round to the one beside it: the machine's own speed changes from second to second. */
  readonly ratio: number;
}

/** Rates of two things taken by turns, after a round that warms up, and how they compare: medians. */
export async function beside(work: Round, yardstick: Round, times: number): Promise<Beside> {
  const taken = await inTurns({ work, yardstick }, times);
  return {
    work: median(taken.work),
    yardstick: median(taken.yardstick),
    ratio: median(taken.work.map((rate, i) => rate / taken.yardstick[i]!)),
  };
}

/** Rates in work per second, round by round: what was measured side by side lies at the same place. */
async function inTurns<Name extends string>(
  rounds: Readonly<Record<Name, Round>>,
  times: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(rounds) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let time = -1; time < times; time++) {
    // Now the one first, now the other: what one leaves behind for the other to clear away falls on both.
    for (const name of time % 2 === 0 ? names : names.toReversed()) {
      const began = performance.now();
      const work = await rounds[name]();
      const perSecond = (work * 1000) / (performance.now() - began);
      if (time >= 0) taken[name].push(perSecond);
    }
  }
  return taken;
}
