import type { Call, NodeContext, TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg, Publish } from '../messages.ts';
import type { Reading } from '../records.ts';
import { partitionFor } from './murmur2.ts';

type Node = NodeContext<Msg>;

/** One reading on its way to every service; it holds its worker until all have answered or are given up. */
export interface Round {
  readonly call: Call;
  readonly message: Publish;
  /** Deliveries that are not settled yet. */
  open: number;
}

type Delivery = { readonly round: string; readonly service: string; readonly reading: Reading; readonly tries: number };

/** Alerting and archiver get every reading; the instances of analytics share them by sensor. */
export function servicesFor(node: Node, sensor: string): string[] {
  const instances = node.peers.filter((peer) => peer.startsWith('analytics'));
  const others = node.peers.filter((peer) => peer === 'alerting' || peer === 'archiver');
  return [instances[partitionFor(sensor, instances.length)]!, ...others];
}

/** All services at once, and the gateway waits for all of them. */
export function fanOut(
  node: Node,
  rounds: Record<string, Round>,
  message: Publish,
  reading: Reading,
  call: Call,
): void {
  const services = servicesFor(node, message.sensor);
  rounds[call.id] = { call, message, open: services.length };
  for (const service of services) deliver(node, { round: call.id, service, reading, tries: 1 });
}

function deliver(node: Node, delivery: Delivery): void {
  const { accepted: _, ...reading } = delivery.reading;
  node.request(
    delivery.service,
    { type: 'Deliver', ...reading },
    { timeoutUs: ms(Number(node.settings['direct.timeoutMs'])), tag: 'delivered', data: delivery },
  );
}

/** Answers the round when it is over: every service has answered, or was given up. */
export function delivered(
  node: Node,
  rounds: Record<string, Round>,
  reply: Msg | TimedOut,
  delivery: Delivery,
): Round | null {
  const ok = reply.type === 'Delivered' && reply.ok;
  if (!ok && delivery.tries <= Number(node.settings['direct.retries'])) {
    deliver(node, { ...delivery, tries: delivery.tries + 1 });
    return null;
  }
  if (!ok)
    node.note(
      'given up',
      `${delivery.service} has not taken reading ${delivery.reading.reading} in ${delivery.tries} attempts`,
      {
        service: delivery.service,
        reading: delivery.reading.reading,
      },
    );
  const round = rounds[delivery.round];
  if (round === undefined) return null;
  round.open--;
  if (round.open > 0) return null;
  delete rounds[delivery.round];
  return round;
}
