import type { MessageMeta } from '../../pattern-kit/pattern.ts';

// TEMPLATE: one type for each message, plain data only. Say what a field means where its name does not.
export type PlaceOrder = {
  readonly type: 'PlaceOrder';
  readonly order: number;
  /** The same for every attempt to place one order; null without the pattern. */
  readonly key: string | null;
};
export type OrderPlaced = { readonly type: 'OrderPlaced'; readonly order: number };

export type Msg = PlaceOrder | OrderPlaced;

// TEMPLATE: give each type a label, a glyph (dot: request, ring: reply, triangle: command, diamond: event, pulse: heartbeat), a colour and one sentence.
export const messages: Readonly<Record<Msg['type'], MessageMeta>> = {
  PlaceOrder: {
    label: 'Place order',
    glyph: 'dot',
    colour: 'message',
    narrate: ({ message, from, to }, names) =>
      `${names(from)} asks ${names(to)} to place order ${(message as PlaceOrder).order}.`,
  },
  OrderPlaced: {
    label: 'Order placed',
    glyph: 'ring',
    colour: 'ok',
    narrate: ({ message, from }, names) => `${names(from)} answers: order ${(message as OrderPlaced).order} is placed.`,
  },
};
