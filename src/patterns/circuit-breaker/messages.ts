import type { Message } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';

/** What a shopper learns of an order. `unknown`: the charge may or may not have happened. */
export type OrderStatus = 'confirmed' | 'pending' | 'rejected' | 'unknown';

export type PlaceOrder = { readonly type: 'PlaceOrder'; readonly order: number };
export type OrderResult = {
  readonly type: 'OrderResult';
  readonly order: number;
  readonly status: OrderStatus;
  readonly reason: string;
};
export type CheckStock = { readonly type: 'CheckStock' };
export type StockResult = { readonly type: 'StockResult'; readonly ok: boolean; readonly reason: string };

/** The same key for every attempt to charge one order: the gateway executes at most one of them. */
export type Charge = {
  readonly type: 'Charge';
  readonly order: number;
  readonly idemKey: string;
  readonly sentUs: number;
  /** When the caller stops waiting. */
  readonly deadlineUs: number;
  /** Admitted half-open: its answer decides what the breaker does next. */
  readonly probe?: boolean;
};
export type ChargeResult = {
  readonly type: 'ChargeResult';
  readonly order: number;
  readonly result: 'ok' | 'declined' | 'cancelled' | 'error';
};
/** A shopper who has given up for good takes the order back, in case it went through after all. */
export type CancelOrder = { readonly type: 'CancelOrder'; readonly order: number };
export type Cancel = { readonly type: 'Cancel'; readonly order: number; readonly idemKey: string };

export type Reserve = { readonly type: 'Reserve'; readonly order: number; readonly probe?: boolean };
export type Reserved = { readonly type: 'Reserved'; readonly order: number; readonly result: 'ok' | 'error' };
export type ReadStock = { readonly type: 'ReadStock'; readonly probe?: boolean };
export type StockLevel = { readonly type: 'StockLevel'; readonly result: 'ok' | 'error' };

/** What a breaker answers instead of calling. */
export type NotPermitted = { readonly type: 'NotPermitted'; readonly state: string };
/** What a breaker answers when the call behind it ran out of time. */
export type CallTimedOut = { readonly type: 'CallTimedOut' };

export type PayLater = { readonly type: 'PayLater'; readonly order: number; readonly idemKey: string };
export type Queued = { readonly type: 'Queued'; readonly order: number };

export type Msg =
  | PlaceOrder
  | OrderResult
  | CheckStock
  | StockResult
  | Charge
  | ChargeResult
  | Cancel
  | Reserve
  | Reserved
  | ReadStock
  | StockLevel
  | NotPermitted
  | CallTimedOut
  | CancelOrder
  | PayLater
  | Queued;

/** Calls that a breaker stands in front of, and their answers. */
export type GuardedCall = Charge | Reserve | ReadStock;

/** Label, glyph, colour, and the sentence for one message; names come as labels. */
type Words<M extends Msg> = readonly [
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  say: (message: M, from: string, to: string) => string,
];

const ORDER_SAYS: Readonly<Record<OrderStatus, string>> = {
  confirmed: 'is paid and confirmed',
  pending: 'is accepted, payment follows later',
  rejected: 'is rejected',
  unknown: 'has an unknown fate',
};
const because = (reason: string): string => (reason ? `: ${reason}` : '');

const WORDS: { readonly [T in Msg['type']]: Words<Extract<Msg, { type: T }>> } = {
  PlaceOrder: ['Place order', 'dot', 'message', (m, from) => `${from} place order ${m.order}.`],
  OrderResult: [
    'Order result',
    'ring',
    'message',
    (m, from) => `${from} answers: order ${m.order} ${ORDER_SAYS[m.status]}${because(m.reason)}.`,
  ],
  CheckStock: ['Check stock', 'dot', 'message', (_, from) => `${from} ask what is in stock.`],
  StockResult: [
    'Stock answer',
    'ring',
    'message',
    (m, from) =>
      m.ok ? `${from} answers what is in stock.` : `${from} cannot say what is in stock${because(m.reason)}.`,
  ],
  Charge: [
    'Charge',
    'dot',
    'message',
    (m, from, to) => `${from} asks ${to} to charge order ${m.order}${m.probe ? ', as a probe' : ''}.`,
  ],
  ChargeResult: [
    'Charge result',
    'ring',
    'message',
    (m, from) => `${from} answers the charge of order ${m.order}: ${m.result}.`,
  ],
  CancelOrder: [
    'Cancel order',
    'triangle',
    'event',
    (m, from) => `${from} give up on order ${m.order} and take it back.`,
  ],
  Cancel: [
    'Cancel charge',
    'triangle',
    'event',
    (m, from, to) => `${from} asks ${to} not to charge order ${m.order} any more.`,
  ],
  Reserve: [
    'Reserve',
    'dot',
    'message',
    (m, from, to) => `${from} asks ${to} to reserve the goods of order ${m.order}${m.probe ? ', as a probe' : ''}.`,
  ],
  Reserved: [
    'Reserved',
    'ring',
    'message',
    (m, from) => `${from} answers the reservation of order ${m.order}: ${m.result}.`,
  ],
  ReadStock: [
    'Read stock',
    'dot',
    'message',
    (m, from, to) => `${from} asks ${to} for the stock${m.probe ? ', as a probe' : ''}.`,
  ],
  StockLevel: ['Stock level', 'ring', 'message', (m, from) => `${from} answers the stock: ${m.result}.`],
  NotPermitted: ['Not permitted', 'ring', 'bad', (_, from) => `${from} refuses the call without making it.`],
  CallTimedOut: ['Call timed out', 'ring', 'warn', (_, from) => `${from} reports that the call ran out of time.`],
  PayLater: ['Pay later', 'diamond', 'event', (m, from, to) => `${from} puts order ${m.order} into ${to}.`],
  Queued: ['Queued', 'ring', 'event', (m, from) => `${from} keeps order ${m.order} until it can be charged.`],
};

export const messages: Readonly<Record<string, MessageMeta>> = Object.fromEntries(
  Object.entries(WORDS).map(([type, [label, glyph, colour, say]]) => {
    const sentence = say as (message: Message, from: string, to: string) => string;
    return [
      type,
      {
        label,
        glyph,
        colour,
        narrate: ({ message, from, to }, names) => sentence(message, names(from), names(to)),
      } satisfies MessageMeta,
    ];
  }),
);
