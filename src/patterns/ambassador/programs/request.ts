import type { Call } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import type { Api, LogEntry, Method } from '../messages.ts';
import type { Entry } from './agenda.ts';
import { closedBreaker, type Breaker } from './breaker.ts';
import { emptyBalance, type Balance } from './budget.ts';
import type { Decorrelated } from './decorrelated.ts';
import { newHost, type Host } from './hosts.ts';

/** What an ambassador holds, as plain data. All times are of its steady clock. */

/** One attempt that is under way. */
export interface OpenAttempt {
  /** Id of the message that carries it. */
  readonly id: string;
  /** Of all that this ambassador has sent. */
  readonly number: number;
  readonly n: number;
  readonly host: string;
  readonly sentUs: Us;
  readonly timeoutUs: Us;
  readonly hedge: boolean;
  /** It holds a slot of the retry budget until it ends. */
  readonly slot: boolean;
  /** The breaker let it through half-open. */
  readonly probe: boolean;
  /** Generation of the breaker that let it through. */
  readonly generation: number;
}

/** One request of the application, from the local call to the one answer. */
export interface Request {
  readonly id: string;
  readonly request: number;
  readonly api: Api;
  readonly method: Method;
  readonly caller: Call;
  /** The same for all attempts; null: nothing may be repeated whose fate is unknown. */
  readonly key: string | null;
  readonly startedUs: Us;
  readonly deadlineUs: Us;
  readonly maxAttempts: number;
  /** The caller's word that carrying it out twice is as once. */
  readonly idempotent: boolean;
  /** The caller wants fewer than the ambassador would make. */
  readonly asWanted: boolean;
  /** The caller wants no retries. */
  readonly optOut: boolean;
  readonly hedging: boolean;
  /** The breaker around all attempts let it through half-open. */
  readonly probe: boolean;
  /** Attempts so far, transparent retries not counted … */
  sent: number;
  /** … and with them. */
  serial: number;
  open: OpenAttempt[];
  /** A retry waits in its backoff, and holds a slot of the budget. */
  waiting: boolean;
  /** Waits since the start, or since the last pushback: what the next backoff grows from. */
  waits: number;
  memory: Decorrelated | null;
  tried: string[];
  /** gRPC retries once, unseen, what a host refused before it looked at it. */
  transparent: boolean;
  /** Some attempt has no definite answer. */
  indefinite: boolean;
  /** Of the attempt that ended last. */
  status: number;
  reason: string;
}

/** What is shared by all requests to one API. */
export interface Cluster {
  readonly hosts: Host[];
  turn: number;
  /** Attempts under way. */
  active: number;
  /** Retries that wait or are under way: what the budget bounds. */
  retries: number;
  tokensMilli: number;
  /** What Linkerd's budget goes by. */
  balance: Balance;
  breaker: Breaker;
  /** As last shown. */
  shownPhase: Breaker['phase'];
}

export interface State {
  /** Those that have no answer yet, in the order in which they came. */
  requests: Request[];
  /** Sent so far. */
  attempts: number;
  clusters: Record<string, Cluster>;
  agenda: Entry[];
  /** Attempts that the log does not have yet. */
  unreported: LogEntry[];
  /** State and figures as last shown. */
  shown: { lane: Lane; retries: number; allowed: number; tokens: number };
}

/** How an ambassador is, in one word. */
export type Lane = '' | 'PASSING' | 'RETRYING' | 'HOLDING_BACK' | 'SHORT_CIRCUIT';

/** Where each API is. */
export type Config = { readonly hosts: Readonly<Record<string, readonly string[]>> };

export function newState({ hosts }: Config, tokensMilli: number): State {
  const cluster = (ids: readonly string[]): Cluster => ({
    hosts: ids.map(newHost),
    turn: 0,
    active: 0,
    retries: 0,
    tokensMilli,
    balance: emptyBalance(),
    breaker: closedBreaker(),
    shownPhase: 'CLOSED',
  });
  return {
    requests: [],
    attempts: 0,
    clusters: Object.fromEntries(Object.entries(hosts).map(([api, ids]) => [api, cluster(ids)])),
    agenda: [],
    unreported: [],
    shown: { lane: '', retries: -1, allowed: -1, tokens: -1 },
  };
}

/** The request that has this attempt under way; null where nobody waits for it any more. */
export function requestWith({ requests }: State, number: number): Request | null {
  for (const request of requests) if (attemptIn(request, number) !== null) return request;
  return null;
}

export function attemptIn({ open }: Request, number: number): OpenAttempt | null {
  for (const attempt of open) if (attempt.number === number) return attempt;
  return null;
}

export function requestNamed({ requests }: State, id: string): Request | null {
  for (const request of requests) if (request.id === id) return request;
  return null;
}
