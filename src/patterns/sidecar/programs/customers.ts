import { program, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg } from '../messages.ts';
import { beside } from '../pods.ts';

type Node = NodeContext<Msg>;

/** The pods that there are, by their applications. */
type Config = { readonly apps: readonly string[] };

/** Customers keep no books of orders: everything about one travels with its request. */
interface State {
  /** Applications whose pod was ready when it was last heard of, in the order in which they became so. */
  ready: string[];
  /** Pods are taken by turns. */
  turn: number;
}

/** A pod for the next order; empty: none may be asked. */
function nextPod(node: Node, state: State): string {
  const { apps } = node.config as Config;
  const among = node.settings['kubelet.routeReady'] === true ? state.ready : apps;
  if (among.length === 0) return '';
  state.turn = (state.turn + 1) % 1_000;
  return among[state.turn % among.length]!;
}

/** Answers its number. */
function placeOrder(node: Node, state: State): number {
  const op = node.begin('checkout');
  // Operation ids are `customers:17`; the number names the order, and its log.
  const order = Number(op.slice(op.indexOf(':') + 1));
  const to = nextPod(node, state);
  if (to === '') {
    node.end(op, 'fail', { reason: 'no pod is ready' });
    return order;
  }
  node.request(
    to,
    { type: 'Checkout', order },
    { timeoutUs: ms(Number(node.settings['customers.patienceMs'])), tag: 'answered', data: op },
  );
  return order;
}

/** Customers arrive whether or not the shop keeps up: an open loop. */
export const customers = program<State, Msg>({
  start(node) {
    node.setTimer('arrive', arrivalGapUs(node, 'customers.ratePerSecond'));
    return { ready: [], turn: 0 };
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
    PodReady(_node, state, { ready }, { from }) {
      const app = beside(from, 'app');
      state.ready = state.ready.filter((each) => each !== app);
      if (ready) state.ready.push(app);
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
