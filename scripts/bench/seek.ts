import { Checkpoints } from '../../src/host/checkpoints.ts';
import { Inspector } from '../../src/host/inspect.ts';
import { InlineRun } from '../../src/kernel/inline.ts';
import { median, quantile } from './measure.ts';
import { relayRing } from './relay.ts';
import type { Row } from './table.ts';

const SEEKS = 300;

/** Jumps to moments all over a finished run, as scrubbing does. */
function seekRows(events: number, barMs: number): Row[] {
  const setup = relayRing(16);
  const run = new InlineRun(setup, { keepTrace: false });
  const checkpoints = new Checkpoints();
  while (run.kernel.seq < events && run.step()) if (checkpoints.due(run.kernel.seq)) checkpoints.add(run.checkpoint());
  const inspector = new Inspector(setup, checkpoints, new Map());
  // What earlier benchmarks left behind is not collected at the cost of this one.
  globalThis.gc?.();
  const tookMs: number[] = [];
  let state = 99;
  for (let seek = -100; seek < SEEKS; seek++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const began = performance.now();
    inspector.seek(state % events);
    if (seek >= 0) tookMs.push(performance.now() - began);
  }
  const what = `seek in ${events.toLocaleString('en-US')} events`;
  return [
    { what: `${what}, median`, measured: median(tookMs), unit: 'ms' },
    {
      what: `${what}, 99 of 100`,
      measured: quantile(tookMs, 0.99),
      unit: 'ms',
      bar: { value: barMs, better: 'lower' },
    },
  ];
}

export const allSeekRows = (): Row[] => [...seekRows(100_000, 16), ...seekRows(1_000_000, 50)];
