/** A point in, or a span of, simulated time: an integer count of microseconds. */
export type Us = number;

export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

export const ms = (count: number): Us => Math.round(count * US_PER_MS);
export const seconds = (count: number): Us => Math.round(count * US_PER_S);
