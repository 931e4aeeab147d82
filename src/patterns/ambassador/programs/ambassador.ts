import { program, type Call, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import { answer, type AppRequest, type Msg } from '../messages.ts';
import { takeDue, type Entry } from './agenda.ts';
import { attemptEnded, conclude, hedge, launch, sendNext, type Node } from './attempts.ts';
import { afterSuccess } from './budget.ts';
import { permits } from './breaker.ts';
import { readmit, sweep } from './hosts.ts';
import { deadlineUs, nesting, outlierPolicy, throttle } from './policy.ts';
import { newState, requestNamed, type Config, type Request, type State } from './request.ts';
import { TRUE_RULES, type Rules } from './retrying.ts';
import { show } from './show.ts';

/** Envoy's `interval` of outlier detection. */
const SWEEP_US: Us = ms(10_000);
/** How often it reports to the log. */
const REPORT_US: Us = ms(500);

/**
 * An ambassador: next to its application, reached on localhost, the same for every language. What it
 * decides is in `retrying.ts`; what it sends and receives, in `attempts.ts`.
 */
export const ambassadorWith = (rules: Rules): Program<State, Msg> =>
  program<State, Msg>({
    start(node) {
      const state = newState(node.config as Config, throttle(node.settings).maxMilli);
      node.setTimer('report', REPORT_US);
      node.setTimer('sweep', SWEEP_US);
      show(node, state);
      return state;
    },
    on: {
      AppRequest(node, state, message, call) {
        admit(rules, node, state, message, call);
        show(node, state);
      },
    },
    replies: {
      attempt(node, state, reply: Msg | TimedOut, number: number) {
        attemptEnded(rules, node, state, number, reply);
        show(node, state);
      },
    },
    timers: {
      wake(node, state) {
        for (const entry of takeDue(state.agenda, node)) due(rules, node, state, entry);
        show(node, state);
      },
      sweep(node, state) {
        for (const { hosts } of Object.values(state.clusters))
          for (const host of sweep(hosts, outlierPolicy(node.settings), node.monotonic()))
            node.note('success rate too low', `${host.id} fails far more often than the others and is ejected`, {
              host: host.id,
            });
        node.setTimer('sweep', SWEEP_US);
        show(node, state);
      },
      report(node, state) {
        node.setTimer('report', REPORT_US);
        if (state.unreported.length === 0) return;
        node.send('collector', { type: 'AttemptLog', entries: state.unreported.splice(0) });
      },
    },
    settingsChanged(node, state) {
      for (const cluster of Object.values(state.clusters))
        cluster.tokensMilli = Math.min(cluster.tokensMilli, throttle(node.settings).maxMilli);
      show(node, state);
    },
  });

/** One local call comes in; what the caller says about it is obeyed. */
function admit(rules: Rules, node: Node, state: State, message: AppRequest, call: Call): void {
  const { settings } = node;
  const { request: number, api, method } = message;
  const nowUs = node.monotonic();
  const cluster = state.clusters[api]!;
  for (const host of readmit(cluster.hosts, nowUs)) node.note('host readmitted', `${host.id} has served its time`);
  const around = nesting(settings) === 'outside';
  if (around && !permits(cluster.breaker, nowUs)) {
    node.note('breaker open', `request ${number} is refused before its first attempt`);
    return node.reply(call, answer(number, 503, { reason: 'breaker open', pushbackMs: -1 }));
  }
  const key = method === 'POST' && settings['keys.on'] === true ? rules.keyOf({ request: number }, 1) : null;
  const idempotent = rules.vouched(message);
  const hedging = rules.mayHedge(settings, { method, key, idempotent });
  const most = rules.most(settings, hedging);
  const maxAttempts = rules.wanted(most, message.maxRetries);
  const request: Request = {
    id: call.id,
    request: number,
    api,
    method,
    caller: call,
    key,
    startedUs: nowUs,
    deadlineUs: nowUs + deadlineUs(settings, message.deadlineMs),
    maxAttempts,
    idempotent,
    asWanted: maxAttempts < most,
    optOut: message.optOut === true,
    hedging,
    probe: around && cluster.breaker.phase === 'HALF_OPEN',
    sent: 0,
    serial: 0,
    open: [],
    waiting: false,
    waits: 0,
    memory: null,
    tried: [],
    transparent: false,
    indefinite: false,
    status: 0,
    reason: '',
  };
  state.requests.push(request);
  launch(rules, node, state, request, { slot: false, hedge: false });
}

/** A backoff is over, or it is time for the next hedge. */
function due(rules: Rules, node: Node, state: State, { request: id, what }: Entry): void {
  const request = requestNamed(state, id);
  if (request === null) return;
  if (what === 'hedge') return hedge(rules, node, state, request);
  request.waiting = false;
  if (node.monotonic() >= request.deadlineUs) {
    state.clusters[request.api]!.retries -= 1;
    return conclude(rules, node, state, request, answer(request.request, 504, { reason: 'deadline exceeded' }));
  }
  sendNext(rules, node, state, request);
}

export const RULES: Rules = {
  ...TRUE_RULES,
  earned: (tokensMilli, settings) => afterSuccess(tokensMilli, throttle(settings)),
};

export const ambassador = ambassadorWith(RULES);
