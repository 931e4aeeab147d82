import type { JsonObject } from '../../../kernel/json.ts';

/** What happened, in the words of the shop. */
export type Payload =
  | { readonly name: 'ProductListed'; readonly product: string; readonly category: string; readonly price: number }
  | { readonly name: 'PriceChanged'; readonly product: string; readonly price: number }
  | { readonly name: 'StockAdded'; readonly product: string; readonly quantity: number }
  | { readonly name: 'StockReserved'; readonly product: string; readonly quantity: number; readonly order: number }
  /** A correction: the number on the shelf, whatever was booked before. */
  | { readonly name: 'StockCounted'; readonly product: string; readonly available: number }
  | {
      readonly name: 'OrderPlaced';
      readonly order: number;
      readonly customer: string;
      readonly product: string;
      readonly quantity: number;
      readonly price: number;
    };

/**
 * An event as the write store keeps it. `version` counts within its stream (one aggregate) without
 * gaps; `position` comes from one sequence for all streams, and may have gaps: what rolled back keeps its number.
 */
export interface StoreEvent extends JsonObject {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  readonly committedUs: number;
  readonly payload: Payload;
}

export const productStream = (product: string): string => `product-${product}`;
export const stockStream = (product: string): string => `stock-${product}`;
export const orderStream = (order: number): string => `order-${order}`;

/** Which partition of the log an aggregate is in: always the same one, so that its events keep their order. */
export function partitionOf(stream: string, partitions: number): number {
  if (partitions === 1) return 0;
  let hash = 7;
  for (let i = 0; i < stream.length; i += 1) hash = (hash * 31 + stream.charCodeAt(i)) % 65_521;
  return (hash % 97) % partitions;
}

/** What of a batch goes to one partition, in order. */
export const partOf = (events: readonly StoreEvent[], partition: number, partitions: number): readonly StoreEvent[] =>
  partitions === 1 ? events : events.filter(({ stream }) => partitionOf(stream, partitions) === partition);

/** A few words for an event, for the log and the board. */
export function sayEvent({ payload }: StoreEvent): string {
  switch (payload.name) {
    case 'ProductListed':
      return `${payload.product} listed at ${payload.price}`;
    case 'PriceChanged':
      return `${payload.product} costs ${payload.price}`;
    case 'StockAdded':
      return `${payload.product} +${payload.quantity}`;
    case 'StockReserved':
      return `${payload.product} −${payload.quantity}`;
    case 'StockCounted':
      return `${payload.product} counted: ${payload.available}`;
    case 'OrderPlaced':
      return `order ${payload.order} placed`;
  }
}
