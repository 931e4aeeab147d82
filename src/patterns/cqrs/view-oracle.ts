import { CATALOGUE } from './programs/catalogue.ts';
import type { StoreEvent } from './programs/store-event.ts';
import { applyEvent, emptyTables, select, type Tables } from './programs/tables.ts';
import { isPoison, type CardRow, type Row, type Rows, type ViewName } from './programs/views.ts';

/** The values that one row had, and the offset of the event that led to each. */
interface History {
  readonly offsets: number[];
  readonly values: string[];
}

/**
 * What every view must show after any prefix of the log, computed another way than projectors do: the
 * events go into normalised tables, each id once, and the answer is a join over them. It is kept for
 * every offset, so that one oracle judges all copies of a view, however far each has come.
 */
export interface Oracle {
  tables: Tables;
  ids: Record<string, true>;
  log: StoreEvent[];
  histories: Record<ViewName, Record<string, History>>;
}

export const emptyOracle = (): Oracle => ({
  tables: emptyTables(),
  ids: {},
  log: [],
  histories: { cards: {}, facets: {}, orders: {}, best: {} },
});

const CATEGORY: Readonly<Record<string, string>> = Object.fromEntries(
  CATALOGUE.map(({ id, category }) => [id, category]),
);

/** The row of a view that an event can change; null where there is none. */
export function keyOf(view: ViewName, { payload }: StoreEvent): string | null {
  const ordered = payload.name === 'OrderPlaced';
  switch (view) {
    case 'cards':
      return ordered ? null : payload.product;
    case 'facets':
      return ordered ? null : (CATEGORY[payload.product] ?? null);
    case 'orders':
      return ordered ? payload.customer : null;
    case 'best':
      return ordered ? payload.product : null;
  }
}

/** Takes the next events of the log. */
export function learn(oracle: Oracle, events: readonly StoreEvent[]): void {
  for (const event of events) {
    const offset = oracle.log.length;
    oracle.log.push(event);
    if (oracle.ids[event.id] || isPoison(event)) continue;
    oracle.ids[event.id] = true;
    applyEvent(oracle.tables, event);
    for (const view in oracle.histories) {
      const key = keyOf(view as ViewName, event);
      if (key === null) continue;
      const history = (oracle.histories[view as ViewName][key] ??= { offsets: [], values: [] });
      history.offsets.push(offset);
      history.values.push(comparable(select(oracle.tables, view as ViewName, key)));
    }
  }
}

const NOTHING = 'null';

/** What the log before `next` says of a row. */
function valueAt(oracle: Oracle, view: ViewName, key: string, next: number): string {
  const history = oracle.histories[view][key];
  if (history === undefined) return NOTHING;
  const { offsets, values } = history;
  // Copies are seldom far behind, so the look begins at the newest.
  let i = offsets.length - 1;
  while (i >= 0 && offsets[i]! >= next) i -= 1;
  return i < 0 ? NOTHING : values[i]!;
}

/** Versions are left out: tables count rows, views count events of the log. */
function comparable(row: Row | null | undefined): string {
  if (row === null || row === undefined) return NOTHING;
  if ('price' in row) return `${(row as CardRow).available} at ${(row as CardRow).price}`;
  if ('items' in row) {
    const items = row.items as Record<string, number>;
    return Object.keys(items)
      .sort()
      .map((id) => `${id} ${items[id]}`)
      .join();
  }
  if ('sold' in row) return `${row['sold'] as number}`;
  return JSON.stringify(row);
}

/** Keys with @ are the projector's own notes. */
const isShown = (key: string): boolean => !key.startsWith('@');

/** In words, where a row is not what the log before `next` says; null where it is. */
export function differs(
  oracle: Oracle,
  view: ViewName,
  key: string,
  row: Row | undefined,
  next: number,
): string | null {
  if (!isShown(key)) return null;
  const want = valueAt(oracle, view, key, next);
  const have = comparable(row);
  return want === have ? null : `${view} has ${have} for ${key}, the log says ${want}`;
}

/** The first of all rows, those included that are missing, which is not what the log says. */
export function differingRow(oracle: Oracle, view: ViewName, rows: Rows, next: number): string | null {
  for (const key in oracle.histories[view]) {
    const problem = differs(oracle, view, key, rows[key], next);
    if (problem !== null) return problem;
  }
  for (const key in rows) {
    if (oracle.histories[view][key] !== undefined) continue;
    const problem = differs(oracle, view, key, rows[key], next);
    if (problem !== null) return problem;
  }
  return null;
}
