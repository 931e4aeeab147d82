import { program, type Call, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds, type Us } from '../../../kernel/time.ts';
import type { GuardedCall, Msg, OrderStatus } from '../messages.ts';

type Node = NodeContext<Msg>;

/** Whom it calls: breakers where there are any, the services themselves otherwise. */
interface Config {
  readonly payment: string;
  readonly inventory: string;
  /** Where orders wait that cannot be charged now; empty: there is no such place. */
  readonly payLater: string;
}

interface State {
  /** Workers held by a call that is not answered yet, by what they wait for. */
  waiting: { payment: number; inventory: number };
}

/** An order under way holds its worker from the first line of PlaceOrder to the reply. */
type Job = { readonly order: number; readonly call: Call };

/** Stands for "no timeout": longer than any run. */
export const NO_TIMEOUT_US: Us = seconds(36_000);

export const callTimeoutUs = (node: Node): Us => ms(Number(node.settings['orders.callTimeoutMs'])) || NO_TIMEOUT_US;

const configOf = (node: Node): Config => node.config as unknown as Config;
const idemKeyOf = (order: number): string => `order-${order}`;

/** A breaker has the timeout inside; what is waited for here, beyond it, is the breaker itself. */
function call(
  node: Node,
  state: State,
  to: 'payment' | 'inventory',
  message: GuardedCall,
  tag: string,
  job: Job | Call,
): void {
  const target = configOf(node)[to];
  const guarded = target.endsWith('breaker');
  waits(node, state, to, 1);
  node.request(target, message, {
    timeoutUs: Math.min(callTimeoutUs(node) + (guarded ? ms(100) : 0), NO_TIMEOUT_US),
    tag,
    data: job,
  });
}

function waits(node: Node, state: State, on: 'payment' | 'inventory', change: 1 | -1): void {
  state.waiting[on] += change;
  if (on === 'payment') node.metric('waitingForPayment', state.waiting.payment);
}

function finish(node: Node, { order, call: caller }: Job, status: OrderStatus, reason = ''): void {
  node.reply(caller, { type: 'OrderResult', order, status, reason });
}

function charge(node: Node, state: State, job: Job): void {
  const sentUs = node.now();
  call(
    node,
    state,
    'payment',
    {
      type: 'Charge',
      order: job.order,
      idemKey: idemKeyOf(job.order),
      sentUs,
      deadlineUs: sentUs + callTimeoutUs(node),
    },
    'charged',
    job,
  );
}

/** Payment cannot be had now. With a place to keep the order, it is accepted all the same. */
function fallBack(node: Node, job: Job, indefinite: boolean): void {
  const { payLater } = configOf(node);
  const idemKey = idemKeyOf(job.order);
  if (payLater && node.settings['orders.fallback'] === true) {
    node.note('fall back to pay later', `order ${job.order} is to be charged later, under the same key`);
    node.request(
      payLater,
      { type: 'PayLater', order: job.order, idemKey },
      { timeoutUs: seconds(1), tag: 'queued', data: job },
    );
    return;
  }
  // After a timeout the charge may yet be made: that is not a rejection.
  finish(node, job, indefinite ? 'unknown' : 'rejected', 'payment not available');
}

/** One worker an order, as in a service with a thread for each request. */
export const orders = program<State, Msg>({
  start: () => ({ waiting: { payment: 0, inventory: 0 } }),
  needsWorker: ['PlaceOrder', 'CheckStock'],
  on: {
    PlaceOrder(node, state, { order }, caller) {
      call(node, state, 'inventory', { type: 'Reserve', order }, 'reserved', { order, call: caller });
    },
    CheckStock(node, state, _message, caller) {
      call(node, state, 'inventory', { type: 'ReadStock' }, 'stockRead', caller);
    },
    CancelOrder(node, _state, { order }) {
      const { payment, payLater } = configOf(node);
      const cancel: Msg = { type: 'Cancel', order, idemKey: idemKeyOf(order) };
      if (payLater) node.send(payLater, cancel);
      node.send(payment, cancel);
    },
  },
  overflow(node, _state, message, caller) {
    node.note('queue full', 'no worker is free and the queue is full: refused at once');
    if (message.type === 'PlaceOrder')
      node.reply(caller, { type: 'OrderResult', order: message.order, status: 'rejected', reason: 'no worker free' });
    else node.reply(caller, { type: 'StockResult', ok: false, reason: 'no worker free' });
  },
  replies: {
    reserved(node, state, reply: Msg | TimedOut, job: Job) {
      waits(node, state, 'inventory', -1);
      if (reply.type === 'Reserved' && reply.result === 'ok') charge(node, state, job);
      else finish(node, job, 'rejected', 'inventory not available');
    },
    charged(node, state, reply: Msg | TimedOut, job: Job) {
      waits(node, state, 'payment', -1);
      if (reply.type === 'ChargeResult' && reply.result === 'ok') finish(node, job, 'confirmed');
      else if (reply.type === 'ChargeResult' && reply.result === 'declined')
        finish(node, job, 'rejected', 'card declined');
      else fallBack(node, job, reply.type === 'CallTimedOut' || reply.type === 'timeout');
    },
    queued(node, _state, reply: Msg | TimedOut, job: Job) {
      if (reply.type === 'Queued') finish(node, job, 'pending');
      else finish(node, job, 'unknown', 'pay later does not answer');
    },
    stockRead(node, state, reply: Msg | TimedOut, caller: Call) {
      waits(node, state, 'inventory', -1);
      const ok = reply.type === 'StockLevel' && reply.result === 'ok';
      node.reply(caller, { type: 'StockResult', ok, reason: ok ? '' : 'inventory not available' });
    },
  },
});
