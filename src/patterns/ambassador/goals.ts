import { US_PER_S, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import { TEN } from './topology.ts';

/** It is not well while of the requests that ended in the last second fewer than so many in a hundred were served. */
const WELL_PCT = 90;

/** From the end of the last fault until it was not well for the last time, s. */
function timeRecovery(): (event: TraceEvent) => number | null {
  let sinceUs = -1;
  let ends: { readonly atUs: Us; readonly ok: boolean }[] = [];
  return ({ kind, node, timeUs, effects }) => {
    if (kind === 'repair') {
      sinceUs = timeUs;
      ends = [];
      return 0;
    }
    if (sinceUs < 0 || node !== 'travellers') return null;
    for (const effect of effects) if (effect.kind === 'end') ends.push({ atUs: timeUs, ok: effect.outcome === 'ok' });
    ends = ends.filter(({ atUs }) => atUs > timeUs - US_PER_S);
    const served = ends.filter(({ ok }) => ok).length;
    return served * 100 < WELL_PCT * ends.length ? (timeUs - sinceUs) / US_PER_S : null;
  };
}

export const goals: readonly Goal[] = [
  {
    id: 'goodput',
    title: 'Requests served',
    unit: '/s',
    better: 'higher',
    measure: { kind: 'rate', op: 'request', outcomes: ['ok'] },
    primary: true,
  },
  {
    id: 'after',
    title: 'Served after the faults',
    unit: '/s',
    better: 'higher',
    measure: { kind: 'rate', op: 'request', outcomes: ['ok'], afterFaults: true },
  },
  {
    id: 'recovery',
    title: 'Until it is well again',
    unit: 's',
    better: 'lower',
    measure: { kind: 'own', start: timeRecovery },
  },
  {
    id: 'amplification',
    title: 'Attempts for one request',
    unit: '',
    better: 'lower',
    measure: {
      kind: 'perOperation',
      nodes: ['payments', 'rates', 'seats-1', 'seats-2', 'seats-3', ...TEN],
      message: 'Attempt',
      op: 'request',
    },
  },
  {
    id: 'success',
    title: 'Success rate',
    unit: '%',
    better: 'higher',
    measure: { kind: 'ratio', op: 'request', outcomes: ['ok'] },
  },
  {
    id: 'p50',
    title: 'Latency, median',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'request', percentile: 50 },
  },
  {
    id: 'p99',
    title: 'Latency, 99th percentile',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'request', percentile: 99 },
  },
  {
    id: 'duplicates',
    title: 'Paid more than once',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'duplicate effect', node: 'payments' },
  },
  {
    id: 'unknown',
    title: 'Requests with an unknown fate',
    unit: '%',
    better: 'lower',
    measure: { kind: 'ratio', op: 'request', outcomes: ['unknown'] },
  },
  {
    id: 'payment-load',
    title: 'Attempts at payments',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'deliveries', node: 'payments', message: 'Attempt' },
  },
  {
    id: 'seat-load',
    title: 'Attempts at seat maps 1',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'deliveries', node: 'seats-1', message: 'Attempt' },
  },
  {
    id: 'gray-load',
    title: 'Attempts at seat maps 4',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'deliveries', node: 'maps-4', message: 'Attempt' },
  },
  {
    id: 'rate-load',
    title: 'Attempts at exchange rates',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'deliveries', node: 'rates', message: 'Attempt' },
  },
  {
    id: 'refused',
    title: 'Over the rate limit',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'count', rule: 'rate limited', node: 'rates' },
  },
];
