/** The minimum timeout by a clock that runs faster than this one by as much as clocks may differ (dissertation, 6.4.1). */
export const leaseUs = (electionMs: number, driftPct: number): number =>
  Math.floor((electionMs * 100_000) / (100 + driftPct));
