import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import { arrivalGapUs, backoffUs } from '../../../pattern-kit/workloads.ts';
import type { Msg } from '../messages.ts';

type Node = NodeContext<Msg>;

/** Shoppers keep no books: everything about an operation travels with its request. */
type State = Record<string, never>;

/** One operation of one shopper, over all of its attempts. */
type Operation = {
  readonly op: string;
  readonly name: 'placeOrder' | 'checkStock';
  readonly order: number;
  readonly attempt: number;
  /** An attempt ended in a timeout: it may have gone through. */ readonly unsure: boolean;
};

/** Operation ids are `shoppers:17`; the number names the order, whatever happens to this node. */
const numberOf = (op: string): number => Number(op.slice(op.indexOf(':') + 1));

function begin(node: Node, name: Operation['name']): void {
  const op = node.begin(name);
  attempt(node, { op, name, order: numberOf(op), attempt: 0, unsure: false });
}

function attempt(node: Node, operation: Operation): void {
  const message: Msg =
    operation.name === 'placeOrder' ? { type: 'PlaceOrder', order: operation.order } : { type: 'CheckStock' };
  node.request('orders', message, {
    timeoutUs: ms(Number(node.settings['shoppers.patienceMs'])),
    tag: 'answered',
    data: operation,
  });
}

/** Ends the operation, or tries again: the same order, the same number. */
function conclude(node: Node, operation: Operation, reply: Msg | TimedOut): void {
  const { op, name, order, attempt: tries } = operation;
  const status = statusOf(reply);
  const unsure = operation.unsure || status === 'unknown';
  const again = status === 'busy' || status === 'unknown';
  if (again && tries < Number(node.settings['shoppers.retries'])) {
    const waitUs = backoffUs(node, tries + 1, ms(Number(node.settings['shoppers.backoffMs'])), seconds(5));
    node.work('backoff', waitUs, { ...operation, unsure, attempt: tries + 1 });
    return;
  }
  const served = status === 'confirmed' || status === 'pending' || status === 'stock';
  // A timeout is no refusal, and a later refusal does not undo it: the order may be under way.
  node.end(op, served ? 'ok' : unsure ? 'unknown' : 'fail', { order, status });
  if (name === 'placeOrder' && !served && unsure) node.send('orders', { type: 'CancelOrder', order });
}

function statusOf(reply: Msg | TimedOut): string {
  if (reply.type === 'OrderResult') return reply.reason === 'no worker free' ? 'busy' : reply.status;
  if (reply.type === 'StockResult')
    return reply.ok ? 'stock' : reply.reason === 'no worker free' ? 'busy' : 'no stock answer';
  return 'unknown';
}

/** Shoppers arrive whether or not the shop keeps up: an open loop. */
export const shoppers = program<State, Msg>({
  start(node) {
    node.setTimer('arrive', arrivalGapUs(node, 'shoppers.ratePerSecond'));
    return {};
  },
  timers: {
    arrive(node) {
      const wantsToOrder = node.stream('kinds').int(100) < Number(node.settings['shoppers.orderPct']);
      begin(node, wantsToOrder ? 'placeOrder' : 'checkStock');
      node.setTimer('arrive', arrivalGapUs(node, 'shoppers.ratePerSecond'));
    },
  },
  replies: {
    answered: (node, _state, reply, operation: Operation) => conclude(node, operation, reply),
  },
  work: {
    backoff: (node, _state, operation: Operation) => attempt(node, operation),
  },
  commands: {
    placeOrder: (node) => begin(node, 'placeOrder'),
    checkStock: (node) => begin(node, 'checkStock'),
    rush(node) {
      node.note('a rush of orders', '20 shoppers place an order at once');
      for (let i = 0; i < 20; i += 1) begin(node, 'placeOrder');
    },
  },
});
