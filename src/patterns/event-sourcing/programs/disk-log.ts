import type { DiskImage } from '../../../kernel/program.ts';
import type { Line } from './line.ts';

/** A batch is kept under the place of its first event, so a write that failed is overwritten by the next one. */
export const batchKey = (index: number): string => `batch-${index}`;

export function readLog(disk: DiskImage): Line[] {
  const log: Line[] = [];
  for (;;) {
    const batch = disk[batchKey(log.length)] as Line[] | undefined;
    if (batch === undefined || batch.length === 0) return log;
    log.push(...batch);
  }
}
