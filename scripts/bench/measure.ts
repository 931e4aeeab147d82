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

/** Rates in work per second, by name: medians over rounds taken in turns, after one that warms up. */
export async function rates<Name extends string>(
  rounds: Readonly<Record<Name, Round>>,
  times = 5,
): Promise<Record<Name, number>> {
  const taken = await inTurns(rounds, times);
  const names = Object.keys(taken) as Name[];
  return Object.fromEntries(names.map((name) => [name, median(taken[name])])) as Record<Name, number>;
}

/** The same, round by round: what was measured side by side lies at the same place. */
export async function inTurns<Name extends string>(
  rounds: Readonly<Record<Name, Round>>,
  times: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(rounds) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let time = -1; time < times; time++) {
    for (const name of names) {
      const began = performance.now();
      const work = await rounds[name]();
      const perSecond = (work * 1000) / (performance.now() - began);
      if (time >= 0) taken[name].push(perSecond);
    }
  }
  return taken;
}
