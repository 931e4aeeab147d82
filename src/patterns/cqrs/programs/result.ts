import type { Result } from '../messages.ts';
import type { BestRow, CardRow, FacetRow, OrdersRow, Row, ViewName } from './views.ts';

/** What a page shows: the fields of its row side by side with how old they are. A row that is not there has no fields. */
export function resultOf(view: ViewName, key: string, row: Row | null, asOf: number, lagMs: number): Result {
  if (row === null) return { type: 'Result', key, asOf, lagMs };
  switch (view) {
    case 'cards': {
      const { price, available, priceVersion } = row as CardRow;
      return { type: 'Result', key, price, available, version: priceVersion, asOf, lagMs };
    }
    case 'best':
      return { type: 'Result', key, sold: (row as BestRow).sold, asOf, lagMs };
    case 'facets': {
      const { items, inStock } = row as FacetRow;
      return { type: 'Result', key, items, inStock, asOf, lagMs };
    }
    case 'orders': {
      const { count, orders } = row as OrdersRow;
      return { type: 'Result', key, count, orders, asOf, lagMs };
    }
  }
}
