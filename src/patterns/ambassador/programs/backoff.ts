import { ms, type Us } from '../../../kernel/time.ts';
import { decorrelated, type Decorrelated } from './decorrelated.ts';

/**
 * How long to wait before a retry, as seven definitions have it. Whole microseconds, and no function
 * that engines round differently. `draw(n)` answers a random integer in 0 … n − 1.
 */
export type Draw = (n: number) => number;

export type BackoffKind =
  | 'fixed'
  | 'grpc'
  | 'envoy'
  | 'polly-exponential'
  | 'polly-linear'
  | 'polly-constant'
  | 'decorrelated';

export interface BackoffPolicy {
  readonly kind: BackoffKind;
  readonly baseUs: Us;
  readonly maxUs: Us;
  /** Growth from one wait to the next, in percent; gRPC's `backoffMultiplier`. */
  readonly multiplierPct: number;
}

/** A wait, and the interval that it was drawn from, both ends included. */
export interface Wait {
  readonly waitUs: Us;
  readonly lowUs: Us;
  readonly highUs: Us;
  /** What the next wait of this request needs to know. */
  readonly memory: Decorrelated | null;
}

/** base · multiplier^(n − 1), at most `maxUs`; the n-th wait has n = 1 for the first. */
export function grown({ baseUs, maxUs, multiplierPct }: BackoffPolicy, n: number): Us {
  let waitUs = baseUs;
  for (let i = 1; i < n && waitUs < maxUs; i += 1) waitUs = Math.floor((waitUs * multiplierPct) / 100);
  return Math.min(waitUs, maxUs);
}

const within = (lowUs: Us, highUs: Us, draw: Draw): Wait => ({
  waitUs: lowUs + draw(highUs - lowUs + 1),
  lowUs,
  highUs,
  memory: null,
});

/** Polly v8, exponential without jitter: base · 2^(n − 1). Whoever failed together comes back together. */
export function fixedWait(policy: BackoffPolicy, n: number): Wait {
  const waitUs = grown({ ...policy, multiplierPct: 200 }, n);
  return { waitUs, lowUs: waitUs, highUs: waitUs, memory: null };
}

/** gRFC A6, "Exponential Backoff": min(initial · multiplier^(n−1), max) · random(0.8, 1.2). */
export function grpcWait(policy: BackoffPolicy, n: number, draw: Draw): Wait {
  const midUs = grown(policy, n);
  return within(Math.floor((midUs * 8) / 10), Math.floor((midUs * 12) / 10), draw);
}

/** Envoy, `JitteredExponentialBackOffStrategy`: random % interval, so a wait may be 0; the interval doubles. */
export function envoyWait(policy: BackoffPolicy, n: number, draw: Draw): Wait {
  const intervalUs = Math.max(1, grown({ ...policy, multiplierPct: 200 }, n));
  return within(0, intervalUs - 1, draw);
}

/** Envoy, `JitteredLowerBoundBackOffStrategy`, for `Retry-After`: never less than asked, up to half as much again. */
export function envoyLowerBoundWait(minUs: Us, draw: Draw): Wait {
  return within(minUs, minUs + Math.max(1, Math.floor(minUs / 2)) - 1, draw);
}

/**
 * Polly v8, `RetryHelper.GetRetryDelay` with jitter, constant or linear (n times the base): less or more
 * by up to a quarter, and then no more than `MaxDelay`. Its exponential delay is decorrelated instead.
 */
export function pollyWait({ kind, baseUs, maxUs }: BackoffPolicy, n: number, draw: Draw): Wait {
  const midUs = kind === 'polly-linear' ? baseUs * n : baseUs;
  const quarterUs = Math.floor(midUs / 4);
  const { waitUs, lowUs, highUs } = within(midUs - quarterUs, midUs + quarterUs, draw);
  return {
    waitUs: Math.min(waitUs, maxUs),
    lowUs: Math.min(lowUs, maxUs),
    highUs: Math.min(highUs, maxUs),
    memory: null,
  };
}

/** The n-th wait of a request; `memory` is what its last wait left. */
export function backoff(policy: BackoffPolicy, n: number, memory: Decorrelated | null, draw: Draw): Wait {
  switch (policy.kind) {
    case 'fixed':
      return fixedWait(policy, n);
    case 'grpc':
      return grpcWait(policy, n, draw);
    case 'envoy':
      return envoyWait(policy, n, draw);
    case 'polly-exponential':
    case 'decorrelated':
      return decorrelated(policy.baseUs, policy.maxUs, memory, draw);
    default:
      return pollyWait(policy, n, draw);
  }
}

/**
 * The server said when to come back. gRPC waits exactly that long ("Pushback"); Envoy adds jitter on
 * top, so that not everybody comes back in the same instant.
 */
export function pushbackWait(kind: BackoffKind, pushbackMs: number, draw: Draw): Wait {
  const askedUs = ms(pushbackMs);
  if (kind === 'envoy') return envoyLowerBoundWait(askedUs, draw);
  return { waitUs: askedUs, lowUs: askedUs, highUs: askedUs, memory: null };
}
