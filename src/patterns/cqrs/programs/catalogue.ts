import type { NodeContext } from '../../../kernel/program.ts';
import { zipfWeights } from '../../../pattern-kit/workloads.ts';
import { productStream, stockStream, type Payload } from './store-event.ts';

/** What the shop sells when it opens. */
export interface Product {
  readonly id: string;
  readonly category: string;
  readonly price: number;
  readonly stock: number;
}

const product = (id: string, category: string, price: number, stock = 60): Product => ({ id, category, price, stock });

/** The most wanted first. The vase is rare, so that there is a last item to fight for. */
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
export const CATEGORY_OF: Readonly<Record<string, string>> = Object.fromEntries(
  CATALOGUE.map(({ id, category }) => [id, category]),
);
export const CATEGORIES: readonly string[] = [...new Set(CATALOGUE.map(({ category }) => category))];
export const CUSTOMERS = 12;
export const customerName = (n: number): string => `c${n}`;

/** The events that fill an empty shop, in order. */
export function openingEvents(): readonly (readonly [stream: string, payload: Payload])[] {
  return CATALOGUE.flatMap(({ id, category, price, stock }) => [
    [productStream(id), { name: 'ProductListed', product: id, category, price }] as const,
    [stockStream(id), { name: 'StockAdded', product: id, quantity: stock }] as const,
  ]);
}

const WEIGHTS = zipfWeights(PRODUCTS.length);
/** By how many they are: the weights of the first products together. */
const TOTALS = Array.from({ length: PRODUCTS.length + 1 }, (_, n) =>
  WEIGHTS.slice(0, n).reduce((sum, weight) => sum + weight, 0),
);

/** One of the `count` most wanted products: the first is wanted twice as often as the second, three times as often as the third. */
export function pickProduct(node: NodeContext<any>, count: number): string {
  let left = node.stream('products').int(TOTALS[count]!);
  let i = 0;
  while (left >= WEIGHTS[i]!) {
    left -= WEIGHTS[i]!;
    i += 1;
  }
  return PRODUCTS[i]!;
}
