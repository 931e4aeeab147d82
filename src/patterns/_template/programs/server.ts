import { program, type Call } from '../../../kernel/program.ts';
import type { Msg } from '../messages.ts';

interface State {
  /** Keys of the orders that were placed. */
  placed: Record<string, true>;
  /** How many orders were placed, with or without a key. */
  count: number;
}

/** One record holds order and key, so that no crash can come between the two. */
type Entry = { readonly order: number; readonly key: string | null };

export const server = program<State, Msg>({
  start(node) {
    node.metric('placed', 0);
    return { placed: {}, count: 0 };
  },

  // TEMPLATE: rebuild the state from what was written. Without `restart` a node that crashed begins with an empty memory.
  restart(node, disk) {
    const log = (disk['orders'] ?? []) as readonly Entry[];
    node.metric('placed', log.length);
    return {
      placed: Object.fromEntries(log.flatMap(({ key }) => (key === null ? [] : [[key, true]]))),
      count: log.length,
    };
  },

  // TEMPLATE: name the messages that hold a worker until they are answered or released; the others take no time.
  needsWorker: ['PlaceOrder'],

  on: {
    PlaceOrder(node, state, { order, key }, call) {
      if (key !== null && state.placed[key]) {
        node.note('same key, same answer', `order ${order} was placed before and is not placed twice`);
        return node.reply(call, { type: 'OrderPlaced', order });
      }
      node.disk.append('orders', { order, key });
      node.disk.sync('written', { order, key, call });
    },
  },

  // TEMPLATE: act on a write only when it is durable; until then a power loss may take it back.
  disk: {
    written(node, state, { ok }, { order, key, call }: Entry & { readonly call: Call }) {
      // The disk is full. The order is not placed, and whoever hears nothing may ask again.
      if (!ok) return node.release(call);
      if (key !== null) state.placed[key] = true;
      state.count += 1;
      node.metric('placed', state.count);
      node.note('order placed', `order ${order} is placed`, { order });
      node.reply(call, { type: 'OrderPlaced', order });
    },
  },
});
