import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ms } from '../../kernel/time.ts';
import { openFor, resilience4j, type CoreState } from './programs/breaker-core.ts';
import { ticketOf, type BreakerConfig, type BreakerMetrics, type Phase } from './programs/breaker-rules.ts';

/** The state machine tests of Resilience4j itself, as data: not part of this project. */
interface Step {
  readonly op: string;
  readonly expect?: boolean;
  readonly state?: Phase;
  readonly ms?: number;
  readonly durationMs?: number;
  readonly metric?: string;
  readonly value?: number;
  readonly failureRate?: number;
  readonly success?: number;
  readonly buffered?: number;
  readonly failed?: number;
  readonly notPermitted?: number;
}
interface Vectors {
  readonly config: Readonly<Record<string, number | string>>;
  readonly traces: readonly { readonly name: string; readonly steps: readonly Step[] }[];
}

const TRACES = 20;
const STEPS = 271;

function load(): Vectors {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/breaker/resilience4j_state_machine.json`, 'utf8')) as Vectors;
}

function configOf(given: Vectors['config']): BreakerConfig {
  const number = (key: string): number => {
    const value = given[key];
    if (typeof value !== 'number') throw new Error(`The vectors do not say ${key}.`);
    return value;
  };
  return {
    windowKind: given['slidingWindowType'] === 'TIME_BASED' ? 'time' : 'count',
    windowSize: number('slidingWindowSizeSeconds'),
    minimumCalls: number('minimumNumberOfCalls'),
    failureRatePct: number('failureRateThreshold'),
    slowCallUs: ms(number('slowCallDurationThresholdMs')),
    slowRatePct: number('slowCallRateThreshold'),
    waitUs: ms(number('waitDurationInOpenStateMs')),
    waitGrowthPct: 100,
    waitMaxUs: ms(number('waitDurationInOpenStateMs')),
    permittedHalfOpen: number('permittedNumberOfCallsInHalfOpenState'),
    halfOpenLimitUs: ms(number('maxWaitDurationInHalfOpenStateMs')),
    automatic: false,
    generationCheck: false,
  };
}

const METRICS: Readonly<Record<string, (metrics: BreakerMetrics, state: CoreState) => number>> = {
  FailureRate: (metrics) => metrics.failureRatePct,
  SlowCallRate: (metrics) => metrics.slowRatePct,
  NumberOfBufferedCalls: (metrics) => metrics.calls,
  NumberOfFailedCalls: (metrics) => metrics.failed,
  NumberOfSlowCalls: (metrics) => metrics.slow,
  NumberOfNotPermittedCalls: (_metrics, state) => state.notPermitted,
};

function replay(config: BreakerConfig, steps: readonly Step[]): number {
  let nowUs = ms(1_000_000);
  let state = resilience4j.initial(config, nowUs);
  let done = 0;
  for (const [index, step] of steps.entries()) {
    const where = `step ${index}: ${JSON.stringify(step)}`;
    const metrics = (): BreakerMetrics => resilience4j.metrics(state, config, nowUs);
    const answer = (result: 'success' | 'error' | 'ignored'): void =>
      resilience4j.onResult(state, config, nowUs, result, ms(step.durationMs ?? 0), ticketOf(state));
    const ops: Readonly<Record<string, () => void>> = {
      tryAcquire: () => expect(resilience4j.tryAcquire(state, config, nowUs) === 'permitted', where).toBe(step.expect),
      success: () => answer('success'),
      error: () => answer('error'),
      ignoredError: () => answer('ignored'),
      // A permission handed back without a call leaves the same trace as an ignored error.
      releasePermission: () => answer('ignored'),
      advance: () => void (nowUs += ms(step.ms!)),
      transitionTo: () => resilience4j.transitionTo(state, config, nowUs, step.state!),
      transitionToOpenFor: () => openFor(state, config, nowUs, ms(step.ms!)),
      reset: () => void (state = resilience4j.initial(config, nowUs)),
      expectState: () => expect(state.phase, where).toBe(step.state),
      expectMetric: () => expect(METRICS[step.metric!]!(metrics(), state), where).toBe(step.value),
      expectMetrics: () => {
        const { calls, failed, failureRatePct } = metrics();
        expect(
          {
            failureRate: failureRatePct,
            success: calls - failed,
            buffered: calls,
            failed,
            notPermitted: state.notPermitted,
          },
          where,
        ).toEqual({
          failureRate: step.failureRate,
          success: step.success,
          buffered: step.buffered,
          failed: step.failed,
          notPermitted: step.notPermitted,
        });
      },
    };
    const run = ops[step.op];
    if (!run) throw new Error(`Unknown operation at ${where}`);
    run();
    done += 1;
  }
  return done;
}

describe('Resilience4j state machine vectors', () => {
  it('replays every step of every trace', () => {
    const vectors = load();
    const config = configOf(vectors.config);
    const done = vectors.traces.map((trace) => replay(config, trace.steps));
    expect(done).toHaveLength(TRACES);
    expect(done.reduce((sum, steps) => sum + steps, 0)).toBe(STEPS);
  });
});
