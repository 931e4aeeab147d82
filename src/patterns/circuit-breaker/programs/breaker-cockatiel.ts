import type { JsonObject } from '../../../kernel/json.ts';
import { US_PER_MS, type Us } from '../../../kernel/time.ts';
import type { BreakerConfig, BreakerMetrics, BreakerState, CallResult, Phase, Semantics } from './breaker-rules.ts';

/**
 * The rules of the npm package cockatiel 3: `CircuitBreakerPolicy` with its `CountBreaker`
 * (count window), `SamplingBreaker` (time window) or `ConsecutiveBreaker`. It differs from
 * Resilience4j in four ways: it compares with `>`, judges after failures only, sends one probe
 * while other calls queue, and believes a straggler's failure even while half-open.
 */
export interface CockatielState extends BreakerState {
  sampler: Sampler;
  /** What `Open` and `HalfOpen` know of how often it opened in a row. */
  attempts: number;
  waitUs: Us;
}

interface Counts extends JsonObject {
  successes: number;
  failures: number;
}
interface CountSampler extends Counts {
  readonly kind: 'count';
  readonly size: number;
  readonly cells: (boolean | null)[];
  next: number;
}
interface TimeSampler extends Counts {
  readonly kind: 'time';
  readonly size: number;
  readonly sliceUs: Us;
  readonly slices: Slice[];
  current: number;
}
interface Slice extends Counts {
  startedUs: Us;
}
/** The run of failures since the last success. */
interface RunSampler extends Counts {
  readonly kind: 'run';
}
type Sampler = CountSampler | TimeSampler | RunSampler;

/** A sampling window has at least this many slices … */
const MIN_SLICES = 5;
/** … of at most one second each. */
const MAX_SLICE_MS = 1_000;

function samplerFor(config: BreakerConfig, consecutive: boolean): Sampler {
  if (consecutive) return { kind: 'run', failures: 0, successes: 0 };
  if (config.windowKind === 'count') {
    return {
      kind: 'count',
      size: config.windowSize,
      cells: Array<boolean | null>(config.windowSize).fill(null),
      next: 0,
      successes: 0,
      failures: 0,
    };
  }
  const durationMs = config.windowSize * 1_000;
  const count = Math.max(MIN_SLICES, Math.ceil(durationMs / MAX_SLICE_MS));
  const sliceUs = Math.round(durationMs / count) * US_PER_MS;
  return {
    kind: 'time',
    size: config.windowSize,
    sliceUs,
    slices: Array.from({ length: count }, () => ({ startedUs: 0, successes: 0, failures: 0 })),
    current: 0,
    successes: 0,
    failures: 0,
  };
}

function sample(sampler: Sampler, nowUs: Us, success: boolean): void {
  const field = success ? 'successes' : 'failures';
  if (sampler.kind === 'run') {
    if (success) sampler.failures = 0;
    sampler[field] += 1;
    return;
  }
  if (sampler.kind === 'count') {
    const old = sampler.cells[sampler.next];
    if (old === true) sampler.successes -= 1;
    if (old === false) sampler.failures -= 1;
    sampler.cells[sampler.next] = success;
    sampler.next = (sampler.next + 1) % sampler.size;
  } else {
    sliceAt(sampler, nowUs)[field] += 1;
  }
  sampler[field] += 1;
}

/** It moves on by one slice only, however long nothing was called: old counts leave late. */
function sliceAt(sampler: TimeSampler, nowUs: Us): Slice {
  const current = sampler.slices[sampler.current]!;
  if (nowUs - current.startedUs < sampler.sliceUs) return current;
  sampler.current = (sampler.current + 1) % sampler.slices.length;
  const left = sampler.slices[sampler.current]!;
  sampler.successes -= left.successes;
  sampler.failures -= left.failures;
  return (sampler.slices[sampler.current] = { startedUs: nowUs, successes: 0, failures: 0 });
}

function clear(sampler: Sampler): void {
  sampler.successes = 0;
  sampler.failures = 0;
  if (sampler.kind === 'count') sampler.cells.fill(null);
  if (sampler.kind === 'time')
    for (const slice of sampler.slices) Object.assign(slice, { startedUs: 0, successes: 0, failures: 0 });
}

function overThreshold(sampler: Sampler, config: BreakerConfig): boolean {
  if (sampler.kind === 'run') return sampler.failures >= config.minimumCalls;
  const total = sampler.successes + sampler.failures;
  return total >= config.minimumCalls && sampler.failures * 100 > config.failureRatePct * total;
}

function move(state: CockatielState, nowUs: Us, phase: Phase, rule: string): void {
  state.phase = phase;
  state.sinceUs = nowUs;
  state.generation += 1;
  state.permits = 0;
  state.rule = rule;
  state.why = rule;
}

function open(state: CockatielState, config: BreakerConfig, nowUs: Us, rule: string): void {
  if (state.phase === 'OPEN' || state.phase === 'FORCED_OPEN') return;
  const again = state.phase === 'HALF_OPEN';
  state.attempts = again ? state.attempts : 1;
  state.waitUs = again
    ? Math.max(config.waitUs, Math.min(config.waitMaxUs, Math.floor((state.waitUs * config.waitGrowthPct) / 100)))
    : config.waitUs;
  move(state, nowUs, 'OPEN', rule);
}

function close(state: CockatielState, nowUs: Us, rule: string): void {
  if (state.phase !== 'HALF_OPEN') return;
  move(state, nowUs, 'CLOSED', rule);
  state.notPermitted = 0;
}

/** The answer of the one call that was let through half-open, even if it comes much later. */
function probeAnswered(state: CockatielState, config: BreakerConfig, nowUs: Us, result: CallResult): void {
  if (result === 'error') {
    sample(state.sampler, nowUs, false);
    open(state, config, nowUs, 'probe failed');
    return;
  }
  if (result === 'success') {
    if (state.sampler.kind !== 'run') clear(state.sampler);
    sample(state.sampler, nowUs, true);
  }
  close(state, nowUs, result === 'success' ? 'probe succeeded' : 'ignored error counts as success');
}

const cockatielWith = (consecutive: boolean): Semantics<CockatielState> => ({
  initial: (config, nowUs) => ({
    phase: 'CLOSED',
    sinceUs: nowUs,
    generation: 1,
    notPermitted: 0,
    permits: 0,
    rule: 'starts closed',
    why: 'starts closed',
    sampler: samplerFor(config, consecutive),
    attempts: 0,
    waitUs: 0,
  }),
  tryAcquire(state, _config, nowUs) {
    if (state.phase === 'HALF_OPEN') {
      state.rule = 'waits for the probe';
      return 'queued';
    }
    if (state.phase === 'FORCED_OPEN' || (state.phase === 'OPEN' && nowUs - state.sinceUs < state.waitUs)) {
      state.notPermitted += 1;
      state.rule = 'not permitted: open';
      return 'refused';
    }
    if (state.phase === 'OPEN') {
      state.attempts += 1;
      move(state, nowUs, 'HALF_OPEN', 'wait is over');
    }
    return 'permitted';
  },
  onResult(state, config, nowUs, result, _durationUs, ticket) {
    state.rule = ticket.generation === state.generation ? 'call recorded' : 'straggler counted';
    if (ticket.phase === 'HALF_OPEN') probeAnswered(state, config, nowUs, result);
    else if (result !== 'ignored') {
      sample(state.sampler, nowUs, result === 'success');
      if (result === 'error' && overThreshold(state.sampler, config))
        open(state, config, nowUs, 'failure rate above threshold');
    }
  },
  transitionTo(state, config, nowUs, phase) {
    if (phase === 'OPEN') open(state, config, nowUs, 'by hand');
    else move(state, nowUs, phase, 'by hand');
    if (phase === 'CLOSED') clear(state.sampler);
  },
  dueUs: () => null,
  elapsed: () => undefined,
  metrics(state, config): BreakerMetrics {
    const { failures, successes } = state.sampler;
    const calls = failures + successes;
    const enough = calls >= config.minimumCalls && calls > 0;
    return {
      calls,
      failed: failures,
      slow: 0,
      failureRatePct: enough ? Math.floor((failures * 100) / calls) : -1,
      slowRatePct: -1,
    };
  },
  reconfigure(state, config) {
    const { sampler } = state;
    if (sampler.kind !== 'run' && (sampler.kind !== config.windowKind || sampler.size !== config.windowSize))
      state.sampler = samplerFor(config, false);
  },
});

export const cockatiel = cockatielWith(false);
export const cockatielConsecutive = cockatielWith(true);
