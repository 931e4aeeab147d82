import { runInline } from '../../src/kernel/inline.ts';
import { bareHeap } from './heap.ts';
import { beside } from './measure.ts';
import { relayRing } from './relay.ts';
import type { Row } from './table.ts';

const EVENTS = 100_000;
/** Enough for memory to settle. */
const KEPT = 200_000;
const NODES = 16;

/** The kernel with everything it records, against a loop that does nothing but keep order. */
export async function kernelRows(): Promise<Row[]> {
  const setup = relayRing(NODES);
  const { work, yardstick, ratio } = await beside(
    () => runInline(setup, { maxEvents: EVENTS }).kernel.seq,
    () => bareHeap(1_000_000, 4 * NODES),
    15,
  );
  return [
    { what: 'bare binary heap, push and pop', measured: yardstick, unit: '/s' },
    { what: 'kernel inline, full trace', measured: work, unit: 'events/s' },
    {
      what: 'kernel ÷ bare heap',
      measured: ratio,
      unit: '',
      bar: { value: 0.12, better: 'higher' },
    },
  ];
}

/** What keeping the trace costs, checkpoints left out. */
export function memoryRows(): Row[] {
  const gc = globalThis.gc;
  if (!gc) return [];
  gc();
  const idle = process.memoryUsage();
  const before = idle.heapUsed + idle.arrayBuffers;
  const { kernel } = runInline(relayRing(NODES), { maxEvents: KEPT });
  gc();
  // Columns of numbers lie outside the heap.
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const bytes = (heapUsed + arrayBuffers - before) / kernel.trace.length;
  return [{ what: 'memory kept for each event', measured: bytes, unit: 'bytes', bar: { value: 400, better: 'lower' } }];
}
