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
