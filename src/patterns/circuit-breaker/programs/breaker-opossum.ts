import { US_PER_MS, type Us } from '../../../kernel/time.ts';
import type { BreakerConfig, BreakerState, Phase, Semantics } from './breaker-rules.ts';

/**
 * The rules of the npm package opossum 8. Its error rate is failures ÷ fires, and fires counts
 * refused and unanswered calls too; it compares with `>`, after failures only; a timer ends the
 * wait; one call passes half-open and any failure, a straggler's as well, opens it again.
 */
export interface OpossumState extends BreakerState {
  /** Newest first: the rolling window, turned by a clock and not by calls. */
  buckets: { fires: number; failures: number; successes: number }[];
  readonly startedUs: Us;
  /** How many times the window has turned since it was started. */
  turns: number;
}

const BUCKETS = 10;

const emptyBucket = () => ({ fires: 0, failures: 0, successes: 0 });
const turnUs = (config: BreakerConfig): Us => Math.floor((config.windowSize * 1_000) / BUCKETS) * US_PER_MS;

function turn(state: OpossumState, config: BreakerConfig, nowUs: Us): void {
  const turns = Math.floor((nowUs - state.startedUs) / turnUs(config));
  for (let due = Math.min(turns - state.turns, BUCKETS); due > 0; due -= 1) {
    state.buckets.pop();
    state.buckets.unshift(emptyBucket());
  }
  state.turns = turns;
}

const sum = (state: OpossumState, field: 'fires' | 'failures' | 'successes'): number =>
  state.buckets.reduce((total, bucket) => total + bucket[field], 0);

function move(state: OpossumState, nowUs: Us, phase: Phase, rule: string): void {
  if (state.phase === phase) return;
  state.phase = phase;
  state.sinceUs = nowUs;
  state.generation += 1;
  state.permits = phase === 'HALF_OPEN' ? 1 : 0;
  state.rule = rule;
  state.why = rule;
  if (phase === 'CLOSED') state.notPermitted = 0;
}

export const opossum: Semantics<OpossumState> = {
  initial: (_config, nowUs) => ({
    phase: 'CLOSED',
    sinceUs: nowUs,
    generation: 1,
    notPermitted: 0,
    permits: 0,
    rule: 'starts closed',
    why: 'starts closed',
    buckets: Array.from({ length: BUCKETS }, emptyBucket),
    startedUs: nowUs,
    turns: 0,
  }),
  tryAcquire(state, config, nowUs) {
    turn(state, config, nowUs);
    state.buckets[0]!.fires += 1;
    if (state.phase !== 'CLOSED' && state.phase !== 'DISABLED' && state.permits === 0) {
      state.notPermitted += 1;
      state.rule = 'not permitted: open';
      return 'refused';
    }
    state.permits = 0;
    return 'permitted';
  },
  onResult(state, config, nowUs, result, _durationUs, ticket) {
    turn(state, config, nowUs);
    state.rule = ticket.generation === state.generation ? 'call recorded' : 'straggler counted';
    if (result !== 'error') {
      state.buckets[0]!.successes += 1;
      if (state.phase === 'HALF_OPEN') move(state, nowUs, 'CLOSED', 'a success closes');
      return;
    }
    state.buckets[0]!.failures += 1;
    if (state.phase === 'HALF_OPEN') return move(state, nowUs, 'OPEN', 'any failure opens again');
    const fires = sum(state, 'fires');
    if (
      state.phase === 'CLOSED' &&
      fires >= config.minimumCalls &&
      sum(state, 'failures') * 100 > config.failureRatePct * fires
    ) {
      move(state, nowUs, 'OPEN', 'error rate above threshold');
    }
  },
  transitionTo: (state, _config, nowUs, phase) => move(state, nowUs, phase, 'by hand'),
  dueUs: (state, config) => (state.phase === 'OPEN' ? state.sinceUs + config.waitUs : null),
  elapsed: (state, _config, nowUs) => move(state, nowUs, 'HALF_OPEN', 'wait is over'),
  metrics(state, config, nowUs) {
    turn(state, config, nowUs);
    const fires = sum(state, 'fires');
    const failed = sum(state, 'failures');
    return {
      calls: fires,
      failed,
      slow: 0,
      failureRatePct: fires > 0 ? Math.floor((failed * 100) / fires) : -1,
      slowRatePct: -1,
    };
  },
  reconfigure(state) {
    state.buckets = Array.from({ length: BUCKETS }, emptyBucket);
    state.turns = 0;
  },
};
