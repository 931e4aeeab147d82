import type { DiskImage } from '../../../kernel/program.ts';
import type { Line } from './line.ts';

/** A batch is kept under the place of its first event, so a write that failed is overwritten by the next one. */
export const batchKey = (index: number): string => `batch-${index}`;

/** Written as it is read: line by line. */
export const batchOf = (log: readonly Line[], from: number, to = log.length): string =>
  to - from === 1 ? log[from]! : log.slice(from, to).join('\n');

/** The lines of a batch: nearly always one. */
export const linesIn = (batch: string): Line[] => (batch.includes('\n') ? batch.split('\n') : [batch]);

export function readLog(disk: DiskImage): Line[] {
  const log: Line[] = [];
  for (;;) {
    const batch = disk[batchKey(log.length)] as string | undefined;
    if (batch === undefined || batch === '') return log;
    for (const line of linesIn(batch)) log.push(line);
  }
}
