import { CASH, CUSTOMERS, NO_FACTS, OWNERS, SHOP, SUSPENSE, type EventType, type Facts } from './events.ts';
import { bodyOf, type Body } from './line.ts';
import { firstKey, seal } from './seal.ts';

/** What every account begins with. */
export const OPENING_CENTS = 50_000;

/** The accounts as they are when the run begins: entries of an older release, in its schema. */
export function opening(hasHistory: boolean): { readonly stream: string; readonly events: Body[] }[] {
  const cents = OPENING_CENTS;
  const entry = (id: string, type: EventType, given: Partial<Facts>): Body =>
    bodyOf(1, { ...NO_FACTS, type, ...given }, { id, command: '', cause: '', actor: 'opening' });
  const open = (stream: string, floor = 0): Body =>
    entry(`${stream}:open`, 'AccountOpened', { cents: floor, text: seal(OWNERS[stream] ?? '', firstKey(stream)) });
  const first = (stream: string): Body =>
    entry(`${stream}:first`, 'Deposited', {
      cents,
      debits: [{ account: CASH, cents }],
      credits: [{ account: stream, cents }],
    });
  return [
    ...CUSTOMERS.map((stream) => ({ stream, events: [open(stream), first(stream)] })),
    { stream: SHOP, events: hasHistory ? [] : [open(SHOP), first(SHOP)] },
    { stream: SUSPENSE, events: [open(SUSPENSE, -100_000_000)] },
  ];
}
