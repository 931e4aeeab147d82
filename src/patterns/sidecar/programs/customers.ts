import { program, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg } from '../messages.ts';

type Node = NodeContext<Msg>;

/** Customers keep no books of orders: everything about one travels with its request. */
interface State {
  /** What was last heard of the pod. */
  podReady: boolean;
}

/** Answers its number. */
function placeOrder(node: Node, { podReady }: State): number {
  const op = node.begin('checkout');
  // Operation ids are `customers:17`; the number names the order, and its log.
  const order = Number(op.slice(op.indexOf(':') + 1));
  if (!podReady && node.settings['kubelet.routeReady'] === true) {
    node.end(op, 'fail', { reason: 'no pod is ready' });
    return order;
  }
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
    return { podReady: false };
  },
  timers: {
    arrive(node, state) {
      const order = placeOrder(node, state);
      const last = Number(node.settings['job.orders']);
      if (last > 0 && order >= last) return;
      node.setTimer('arrive', arrivalGapUs(node, 'customers.ratePerSecond'));
    },
  },
  on: {
    PodReady(_node, state, { ready }) {
      state.podReady = ready;
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
    placeOrder: (node, state) => void placeOrder(node, state),
    rush(node, state) {
      node.note('a rush of orders', '20 customers check out at once');
      for (let i = 0; i < 20; i += 1) placeOrder(node, state);
    },
  },
});
