import type { JsonObject } from '../../../kernel/json.ts';
import type { Expected } from '../../../pattern-kit/append-rules.ts';
import { orderStream, productStream, stockStream, type Payload } from './store-event.ts';

/**
 * The write model: what must hold is checked here, on one aggregate at a time, against the version
 * that the decision was made on. Pure functions: rows in, events out.
 */
export interface AggregateRow extends JsonObject {
  readonly version: number;
  readonly price?: number;
  readonly available?: number;
}
export type AggregateRows = Readonly<Record<string, AggregateRow>>;

export interface Append extends JsonObject {
  readonly stream: string;
  readonly expected: Expected;
  readonly payload: Payload;
}

export type Decision =
  | { readonly kind: 'commit'; readonly appends: readonly Append[] }
  | { readonly kind: 'reject'; readonly reason: string }
  /** Somebody saw version `seen` and decided on it; it is `have` by now. Nobody but they can decide again. */
  | { readonly kind: 'outdated'; readonly seen: number; readonly have: number };

const versionOf = (rows: AggregateRows, stream: string): Expected => rows[stream]?.version ?? 'noStream';
const reject = (reason: string): Decision => ({ kind: 'reject', reason });

export interface PlaceOrderInput {
  readonly order: number;
  readonly customer: string;
  readonly product: string;
  readonly quantity: number;
}

/**
 * Takes the goods off the shelf and writes the order, in one transaction. `seen` is what a read model
 * says is there: then the aggregate is not asked, and nothing is expected of its version.
 */
export function decidePlaceOrder(rows: AggregateRows, input: PlaceOrderInput, seen: number | null): Decision {
  const { order, customer, product, quantity } = input;
  const shelf = rows[stockStream(product)];
  const price = rows[productStream(product)]?.price;
  if (shelf?.available === undefined || price === undefined) return reject('no such product');
  if ((seen ?? shelf.available) < quantity) return reject('sold out');
  return {
    kind: 'commit',
    appends: [
      {
        stream: stockStream(product),
        expected: seen === null ? shelf.version : 'any',
        payload: { name: 'StockReserved', product, quantity, order },
      },
      {
        stream: orderStream(order),
        expected: 'noStream',
        payload: { name: 'OrderPlaced', order, customer, product, quantity, price },
      },
    ],
  };
}

/** `seen`: the version that the price was changed on; −1: whatever it is. */
export function decideChangePrice(rows: AggregateRows, product: string, price: number, seen: number): Decision {
  const stream = productStream(product);
  const have = rows[stream]?.version;
  if (have === undefined) return reject('no such product');
  if (seen >= 0 && seen !== have) return { kind: 'outdated', seen, have };
  return {
    kind: 'commit',
    appends: [{ stream, expected: versionOf(rows, stream), payload: { name: 'PriceChanged', product, price } }],
  };
}

/** Every price by the same percentage, in one transaction: it takes long, and holds its place in the sequence. */
export function decideReprice(rows: AggregateRows, products: readonly string[], percent: number): Decision {
  const appends = products.flatMap((product): Append[] => {
    const row = rows[productStream(product)];
    if (row?.price === undefined) return [];
    const price = Math.max(1, Math.floor((row.price * percent) / 100));
    return [
      { stream: productStream(product), expected: row.version, payload: { name: 'PriceChanged', product, price } },
    ];
  });
  return appends.length === 0 ? reject('no such product') : { kind: 'commit', appends };
}

export function decideRestock(rows: AggregateRows, product: string, quantity: number): Decision {
  const stream = stockStream(product);
  if (rows[stream] === undefined) return reject('no such product');
  return {
    kind: 'commit',
    appends: [{ stream, expected: versionOf(rows, stream), payload: { name: 'StockAdded', product, quantity } }],
  };
}

/** The row of an aggregate after one of its events. */
export function evolve(row: AggregateRow | undefined, payload: Payload): AggregateRow {
  const version = (row?.version ?? -1) + 1;
  switch (payload.name) {
    case 'ProductListed':
    case 'PriceChanged':
      return { version, price: payload.price };
    case 'StockAdded':
      return { version, available: (row?.available ?? 0) + payload.quantity };
    case 'StockReserved':
      return { version, available: (row?.available ?? 0) - payload.quantity };
    case 'StockCounted':
      return { version, available: payload.available };
    case 'OrderPlaced':
      return { version };
  }
}
