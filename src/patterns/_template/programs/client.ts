import { program, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg } from '../messages.ts';

// TEMPLATE: write one file for each role, to be read next to the paper or documentation it comes from; name rules as they do.

type Node = NodeContext<Msg>;

/** One order over all of its attempts. It travels with its request, and comes back with the answer. */
type Order = { readonly op: string; readonly order: number; readonly attempt: number };

// TEMPLATE: keep only plain data in a state: no classes, no Map, no functions, no `undefined`.
interface State {
  /** Orders that were asked for more than once and are still open. */
  doubtful: number;
}

const asksAgain = (node: Node): boolean => (node.config as { readonly asksAgain: boolean }).asksAgain;

/** Operation ids are `client:17` and never come twice, not even after a crash: a key for the order, and its number. */
function placeOrder(node: Node): void {
  const op = node.begin('placeOrder');
  ask(node, { op, order: Number(op.slice(op.indexOf(':') + 1)), attempt: 1 });
}

function ask(node: Node, order: Order): void {
  const message: Msg = { type: 'PlaceOrder', order: order.order, key: asksAgain(node) ? order.op : null };
  node.request('server', message, {
    timeoutUs: ms(Number(node.settings['client.timeoutMs'])),
    tag: 'answered',
    data: order,
  });
}

export const client = program<State, Msg>({
  start(node) {
    node.become('SURE', 'starts');
    node.setTimer('arrive', arrivalGapUs(node, 'client.ratePerSecond'));
    return { doubtful: 0 };
  },

  // TEMPLATE: let a load come whether or not it is served, from a random stream of its own, so that off and on meet the same arrivals.
  timers: {
    arrive(node) {
      placeOrder(node);
      node.setTimer('arrive', arrivalGapUs(node, 'client.ratePerSecond'));
    },
  },

  replies: {
    answered(node, state, reply, order: Order) {
      const silence = reply.type === 'timeout';
      const again = silence && asksAgain(node) && order.attempt <= Number(node.settings['client.retries']);
      state.doubtful += (again ? 1 : 0) - (order.attempt > 1 ? 1 : 0);
      node.become(state.doubtful > 0 ? 'IN_DOUBT' : 'SURE', again ? 'no answer in time' : 'nothing to ask again');
      if (again) {
        node.note('ask again', `order ${order.order} is sent again, attempt ${order.attempt + 1}`);
        return ask(node, { ...order, attempt: order.attempt + 1 });
      }
      // TEMPLATE: never call a timeout a failure: it may have happened, or may yet.
      node.end(order.op, silence ? 'unknown' : 'ok', { order: order.order });
    },
  },

  // TEMPLATE: offer what a person may want to do by hand, with words in `roles.ts`.
  commands: { placeOrder },
});
