/** One container as the node sees it. `limitMilli` 0: no ceiling of its own. */
export interface Claim {
  readonly demandMilli: number;
  readonly weight: number;
  readonly limitMilli: number;
}

const LEAST_MILLI = 10;

/**
 * How Linux divides CPU between control groups: who wants less than a fair part by weight gets what it
 * wants, the others divide the rest by weight (`cpu.weight`, Kubernetes requests); nobody gets more
 * than its ceiling (`cpu.max`, Kubernetes limits). What is left over is there for whoever wakes up next.
 */
export function divideCpu(totalMilli: number, claims: readonly Claim[]): number[] {
  const wanted = claims.map(({ demandMilli, limitMilli }) =>
    limitMilli > 0 ? Math.min(demandMilli, limitMilli) : demandMilli,
  );
  const given = claims.map(() => 0);
  let open = claims.map((_, i) => i);
  let leftMilli = totalMilli;
  while (open.length > 0) {
    const weights = open.reduce((sum, i) => sum + claims[i]!.weight, 0);
    const fair = (i: number): number => Math.floor((leftMilli * claims[i]!.weight) / weights);
    const modest = open.filter((i) => wanted[i]! <= fair(i));
    if (modest.length === 0) {
      const parts = open.map(fair);
      open.forEach((i, k) => (given[i] = parts[k]!));
      leftMilli = 0;
      break;
    }
    for (const i of modest) given[i] = wanted[i]!;
    leftMilli -= modest.reduce((sum, i) => sum + wanted[i]!, 0);
    open = open.filter((i) => !modest.includes(i));
  }
  return claims.map(({ limitMilli }, i) => {
    const most = given[i]! + leftMilli;
    return Math.max(LEAST_MILLI, limitMilli > 0 ? Math.min(most, limitMilli) : most);
  });
}
