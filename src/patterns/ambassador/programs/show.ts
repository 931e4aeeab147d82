import type { Node } from './attempts.ts';
import { retriesAllowed, retriesLeft } from './budget.ts';
import { retryBudget, throttles, windowBudget } from './policy.ts';
import type { Cluster, Lane, State } from './request.ts';

const WHY: Readonly<Record<Exclude<Lane, ''>, string>> = {
  PASSING: 'no retry is under way',
  RETRYING: 'a failed request is tried again',
  HOLDING_BACK: 'the retry budget is used up',
  SHORT_CIRCUIT: 'a breaker is open',
};
const BREAKER_WHY = {
  CLOSED: 'the probe succeeded',
  OPEN: 'too many attempts have failed',
  HALF_OPEN: 'the wait is over',
} as const;

/** Makes visible how an ambassador is: one word for all of it, and a lane for each breaker. Says only what has changed. */
export function show(node: Node, state: State): void {
  const { shown } = state;
  const budget = retryBudget(node.settings);
  const window = windowBudget(node.settings);
  let retries = 0;
  let allowed = 0;
  let tokensMilli = -1;
  let lane: Exclude<Lane, ''> = 'PASSING';
  for (const api in state.clusters) {
    const cluster = state.clusters[api]!;
    if (tokensMilli < 0 || cluster.tokensMilli < tokensMilli) tokensMilli = cluster.tokensMilli;
    if (cluster.retries > 0) {
      const most = budget
        ? retriesAllowed(budget, cluster.active)
        : window
          ? cluster.retries + retriesLeft(cluster.balance, window, node.monotonic())
          : 0;
      retries += cluster.retries;
      allowed += most;
      if (lane !== 'SHORT_CIRCUIT')
        lane = most > 0 && cluster.retries >= most ? 'HOLDING_BACK' : lane === 'PASSING' ? 'RETRYING' : lane;
    }
    if (cluster.breaker.phase !== 'CLOSED') lane = 'SHORT_CIRCUIT';
    showCluster(node, api, cluster);
  }
  if (lane !== shown.lane) node.become((shown.lane = lane), WHY[lane]);
  if (retries !== shown.retries) node.metric('retries', (shown.retries = retries));
  // Without a retry nothing is used of it, whatever it is.
  if (retries > 0 && allowed !== shown.allowed) node.metric('allowed', (shown.allowed = allowed));
  // In tenths: what one success earns by default.
  const tokens = Math.floor(tokensMilli / 100);
  if (throttles(node.settings) && tokens !== shown.tokens) node.metric('tokens', (shown.tokens = tokens));
}

function showCluster(node: Node, api: string, cluster: Cluster): void {
  const { phase } = cluster.breaker;
  if (phase !== cluster.shownPhase) node.become((cluster.shownPhase = phase), BREAKER_WHY[phase], `${api} breaker`);
}
