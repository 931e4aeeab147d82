import { CATEGORY_OF } from './programs/catalogue.ts';
import type { StoreEvent } from './programs/store-event.ts';
import { applyEvent, emptyTables, select, type Tables } from './programs/tables.ts';
import { viewName } from './programs/told.ts';
import {
  isPoison,
  type CardRow,
  type FacetRow,
  type OrdersRow,
  type Row,
  type Rows,
  type ViewName,
} from './programs/views.ts';

/** What one row was, and the offset of the event that led to each of it. */
interface History {
  readonly offsets: number[];
  readonly rows: Row[];
}

/**
 * What every view must show after any prefix of the log, computed another way than projectors do: the
 * events go into normalised tables, each id once, and the answer is a join over them. With one partition
 * it is kept for every offset, so that one oracle judges all copies of a view, however far each has come;
 * with more there are too many cuts to keep, and the join is made for the one that is asked for.
 */
export interface Oracle {
  tables: Tables;
  ids: Record<string, true>;
  /** The partitions of the log. */
  logs: StoreEvent[][];
  histories: Record<ViewName, Record<string, History>>;
}

export const emptyOracle = (partitions = 1): Oracle => ({
  tables: emptyTables(),
  ids: {},
  logs: Array.from({ length: partitions }, () => []),
  histories: { cards: {}, facets: {}, orders: {}, best: {} },
});

/** How much of each partition is in a copy. */
type Offsets = readonly number[];

/** The row of a view that an event can change; null where there is none. */
export function keyOf(view: ViewName, { payload }: StoreEvent): string | null {
  const ordered = payload.name === 'OrderPlaced';
  switch (view) {
    case 'cards':
      return ordered ? null : payload.product;
    case 'facets':
      return ordered ? null : (CATEGORY_OF[payload.product] ?? null);
    case 'orders':
      return ordered ? payload.customer : null;
    case 'best':
      return ordered ? payload.product : null;
  }
}

/** Takes the next events of a partition. */
export function learn(oracle: Oracle, events: readonly StoreEvent[], partition = 0): void {
  for (const event of events) {
    oracle.logs[partition]!.push(event);
    if (oracle.logs.length > 1 || oracle.ids[event.id] || isPoison(event)) continue;
    oracle.ids[event.id] = true;
    applyEvent(oracle.tables, event);
    if (event.payload.name === 'OrderPlaced') {
      keep(oracle, 'orders', event);
      keep(oracle, 'best', event);
    } else {
      keep(oracle, 'cards', event);
      keep(oracle, 'facets', event);
    }
  }
}

function keep(oracle: Oracle, view: ViewName, event: StoreEvent): void {
  const key = keyOf(view, event);
  const row = key === null ? null : select(oracle.tables, view, key);
  if (key === null || row === null) return;
  const history = (oracle.histories[view][key] ??= { offsets: [], rows: [] });
  history.offsets.push(oracle.logs[0]!.length - 1);
  history.rows.push(row);
}

/** What the log before these offsets says of a row. */
function rowAt(oracle: Oracle, view: ViewName, key: string, offsets: Offsets): Row | null {
  return oracle.logs.length > 1 ? joinAt(oracle, view, key, offsets) : kept(oracle, view, key, offsets[0]!);
}

function joinAt({ logs }: Oracle, view: ViewName, key: string, offsets: Offsets): Row | null {
  const tables = emptyTables();
  const ids: Record<string, true> = {};
  let none = true;
  logs.forEach((log, partition) => {
    for (let i = 0; i < offsets[partition]! && i < log.length; i += 1) {
      const event = log[i]!;
      if (keyOf(view, event) !== key || ids[event.id] || isPoison(event)) continue;
      ids[event.id] = true;
      // The shelf of a product that is not listed shows in no category.
      none &&= view === 'facets' && event.payload.name !== 'ProductListed';
      applyEvent(tables, event);
    }
  });
  return none ? null : select(tables, view, key);
}

function kept(oracle: Oracle, view: ViewName, key: string, next: number): Row | null {
  const history = oracle.histories[view][key];
  if (history === undefined) return null;
  const { offsets, rows } = history;
  // Copies are seldom far behind, so the look begins at the newest.
  let i = offsets.length - 1;
  while (i >= 0 && offsets[i]! >= next) i -= 1;
  return i < 0 ? null : rows[i]!;
}

/** Versions are left out: tables count rows, views count events of the log. */
function same(view: ViewName, have: Row | undefined, want: Row | null): boolean {
  if (have === undefined || want === null) return have === undefined && want === null;
  switch (view) {
    case 'cards':
      return have['available'] === want['available'] && have['price'] === want['price'];
    case 'facets':
      return have['inStock'] === want['inStock'] && sameItems((have as FacetRow).items, (want as FacetRow).items);
    case 'orders':
      return have['count'] === want['count'] && sameOrders((have as OrdersRow).orders, (want as OrdersRow).orders);
    case 'best':
      return have['sold'] === want['sold'];
  }
}

function sameItems(have: FacetRow['items'], want: FacetRow['items']): boolean {
  for (const id in want) if (have[id] !== want[id]) return false;
  for (const id in have) if (want[id] === undefined) return false;
  return true;
}

function sameOrders(have: readonly number[], want: readonly number[]): boolean {
  for (let i = 0; i < want.length; i += 1) if (have[i] !== want[i]) return false;
  return have.length === want.length;
}

const sayItems = (items: FacetRow['items']): string =>
  Object.keys(items)
    .sort()
    .map((id) => `${id} ${items[id]}`)
    .join(', ') || 'no product';

function say(row: Row | null | undefined): string {
  if (row === null || row === undefined) return 'nothing';
  if ('price' in row) return `${(row as CardRow).available} at ${(row as CardRow).price}`;
  if ('sold' in row) return `${row['sold'] as number}`;
  if ('items' in row) return sayItems((row as FacetRow).items);
  const { orders } = row;
  return orders.length === 0 ? 'no order' : `order ${orders.join(', ')}`;
}

/** Keys with @ are the projector's own notes. */
const isShown = (key: string): boolean => !key.startsWith('@');

/** In words, where a row is not what the log before these offsets says; null where it is. */
export function differs(
  oracle: Oracle,
  view: ViewName,
  key: string,
  row: Row | undefined,
  offsets: Offsets,
): string | null {
  if (!isShown(key)) return null;
  const want = rowAt(oracle, view, key, offsets);
  return same(view, row, want) ? null : `in ${viewName(view)} ${say(row)} for ${key}, the log says ${say(want)}`;
}

/** The first of all rows, those included that are missing, which is not what the log says. */
export function differingRow(oracle: Oracle, view: ViewName, rows: Rows, offsets: Offsets): string | null {
  const keys = oracle.logs.length > 1 ? keysOf(oracle, view) : oracle.histories[view];
  for (const key in keys) {
    const problem = differs(oracle, view, key, rows[key], offsets);
    if (problem !== null) return problem;
  }
  for (const key in rows) {
    if (keys[key] !== undefined) continue;
    const problem = differs(oracle, view, key, rows[key], offsets);
    if (problem !== null) return problem;
  }
  return null;
}

function keysOf({ logs }: Oracle, view: ViewName): Readonly<Record<string, unknown>> {
  const keys: Record<string, true> = {};
  for (const log of logs)
    for (const event of log) {
      const key = keyOf(view, event);
      if (key !== null) keys[key] = true;
    }
  return keys;
}
