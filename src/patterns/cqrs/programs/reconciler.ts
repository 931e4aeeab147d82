import { program, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { AsOf, Msg, ShownView } from '../messages.ts';
import { orderStream, productStream, stockStream } from './store-event.ts';
import { some, viewName } from './told.ts';
import type { BestRow, CardRow, FacetRow, OrdersRow, Row, Rows, ViewName } from './views.ts';

type Node = NodeContext<Msg>;

export interface ReconcilerState {
  /** Rows that differed at the last look: what differs twice is no delay. */
  before: Record<string, true>;
  /** What people are shown, as far as it has been collected for this look; null between two looks. */
  shown: ShownView[] | null;
  /** Replicas that have not answered yet. */
  left: number;
}

/** What to compare a view with, and in which rows it differs; planted bugs replace them. */
export interface ReconcilerRules {
  asOf(shown: ShownView): AsOf;
  differing(view: ViewName, have: Rows, want: Rows): string[];
}
export const asOfItself = ({ view, reached }: ShownView): AsOf => ({ view, reached });

const replicasOf = (node: Node): readonly string[] => node.config as unknown as readonly string[];

const LABELS: Readonly<Record<ViewName, string>> = {
  cards: 'card',
  facets: 'category',
  orders: 'orders of',
  best: 'sales of',
};

/** What a reader sees of a row; nothing of an empty one. Keys with @ are the projector's own notes. */
function seen(view: ViewName, row: Row | undefined): string {
  if (row === undefined) return '';
  switch (view) {
    case 'cards':
      return `${(row as CardRow).available} at ${(row as CardRow).price}`;
    case 'facets': {
      const { items } = row as FacetRow;
      const ids = Object.keys(items).sort();
      return ids.map((id) => `${id} ${items[id]}`).join(', ');
    }
    case 'orders': {
      const { count, orders } = row as OrdersRow;
      return count === 0 ? '' : `${count}: ${orders.join(' ')}`;
    }
    case 'best':
      return (row as BestRow).sold === 0 ? '' : `${(row as BestRow).sold}`;
  }
}

const isShown = (key: string): boolean => !key.startsWith('@');

/** Keys of the rows that are not what they should be. */
export function differing(view: ViewName, have: Rows, want: Rows): string[] {
  const keys = new Set([...Object.keys(want), ...Object.keys(have).filter(isShown)]);
  return [...keys].filter((key) => seen(view, have[key]) !== seen(view, want[key]));
}

/** What the write model can write again so that a view that lacks it gets it. */
function streamsOf(view: ViewName, key: string, have: Row | undefined, want: Row | undefined): string[] {
  if (view === 'cards') {
    const [shown, right] = [have as CardRow | undefined, want as CardRow | undefined];
    const price = shown?.price === right?.price ? [] : [productStream(key)];
    return shown?.available === right?.available ? price : [...price, stockStream(key)];
  }
  if (view !== 'orders') return [];
  const shown = (have as OrdersRow | undefined)?.orders ?? [];
  return ((want as OrdersRow | undefined)?.orders ?? []).filter((order) => !shown.includes(order)).map(orderStream);
}

interface Found {
  /** By view and key: rows that differ on any replica. */
  readonly rows: Record<string, true>;
  /** Streams that would have to be written again. */
  readonly streams: Record<string, true>;
  readonly views: Record<string, true>;
}

function compareAll(rules: ReconcilerRules, { shown, before }: ReconcilerState, truths: readonly Rows[]): Found {
  const found: Found = { rows: {}, streams: {}, views: {} };
  shown?.forEach(({ view, rows }, i) => {
    const want = truths[i]!;
    for (const key of rules.differing(view, rows, want)) {
      const name = `${LABELS[view]} ${key}`;
      found.rows[name] = true;
      if (!before[name]) continue;
      found.views[view] = true;
      for (const stream of streamsOf(view, key, rows[key], want[key])) found.streams[stream] = true;
    }
  });
  return found;
}

function later(node: Node): void {
  node.setTimer('compare', ms(Number(node.settings['reconciler.everyMs'])));
}

function repair(node: Node, { streams, views }: Found): void {
  const lost = Object.keys(streams);
  // The log cannot help a view that is wrong alone: what it lacks or has twice, all others have once.
  if (lost.length === 0)
    return node.note('rebuild it', `the others are right: rebuild ${Object.keys(views).map(viewName).join(' and ')}`);
  node.note('repair', 'asks the write store to write them again');
  node.send('write-store', { type: 'Repair', streams: lost.slice(0, 20) });
}

function conclude(rules: ReconcilerRules, node: Node, state: ReconcilerState, truths: readonly Rows[]): void {
  const found = compareAll(rules, state, truths);
  const lasting = Object.keys(found.rows).filter((row) => state.before[row]);
  node.metric('differences', lasting.length);
  if (lasting.length > 0) {
    node.note('views differ', `not as in the write model, twice in a row: ${some(lasting, 5)}`, { rows: lasting });
    // They say to be as of where the shop opened, whatever they have learned since.
    if (node.settings['publish.how'] === 'before the commit')
      node.note('no position', 'events were published before they had a position: no view can say how far it is');
    node.become('DIFFERENCES', 'views differ');
    if (node.settings['reconciler.repairs'] === true) repair(node, found);
  } else if (Object.keys(found.rows).length === 0) node.become('AGREE', 'views agree with the write model');
  state.before = found.rows;
  state.shown = null;
}

/**
 * Nothing else notices an event that was never published: no error, no lag, a view that looks well. So
 * it takes what both replicas show, view by view, and asks the write model for the same as of the same
 * position: a view that is late is compared with what was true then.
 */
export const reconcilerWith = (rules: ReconcilerRules): Program<ReconcilerState, Msg> => ({
  start(node) {
    later(node);
    return { before: {}, shown: null, left: 0 };
  },
  timers: {
    compare(node, state) {
      later(node);
      if (state.shown !== null) return;
      Object.assign(state, { shown: [], left: replicasOf(node).length });
      for (const replica of replicasOf(node))
        node.request(replica, { type: 'ShowAll' }, { timeoutUs: seconds(1), tag: 'shown' });
    },
  },
  replies: {
    shown(node, state, reply: Msg | TimedOut) {
      if (state.shown === null) return;
      if (reply.type === 'Shown') state.shown.push(...reply.views);
      state.left -= 1;
      if (state.left > 0) return;
      const copies = state.shown.map(rules.asOf);
      node.request('write-store', { type: 'Audit', copies }, { timeoutUs: seconds(1), tag: 'truth' });
    },
    truth(node, state, reply: Msg | TimedOut) {
      if (reply.type === 'AuditResult' && state.shown !== null) conclude(rules, node, state, reply.rows);
      state.shown = null;
    },
  },
});

export const reconciler = program<ReconcilerState, Msg>(reconcilerWith({ asOf: asOfItself, differing }));
