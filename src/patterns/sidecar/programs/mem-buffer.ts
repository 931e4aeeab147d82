/**
 * Fluent Bit, "Backpressure": `Mem_Buf_Limit`. An input may go over its limit by one write; then it
 * is paused until enough has been flushed.
 */
export interface MemBuffer {
  usedKb: number;
  paused: boolean;
}

export const emptyMemBuffer = (): MemBuffer => ({ usedKb: 0, paused: false });

/** The write is taken in any case: whoever is paused does not write. 0: no limit. */
export function append(buffer: MemBuffer, kb: number, limitKb: number): void {
  buffer.usedKb += kb;
  if (limitKb > 0 && buffer.usedKb >= limitKb) buffer.paused = true;
}

/** Data has left the memory: delivered, dropped or given up. */
export function flush(buffer: MemBuffer, kb: number, limitKb: number): void {
  buffer.usedKb -= kb;
  if (limitKb === 0 || buffer.usedKb < limitKb) buffer.paused = false;
}
