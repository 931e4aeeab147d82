import type { Message } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';
import type { AsOf, EventMessage, Msg, Result } from './messages.ts';
import type { Append } from './programs/aggregates.ts';
import { sayEvent } from './programs/store-event.ts';
import { aggregate, count, person, some } from './programs/told.ts';
import type { ViewName } from './programs/views.ts';

/** How each message is told. */

/** Label, glyph, colour, and the sentence for one message; names come as labels. */
type Words<M extends Msg> = readonly [
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  say: (message: M, from: string, to: string) => string,
];

const VIEWS: Readonly<Record<ViewName, string>> = {
  cards: 'the card of',
  facets: 'the category',
  orders: 'the orders of',
  best: 'the sales of',
};
const upTo = (position: number): string => (position < 0 ? '' : `, at position ${position} or later`);

const positions = (copies: readonly AsOf[]): string => {
  const all = copies.map(({ reached }) => Math.min(...reached));
  const [oldest, newest] = [Math.min(...all), Math.max(...all)];
  return oldest === newest ? `position ${newest}` : `positions ${oldest} to ${newest}`;
};

const sayAppend = ({ stream, expected }: Append): string => {
  if (expected === 'noStream') return `${aggregate(stream)}, which is new`;
  return typeof expected === 'number'
    ? `${aggregate(stream)} after version ${expected}`
    : `${aggregate(stream)}, whatever its version`;
};

const offsets = ({ offset, events }: EventMessage): string =>
  events.length === 1 ? `event ${offset}` : `events ${offset} to ${offset + events.length - 1}`;

function sayAnswer({ key, price, available, inStock, count: orders, sold }: Result): string {
  if (price !== undefined) return `${available} ${key} at ${price}`;
  if (inStock !== undefined) return `of ${key}, ${count(inStock, 'product')} in stock`;
  if (sold !== undefined) return `${sold} ${key} sold`;
  return orders === undefined ? `nothing of ${key}` : `${count(orders, 'order')} of ${person(key)}`;
}

const WORDS: { readonly [T in Msg['type']]: Words<Extract<Msg, { type: T }>> } = {
  PlaceOrder: [
    'Place order',
    'triangle',
    'message',
    (m, from) => `${from}: ${person(m.customer)} orders ${m.quantity} ${m.product} (order ${m.order}).`,
  ],
  ChangePrice: [
    'Change price',
    'triangle',
    'message',
    (m, from) =>
      `${from} wants ${m.product} to cost ${m.price}${m.expectedVersion < 0 ? '' : `, if its price is still that of version ${m.expectedVersion}`}.`,
  ],
  Reprice: [
    'Reprice',
    'triangle',
    'message',
    (m, from) => `${from} wants ${count(m.products.length, 'price')} at ${m.percent} %, in one transaction.`,
  ],
  Restock: ['Restock', 'triangle', 'message', (m, from) => `${from} adds ${m.quantity} ${m.product}.`],
  Accepted: ['Accepted', 'ring', 'ok', (m, from) => `${from} accepts: done at position ${m.position}.`],
  Conflict: ['Conflict', 'ring', 'warn', (_, from) => `${from} refuses: somebody else was faster.`],
  Rejected: ['Rejected', 'ring', 'bad', (m, from) => `${from} rejects: ${m.reason}.`],
  Query: [
    'Query',
    'dot',
    'message',
    (m, from, to) =>
      `${from} asks ${to} for ${VIEWS[m.view]} ${m.view === 'orders' ? person(m.key) : m.key}${upTo(m.min)}.`,
  ],
  Result: ['Result', 'ring', 'message', (m, from) => `${from} answers as of position ${m.asOf}: ${sayAnswer(m)}.`],
  NotYet: ['Not yet', 'ring', 'warn', (m, from) => `${from} has come to position ${m.asOf} only, and says so.`],
  Load: [
    'Load',
    'dot',
    'message',
    (m, from, to) => `${from} loads ${m.streams.map(aggregate).join(' and ')} from ${to}.`,
  ],
  Loaded: [
    'Loaded',
    'ring',
    'message',
    (m, from, to) =>
      `${from} hands ${to} ${count(Object.keys(m.rows).length, 'row')} with ${Object.keys(m.rows).length === 1 ? 'its version' : 'their versions'}.`,
  ],
  Commit: [
    'Commit',
    'triangle',
    'message',
    (m, from, to) => `${from} asks ${to} to commit ${m.appends.map(sayAppend).join(' and ')}.`,
  ],
  Committed: ['Committed', 'ring', 'ok', (m, from) => `${from} has committed up to position ${m.position}.`],
  ReadOutbox: ['Read outbox', 'pulse', 'quiet', (m, from) => `${from} looks for events after position ${m.after}.`],
  Outbox: [
    'Outbox rows',
    'ring',
    'event',
    (m, from) => `${from} hands out ${count(m.events.length, 'event')}; high-water mark ${m.highWater}.`,
  ],
  MarkPublished: [
    'Mark published',
    'pulse',
    'quiet',
    (m, from) => `${from} notes that all is published up to ${m.position}.`,
  ],
  Publish: [
    'Publish',
    'diamond',
    'event',
    (m, from, to) =>
      m.events.length === 0
        ? `${from} tells ${to} that it has all there is up to position ${m.upTo}.`
        : `${from} publishes ${m.events.map(sayEvent).join(', ')}.`,
  ],
  Published: ['Published', 'ring', 'event', (_, from) => `${from} has it on disk.`],
  Event: [
    'Event',
    'diamond',
    'event',
    (m, from, to) =>
      m.events.length === 0
        ? `${from} tells ${to} that it is complete up to position ${m.upTo}.`
        : `${from} delivers ${offsets(m)} to ${to}: ${m.events.map(sayEvent).join(', ')}.`,
  ],
  Checkpoint: ['Checkpoint', 'pulse', 'quiet', (m, from) => `${from} has done all events before ${m.next}.`],
  RebuildStart: ['Rebuild', 'triangle', 'event', (_, from, to) => `${from} asks ${to} for the whole history.`],
  Changes: [
    'Changes',
    'diamond',
    'message',
    (m, from, to) => `${from} copies ${count(Object.keys(m.rows).length, 'row')} to ${to}, up to ${m.position}.`,
  ],
  Snapshot: [
    'Snapshot',
    'diamond',
    'message',
    (m, from, to) => `${from} copies its whole view to ${to}, up to ${m.position}.`,
  ],
  Swap: ['Swap', 'diamond', 'ok', (m, from, to) => `${from} gives ${to} the rebuilt view, up to ${m.position}.`],
  Refresh: ['Refresh', 'pulse', 'quiet', (_, from, to) => `${from} asks ${to} whether it has missed anything.`],
  SendMail: ['Send mail', 'diamond', 'event', (m, from) => `${from} wants a mail sent for order ${m.order}.`],
  MailTaken: ['Mail taken', 'ring', 'event', (m, from) => `${from} has taken the mail for order ${m.order}.`],
  ShowAll: ['Show all', 'dot', 'quiet', (_, from, to) => `${from} asks ${to} for all that it shows.`],
  Shown: [
    'All that is shown',
    'ring',
    'quiet',
    (m, from, to) => `${from} hands ${to} ${count(m.views.length, 'view')}, each with its position.`,
  ],
  Audit: ['Audit', 'dot', 'quiet', (m, from, to) => `${from} asks ${to} what was true as of ${positions(m.copies)}.`],
  AuditResult: ['Audit result', 'ring', 'quiet', (_, from) => `${from} answers what was true then.`],
  Repair: [
    'Repair',
    'triangle',
    'warn',
    (m, from) => `${from} wants ${some(m.streams.map(aggregate), 4)} written again.`,
  ],
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
