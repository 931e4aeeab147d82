const CHUNK = 512;

/** Order statistics of a list that grows: sorted chunks, asked together, so that nothing is sorted twice. */
export function createRanks(values: readonly number[]): { at(rank: number): number; forget(kept: number): void } {
  const chunks: number[][] = [];
  return {
    at(rank) {
      while ((chunks.length + 1) * CHUNK <= values.length)
        chunks.push(ascend(values.slice(chunks.length * CHUNK, (chunks.length + 1) * CHUNK)));
      const parts = [...chunks, ascend(values.slice(chunks.length * CHUNK))].filter((part) => part.length > 0);
      let low = Math.min(...parts.map((part) => part[0]!));
      let high = Math.max(...parts.map((part) => part.at(-1)!));
      // Values are whole microseconds, so halving ends on the value itself.
      while (low < high) {
        const middle = low + Math.floor((high - low) / 2);
        const notAbove = parts.reduce((sum, part) => sum + firstAtOrAfter(part, middle + 1, 0), 0);
        if (notAbove > rank) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    forget(kept) {
      chunks.length = Math.min(chunks.length, Math.floor(kept / CHUNK));
    },
  };
}

export function ascend(values: number[]): number[] {
  return values.sort((a, b) => a - b);
}

/** Position from 0 of the smallest value that at least `percentile` percent of `count` values do not exceed. */
export function rankOf(count: number, percentile: number): number {
  return Math.min(count, Math.max(1, Math.ceil((percentile * count) / 100))) - 1;
}

/** Position of the first of the ascending numbers, from `start` on, that is not below `limit`. */
export function firstAtOrAfter(ascending: readonly number[], limit: number, start: number): number {
  let low = start;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
