import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg } from '../messages.ts';
import { CUSTOMERS, customerName, pickProduct, PRODUCTS } from './catalogue.ts';
import { sessionOf, tokenOf, type Sessions } from './session.ts';
import { person } from './told.ts';
import { SHOWN_ORDERS } from './views.ts';
import { LOOK_AFTER_US, PATIENCE_US } from './timing.ts';

type Node = NodeContext<Msg>;
interface State {
  sessions: Sessions;
}
interface Config {
  readonly commands: string;
  readonly queries: string;
}
type Order = {
  readonly op: string;
  readonly order: number;
  readonly customer: string;
  readonly product: string;
  readonly attempt: number;
  /** An attempt had no answer: it may have gone through. */
  readonly unsure: boolean;
};
/** What a look at one's orders has to show: those that were accepted before it began. */
type Look = {
  readonly op: string;
  readonly customer: string;
  readonly expects: readonly number[];
  readonly seen: number;
};

const RARE = 'vase';
const configOf = (node: Node): Config => node.config as unknown as Config;
const numberOf = (op: string): number => Number(op.slice(op.indexOf(':') + 1));

/** Buys, looks whether it is there, and looks once more: at fixed times, whatever the answers. */
function visit(node: Node, customer: string, product: string): void {
  order(node, customer, product);
  node.work('lookAtOrders', LOOK_AFTER_US, customer);
  node.work('lookAtOrders', 2 * LOOK_AFTER_US, customer);
}

function order(node: Node, customer: string, product: string): void {
  const op = node.begin('order', { session: customer, product });
  attempt(node, { op, order: numberOf(op), customer, product, attempt: 0, unsure: false });
}

function attempt(node: Node, job: Order): void {
  const { op: cmdId, order, customer, product } = job;
  node.request(
    configOf(node).commands,
    { type: 'PlaceOrder', cmdId, order, customer, product, quantity: 1 },
    { timeoutUs: PATIENCE_US, tag: 'ordered', data: job },
  );
}

function lookAtOrders(node: Node, state: State, customer: string): void {
  const session = sessionOf(state.sessions, customer);
  const op = node.begin('myOrders', customer);
  const job: Look = { op, customer, expects: session.orders.slice(-3), seen: session.seen };
  const min = tokenOf(node, session);
  node.request(
    configOf(node).queries,
    { type: 'Query', view: 'orders', key: customer, session: customer, min },
    { timeoutUs: PATIENCE_US, tag: 'looked', data: job },
  );
}

/** Orders that were accepted and are not in the answer, unless newer ones have pushed them out. */
function missing(shown: readonly number[], expects: readonly number[]): number[] {
  return shown.length >= SHOWN_ORDERS ? [] : expects.filter((order) => !shown.includes(order));
}

/** People who order, under one id however often they ask, and then want to see what they did. */
export const buyers = program<State, Msg>({
  start(node) {
    node.setTimer('nextBuyer', ms(600) + arrivalGapUs(node, 'buyers.ratePerSecond'));
    return { sessions: {} };
  },
  timers: {
    nextBuyer(node) {
      visit(node, customerName(node.stream('customers').int(CUSTOMERS)), pickProduct(node, PRODUCTS.length - 1));
      node.setTimer('nextBuyer', arrivalGapUs(node, 'buyers.ratePerSecond'));
    },
  },
  work: {
    lookAtOrders: (node, state, customer: string) => lookAtOrders(node, state, customer),
  },
  replies: {
    ordered(node, state, reply: Msg | TimedOut, job: Order) {
      const { op, order, customer } = job;
      const session = sessionOf(state.sessions, customer);
      const output = { session: customer, order, product: job.product };
      if (reply.type === 'Accepted') {
        session.written = Math.max(session.written, reply.position);
        session.orders.push(order);
        return node.end(op, 'ok', { ...output, status: 'accepted', position: reply.position });
      }
      const silent = reply.type === 'timeout';
      if (silent && job.attempt === 0) return attempt(node, { ...job, attempt: job.attempt + 1, unsure: true });
      const status = reply.type === 'Rejected' ? reply.reason : reply.type === 'Conflict' ? 'conflict' : 'no answer';
      node.end(op, silent || job.unsure ? 'unknown' : 'fail', { ...output, status });
    },
    looked(node, state, reply: Msg | TimedOut, { op, customer, expects, seen }: Look) {
      if (reply.type !== 'Result') {
        const status = reply.type === 'NotYet' ? 'not yet' : 'no answer';
        if (reply.type === 'NotYet')
          node.note('not yet', `${person(customer)} is told that the answer is not there yet`);
        return node.end(op, 'unknown', { session: customer, status });
      }
      const { asOf } = reply;
      const lost = missing(reply.orders ?? [], expects);
      if (lost.length > 0)
        node.note('stale answer', `${person(customer)} does not see order ${lost.join(', ')}, which was accepted`);
      if (asOf < seen) node.note('back in time', `${person(customer)} had seen position ${seen}, and is shown ${asOf}`);
      const session = sessionOf(state.sessions, customer);
      session.seen = Math.max(session.seen, asOf);
      if (lost.length > 0) node.end(op, 'fail', { session: customer, view: 'orders', asOf, status: 'stale' });
      else node.end(op, 'ok', { session: customer, view: 'orders', asOf });
    },
  },
  commands: {
    buy: (node) => visit(node, customerName(0), PRODUCTS[0]!),
    lastItem(node) {
      node.note('everybody wants it', `${CUSTOMERS} customers order the ${RARE} at once`);
      for (let n = 0; n < CUSTOMERS; n += 1) order(node, customerName(n), RARE);
    },
  },
});
