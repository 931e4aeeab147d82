import type { Property } from '../../kernel/property.ts';
import { sometimesBecomes, sometimesNotes } from '../../pattern-kit/properties.ts';
import {
  legalEdges,
  noCallWhileOpen,
  openLasts,
  openShowsWhy,
  opensWhenDue,
  probesBounded,
} from './breaker-properties.ts';
import { answered, oneCharge, recovers, refusedNotCharged } from './order-properties.ts';

const on = { appliesOff: false };
const payment = 'payment-breaker';

export const properties: readonly Property[] = [
  noCallWhileOpen,
  oneCharge,
  recovers,
  answered,
  opensWhenDue,
  probesBounded,
  openLasts,
  refusedNotCharged,
  legalEdges,
  openShowsWhy,
  sometimesBecomes(
    { id: 'opened', title: 'The breaker opens', explain: 'There is something for it to react to.', ...on },
    { node: payment, state: 'OPEN' },
  ),
  sometimesBecomes(
    { id: 'half-opened', title: 'It tests again', explain: 'After its wait it lets a few calls through.', ...on },
    { node: payment, state: 'HALF_OPEN' },
  ),
  sometimesBecomes(
    { id: 'closed-again', title: 'It closes again', explain: 'The test succeeded, and all calls pass.', ...on },
    { node: payment, state: 'CLOSED', from: 'HALF_OPEN' },
  ),
  sometimesNotes(
    {
      id: 'straggler',
      title: 'A straggler comes in',
      explain: 'A call that was let through in an earlier state is answered in a later one.',
      ...on,
    },
    { node: payment, rule: 'straggler' },
  ),
  sometimesNotes(
    {
      id: 'settled',
      title: 'A pending order is settled',
      explain: 'An order that was taken while payment was down is charged afterwards.',
      ...on,
    },
    { node: 'pay-later', rule: 'pending order settled' },
  ),
];
