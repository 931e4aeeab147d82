import {
  program,
  type Call,
  type DiskImage,
  type NodeContext,
  type Program,
  type TimedOut,
} from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { callTimeoutUs } from './orders.ts';

type Node = NodeContext<Msg>;

interface Pending {
  readonly [key: string]: string | number;
  readonly order: number;
  readonly idemKey: string;
}

interface State {
  /** Oldest first. */
  pending: Pending[];
  /** Order being charged now; 0: none. */
  charging: number;
}

/** How many times its pace it waits after an attempt that did not succeed. */
const RESPITE = 10;

const keyOf = (order: number): string => `pending-${order}`;

function count(node: Node, state: State): void {
  node.metric('pending', state.pending.length);
}

function drop(node: Node, state: State, order: number): void {
  state.pending = state.pending.filter((pending) => pending.order !== order);
  node.disk.delete(keyOf(order));
  node.disk.sync('dropped');
  count(node, state);
}

function restore(disk: DiskImage): Pending[] {
  return (Object.values(disk) as unknown as Pending[]).sort((a, b) => a.order - b.order);
}

function tick(node: Node, factor = 1): void {
  node.setTimer('settle', ms(Number(node.settings['payLater.settleEveryMs'])) * factor);
}

/** Charges one order at a time, slowly: a gateway that has just recovered is not to be overrun. */
export const payLaterWith = (keyFor: (pending: Pending, node: Node) => string): Program<State, Msg> =>
  program<State, Msg>({
    start(node) {
      tick(node);
      return { pending: [], charging: 0 };
    },
    restart(node, disk) {
      const state = { pending: restore(disk), charging: 0 };
      tick(node);
      count(node, state);
      return state;
    },
    on: {
      PayLater(node, state, { order, idemKey }, call) {
        const isNew = !state.pending.some((pending) => pending.order === order);
        if (isNew) {
          state.pending.push({ order, idemKey });
          node.disk.set(keyOf(order), { order, idemKey });
          count(node, state);
        }
        node.disk.sync('kept', { order, call, isNew });
      },
      Cancel(node, state, { order }) {
        if (state.pending.some((pending) => pending.order === order)) drop(node, state, order);
      },
    },
    disk: {
      kept(node, state, { ok }, { order, call, isNew }: { order: number; call: Call; isNew: boolean }) {
        // Only what is on disk may be promised.
        if (ok) node.reply(call, { type: 'Queued', order });
        else if (isNew) drop(node, state, order);
      },
      dropped: () => undefined,
    },
    timers: {
      settle(node, state) {
        tick(node);
        const next = state.pending[0];
        if (next === undefined || state.charging !== 0) return;
        state.charging = next.order;
        const sentUs = node.now();
        const charge: Msg = {
          type: 'Charge',
          order: next.order,
          idemKey: keyFor(next, node),
          sentUs,
          deadlineUs: sentUs + callTimeoutUs(node),
        };
        node.request('payment-breaker', charge, {
          timeoutUs: callTimeoutUs(node) + seconds(1),
          tag: 'charged',
          data: { order: next.order },
        });
      },
    },
    replies: {
      charged(node, state, reply: Msg | TimedOut, { order }: { order: number }) {
        state.charging = 0;
        if (reply.type !== 'ChargeResult' || reply.result === 'error') return tick(node, RESPITE);
        node.note('pending order settled', `order ${order} is ${reply.result === 'ok' ? 'paid' : reply.result}`, {
          order,
          result: reply.result,
        });
        drop(node, state, order);
      },
    },
  });

/** The key of the first attempt: if that charge was made after all, the gateway says so and makes no other. */
export const payLater = payLaterWith((pending) => pending.idemKey);
