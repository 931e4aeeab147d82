import type { Us } from '../../../kernel/time.ts';
import {
  atLeast,
  ratesOf,
  type BreakerConfig,
  type BreakerState,
  type Phase,
  type Semantics,
  type Verdict,
} from './breaker-rules.ts';
import { emptyWindow, record, slideTo, type SlidingWindow } from './sliding-window.ts';

/**
 * The state machine of Resilience4j's CircuitBreaker, over plain data.
 * To be read next to its documentation, "CircuitBreaker": "State Machine", "Failure rate and slow
 * call rate thresholds", "Create and configure a CircuitBreaker".
 */
export interface CoreState extends BreakerState {
  window: SlidingWindow;
  /** Calls that the window must hold before a rate is computed. */
  minimum: number;
  /** How often it has opened since it was last closed; the wait may grow with it. */
  attempts: number;
  /** How long this opening lasts at least. */
  waitUs: Us;
}

export const initial = (config: BreakerConfig, nowUs: Us): CoreState => ({
  phase: 'CLOSED',
  sinceUs: nowUs,
  generation: 1,
  notPermitted: 0,
  permits: 0,
  rule: 'starts closed',
  why: 'starts closed',
  window: windowFor('CLOSED', config),
  minimum: minimumFor('CLOSED', config),
  attempts: 0,
  waitUs: 0,
});

/** May this call pass? Whoever is let through owes an answer with `onResult`. */
function tryAcquire(state: CoreState, config: BreakerConfig, nowUs: Us): Verdict {
  if (state.phase === 'FORCED_OPEN') return refuse(state, 'not permitted: held open');
  if (state.phase === 'OPEN') {
    // The step to HALF_OPEN is lazy: it is taken by the first call after the wait, not by a clock.
    if (nowUs <= state.sinceUs + state.waitUs) return refuse(state, 'not permitted: open');
    enter(state, config, nowUs, 'HALF_OPEN', 'wait is over');
  }
  if (state.phase === 'HALF_OPEN') {
    if (state.permits === 0) return refuse(state, 'not permitted: half-open calls used up');
    state.permits -= 1;
    state.rule = 'half-open call permitted';
  }
  return 'permitted';
}

/** The answer of a call that was let through, or the timeout that stands for one. */
const onResult: Semantics<CoreState>['onResult'] = (state, config, nowUs, result, durationUs, ticket) => {
  const straggler = ticket.generation !== state.generation;
  if (straggler && config.generationCheck) {
    state.rule = 'straggler dropped';
    return;
  }
  if (result === 'ignored') {
    // An ignored error is neither success nor failure. It gives back the permit that it took.
    if (!straggler && state.phase === 'HALF_OPEN') state.permits += 1;
    state.rule = 'ignored error';
    return;
  }
  state.rule = straggler ? 'straggler counted' : 'call recorded';
  if (state.phase === 'DISABLED' || state.phase === 'FORCED_OPEN') return;
  record(state.window, nowUs, result === 'error', durationUs > config.slowCallUs);
  judge(state, config, nowUs);
};

/** After every recorded call, success or error: is a threshold reached? */
function judge(state: CoreState, config: BreakerConfig, nowUs: Us): void {
  if (state.phase === 'OPEN') return; // It keeps counting stragglers, and waits.
  const { calls, failed, slow } = state.window;
  if (calls < state.minimum) return;
  const failing = atLeast(failed, calls, config.failureRatePct);
  const slowing = atLeast(slow, calls, config.slowRatePct);
  if (state.phase === 'METRICS_ONLY') {
    if (failing || slowing) state.rule = 'threshold reached, metrics only';
  } else if (failing) {
    open(state, config, nowUs, 'failure rate reached threshold');
  } else if (slowing) {
    open(state, config, nowUs, 'slow call rate reached threshold');
  } else if (state.phase === 'HALF_OPEN') {
    enter(state, config, nowUs, 'CLOSED', 'both rates below threshold');
  }
}

function open(state: CoreState, config: BreakerConfig, nowUs: Us, rule: string): void {
  enter(state, config, nowUs, 'OPEN', rule);
  state.waitUs = waitFor(config, state.attempts);
}

function enter(state: CoreState, config: BreakerConfig, nowUs: Us, phase: Phase, rule: string): void {
  state.phase = phase;
  state.sinceUs = nowUs;
  state.generation += 1;
  state.rule = rule;
  state.why = rule;
  state.permits = phase === 'HALF_OPEN' ? config.permittedHalfOpen : 0;
  if (phase === 'OPEN') state.attempts += 1;
  if (phase === 'CLOSED') state.attempts = 0;
  // OPEN keeps the metrics that opened it; every other state starts with empty ones.
  if (phase !== 'OPEN') {
    state.window = windowFor(phase, config);
    state.minimum = minimumFor(phase, config);
    state.notPermitted = 0;
  }
}

function refuse(state: CoreState, rule: string): Verdict {
  state.notPermitted += 1;
  state.rule = rule;
  return 'refused';
}

/** HALF_OPEN always counts calls: as many as it permits. */
const windowFor = (phase: Phase, config: BreakerConfig): SlidingWindow =>
  phase === 'HALF_OPEN'
    ? emptyWindow('count', config.permittedHalfOpen)
    : emptyWindow(config.windowKind, config.windowSize);

/** A count window can never hold more calls than its size. */
function minimumFor(phase: Phase, config: BreakerConfig): number {
  if (phase === 'HALF_OPEN') return Math.min(config.minimumCalls, config.permittedHalfOpen);
  return config.windowKind === 'count' ? Math.min(config.minimumCalls, config.windowSize) : config.minimumCalls;
}

function waitFor(config: BreakerConfig, attempts: number): Us {
  let waitUs = config.waitUs;
  for (let attempt = 1; attempt < attempts && waitUs < config.waitMaxUs; attempt += 1) {
    waitUs = Math.floor((waitUs * config.waitGrowthPct) / 100);
  }
  return Math.max(config.waitUs, Math.min(waitUs, config.waitMaxUs));
}

export const resilience4j: Semantics<CoreState> = {
  initial,
  tryAcquire,
  onResult,
  transitionTo(state, config, nowUs, phase) {
    if (phase === 'OPEN') open(state, config, nowUs, 'by hand');
    else enter(state, config, nowUs, phase, 'by hand');
  },
  dueUs(state, config) {
    if (state.phase === 'OPEN' && config.automatic) return state.sinceUs + state.waitUs;
    if (state.phase === 'HALF_OPEN' && config.halfOpenLimitUs > 0) return state.sinceUs + config.halfOpenLimitUs;
    return null;
  },
  elapsed(state, config, nowUs) {
    if (state.phase === 'OPEN') enter(state, config, nowUs, 'HALF_OPEN', 'wait is over, automatic');
    else if (state.phase === 'HALF_OPEN') open(state, config, nowUs, 'half-open limit passed');
  },
  metrics(state, _config, nowUs) {
    slideTo(state.window, nowUs);
    return ratesOf(state.window, state.minimum);
  },
  reconfigure(state, config) {
    if (state.phase !== 'CLOSED' && state.phase !== 'METRICS_ONLY') return;
    const { kind, size } = state.window;
    if (kind !== config.windowKind || size !== config.windowSize) state.window = windowFor(state.phase, config);
    state.minimum = minimumFor(state.phase, config);
  },
};

/** Opens it for a time of its own, as an operator may. */
export function openFor(state: CoreState, config: BreakerConfig, nowUs: Us, waitUs: Us): void {
  open(state, config, nowUs, 'by hand');
  state.waitUs = waitUs;
}
