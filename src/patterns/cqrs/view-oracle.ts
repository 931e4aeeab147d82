import { applyEvent, emptyTables, select, type Tables } from './programs/tables.ts';
import { isPoison, type CardRow, type Row, type ViewName } from './programs/views.ts';
import type { StoreEvent } from './programs/store-event.ts';

/**
 * What a view must show after a prefix of the log, computed another way than projectors do: the events
 * go into normalised tables, each id once, and the answer is a join over them.
 */
export interface Shadow {
  tables: Tables;
  ids: Record<string, true>;
  /** Offset of the first event that is not in it. */
  next: number;
}

export const emptyShadow = (): Shadow => ({ tables: emptyTables(), ids: {}, next: 0 });

export function advance(shadow: Shadow, log: readonly StoreEvent[], next: number): void {
  for (; shadow.next < next && shadow.next < log.length; shadow.next += 1) {
    const event = log[shadow.next]!;
    if (shadow.ids[event.id] || isPoison(event)) continue;
    shadow.ids[event.id] = true;
    applyEvent(shadow.tables, event);
  }
}

/** Versions are left out: tables count rows, views count events of the log. */
const comparable = (row: Row | null | undefined): string => {
  if (row === null || row === undefined) return 'null';
  if ('price' in row) return `${(row as CardRow).price} ${(row as CardRow).available}`;
  if ('items' in row) {
    const items = row.items as Record<string, number>;
    return Object.keys(items)
      .sort()
      .map((id) => `${id} ${items[id]}`)
      .join();
  }
  return JSON.stringify(row);
};

/** Keys with @ are the projector's own notes. */
export const isShown = (key: string): boolean => !key.startsWith('@');

/** In words, where a row is not what the log says; null where it is. */
export function differs(shadow: Shadow, view: ViewName, key: string, row: Row | undefined): string | null {
  if (!isShown(key)) return null;
  const want = select(shadow.tables, view, key);
  return comparable(want) === comparable(row)
    ? null
    : `${view} has ${JSON.stringify(row ?? null)} for ${key}, the log says ${JSON.stringify(want)}`;
}
