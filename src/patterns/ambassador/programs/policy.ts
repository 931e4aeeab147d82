import type { Settings } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { BackoffKind, BackoffPolicy } from './backoff.ts';
import type { BreakerPolicy } from './breaker.ts';
import type { RetryBudget, Throttle, WindowBudget } from './budget.ts';
import type { OutlierPolicy } from './hosts.ts';

/** What the dials say, in the terms of the parts that use it. */
interface Policies {
  readonly most: number;
  readonly hedgesMost: number;
  readonly tryUs: Us;
  readonly deadlineMs: number;
  readonly backoff: BackoffPolicy;
  readonly budget: RetryBudget | null;
  readonly window: WindowBudget | null;
  readonly throttle: Throttle;
  readonly throttles: boolean;
  readonly breaker: BreakerPolicy;
  readonly nesting: Nesting;
  readonly outlier: OutlierPolicy;
}

/** Where the breaker stands: inside the retries, around them, or nowhere. */
export type Nesting = 'inside' | 'outside' | 'off';

/** gRFC A6, "Maximum Number of Retries": `maxAttempts` includes the original, and more than five are taken as five. */
const MOST_ATTEMPTS = 5;

function read(settings: Settings): Policies {
  const dial = (key: string): number => Number(settings[key]);
  const kind = settings['budget.kind'];
  return {
    most: Math.min(MOST_ATTEMPTS, dial('try.maxAttempts')),
    hedgesMost: Math.min(MOST_ATTEMPTS, dial('hedge.maxAttempts')),
    tryUs: ms(dial('try.timeoutMs')),
    deadlineMs: dial('deadline.ms'),
    backoff: {
      kind: settings['backoff.kind'] as BackoffKind,
      baseUs: ms(dial('backoff.baseMs')),
      maxUs: ms(dial('backoff.maxMs')),
      multiplierPct: dial('backoff.multiplierPct'),
    },
    budget:
      kind === 'share' || kind === 'both' ? { pct: dial('budget.pct'), minRetries: dial('budget.minRetries') } : null,
    window:
      kind === 'window'
        ? {
            ratioPct: dial('window.ratioPct'),
            minPerSecond: dial('window.minPerSecond'),
            ttlUs: ms(dial('window.ttlMs')),
          }
        : null,
    throttle: { maxMilli: dial('tokens.max') * 1_000, ratioMilli: dial('tokens.ratioMilli') },
    throttles: kind === 'tokens' || kind === 'both',
    breaker: {
      window: dial('breaker.window'),
      minimum: Math.ceil(dial('breaker.window') / 2),
      failurePct: dial('breaker.failurePct'),
      openUs: ms(dial('breaker.openMs')),
    },
    nesting: settings['breaker.nesting'] as Nesting,
    outlier: {
      consecutive: dial('outlier.consecutive'),
      baseUs: ms(dial('outlier.ejectMs')),
      minHosts: dial('outlier.minHosts'),
      volume: dial('outlier.volume'),
      stdevFactorMilli: dial('outlier.stdevFactorMilli'),
      mostPct: dial('outlier.mostPct'),
    },
  };
}

/** Settings never change: a turned dial makes new ones. So what was read of them last holds for all that ask again. */
let readFrom: Settings | null = null;
let last: Policies | null = null;

function policies(settings: Settings): Policies {
  if (last === null || settings !== readFrom) last = read(settings);
  readFrom = settings;
  return last;
}

export const maxAttempts = (settings: Settings, hedging: boolean): number =>
  hedging ? policies(settings).hedgesMost : policies(settings).most;
export const tryTimeoutUs = (settings: Settings): Us => policies(settings).tryUs;
export const backoffPolicy = (settings: Settings): BackoffPolicy => policies(settings).backoff;
export const retryBudget = (settings: Settings): RetryBudget | null => policies(settings).budget;
export const windowBudget = (settings: Settings): WindowBudget | null => policies(settings).window;
export const throttle = (settings: Settings): Throttle => policies(settings).throttle;
export const throttles = (settings: Settings): boolean => policies(settings).throttles;
export const breakerPolicy = (settings: Settings): BreakerPolicy => policies(settings).breaker;
export const nesting = (settings: Settings): Nesting => policies(settings).nesting;
export const outlierPolicy = (settings: Settings): OutlierPolicy => policies(settings).outlier;

/** The caller may ask for less time than the ambassador would take, never for more. */
export function deadlineUs(settings: Settings, askedMs: number | undefined): Us {
  const { deadlineMs } = policies(settings);
  return ms(askedMs === undefined ? deadlineMs : Math.min(deadlineMs, askedMs));
}

export type Verdict = 'success' | 'retryable' | 'fatal';

/** In progress under this key · rate limited · unavailable · no answer in time. */
const RETRYABLE: readonly number[] = [409, 429, 503, 504];

/** A 4xx is an answer: asking again would only get it again. */
export const verdictOn = (status: number): Verdict =>
  status < 400 ? 'success' : RETRYABLE.includes(status) ? 'retryable' : 'fatal';
