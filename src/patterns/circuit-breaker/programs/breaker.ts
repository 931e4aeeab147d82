import { program, type Call, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { GuardedCall, Msg } from '../messages.ts';
import { cockatiel, cockatielConsecutive } from './breaker-cockatiel.ts';
import { resilience4j } from './breaker-core.ts';
import { opossum } from './breaker-opossum.ts';
import {
  breakerConfig,
  type BreakerConfig,
  type BreakerState,
  type CallResult,
  type Phase,
  type Semantics,
  type SemanticsName,
  type Ticket,
} from './breaker-rules.ts';
import { callTimeoutUs } from './orders.ts';

type Node = NodeContext<Msg>;

interface State {
  readonly semantics: SemanticsName;
  config: BreakerConfig;
  core: BreakerState;
  /** Calls that wait for a probe: only cockatiel lets them. */
  waiting: { readonly message: GuardedCall; readonly call: Call; readonly generation: number }[];
  /** When the timer is set to; −1: not set. */
  timerUs: Us;
  /** Figures as last shown. */
  shown: Record<string, number>;
}

/** A call that was let through, flat: it is copied and hashed for every call. */
type Admitted = Ticket & { readonly call: Call; readonly startedUs: Us };

/** The rules to choose from, by name. */
export type Kinds = Readonly<Record<SemanticsName, Semantics>>;

export const KINDS: Kinds = {
  resilience4j,
  cockatiel,
  'cockatiel-consecutive': cockatielConsecutive,
  opossum,
};

const WORDS: Readonly<Record<Phase, string>> = {
  CLOSED: 'closed',
  OPEN: 'open',
  HALF_OPEN: 'half-open',
  FORCED_OPEN: 'held open',
  DISABLED: 'disabled',
  METRICS_ONLY: 'counting only',
};

/** One breaker, in front of one service. All its times are read from the steady clock, which nobody can set. */
export const breakerWith = (kinds: Kinds): Program<State, Msg> =>
  program<State, Msg>({
    start: (node) => fresh(kinds, node),
    on: {
      Charge: (node, state, message, call) => guard(kinds, node, state, message, call),
      Reserve: (node, state, message, call) => guard(kinds, node, state, message, call),
      ReadStock: (node, state, message, call) => guard(kinds, node, state, message, call),
      // Taking a charge back is not a call to be guarded.
      Cancel: (node, _state, message) => void node.send(target(node), message),
    },
    replies: {
      answered: (node, state, reply, admitted: Admitted) => answered(kinds, node, state, reply, admitted),
    },
    timers: {
      elapsed(node, state) {
        state.timerUs = -1;
        kinds[state.semantics].elapsed(state.core, state.config, node.monotonic());
        show(kinds, node, state);
      },
    },
    commands: {
      forceOpen: (node, state) => byHand(kinds, node, state, 'FORCED_OPEN'),
      disable: (node, state) => byHand(kinds, node, state, 'DISABLED'),
      metricsOnly: (node, state) => byHand(kinds, node, state, 'METRICS_ONLY'),
      close: (node, state) => byHand(kinds, node, state, 'CLOSED'),
    },
    settingsChanged: (node, state) => retune(kinds, node, state),
  });

const target = (node: Node): string => (node.config as { readonly calls: string }).calls;

function fresh(kinds: Kinds, node: Node): State {
  const semantics = node.settings['breaker.semantics'] as SemanticsName;
  const config = breakerConfig(node.settings);
  const core = kinds[semantics].initial(config, node.monotonic());
  const state: State = { semantics, config, core, waiting: [], timerUs: -1, shown: {} };
  show(kinds, node, state);
  return state;
}

/** Lets a call through to the service, refuses it, or has it wait. */
function guard(kinds: Kinds, node: Node, state: State, message: GuardedCall, call: Call): void {
  const { core, config } = state;
  const verdict = kinds[state.semantics].tryAcquire(core, config, node.monotonic());
  show(kinds, node, state);
  if (verdict === 'queued') {
    node.note(core.rule, 'the call waits until the probe is answered');
    state.waiting.push({ message, call, generation: core.generation });
  } else if (verdict === 'refused') {
    node.note(core.rule, `the call to ${target(node)} is refused without being made`, { phase: core.phase });
    node.reply(call, { type: 'NotPermitted', state: core.phase });
  } else {
    const probe = core.phase === 'HALF_OPEN';
    if (probe) node.note(core.rule, 'its answer will decide', { permitsLeft: core.permits });
    const admitted: Admitted = { generation: core.generation, phase: core.phase, call, startedUs: node.monotonic() };
    const options = { timeoutUs: callTimeoutUs(node), tag: 'answered', data: admitted };
    node.request(target(node), probe ? { ...message, probe } : message, options);
  }
}

/** The answer of a call that was let through, or its timeout. */
function answered(kinds: Kinds, node: Node, state: State, reply: Msg | TimedOut, admitted: Admitted): void {
  const { core, config } = state;
  const nowUs = node.monotonic();
  const result = judge(reply, node.settings['breaker.countDeclines'] === true);
  const straggler = admitted.generation !== core.generation;
  const phase = core.phase;
  kinds[state.semantics].onResult(core, config, nowUs, result, nowUs - admitted.startedUs, admitted);
  if (straggler)
    noteStraggler(node, admitted, core, phase, config.generationCheck && state.semantics === 'resilience4j');
  else if (result === 'ignored')
    node.note('ignored error', 'a declined card says nothing about the health of the gateway');
  show(kinds, node, state);
  node.reply(admitted.call, reply.type === 'timeout' ? { type: 'CallTimedOut' } : reply);
  release(kinds, node, state, admitted.generation);
}

/** An answer from before the last change of state: dropped by its generation, or counted all the same. */
function noteStraggler(node: Node, ticket: Ticket, core: BreakerState, now: Phase, dropped: boolean): void {
  const what = `a call from when it was ${WORDS[ticket.phase]} is answered while it is ${WORDS[now]}`;
  const epoch = { name: 'generation', got: ticket.generation, have: core.generation };
  if (dropped) refuseStale(node, epoch, `${what} and is not counted`, 'straggler dropped');
  else node.note('straggler counted', what);
}

/** The probe of that generation is answered: those who waited for it try again. */
function release(kinds: Kinds, node: Node, state: State, generation: number): void {
  const released = state.waiting.filter((waiting) => waiting.generation === generation);
  if (released.length === 0) return;
  state.waiting = state.waiting.filter((waiting) => waiting.generation !== generation);
  for (const { message, call } of released) guard(kinds, node, state, message, call);
}

function byHand(kinds: Kinds, node: Node, state: State, phase: Phase): void {
  kinds[state.semantics].transitionTo(state.core, state.config, node.monotonic(), phase);
  show(kinds, node, state);
}

/** A dial was turned. Other rules mean another breaker; whoever waited for the old one asks the new one. */
function retune(kinds: Kinds, node: Node, state: State): void {
  if (node.settings['breaker.semantics'] !== state.semantics) {
    const { waiting } = state;
    Object.assign(state, fresh(kinds, node));
    for (const { message, call } of waiting) guard(kinds, node, state, message, call);
    return;
  }
  const config = breakerConfig(node.settings);
  if (JSON.stringify(config) === JSON.stringify(state.config)) return;
  state.config = config;
  kinds[state.semantics].reconfigure(state.core, config);
  show(kinds, node, state);
}

/** Makes visible what the rules have decided, and sets the timer that they ask for. */
function show(kinds: Kinds, node: Node, state: State): void {
  const { core, config, shown } = state;
  const rules = kinds[state.semantics];
  node.become(core.phase, core.why);
  const { calls, failureRatePct, slowRatePct } = rules.metrics(core, config, node.monotonic());
  measure(node, shown, 'calls', calls);
  measure(node, shown, 'failureRatePct', failureRatePct);
  measure(node, shown, 'slowRatePct', slowRatePct);
  measure(node, shown, 'notPermitted', core.notPermitted);
  measure(node, shown, 'permits', core.permits);
  const dueUs = rules.dueUs(core, config) ?? -1;
  if (dueUs === state.timerUs) return;
  state.timerUs = dueUs;
  if (dueUs < 0) node.cancelTimer('elapsed');
  else node.setTimer('elapsed', Math.max(0, dueUs - node.monotonic()));
}

/** A figure is shown when it has changed. */
function measure(node: Node, shown: State['shown'], name: string, value: number): void {
  if (shown[name] === value) return;
  shown[name] = value;
  node.metric(name, value);
}

/** Success, error, or an error that is none of the breaker's business. */
function judge(reply: Msg | TimedOut, countDeclines: boolean): CallResult {
  if (reply.type === 'timeout') return 'error';
  if (!('result' in reply) || reply.result === 'error') return 'error';
  if (reply.result === 'declined' || reply.result === 'cancelled') return countDeclines ? 'error' : 'ignored';
  return 'success';
}

export const breaker = breakerWith(KINDS);
