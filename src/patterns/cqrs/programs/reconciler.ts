import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { AuditResult, Msg, Snapshot } from '../messages.ts';
import { PRODUCTS } from './catalogue.ts';
import { orderStream, productStream, stockStream } from './store-event.ts';
import { SHOWN_ORDERS, type CardRow, type OrdersRow, type Rows } from './views.ts';

type Node = NodeContext<Msg>;

interface State {
  /** Differences at the last look, by stream: what differs twice is no delay. */
  before: Record<string, true>;
  /** What is true, and how many views still have to be compared with it. */
  truth: AuditResult | null;
  found: Record<string, true>;
  left: number;
}

const VIEWS = ['projector-cards', 'projector-orders'] as const;

/** Streams whose newest event must be in the card, and is not, or has come to another number there. */
export function differingCards(truth: AuditResult, rows: Rows, position: number): string[] {
  return PRODUCTS.flatMap((id) => {
    const card = rows[id] as CardRow | undefined;
    const found: string[] = [];
    const shelf = truth.shelves[stockStream(id)];
    const label = truth.shelves[productStream(id)];
    const differs = (have: number, version: number, want: number | undefined, newest: number): boolean =>
      version === newest ? have !== want : version < newest && position >= truth.position;
    if (shelf && differs(card?.available ?? 0, card?.stockVersion ?? -1, shelf.available, shelf.version))
      found.push(stockStream(id));
    if (label && differs(card?.price ?? 0, card?.priceVersion ?? -1, label.price, label.version))
      found.push(productStream(id));
    return found;
  });
}

/** Orders that the write model has and a history does not show, although it has come that far. */
export function missingOrders(truth: AuditResult, rows: Rows, position: number): string[] {
  if (position < truth.position) return [];
  return Object.entries(truth.orders).flatMap(([customer, orders]) => {
    const shown = (rows[customer] as OrdersRow | undefined)?.orders ?? [];
    if (shown.length >= SHOWN_ORDERS) return [];
    return orders.filter((order) => !shown.includes(order)).map(orderStream);
  });
}

function later(node: Node): void {
  node.setTimer('look', ms(Number(node.settings['reconciler.everyMs'])));
}

function compare(state: State, view: Snapshot): void {
  const truth = state.truth!;
  const find = view.view === 'cards' ? differingCards : missingOrders;
  for (const stream of find(truth, view.rows, view.position)) state.found[stream] = true;
}

/** Compares the read models with the write model, row by row, where both stand at the same version. */
function conclude(node: Node, state: State): void {
  const lasting = Object.keys(state.found).filter((stream) => state.before[stream]);
  node.metric('differences', lasting.length);
  if (lasting.length > 0) {
    node.note('views differ', `${lasting.join(', ')} differ from the write model, twice in a row`, {
      streams: lasting,
    });
    node.become('DIFFERENCES', 'views differ');
    if (node.settings['reconciler.repairs'] === true) {
      node.note('repair', 'asks the write store to write them again');
      node.send('write-store', { type: 'Repair', streams: lasting.slice(0, 20) });
    }
  } else {
    if (Object.keys(state.found).length === 0) node.become('AGREE', 'views agree with the write model');
  }
  state.before = state.found;
  state.truth = null;
}

/** Nothing else notices an event that was never published: no error, no lag, a view that looks well. */
export const reconciler = program<State, Msg>({
  start(node) {
    later(node);
    return { before: {}, truth: null, found: {}, left: 0 };
  },
  timers: {
    look(node, state) {
      later(node);
      if (state.truth === null) node.request('write-store', { type: 'Audit' }, { timeoutUs: seconds(1), tag: 'truth' });
    },
    views(node, state) {
      if (state.truth === null) return;
      for (const to of VIEWS) {
        const view = to === 'projector-cards' ? 'cards' : 'orders';
        node.request(to, { type: 'Refresh', view, generation: 0, next: -1 }, { timeoutUs: seconds(1), tag: 'view' });
      }
    },
  },
  replies: {
    truth(node, state, reply: Msg | TimedOut) {
      if (reply.type !== 'AuditResult') return;
      Object.assign(state, { truth: reply, found: {}, left: VIEWS.length });
      // The views get a moment to come as far as the write model is.
      node.setTimer('views', ms(800));
    },
    view(node, state, reply: Msg | TimedOut) {
      if (state.truth === null) return;
      if (reply.type === 'Snapshot') compare(state, reply);
      state.left -= 1;
      if (state.left === 0) conclude(node, state);
    },
  },
});
