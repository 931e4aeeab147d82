import type { Settings } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { BackoffKind, BackoffPolicy } from './backoff.ts';
import type { BreakerPolicy } from './breaker.ts';
import type { RetryBudget, Throttle } from './budget.ts';
import type { OutlierPolicy } from './hosts.ts';

/** What the dials say, in the terms of the parts that use it. Read anew each time: dials can be turned. */

const dial = (settings: Settings, key: string): number => Number(settings[key]);

/** gRFC A6, "Maximum Number of Retries": `maxAttempts` includes the original, and more than five are taken as five. */
const MOST_ATTEMPTS = 5;

export const maxAttempts = (settings: Settings, hedging: boolean): number =>
  Math.min(MOST_ATTEMPTS, dial(settings, hedging ? 'hedge.maxAttempts' : 'try.maxAttempts'));

export const tryTimeoutUs = (settings: Settings): Us => ms(dial(settings, 'try.timeoutMs'));

/** The caller may ask for less time than the ambassador would take, never for more. */
export const deadlineUs = (settings: Settings, askedMs: number | null): Us =>
  ms(Math.min(dial(settings, 'deadline.ms'), askedMs ?? dial(settings, 'deadline.ms')));

export const backoffPolicy = (settings: Settings): BackoffPolicy => ({
  kind: settings['backoff.kind'] as BackoffKind,
  baseUs: ms(dial(settings, 'backoff.baseMs')),
  maxUs: ms(dial(settings, 'backoff.maxMs')),
  multiplierPct: dial(settings, 'backoff.multiplierPct'),
});

export const retryBudget = (settings: Settings): RetryBudget | null =>
  settings['budget.kind'] === 'share' || settings['budget.kind'] === 'both'
    ? { pct: dial(settings, 'budget.pct'), minRetries: dial(settings, 'budget.minRetries') }
    : null;

export const throttle = (settings: Settings): Throttle => ({
  maxMilli: dial(settings, 'tokens.max') * 1_000,
  ratioMilli: dial(settings, 'tokens.ratioMilli'),
});

export const throttles = (settings: Settings): boolean =>
  settings['budget.kind'] === 'tokens' || settings['budget.kind'] === 'both';

export const breakerPolicy = (settings: Settings): BreakerPolicy => ({
  window: dial(settings, 'breaker.window'),
  minimum: Math.ceil(dial(settings, 'breaker.window') / 2),
  failurePct: dial(settings, 'breaker.failurePct'),
  openUs: ms(dial(settings, 'breaker.openMs')),
});

/** Where the breaker stands: inside the retries, around them, or nowhere. */
export type Nesting = 'inside' | 'outside' | 'off';
export const nesting = (settings: Settings): Nesting => settings['breaker.nesting'] as Nesting;

export const outlierPolicy = (settings: Settings): OutlierPolicy => ({
  consecutive: dial(settings, 'outlier.consecutive'),
  baseUs: ms(dial(settings, 'outlier.ejectMs')),
});

export type Verdict = 'success' | 'retryable' | 'fatal';

/** In progress under this key · rate limited · unavailable · no answer in time. */
const RETRYABLE: readonly number[] = [409, 429, 503, 504];

/** A 4xx is an answer: asking again would only get it again. */
export const verdictOn = (status: number): Verdict =>
  status < 400 ? 'success' : RETRYABLE.includes(status) ? 'retryable' : 'fatal';
