import { US_PER_S, type Us } from '../../../kernel/time.ts';

/**
 * Three ways to keep retries from becoming the load: a share of what is under way (Envoy), tokens
 * that failures cost and successes earn (gRPC), and a share of what came in during the last seconds
 * (Linkerd). All are kept for each API, not for each request.
 */

export interface RetryBudget {
  /** Envoy's `budget_percent`, of the attempts that are under way or wait. */
  readonly pct: number;
  /** Envoy's `min_retry_concurrency`. */
  readonly minRetries: number;
}

/** Envoy, `RetryBudgetImpl`: how many retries may be under way at once, waiting in a backoff included. */
export const retriesAllowed = ({ pct, minRetries }: RetryBudget, active: number): number =>
  Math.max(Math.floor((active * pct) / 100), minRetries);

export interface Throttle {
  /** `maxTokens`, in thousandths of a token. */
  readonly maxMilli: number;
  /** `tokenRatio`, in thousandths. */
  readonly ratioMilli: number;
}

const ONE_TOKEN = 1_000;

/** gRFC A6, "Throttling Retry Attempts and Hedged RPCs": a failure costs one token, but never below 0 … */
export const afterFailure = (tokensMilli: number): number => Math.max(0, tokensMilli - ONE_TOKEN);

/** … a success earns `tokenRatio`, but never above `maxTokens` … */
export const afterSuccess = (tokensMilli: number, { maxMilli, ratioMilli }: Throttle): number =>
  Math.min(maxMilli, tokensMilli + ratioMilli);

/** … and retries and hedges are sent only while there are more than half of them. */
export const mayRetry = (tokensMilli: number, { maxMilli }: Throttle): boolean => tokensMilli * 2 > maxMilli;

/** Linkerd's `retryRatio`, `minRetriesPerSecond` and `ttl`. */
export interface WindowBudget {
  readonly ratioPct: number;
  readonly minPerSecond: number;
  readonly ttlUs: Us;
}

/** The window, in ten parts that pass out of it one by one. In hundredths of a retry. */
export interface Balance {
  partUs: Us;
  /** Number of the newest part, since the clock began. */
  newest: number;
  parts: number[];
}

const PARTS = 10;
const ONE_RETRY = 100;

export const emptyBalance = (): Balance => ({ partUs: 0, newest: 0, parts: Array.from({ length: PARTS }, () => 0) });

/** Lets pass what is older than the window. Answers the part that is now. */
function slide(balance: Balance, { ttlUs }: WindowBudget, nowUs: Us): number {
  const partUs = Math.floor(ttlUs / PARTS);
  if (balance.partUs !== partUs) Object.assign(balance, emptyBalance(), { partUs, newest: Math.floor(nowUs / partUs) });
  const now = Math.floor(nowUs / partUs);
  const passed = Math.min(PARTS, now - balance.newest);
  for (let i = 1; i <= passed; i += 1) balance.parts[(balance.newest + i) % PARTS] = 0;
  balance.newest = now;
  return now % PARTS;
}

/** Each request deposits a part of a retry … */
export function deposit(balance: Balance, policy: WindowBudget, nowUs: Us): void {
  const part = slide(balance, policy, nowUs);
  balance.parts[part]! += policy.ratioPct;
}

/** … and each retry takes a whole one out. */
export function withdraw(balance: Balance, policy: WindowBudget, nowUs: Us): void {
  const part = slide(balance, policy, nowUs);
  balance.parts[part]! -= ONE_RETRY;
}

/** Retries that may be begun now: what is left of the deposits, and of what is always allowed. */
export function retriesLeft(balance: Balance, policy: WindowBudget, nowUs: Us): number {
  slide(balance, policy, nowUs);
  const reserve = Math.floor((policy.minPerSecond * ONE_RETRY * policy.ttlUs) / US_PER_S);
  return Math.max(0, Math.floor(balance.parts.reduce((sum, part) => sum + part, reserve) / ONE_RETRY));
}
