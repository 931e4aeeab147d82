import { program, type NodeContext } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg, Publish, Qos } from '../messages.ts';
import { GATEWAYS } from './cluster.ts';

type Node = NodeContext<Msg>;

const HALLS = ['north', 'south'] as const;
const KINDS = ['temperature', 'pressure', 'vibration'] as const;

/** Twelve sensors in two halls: name and topic. */
export const SENSORS: readonly (readonly [name: string, topic: string])[] = HALLS.flatMap((hall) =>
  KINDS.flatMap((kind) =>
    [1, 2].map((n): [string, string] => [`${hall}-${kind[0]}${n}`, `plant/${hall}/${kind[0]}${n}/${kind}`]),
  ),
);

interface Pending {
  readonly op: string;
  readonly message: Publish;
  /** What is sent again: the message, or, once it was received, its release. */
  phase: 'publish' | 'release';
  tries: number;
  dueUs: Us;
}

interface State {
  readings: number;
  /** Not finished yet, in the order in which they were sent. */
  pending: Pending[];
  timerUs: Us;
  /** Whom the sensors send to, and when it has answered last, or when they turned to it. */
  gateway: string;
  heardUs: Us;
}

/** MQTT clients on batteries, one radio for all. They measure whether or not anybody listens. */
export const sensors = program<State, Msg>({
  start(node) {
    node.setTimer('measure', arrivalGapUs(node, 'sensors.ratePerSecond'));
    return { readings: 0, pending: [], timerUs: -1, gateway: GATEWAYS[0]!, heardUs: 0 };
  },
  timers: {
    measure(node, state) {
      measure(node, state, false);
      node.setTimer('measure', arrivalGapUs(node, 'sensors.ratePerSecond'));
    },
    retry: (node, state) => retry(node, state),
  },
  on: {
    PUBACK(node, state, { mid }, { from }) {
      hear(node, state, from);
      finish(node, state, mid, 'ok');
    },
    PUBREC(node, state, { mid }, { from }) {
      hear(node, state, from);
      const pending = pendingOf(state, mid);
      // A release is answered even for an id that is long done: the receiver wants to forget it.
      node.send(from, { type: 'PUBREL', mid });
      if (pending === undefined) return;
      pending.phase = 'release';
      wait(node, state, pending);
    },
    PUBCOMP: (node, state, { mid }) => finish(node, state, mid, 'ok'),
  },
  commands: {
    publish: (node, state) => measure(node, state, false),
    publishPoison: (node, state) => measure(node, state, true),
  },
});

function measure(node: Node, state: State, broken: boolean): void {
  const op = node.begin('reading');
  state.readings++;
  const reading = state.readings;
  const [sensor, topic] = node.stream('kinds').pick(SENSORS);
  const every = Number(node.settings['sensors.poisonEvery']);
  const poison = broken || (every > 0 && reading % every === 0);
  const qos = Number(node.settings['sensors.qos']) as Qos;
  const mid = ((reading - 1) % 65_535) + 1;
  const sent = { type: 'PUBLISH', topic, qos, mid, reading, sensor, atUs: node.now() } as const;
  const message: Publish = poison ? { ...sent, poison: true } : sent;
  node.send(state.gateway, message);
  // QoS 0: at most once. Nobody will ever say whether it arrived.
  if (qos === 0) return node.end(op, 'unknown', { reading });
  const pending: Pending = { op, message, phase: 'publish', tries: 0, dueUs: 0 };
  state.pending.push(pending);
  wait(node, state, pending);
}

const pendingOf = (state: State, mid: number): Pending | undefined =>
  state.pending.find(({ message }) => message.mid === mid);

function wait(node: Node, state: State, pending: Pending): void {
  pending.dueUs = node.monotonic() + ms(Number(node.settings['sensors.retryMs']));
  if (state.timerUs >= 0) return;
  state.timerUs = pending.dueUs;
  node.setTimer('retry', pending.dueUs - node.monotonic());
}

function retry(node: Node, state: State): void {
  const nowUs = node.monotonic();
  let nextUs = -1;
  // Some are given up meanwhile.
  for (const pending of state.pending.slice()) if (pending.dueUs <= nowUs) again(node, state, pending);
  for (const { dueUs } of state.pending) if (nextUs < 0 || dueUs < nextUs) nextUs = dueUs;
  state.timerUs = nextUs;
  if (nextUs >= 0) node.setTimer('retry', Math.max(0, nextUs - nowUs));
}

function again(node: Node, state: State, pending: Pending): void {
  const { message } = pending;
  pending.tries++;
  if (pending.tries > Number(node.settings['sensors.retries'])) {
    node.note('gives up', `reading ${message.reading} was never acknowledged`, { reading: message.reading });
    return finish(node, state, message.mid, 'unknown');
  }
  pending.dueUs = node.monotonic() + ms(Number(node.settings['sensors.retryMs']));
  turnAway(node, state);
  node.send(
    state.gateway,
    pending.phase === 'publish' ? { ...message, dup: true } : { type: 'PUBREL', mid: message.mid },
  );
}

function hear(node: Node, state: State, from: string): void {
  if (from === state.gateway) state.heardUs = node.monotonic();
}

/** "Its connection with the gateway is gone": silent for two attempts, and there is another one. */
function turnAway(node: Node, state: State): void {
  const other = GATEWAYS.find((each) => each !== state.gateway && node.peers.includes(each));
  if (other === undefined || node.monotonic() - state.heardUs < 2 * ms(Number(node.settings['sensors.retryMs'])))
    return;
  node.note('gateway given up', 'it does not answer: they turn to the other one');
  state.gateway = other;
  state.heardUs = node.monotonic();
}

function finish(node: Node, state: State, mid: number, outcome: 'ok' | 'unknown'): void {
  const pending = pendingOf(state, mid);
  if (pending === undefined) return;
  state.pending.splice(state.pending.indexOf(pending), 1);
  node.end(pending.op, outcome, { reading: pending.message.reading });
}
