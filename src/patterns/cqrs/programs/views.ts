import type { JsonObject } from '../../../kernel/json.ts';
import type { Payload, StoreEvent } from './store-event.ts';

/**
 * Read models are folds: a row, an event, the row afterwards. They are shaped for the question that is
 * asked, not for the rules that must hold: no join, no check, one look-up by key.
 */
export type ViewName = 'cards' | 'facets' | 'orders' | 'best';

export interface CardRow extends JsonObject {
  readonly price: number;
  readonly available: number;
  readonly priceVersion: number;
  readonly stockVersion: number;
}
export interface FacetRow extends JsonObject {
  /** How many of each product are there, and how many products can be bought at all. */
  readonly items: Readonly<Record<string, number>>;
  readonly inStock: number;
}
export interface OrdersRow extends JsonObject {
  readonly count: number;
  /** The newest ones, oldest first. */
  readonly orders: readonly number[];
}
export interface BestRow extends JsonObject {
  readonly sold: number;
}
export type Row = CardRow | FacetRow | OrdersRow | BestRow;
export type Rows = Readonly<Record<string, Row>>;

/** Orders that a customer's history shows. */
export const SHOWN_ORDERS = 12;

type Get = (key: string) => Row | undefined;
/** null: the event does not concern the view. */
type Changes = Record<string, Row> | null;

const NO_CARD: CardRow = { price: 0, available: 0, priceVersion: -1, stockVersion: -1 };

/** Change of the number available, or the number itself. */
export function availableAfter(payload: Payload, before: number): number | null {
  switch (payload.name) {
    case 'StockAdded':
      return before + payload.quantity;
    case 'StockReserved':
      return before - payload.quantity;
    case 'StockCounted':
      return payload.available;
    default:
      return null;
  }
}

function cards({ payload, version }: StoreEvent, get: Get): Changes {
  if (payload.name === 'OrderPlaced') return null;
  const card = (get(payload.product) as CardRow | undefined) ?? NO_CARD;
  const available = availableAfter(payload, card.available);
  if (available !== null) return { [payload.product]: { ...card, available, stockVersion: version } };
  const { price } = payload as { price: number };
  return { [payload.product]: { ...card, price, priceVersion: version } };
}

/** The key of stock whose category is not known yet. */
const NOWHERE = '';

/**
 * Which category a product is in is learned from its listing and kept in a row of its own. Its stock
 * is another aggregate, so it may come first: then it is kept in that row until the listing comes.
 */
function facets({ payload }: StoreEvent, get: Get, passesOver: boolean): Changes {
  if (payload.name === 'OrderPlaced' || payload.name === 'PriceChanged') return null;
  const { product } = payload;
  const own = `@${product}`;
  const known = (get(own) as FacetRow | undefined)?.items ?? {};
  if (payload.name === 'ProductListed') {
    // The key of the only item is the category.
    const category = { [payload.category]: 0 };
    return { [own]: { items: category, inStock: 0 }, ...facet(payload.category, product, known[NOWHERE] ?? 0, get) };
  }
  const category = Object.keys(known)[0] ?? NOWHERE;
  if (category === NOWHERE) {
    const early = availableAfter(payload, known[NOWHERE] ?? 0);
    return passesOver || early === null ? null : { [own]: { items: { [NOWHERE]: early }, inStock: 0 } };
  }
  const before = (get(category) as FacetRow | undefined)?.items[product] ?? 0;
  return facet(category, product, availableAfter(payload, before) ?? before, get);
}

function facet(category: string, product: string, available: number, get: Get): Changes {
  const row = get(category) as FacetRow | undefined;
  const items = { ...row?.items, [product]: available };
  let inStock = 0;
  for (const id in items) if (items[id]! > 0) inStock += 1;
  return { [category]: { items, inStock } };
}

function orders({ payload }: StoreEvent, get: Get): Changes {
  if (payload.name !== 'OrderPlaced') return null;
  const row = (get(payload.customer) as OrdersRow | undefined) ?? { count: 0, orders: [] };
  const shown = row.orders.slice();
  insertOrder(shown, payload.order);
  return { [payload.customer]: { count: row.count + 1, orders: shown.slice(-SHOWN_ORDERS) } };
}

/** By number: orders are aggregates of their own, and nobody promises in which order they come. */
export function insertOrder(orders: number[], order: number): void {
  let at = orders.length;
  while (at > 0 && orders[at - 1]! > order) at -= 1;
  orders.splice(at, 0, order);
}

function best({ payload }: StoreEvent, get: Get): Changes {
  if (payload.name !== 'OrderPlaced') return null;
  const sold = (get(payload.product) as BestRow | undefined)?.sold ?? 0;
  return { [payload.product]: { sold: sold + payload.quantity } };
}

const FOLDS: Readonly<Record<ViewName, (event: StoreEvent, get: Get, passesOver: boolean) => Changes>> = {
  cards,
  facets,
  orders,
  best,
};

/** The rows that an event changes, as they are afterwards; null where there are none. `passesOver`: the trap. */
export const fold = (view: ViewName, event: StoreEvent, get: Get, passesOver: boolean): Changes =>
  FOLDS[view](event, get, passesOver);

/** An event that no view can make sense of: a price below zero was never to be written. */
export const isPoison = ({ payload }: StoreEvent): boolean => payload.name === 'PriceChanged' && payload.price < 0;
