/**
 * Two ways to keep retries from becoming the load: a share of what is under way (Envoy), and tokens
 * that failures cost and successes earn (gRPC). Both are kept for each API, not for each request.
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
