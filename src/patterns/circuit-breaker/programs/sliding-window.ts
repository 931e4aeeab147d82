import type { JsonObject } from '../../../kernel/json.ts';
import { US_PER_S, type Us } from '../../../kernel/time.ts';

/**
 * The calls that a breaker judges by, after Resilience4j's documentation, "Count-based sliding
 * window" and "Time-based sliding window": a ring of the last N calls, or one partial count for
 * each of the last N whole seconds. Both keep running totals and subtract what falls out.
 */
export type SlidingWindow = CountWindow | TimeWindow;

interface Totals extends JsonObject {
  calls: number;
  failed: number;
  slow: number;
}

export interface CountWindow extends Totals {
  readonly kind: 'count';
  readonly size: number;
  /** One cell a call: the sum of FAILED and SLOW. */
  readonly cells: number[];
  /** The cell that the next call goes into; once the ring is full it holds the oldest call. */
  next: number;
}

export interface TimeWindow extends Totals {
  readonly kind: 'time';
  readonly size: number;
  readonly seconds: SecondCount[];
}

export interface SecondCount extends Totals {
  readonly second: number;
}

export const FAILED = 1;
export const SLOW = 2;

export function emptyWindow(kind: 'count' | 'time', size: number): SlidingWindow {
  const totals = { calls: 0, failed: 0, slow: 0 };
  return kind === 'count' ? { kind, size, cells: [], next: 0, ...totals } : { kind, size, seconds: [], ...totals };
}

export function record(window: SlidingWindow, nowUs: Us, failed: boolean, slow: boolean): void {
  const call = { calls: 1, failed: failed ? 1 : 0, slow: slow ? 1 : 0 };
  if (window.kind === 'count') recordCell(window, call.failed * FAILED + call.slow * SLOW);
  else recordSecond(window, Math.floor(nowUs / US_PER_S), call);
  add(window, call, 1);
}

/** Drops the seconds that have left a time window. A count window only moves with calls. */
export function slideTo(window: SlidingWindow, nowUs: Us): void {
  if (window.kind === 'count') return;
  const oldestKept = Math.floor(nowUs / US_PER_S) - window.size + 1;
  while (window.seconds[0] !== undefined && window.seconds[0].second < oldestKept) {
    add(window, window.seconds.shift()!, -1);
  }
}

function recordCell(window: CountWindow, cell: number): void {
  const oldest = window.cells[window.next];
  if (oldest !== undefined) add(window, { calls: 1, failed: oldest & FAILED, slow: (oldest & SLOW) >> 1 }, -1);
  window.cells[window.next] = cell;
  window.next = (window.next + 1) % window.size;
}

function recordSecond(window: TimeWindow, second: number, call: Totals): void {
  slideTo(window, second * US_PER_S);
  let last = window.seconds.at(-1);
  if (last === undefined || last.second < second) {
    last = { second, calls: 0, failed: 0, slow: 0 };
    window.seconds.push(last);
  }
  add(last, call, 1);
}

function add(
  totals: Totals,
  other: { readonly calls: number; readonly failed: number; readonly slow: number },
  sign: 1 | -1,
): void {
  totals.calls += sign * other.calls;
  totals.failed += sign * other.failed;
  totals.slow += sign * other.slow;
}
