import type { PropertyResult } from '../kernel/property.ts';

/** Whether two lists of verdicts say the same. */
export const sameResults = (a: readonly PropertyResult[], b: readonly PropertyResult[]): boolean =>
  a.length === b.length &&
  a.every((held, i) => {
    const { id, status, atUs, seq, detail } = b[i]!;
    return held.id === id && held.status === status && held.atUs === atUs && held.seq === seq && held.detail === detail;
  });
