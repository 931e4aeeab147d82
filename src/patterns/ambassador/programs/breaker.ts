import type { Us } from '../../../kernel/time.ts';

/**
 * A small circuit breaker, one for each API. Where it stands matters: inside the retries it counts
 * attempts, and an open one ends a request at once; around them it hears only of requests whose
 * retries have all failed.
 */
export interface Breaker {
  phase: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** Changes of phase so far, and one: what was let through in an older one says nothing about now. */
  generation: number;
  /** The last outcomes, oldest first; true: failed. */
  window: boolean[];
  failures: number;
  untilUs: Us;
  /** Half-open: the one probe is under way. */
  probing: boolean;
}

export interface BreakerPolicy {
  readonly window: number;
  readonly minimum: number;
  readonly failurePct: number;
  readonly openUs: Us;
}

export const closedBreaker = (): Breaker => ({
  phase: 'CLOSED',
  generation: 1,
  window: [],
  failures: 0,
  untilUs: 0,
  probing: false,
});

/** May a call pass? Half-open it is one at a time: whoever is let through owes `record` or `giveBack`. */
export function permits(breaker: Breaker, nowUs: Us): boolean {
  if (breaker.phase === 'OPEN' && nowUs >= breaker.untilUs) {
    breaker.phase = 'HALF_OPEN';
    breaker.generation += 1;
    breaker.probing = false;
  }
  if (breaker.phase === 'CLOSED') return true;
  if (breaker.phase === 'OPEN' || breaker.probing) return false;
  return (breaker.probing = true);
}

/** `probe`: it was let through half-open. What left before is too late to decide anything now. */
export function record(breaker: Breaker, policy: BreakerPolicy, nowUs: Us, failed: boolean, probe: boolean): void {
  if (probe && breaker.phase === 'HALF_OPEN') {
    if (failed) open(breaker, policy, nowUs);
    else Object.assign(breaker, closedBreaker(), { generation: breaker.generation + 1 });
    return;
  }
  if (breaker.phase !== 'CLOSED') return;
  breaker.window.push(failed);
  if (failed) breaker.failures += 1;
  while (breaker.window.length > policy.window) if (breaker.window.shift()) breaker.failures -= 1;
  if (breaker.window.length >= policy.minimum && breaker.failures * 100 >= policy.failurePct * breaker.window.length)
    open(breaker, policy, nowUs);
}

/** A probe that was called off says nothing: the next call may be the test. */
export function giveBack(breaker: Breaker, probe: boolean): void {
  if (probe) breaker.probing = false;
}

function open(breaker: Breaker, policy: BreakerPolicy, nowUs: Us): void {
  breaker.generation += 1;
  Object.assign(breaker, { phase: 'OPEN', window: [], failures: 0, untilUs: nowUs + policy.openUs, probing: false });
}
