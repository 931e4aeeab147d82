import { productStream, stockStream, type Payload } from './store-event.ts';

/** What the shop sells when it opens. */
export interface Product {
  readonly id: string;
  readonly category: string;
  readonly price: number;
  readonly stock: number;
}

const product = (id: string, category: string, price: number, stock = 60): Product => ({ id, category, price, stock });

/** The most wanted first. One pair of boots is rare, so that there is a last item to fight for. */
export const CATALOGUE: readonly Product[] = [
  product('lamp', 'light', 40, 120),
  product('chair', 'seats', 90, 90),
  product('bulb', 'light', 6, 90),
  product('stool', 'seats', 45),
  product('desk', 'tables', 180),
  product('bench', 'seats', 120),
  product('shelf', 'tables', 70),
  product('torch', 'light', 25),
  product('vase', 'tables', 310, 3),
];

export const PRODUCTS: readonly string[] = CATALOGUE.map(({ id }) => id);
export const CATEGORIES: readonly string[] = ['light', 'seats', 'tables'];
export const CUSTOMERS = 12;
export const customerName = (n: number): string => `c${n}`;

/** The events that fill an empty shop, in order. */
export function openingEvents(): readonly (readonly [stream: string, payload: Payload])[] {
  return CATALOGUE.flatMap(({ id, category, price, stock }) => [
    [productStream(id), { name: 'ProductListed', product: id, category, price }] as const,
    [stockStream(id), { name: 'StockAdded', product: id, quantity: stock }] as const,
  ]);
}
