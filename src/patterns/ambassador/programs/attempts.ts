import type { NodeContext, TimedOut } from '../../../kernel/program.ts';
import { ms, US_PER_MS } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import { answer, REFUSED_STREAM, type AnyResponse, type Msg } from '../messages.ts';
import { addTo, drop } from './agenda.ts';
import { giveBack, permits, record } from './breaker.ts';
import { afterFailure, deposit } from './budget.ts';
import { hostAnswered, hostNamed, nextHost } from './hosts.ts';
import { breakerPolicy, nesting, outlierPolicy, tryTimeoutUs, windowBudget } from './policy.ts';
import { attemptIn, requestWith, type Cluster, type OpenAttempt, type Request, type State } from './request.ts';
import { decide, outOfBudget, takeFromBudget, type Failure, type Rules } from './retrying.ts';

export type Node = NodeContext<Msg>;

const clusterOf = (state: State, request: Request): Cluster => state.clusters[request.api]!;
const tellsCaller = (node: Node): number | undefined =>
  node.settings['pushback.tellCaller'] === true ? -1 : undefined;

/** Which request a note is about, for whoever counts. */
const about = ({ id, api }: Request) => ({ span: id, api });
const wonBy = ({ hedge, n }: OpenAttempt): string =>
  hedge ? 'hedge won' : n > 1 ? 'saved by a retry' : 'hedge not needed';

/**
 * Sends one attempt, if the breaker lets it through. The order is Retry(Breaker(Timeout(call))): each
 * attempt asks the breaker, and an open one ends the request, because waiting 100 ms will not close it.
 */
export function launch(
  rules: Rules,
  node: Node,
  state: State,
  request: Request,
  how: { readonly slot: boolean; readonly hedge: boolean; readonly transparent?: boolean },
): void {
  const cluster = clusterOf(state, request);
  const nowUs = node.monotonic();
  const asks = nesting(node.settings) === 'inside' && (rules.asksBreakerAgain || request.sent === 0);
  if (asks && !permits(cluster.breaker, nowUs)) {
    if (how.slot) cluster.retries -= 1;
    node.note('breaker open', `request ${request.request} is not sent: too many attempts have failed`, about(request));
    if (request.open.length === 0) fail(rules, node, state, request, 503, 'breaker open');
    return;
  }
  const host = nextHost(
    cluster.hosts,
    cluster.turn++,
    node.settings['hosts.excludeTried'] === true ? request.tried : [],
  );
  if (how.transparent !== true) request.sent += 1;
  const window = windowBudget(node.settings);
  if (window && (request.serial === 0 || rules.deposits === 'attempts')) deposit(cluster.balance, window, nowUs);
  request.serial += 1;
  const number = ++state.attempts;
  const leftUs = request.deadlineUs - nowUs;
  const timeoutUs = rules.timeoutUs(tryTimeoutUs(node.settings), leftUs);
  const id = node.request(
    host.id,
    {
      type: 'Attempt',
      request: request.request,
      span: request.id,
      api: request.api,
      method: request.method,
      n: request.sent,
      previousAttempts: request.sent - 1,
      idemKey: request.key === null ? '' : rules.keyOf(request, request.sent),
      deadlineLeftMs: Math.floor(rules.toldLeftUs(leftUs, request.deadlineUs - request.startedUs) / US_PER_MS),
      sentUs: node.now(),
      hedge: how.hedge,
    },
    { timeoutUs, tag: 'attempt', data: number },
  );
  const slot = how.slot && rules.slotUntil === 'ended';
  if (how.slot && !slot) cluster.retries -= 1;
  cluster.active += 1;
  const probe = asks && cluster.breaker.phase === 'HALF_OPEN';
  request.open.push({
    id,
    number,
    n: request.sent,
    host: host.id,
    sentUs: nowUs,
    timeoutUs,
    hedge: how.hedge,
    slot,
    probe,
    generation: cluster.breaker.generation,
  });
  if (!request.tried.includes(host.id)) request.tried.push(host.id);
  if (request.hedging && !request.optOut && request.sent < request.maxAttempts)
    addTo(state.agenda, node, {
      atUs: nowUs + ms(Number(node.settings['hedge.delayMs'])),
      request: request.id,
      what: 'hedge',
    });
}

/** A backoff is over: the retry holds the slot that it took when it was planned. */
export const sendNext = (rules: Rules, node: Node, state: State, request: Request): void =>
  launch(rules, node, state, request, { slot: true, hedge: false });

/** gRFC A6, "Hedging Policy": one more copy of a request that has no answer yet, at another host. */
export function hedge(rules: Rules, node: Node, state: State, request: Request): void {
  if (request.sent >= request.maxAttempts || node.monotonic() >= request.deadlineUs) return;
  const cluster = clusterOf(state, request);
  const refusal = outOfBudget(node.settings, cluster, node.monotonic());
  if (refusal) {
    node.note(refusal, `request ${request.request} is not hedged`, about(request));
    return;
  }
  takeFromBudget(node.settings, cluster, node.monotonic());
  node.note('hedge', `request ${request.request} is sent once more, without waiting for the first`, about(request));
  launch(rules, node, state, request, { slot: true, hedge: true });
}

/** An attempt is answered, or its time is up. */
export function attemptEnded(rules: Rules, node: Node, state: State, number: number, reply: Msg | TimedOut): void {
  const request = requestWith(state, number);
  if (request === null) return;
  const attempt = attemptIn(request, number)!;
  const came = 'status' in reply ? reply : null;
  const status = came ? came.status : 504;
  const pushbackMs = came === null ? null : rules.readPushback(came.pushbackMs, node.settings);
  const indefinite = came === null || came.indefinite === true;
  leave(state, request, attempt);
  // Nobody waits for it any more, but the host may not know.
  if (!came && node.settings['cancel.on'] === true)
    node.send(attempt.host, { type: 'Cancel', request: request.request, attempt: attempt.id });
  learn(rules, node, state, request, attempt, status, pushbackMs);
  request.status = status;
  request.reason = came ? (came.reason ?? '') : 'no answer in time';
  if (indefinite) request.indefinite = true;
  const verdict = rules.verdict(status);
  if (came && verdict === 'success') {
    if (request.sent > 1) node.note(wonBy(attempt), `request ${request.request} succeeds at attempt ${attempt.n}`);
    return conclude(rules, node, state, request, came);
  }
  if (came?.reason === REFUSED_STREAM && !request.transparent && request.deadlineUs > node.monotonic()) {
    request.transparent = true;
    node.note('transparent retry', `request ${request.request} never reached the program: sent again, and not counted`);
    if (attempt.slot) clusterOf(state, request).retries += 1;
    return launch(rules, node, state, request, { slot: attempt.slot, hedge: attempt.hedge, transparent: true });
  }
  if (request.hedging && verdict === 'retryable') return afterHedge(rules, node, state, request, pushbackMs);
  planRetry(rules, node, state, request, { status, pushbackMs, indefinite });
}

/** A non-fatal answer releases the next hedge at once; a pushback that forbids ends them. */
function afterHedge(rules: Rules, node: Node, state: State, request: Request, asked: number | null): void {
  drop(state.agenda, request.id);
  const pushbackMs = node.settings['pushback.honour'] === true ? rules.pushback(asked) : null;
  if ((pushbackMs === null || pushbackMs === 0) && !request.optOut) hedge(rules, node, state, request);
  else if (pushbackMs !== null && pushbackMs > 0 && request.sent < request.maxAttempts)
    addTo(state.agenda, node, { atUs: node.monotonic() + ms(pushbackMs), request: request.id, what: 'hedge' });
  const more = state.agenda.some((entry) => entry.request === request.id);
  if (state.requests.includes(request) && request.open.length === 0 && !more)
    fail(rules, node, state, request, request.status, request.reason);
}

function planRetry(rules: Rules, node: Node, state: State, request: Request, failure: Failure): void {
  const cluster = clusterOf(state, request);
  const nowUs = node.monotonic();
  const draw = (n: number): number => node.stream('backoff').int(n);
  const { wait, refusal } = decide(rules, node.settings, { request, cluster, failure, nowUs, draw });
  if (refusal) {
    if (refusal !== 'not retryable') node.note(refusal, `request ${request.request} is not sent again`, about(request));
    const late = refusal === 'deadline before next try';
    return fail(rules, node, state, request, late ? 504 : failure.status, late ? 'deadline' : request.reason);
  }
  const asked = failure.pushbackMs !== null && failure.pushbackMs >= 0 && node.settings['pushback.honour'] === true;
  request.waiting = true;
  request.waits = asked ? 0 : request.waits + 1;
  request.memory = asked ? null : wait.memory;
  takeFromBudget(node.settings, cluster, nowUs);
  const { waitUs } = wait;
  node.note(
    'backoff',
    `request ${request.request} waits ${Math.round(waitUs / US_PER_MS)} ms before attempt ${request.sent + 1}`,
    about(request),
  );
  addTo(state.agenda, node, { atUs: nowUs + waitUs, request: request.id, what: 'retry' });
}

/** The attempt is no longer under way, whatever became of it. */
function leave(state: State, request: Request, attempt: OpenAttempt): void {
  const cluster = clusterOf(state, request);
  request.open.splice(request.open.indexOf(attempt), 1);
  cluster.active -= 1;
  if (attempt.slot) cluster.retries -= 1;
}

/** What one answer says about the API, its host and its budget. */
function learn(
  rules: Rules,
  node: Node,
  state: State,
  request: Request,
  attempt: OpenAttempt,
  status: number,
  pushbackMs: number | null,
): void {
  const cluster = clusterOf(state, request);
  const nowUs = node.monotonic();
  const failed = status >= 500;
  const host = hostNamed(cluster.hosts, attempt.host);
  if (nesting(node.settings) === 'inside') {
    const epoch = { name: 'breaker generation', got: attempt.generation, have: cluster.breaker.generation };
    if (epoch.got < epoch.have)
      refuseStale(node, epoch, `the answer of ${host.id} to request ${request.request} is not counted`, 'straggler');
    else record(cluster.breaker, breakerPolicy(node.settings), nowUs, failed, attempt.probe);
  }
  if (hostAnswered(cluster.hosts, host, outlierPolicy(node.settings), nowUs, failed))
    node.note('host ejected', `${host.id} has failed ${outlierPolicy(node.settings).consecutive} times in a row`, {
      host: host.id,
    });
  if (rules.verdict(status) === 'success') cluster.tokensMilli = rules.earned(cluster.tokensMilli, node.settings);
  else if (rules.verdict(status) === 'retryable' || (pushbackMs !== null && pushbackMs < 0))
    cluster.tokensMilli = afterFailure(cluster.tokensMilli);
  log(node, state, request, attempt, status);
}

/** HTTP servers log it so when a caller has closed the connection. */
const CALLED_OFF = 499;

function log(
  node: Node,
  state: State,
  { request, api }: Request,
  { n, host, sentUs }: OpenAttempt,
  status: number,
): void {
  const tookMs = Math.floor((node.monotonic() - sentUs) / US_PER_MS);
  state.unreported.push({ request, api, n, host, status, tookMs, last: false });
}

/** Whoever called must not take it for a refusal of its own: what a host has not seen, this request may have brought about before. */
function fail(rules: Rules, node: Node, state: State, request: Request, status: number, reason: string): void {
  const said = reason === REFUSED_STREAM ? 'unavailable' : reason;
  const pushbackMs = tellsCaller(node);
  conclude(rules, node, state, request, answer(request.request, status, { reason: said, pushbackMs }));
}

/** The one answer to the application. What is still under way for it has lost, and is called off. */
export function conclude(rules: Rules, node: Node, state: State, request: Request, result: AnyResponse): void {
  const cluster = clusterOf(state, request);
  while (request.open.length > 0) {
    const loser = request.open[0]!;
    leave(state, request, loser);
    giveBack(cluster.breaker, loser.probe);
    node.cancel(loser.id);
    log(node, state, request, loser, CALLED_OFF);
    if (rules.cancelsLosers && node.settings['cancel.on'] === true)
      node.send(loser.host, { type: 'Cancel', request: request.request, attempt: loser.id });
  }
  if (nesting(node.settings) === 'outside')
    record(cluster.breaker, breakerPolicy(node.settings), node.monotonic(), result.status >= 500, request.probe);
  drop(state.agenda, request.id);
  state.requests.splice(state.requests.indexOf(request), 1);
  const entry = state.unreported.at(-1);
  if (entry?.request === request.request) entry.last = true;
  const indefinite = result.status >= 400 && (request.indefinite || result.indefinite === true) ? true : undefined;
  node.reply(request.caller, indefinite === result.indefinite ? result : { ...result, indefinite });
}
