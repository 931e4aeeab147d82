import type { Property } from '../../kernel/property.ts';
import { sometimesBecomes, sometimesNotes } from '../../pattern-kit/properties.ts';
import {
  attemptsBounded,
  deadlineKept,
  losersCancelled,
  onlyRetryable,
  safeToRepeat,
  waitsWithin,
} from './call-properties.ts';
import { everyoneAnswered, oneEffect, recovers, refusedNotPaid } from './effect-properties.ts';
import { breakerObeyed, budgetKept, tokensRight } from './shared-properties.ts';

const sometimes = (id: string, node: string, rule: string, title: string, explain: string): Property =>
  sometimesNotes({ id, title, explain, appliesOff: false }, { node, rule });

const BOOKING = 'booking-ambassador';

export const properties: readonly Property[] = [
  oneEffect,
  budgetKept,
  deadlineKept,
  attemptsBounded,
  refusedNotPaid,
  safeToRepeat,
  onlyRetryable,
  waitsWithin,
  losersCancelled,
  tokensRight,
  breakerObeyed,
  everyoneAnswered,
  recovers,
  sometimes('saved', BOOKING, 'saved by a retry', 'A retry saves a request', 'What failed once need not fail twice.'),
  sometimes('budget-spent', BOOKING, 'budget spent', 'The budget says no', 'More fails than may be tried again.'),
  sometimes('hedge-won', BOOKING, 'hedge won', 'A hedge is faster', 'The second copy is answered before the first.'),
  sometimes('ejected', BOOKING, 'host ejected', 'A host is ejected', 'One host fails in a row and is left out.'),
  sometimes(
    'opted-out',
    'checkin-ambassador',
    'opted out',
    'A caller opts out',
    'It fails, and its caller wants no retry.',
  ),
  sometimes(
    'as-wanted',
    'checkin-ambassador',
    'as often as the caller wants',
    'A caller has had enough',
    'It asked for fewer retries than the ambassador would make, and gets no more.',
  ),
  sometimes(
    'compared',
    BOOKING,
    'success rate too low',
    'A host is found out by comparison',
    'It fails more often than the others, but never so often in a row.',
  ),
  sometimes(
    'key-known',
    'payments',
    'same key',
    'A key is recognised',
    'A payment comes a second time, and is only answered.',
  ),
  sometimes(
    'key-busy',
    'payments',
    'key in progress',
    'A key is in progress',
    'The second attempt comes before the first is done.',
  ),
  sometimes(
    'unseen',
    BOOKING,
    'transparent retry',
    'A transparent retry',
    'What no program has seen is sent again, uncounted.',
  ),
  sometimesBecomes(
    {
      id: 'shut',
      title: 'The breaker opens',
      explain: 'So much fails that nothing is sent for a while.',
      appliesOff: false,
    },
    { node: BOOKING, state: 'OPEN', lane: 'payments breaker' },
  ),
];
