import type { Settings } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import { backoff, pushbackWait, type Draw, type Wait } from './backoff.ts';
import { mayRetry, retriesAllowed, retriesLeft, withdraw } from './budget.ts';
import {
  backoffPolicy,
  maxAttempts,
  retryBudget,
  throttle,
  throttles,
  verdictOn,
  windowBudget,
  type Verdict,
} from './policy.ts';
import type { AppRequest, Pushback } from '../messages.ts';
import type { Cluster, Request } from './request.ts';

/**
 * May this request be sent again, and when? The questions in the order in which they are asked;
 * the first no is the reason that the log gives. No clock and no message in here.
 */
export interface Failure {
  readonly status: number;
  readonly pushbackMs: number | null;
  /** No definite answer: it may have been done. */
  readonly indefinite: boolean;
}

export type Refusal =
  | 'not retryable'
  | 'opted out'
  | 'attempts spent'
  | 'as often as the caller wants'
  | 'not safe to repeat'
  | 'pushback: do not retry'
  | 'throttled'
  | 'budget spent'
  | 'deadline before next try';

export type Decision =
  | { readonly wait: Wait; readonly refusal: null }
  | { readonly wait: null; readonly refusal: Refusal };

/** The parts that a planted bug replaces; these are the true ones. */
export interface Rules {
  verdict(status: number): Verdict;
  /** How many attempts a request may have. */
  most(settings: Settings, hedging: boolean): number;
  /** The same as the caller wants it: less where it says so, never more. */
  wanted(most: number, maxRetries: number | undefined): number;
  /** How long one attempt may take: its own limit, or what is left of the deadline. */
  timeoutUs(tryUs: Us, leftUs: Us): Us;
  /** What the attempt is told of the deadline. */
  toldLeftUs(leftUs: Us, wholeUs: Us): Us;
  /** A retry holds its slot of the budget until it has ended, or only while it waits. */
  readonly slotUntil: 'ended' | 'sent';
  /** What pays for retries, where a share of the last seconds does. */
  readonly deposits: 'requests' | 'attempts';
  keyOf(request: Pick<Request, 'request'>, n: number): string;
  /** Only what may be repeated without harm is sent again after a timeout. */
  mayRepeat(request: Pick<Request, 'method' | 'key' | 'idempotent' | 'indefinite'>): boolean;
  /** Only what may be repeated without harm is sent twice at once. */
  mayHedge(settings: Settings, request: Pick<Request, 'method' | 'key' | 'idempotent'>): boolean;
  /** Whether the caller has promised that carrying it out twice is as once. */
  vouched(call: AppRequest): boolean;
  readonly cancelsLosers: boolean;
  /** What a header says: ms, negative for "do not retry", null for nothing. */
  readPushback(said: Pushback | undefined, settings: Settings): number | null;
  pushback(asked: number | null): number | null;
  wait: typeof backoff;
  earned(tokensMilli: number, settings: Settings): number;
  readonly asksBreakerAgain: boolean;
}

/**
 * A read may always be repeated; so may a write with a key, or one that its caller has marked as
 * idempotent. Any other write only while nothing can have happened.
 */
export const mayRepeat: Rules['mayRepeat'] = ({ method, key, idempotent, indefinite }) =>
  method === 'GET' || key !== null || idempotent || !indefinite;

/** gRFC A6: hedge only what may be carried out more than once. A key makes a write such a thing, or its caller's word. */
export const mayHedge: Rules['mayHedge'] = (settings, { method, key, idempotent }) =>
  method === 'GET'
    ? settings['hedge.reads'] === true
    : settings['hedge.writes'] === true && (key !== null || idempotent);

/**
 * gRFC A6, "Pushback": what is negative, or no number at all, means "do not retry". Envoy waits as it
 * would have without such a header.
 */
export function readPushback(said: Pushback | undefined, settings: Settings): number | null {
  if (said === undefined) return null;
  if (typeof said === 'number') return said;
  if (/^-?\d{1,10}$/.test(said)) return Number(said);
  return backoffPolicy(settings).kind === 'envoy' ? null : -1;
}

export const TRUE_RULES: Omit<Rules, 'earned'> = {
  verdict: verdictOn,
  most: maxAttempts,
  wanted: (most, maxRetries) => (maxRetries === undefined ? most : Math.min(most, maxRetries + 1)),
  timeoutUs: (tryUs, leftUs) => Math.min(tryUs, leftUs),
  toldLeftUs: (leftUs) => leftUs,
  slotUntil: 'ended',
  deposits: 'requests',
  keyOf: ({ request }) => `request-${request}`,
  mayRepeat,
  mayHedge,
  vouched: ({ idempotent }) => idempotent === true,
  cancelsLosers: true,
  readPushback,
  pushback: (asked) => asked,
  wait: backoff,
  asksBreakerAgain: true,
};

/** May one more retry or hedge be under way for this API? */
export function outOfBudget(settings: Settings, cluster: Cluster, nowUs: Us): 'throttled' | 'budget spent' | null {
  if (throttles(settings) && !mayRetry(cluster.tokensMilli, throttle(settings))) return 'throttled';
  const budget = retryBudget(settings);
  if (budget && cluster.retries >= retriesAllowed(budget, cluster.active)) return 'budget spent';
  const window = windowBudget(settings);
  if (window && retriesLeft(cluster.balance, window, nowUs) < 1) return 'budget spent';
  return null;
}

/** From now on the retry or hedge counts. */
export function takeFromBudget(settings: Settings, cluster: Cluster, nowUs: Us): void {
  cluster.retries += 1;
  const window = windowBudget(settings);
  if (window) withdraw(cluster.balance, window, nowUs);
}

export function decide(
  rules: Rules,
  settings: Settings,
  {
    request,
    cluster,
    failure,
    nowUs,
    draw,
  }: {
    readonly request: Request;
    readonly cluster: Cluster;
    readonly failure: Failure;
    readonly nowUs: Us;
    readonly draw: Draw;
  },
): Decision {
  const refusal = refusalOf(rules, settings, request, failure) ?? outOfBudget(settings, cluster, nowUs);
  if (refusal) return { wait: null, refusal };
  const pushbackMs = settings['pushback.honour'] === true ? rules.pushback(failure.pushbackMs) : null;
  const policy = backoffPolicy(settings);
  const wait =
    pushbackMs === null
      ? rules.wait(policy, request.waits + 1, request.memory, draw)
      : pushbackWait(policy.kind, pushbackMs, draw);
  // A try that could not even begin in time is not worth the wait: the caller hears now.
  if (nowUs + wait.waitUs >= request.deadlineUs) return { wait: null, refusal: 'deadline before next try' };
  return { wait, refusal: null };
}

function refusalOf(rules: Rules, settings: Settings, request: Request, failure: Failure): Refusal | null {
  if (rules.verdict(failure.status) !== 'retryable') return 'not retryable';
  if (request.optOut) return 'opted out';
  if (request.sent >= request.maxAttempts) return request.asWanted ? 'as often as the caller wants' : 'attempts spent';
  if (!rules.mayRepeat(request)) return 'not safe to repeat';
  const pushbackMs = settings['pushback.honour'] === true ? rules.pushback(failure.pushbackMs) : null;
  if (pushbackMs !== null && pushbackMs < 0) return 'pushback: do not retry';
  return null;
}
