import { program, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg } from '../messages.ts';

type Node = NodeContext<Msg>;

/** Customers keep no books: everything about an order travels with its request. */
type State = Record<string, never>;

/** Answers its number. */
function placeOrder(node: Node): number {
  const op = node.begin('checkout');
  // Operation ids are `customers:17`; the number names the order, and its log.
  const order = Number(op.slice(op.indexOf(':') + 1));
  node.request(
    'app',
    { type: 'Checkout', order },
    { timeoutUs: ms(Number(node.settings['customers.patienceMs'])), tag: 'answered', data: op },
  );
  return order;
}

/** Customers arrive whether or not the shop keeps up: an open loop. */
export const customers = program<State, Msg>({
  start(node) {
    node.setTimer('arrive', arrivalGapUs(node, 'customers.ratePerSecond'));
    return {};
  },
  timers: {
    arrive(node) {
      const order = placeOrder(node);
      const last = Number(node.settings['job.orders']);
      if (last > 0 && order >= last) return;
      node.setTimer('arrive', arrivalGapUs(node, 'customers.ratePerSecond'));
    },
  },
  replies: {
    answered(node, _state, reply, op: string) {
      if (reply.type !== 'CheckoutResult') return node.end(op, 'unknown');
      if (reply.reason === '') return node.end(op, 'ok');
      node.end(op, 'fail', { reason: reply.reason });
    },
  },
  commands: {
    placeOrder: (node) => void placeOrder(node),
    rush(node) {
      node.note('a rush of orders', '20 customers check out at once');
      for (let i = 0; i < 20; i += 1) placeOrder(node);
    },
  },
});
