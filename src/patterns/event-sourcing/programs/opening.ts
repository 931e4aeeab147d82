import { CASH, CUSTOMERS, NO_FACTS, OWNERS, SHOP, SUSPENSE, type EventType, type Facts } from './events.ts';
import { bodyOf, type Body } from './line.ts';
import { firstKey, seal } from './seal.ts';

/** What every account begins with. */
export const OPENING_CENTS = 50_000;

type Opened = { readonly stream: string; readonly events: readonly Body[] };

const entry = (id: string, type: EventType, given: Partial<Facts>): Body =>
  bodyOf(1, { ...NO_FACTS, type, ...given }, { id, command: '', cause: '', actor: 'opening' });

const open = (stream: string, floor = 0): Body =>
  entry(`${stream}:open`, 'AccountOpened', { cents: floor, text: seal(OWNERS[stream] ?? '', firstKey(stream)) });

const first = (stream: string): Body =>
  entry(`${stream}:first`, 'Deposited', {
    cents: OPENING_CENTS,
    debits: [{ account: CASH, cents: OPENING_CENTS }],
    credits: [{ account: stream, cents: OPENING_CENTS }],
  });

const CUSTOMERS_OPEN: readonly Opened[] = CUSTOMERS.map((stream) => ({
  stream,
  events: [open(stream), first(stream)],
}));
const SHOP_OPENS: Opened = { stream: SHOP, events: [open(SHOP), first(SHOP)] };
const SUSPENSE_OPENS: Opened = { stream: SUSPENSE, events: [open(SUSPENSE, -100_000_000)] };

/** The accounts as they are when the run begins: entries of an older release, in its schema. */
export const opening = (hasHistory: boolean): readonly Opened[] =>
  hasHistory ? [...CUSTOMERS_OPEN, SUSPENSE_OPENS] : [...CUSTOMERS_OPEN, SHOP_OPENS, SUSPENSE_OPENS];
