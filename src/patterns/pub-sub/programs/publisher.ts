import type { NodeContext, TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import type { Item, Settle } from './producer.ts';

type Node = NodeContext<Msg>;

const BACKOFF_US = ms(200);

/** A reading that the queue server has not confirmed yet. */
export type Unconfirmed = Pick<Item, keyof Item> & { readonly bornUs: Us; readonly tries: number };

/** `basic.publish` with publisher confirms: until the confirm has come, nobody knows whether it is in a queue. */
export function publishToQueue(node: Node, unconfirmed: Unconfirmed): void {
  const data: Unconfirmed = { ...unconfirmed, tries: unconfirmed.tries + 1 };
  const timeoutUs = ms(Number(node.settings['producer.requestTimeoutMs']));
  node.request('queue', { type: 'BasicPublish', ...unconfirmed.value }, { timeoutUs, tag: 'confirmed', data });
}

/** Without a confirm it is published again. The server does not know it from the first: then it lies in each queue twice. */
export function confirmed(node: Node, reply: Msg | TimedOut, unconfirmed: Unconfirmed, settle: Settle): void {
  const { value, tries, bornUs } = unconfirmed;
  const { reading } = value;
  if (reply.type === 'Confirm' && reply.ok) {
    node.note('acknowledged', `the queues have reading ${reading}, as number ${reply.id}`, {
      partition: 'queue',
      offset: reply.id,
      readings: [reading],
    });
    return settle(unconfirmed, true);
  }
  if (node.monotonic() - bornUs > ms(Number(node.settings['producer.deliveryTimeoutMs']))) {
    node.note('delivery timeout', `reading ${reading} has an unknown fate`, { readings: [reading] });
    return settle(unconfirmed, false);
  }
  node.note('send again', `reading ${reading}: no confirm, attempt ${tries}`);
  node.work('publishAgain', BACKOFF_US, unconfirmed);
}
