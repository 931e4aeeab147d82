/** The minimum timeout, less what a follower's clock may run faster (dissertation, 6.4.1). */
export const leaseUs = (electionMs: number, driftPct: number): number =>
  Math.floor((electionMs * 100_000) / (100 + driftPct));
