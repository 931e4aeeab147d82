import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import type { Msg, Publish } from '../messages.ts';
import type { Reading } from '../records.ts';
import { delivered, fanOut, type Round } from './fan-out.ts';
import {
  askLeaders,
  close,
  connectionBroke,
  identified,
  leadersKnown,
  leadersRead,
  newProducer,
  produce,
  produced,
  sendAgain,
  type Producer,
  type Settle,
} from './producer.ts';
import { confirmed, publishToQueue } from './publisher.ts';
import { bindingMatches, routingKeyOf } from './routing-key.ts';
import { topicMatches } from './topic-filter.ts';

type Node = NodeContext<Msg>;

interface State {
  /** MQTT message ids that are taken in and not confirmed yet: QoS 1 and 2. */
  inHand: number[];
  /** QoS 2: confirmed, and remembered until the sender releases them. */
  received: number[];
  accepted: number;
  producer: Producer;
  /** Without a log: readings on their way to the services. */
  rounds: Record<string, Round>;
}

/** Where it passes readings on to. */
type Target = 'services' | 'log' | 'queue';
const targetOf = (node: Node): Target => (node.config as { readonly target: Target }).target;
const isStandby = (node: Node): boolean => (node.config as { readonly standby: boolean }).standby;

/** The radio gateway: an MQTT server on one side; on the other a producer of a log, a publisher to queues, or a caller of every service. */
export const edgeWith = (fenced: typeof close) =>
  program<State, Msg>({
    start(node) {
      const state: State = { inHand: [], received: [], accepted: 0, producer: newProducer(), rounds: {} };
      // A standby has no name to publish under until there is something to publish.
      if (targetOf(node) === 'log' && !isStandby(node)) askLeaders(node, state.producer);
      return state;
    },
    needsWorker: ['PUBLISH'],
    overflow(node, _state, message) {
      if (message.type === 'PUBLISH')
        node.note('gateway full', `reading ${message.reading} finds no worker and no place in the queue`, {
          reading: message.reading,
        });
    },
    on: {
      PUBLISH: (node, state, message, call) => publish(node, state, message, call),
      PUBREL(node, state, { mid }) {
        forget(state.received, mid);
        node.send('sensors', { type: 'PUBCOMP', mid });
      },
    },
    replies: {
      produced: (node, state, reply, ref) => produced(node, state.producer, reply, ref, settling(node, state)),
      identified: (node, state, reply) => identified(node, state.producer, reply, settling(node, state), fenced),
      leadersKnown: (node, state, reply, broker) => leadersKnown(node, state.producer, reply, broker),
      confirmed: (node, state, reply, item) => confirmed(node, reply, item, settling(node, state)),
      delivered(node, state, reply, delivery) {
        const round = delivered(node, state.rounds, reply, delivery);
        if (round === null) return;
        confirm(node, state, round.message.mid, round.message.qos, true);
        node.release(round.call);
      },
    },
    work: {
      sendAgain: (node, state, ref) => sendAgain(node, state.producer, ref, settling(node, state)),
      publishAgain: (node, _state, item) => publishToQueue(node, item),
      leadersRead: (node, state) => leadersRead(node, state.producer, settling(node, state)),
    },
    reset(node, state, peer) {
      if (peer.startsWith('broker')) connectionBroke(node, state.producer, peer);
    },
  });

export const edge = edgeWith(close);

const settling =
  (node: Node, state: State): Settle =>
  ({ mid, qos }, ok) =>
    confirm(node, state, mid, qos, ok);

/** MQTT 3.1.1, section 4.3: what a receiver does with a message, by its QoS. */
function publish(node: Node, state: State, message: Publish, call: Call): void {
  const { mid, qos, reading, sensor, atUs, topic } = message;
  if (qos === 2 && state.received.includes(mid)) {
    // Method A: the id is known, so this is the same message. Only the answer was lost.
    node.note('QoS 2 duplicate', `message ${mid} is here already: only PUBREC is sent again`, { reading });
    node.send('sensors', { type: 'PUBREC', mid });
    return node.release(call);
  }
  if (qos > 0 && state.inHand.includes(mid)) return node.release(call);
  if (!isMeant(String(node.settings['edge.filter']), topic)) {
    node.note('not bridged', `${topic} is not meant by ${node.settings['edge.filter']}`);
    confirm(node, state, mid, qos, true);
    return node.release(call);
  }
  if (qos > 0) state.inHand.push(mid);
  state.accepted++;
  const { accepted } = state;
  const value: Reading = message.poison
    ? { reading, sensor, atUs, accepted, poison: true }
    : { reading, sensor, atUs, accepted };
  node.note('taken in', `reading ${reading} of ${sensor}`, { reading });
  const target = targetOf(node);
  if (target === 'services') return fanOut(node, state.rounds, message, value, call);
  node.release(call);
  if (target === 'queue') publishToQueue(node, { value, mid, qos, bornUs: node.monotonic(), tries: 0 });
  else produce(node, state.producer, { value, mid, qos }, settling(node, state));
}

/** By an MQTT filter, or by an AMQP binding: that one has dots. */
const isMeant = (filter: string, topic: string): boolean =>
  filter.includes('.') ? bindingMatches(filter, routingKeyOf(topic)) : topicMatches(filter, topic);

function forget(mids: number[], mid: number): void {
  const at = mids.indexOf(mid);
  if (at >= 0) mids.splice(at, 1);
}

/** Only when the log, the queues, or every service has it: before that a crash of the gateway would lose it. */
function confirm(node: Node, state: State, mid: number, qos: number, ok: boolean): void {
  forget(state.inHand, mid);
  if (!ok || qos === 0) return;
  if (qos === 1) {
    node.send('sensors', { type: 'PUBACK', mid });
    return;
  }
  state.received.push(mid);
  node.send('sensors', { type: 'PUBREC', mid });
}
