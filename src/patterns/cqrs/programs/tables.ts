import { evolve, type AggregateRow } from './aggregates.ts';
import type { AsOf } from '../messages.ts';
import { CATALOGUE, CATEGORIES, PRODUCTS } from './catalogue.ts';
import { partitionOf, productStream, stockStream, type StoreEvent } from './store-event.ts';
import { insertOrder, SHOWN_ORDERS, type Row, type Rows, type ViewName } from './views.ts';

/** The tables of a relational database: normalised, made for writing. */
export interface Tables {
  /** Newest row of each aggregate, and the ids of all its events. */
  rows: Record<string, AggregateRow>;
  ids: Record<string, string[]>;
  /** Orders by customer, and pieces sold by product. */
  customers: Record<string, number[]>;
  sold: Record<string, number>;
  /** Commands that took effect, with their last position; the newest last. */
  commands: Record<string, number>;
  remembered: string[];
}

export const emptyTables = (): Tables => ({
  rows: {},
  ids: {},
  customers: {},
  sold: {},
  commands: {},
  remembered: [],
});

/** Ids of events are the id of their command and a count. */
export const eventId = (cmdId: string, n: number): string => `${cmdId}.${n}`;
const commandOf = (id: string): string => id.slice(0, id.lastIndexOf('.'));

/** What one event of a transaction does to the tables. */
export function applyEvent(tables: Tables, event: StoreEvent): void {
  const { stream, payload, id } = event;
  tables.rows[stream] = evolve(tables.rows[stream], payload);
  (tables.ids[stream] ??= []).push(id);
  // A repair writes an order a second time, for the views; here it is known.
  if (payload.name === 'OrderPlaced' && tables.customers[payload.customer]?.includes(payload.order) !== true) {
    insertOrder((tables.customers[payload.customer] ??= []), payload.order);
    tables.sold[payload.product] = (tables.sold[payload.product] ?? 0) + payload.quantity;
  }
  tables.commands[commandOf(id)] = event.position;
}

/** Forgets the oldest commands: a retry that comes later than that is taken for a new command. */
export function remember(tables: Tables, cmdId: string, window: number): void {
  if (tables.remembered.at(-1) !== cmdId) tables.remembered.push(cmdId);
  while (tables.remembered.length > window) delete tables.commands[tables.remembered.shift()!];
}

/** Positions are given out one after the other; `open` has the transactions that have not ended. */
interface Sequence {
  readonly nextPosition: number;
  readonly open: Readonly<Record<string, { readonly first: number }>>;
}

/** Nothing can appear at or below this position any more: every transaction there has ended. */
export function highWater({ nextPosition, open }: Sequence): number {
  let mark = nextPosition - 1;
  for (const cmdId in open) mark = Math.min(mark, open[cmdId]!.first - 1);
  return mark;
}

/** The answer that a join over the tables gives: always right, and dear. */
export function select(tables: Tables, view: ViewName, key: string): Row | null {
  switch (view) {
    case 'cards': {
      const product = tables.rows[productStream(key)];
      const shelf = tables.rows[stockStream(key)];
      if (product === undefined && shelf === undefined) return null;
      return {
        price: product?.price ?? 0,
        available: shelf?.available ?? 0,
        priceVersion: product?.version ?? -1,
        stockVersion: shelf?.version ?? -1,
      };
    }
    case 'facets':
      return facet(tables, key);
    case 'orders': {
      const orders = tables.customers[key] ?? [];
      return { count: orders.length, orders: orders.slice(-SHOWN_ORDERS) };
    }
    case 'best':
      return { sold: tables.sold[key] ?? 0 };
  }
}

/** The tables as they were at a position of each partition: the events up to there are still in the outbox. */
function tablesAsOf(outbox: readonly StoreEvent[], reached: AsOf['reached']): Tables {
  const tables = emptyTables();
  for (const event of outbox)
    if (event.position <= reached[partitionOf(event.stream, reached.length)]!) applyEvent(tables, event);
  return tables;
}

/** All rows of these views, each as of where it is. Most have come equally far: what was true there is folded once. */
export function rowsAsOf(outbox: readonly StoreEvent[], copies: readonly AsOf[]): Rows[] {
  const folded: Record<string, Tables> = {};
  return copies.map(({ view, reached }) => rowsOf((folded[reached.join()] ??= tablesAsOf(outbox, reached)), view));
}

function rowsOf(tables: Tables, view: ViewName): Rows {
  const rows: Record<string, Row> = {};
  const keys = view === 'facets' ? CATEGORIES : view === 'orders' ? Object.keys(tables.customers) : PRODUCTS;
  for (const key of keys) {
    const row = select(tables, view, key);
    if (row !== null) rows[key] = row;
  }
  return rows;
}

function facet(tables: Tables, category: string): Row {
  const items: Record<string, number> = {};
  let inStock = 0;
  for (const { id, category: of } of CATALOGUE) {
    if (of !== category || tables.rows[productStream(id)] === undefined) continue;
    items[id] = tables.rows[stockStream(id)]?.available ?? 0;
    if (items[id] > 0) inStock += 1;
  }
  return { items, inStock };
}
