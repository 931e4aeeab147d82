import type { JsonObject } from '../../../kernel/json.ts';
import type { Settings } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { SlidingWindow } from './sliding-window.ts';

/** The states of a breaker, with the names that Resilience4j gives them. */
export type Phase = 'CLOSED' | 'OPEN' | 'HALF_OPEN' | 'FORCED_OPEN' | 'DISABLED' | 'METRICS_ONLY';

export type SemanticsName = 'resilience4j' | 'cockatiel' | 'cockatiel-consecutive' | 'opossum';

/** What one breaker is told to do: the `breaker.*` dials, times in microseconds. */
export interface BreakerConfig {
  readonly windowKind: 'count' | 'time';
  /** Calls for a count window, whole seconds for a time window. */
  readonly windowSize: number;
  readonly minimumCalls: number;
  readonly failureRatePct: number;
  readonly slowCallUs: Us;
  readonly slowRatePct: number;
  readonly waitUs: Us;
  /** 100: each wait is as long as the first; 200: it doubles while probes go on failing. */
  readonly waitGrowthPct: number;
  readonly waitMaxUs: Us;
  readonly permittedHalfOpen: number;
  /** 0: half-open has no time limit. */
  readonly halfOpenLimitUs: Us;
  /** Whether a timer ends the wait, instead of the next call. */
  readonly automatic: boolean;
  /** Whether answers to calls of an earlier state are dropped. */
  readonly generationCheck: boolean;
}

/** What every kind of breaker can be asked for, whatever it keeps besides. */
export interface BreakerState extends JsonObject {
  phase: Phase;
  /** When this phase began, on the node's own clock. */
  sinceUs: Us;
  /** Grows with every change of phase; a call carries the one it was admitted in. */
  generation: number;
  /** Calls refused since the metrics were last started afresh. */
  notPermitted: number;
  /** Half-open calls that may still be admitted. */
  permits: number;
  /** The rule that fired last, in the words of the source … */
  rule: string;
  /** … and the one that led to this phase. */
  why: string;
}

/** `queued`: cockatiel lets calls wait for the probe instead of refusing them. */
export type Verdict = 'permitted' | 'refused' | 'queued';

/** `ignored`: an error that says nothing about the health of what was called. */
export type CallResult = 'success' | 'error' | 'ignored';

/** Taken along by an admitted call, and shown when its answer comes. */
export interface Ticket extends JsonObject {
  readonly generation: number;
  readonly phase: Phase;
}

export interface BreakerMetrics {
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
  /** Whole percent, rounded down; −1 below the minimum number of calls. */
  readonly failureRatePct: number;
  readonly slowRatePct: number;
}

/** One way to be a circuit breaker. All functions change `state` in place and know no clock. */
export interface Semantics<S extends BreakerState = any> {
  initial(config: BreakerConfig, nowUs: Us): S;
  tryAcquire(state: S, config: BreakerConfig, nowUs: Us): Verdict;
  onResult(state: S, config: BreakerConfig, nowUs: Us, result: CallResult, durationUs: Us, ticket: Ticket): void;
  /** By hand. */
  transitionTo(state: S, config: BreakerConfig, nowUs: Us, phase: Phase): void;
  /** When it wants to be woken; null: it waits for calls only. */
  dueUs(state: S, config: BreakerConfig): Us | null;
  elapsed(state: S, config: BreakerConfig, nowUs: Us): void;
  metrics(state: S, config: BreakerConfig, nowUs: Us): BreakerMetrics;
  /** A dial was turned while it runs. What is under way keeps its rules; a resized window starts empty. */
  reconfigure(state: S, config: BreakerConfig): void;
}

export const ticketOf = (state: BreakerState): Ticket => ({ generation: state.generation, phase: state.phase });

/** Integer arithmetic throughout: `count / total >= pct / 100` without a division. */
export const atLeast = (count: number, total: number, pct: number): boolean => count * 100 >= pct * total;

/** The rates of a window as Resilience4j shows them: −1 until enough calls were recorded. */
export function ratesOf(window: SlidingWindow, minimum: number): BreakerMetrics {
  const { calls, failed, slow } = window;
  const enough = calls >= minimum && calls > 0;
  return {
    calls,
    failed,
    slow,
    failureRatePct: enough ? Math.floor((failed * 100) / calls) : -1,
    slowRatePct: enough ? Math.floor((slow * 100) / calls) : -1,
  };
}

export function breakerConfig(settings: Settings): BreakerConfig {
  const number = (key: string): number => Number(settings[`breaker.${key}`]);
  return {
    windowKind: settings['breaker.windowKind'] === 'time' ? 'time' : 'count',
    windowSize: number('windowSize'),
    minimumCalls: number('minimumCalls'),
    failureRatePct: number('failureRatePct'),
    slowCallUs: ms(number('slowCallMs')),
    slowRatePct: number('slowRatePct'),
    waitUs: ms(number('waitMs')),
    waitGrowthPct: number('waitGrowthPct'),
    waitMaxUs: ms(number('waitMaxMs')),
    permittedHalfOpen: number('permittedHalfOpen'),
    halfOpenLimitUs: ms(number('halfOpenLimitMs')),
    automatic: settings['breaker.automatic'] === true,
    generationCheck: settings['breaker.generationCheck'] === true,
  };
}
