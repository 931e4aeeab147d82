import type { Property, World } from '../../kernel/property.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { operationsEnd, sometimesBecomes, sometimesNotes } from '../../pattern-kit/properties.ts';
import {
  closedStaysClosed,
  forgotten,
  hearsOfAll,
  replayIsSilent,
  tombstoneIsLast,
  transferEndsOnce,
  trueAlerts,
} from './duty-properties.ts';
import { RETRIES } from './programs/tellers.ts';
import {
  balanced,
  decidedOnLatest,
  gapless,
  knownAppend,
  knownCommand,
  noOverdraft,
  oneEffect,
  refusedNotDone,
  stateIsFold,
} from './ledger-properties.ts';
import {
  readsBackward,
  replaysAgree,
  settles,
  tamperFound,
  transitEnds,
  viewCatchesUp,
  viewIsFold,
} from './view-properties.ts';

const dial = (world: World, key: string): number => Number(world.settings[key]);

const answered = operationsEnd(
  {
    id: 'answered',
    title: 'Every command is answered',
    explain:
      'Every teller learns what became of a command: done, refused, or, after several tries, that it is not known.',
  },
  {
    client: 'tellers',
    op: 'command',
    // Each attempt has the patience of a teller, and at most three seconds of backoff after it.
    withinUs: (world) => (RETRIES + 1) * (ms(dial(world, 'tellers.patienceMs')) + seconds(3)),
  },
);

const seen = (id: string, title: string, explain: string, node: string, rule: string): Property<null> =>
  sometimesNotes({ id, title, explain, appliesOff: false }, { node, rule });

export const properties: readonly Property[] = [
  balanced,
  gapless,
  noOverdraft,
  oneEffect,
  refusedNotDone,
  stateIsFold,
  decidedOnLatest,
  knownAppend,
  knownCommand,
  viewIsFold,
  replaysAgree,
  readsBackward,
  settles,
  transitEnds,
  viewCatchesUp,
  tamperFound,
  trueAlerts,
  closedStaysClosed,
  tombstoneIsLast,
  transferEndsOnce,
  replayIsSilent,
  forgotten,
  hearsOfAll,
  answered,
  sometimesBecomes(
    {
      id: 'rebuilds',
      title: 'Rebuilds a view',
      explain: 'A view is folded again beside the one in use.',
      appliesOff: false,
    },
    { node: 'balances', state: 'REBUILDING', lane: 'view' },
  ),
  sometimesBecomes(
    {
      id: 'drops',
      title: 'A subscription is dropped',
      explain: 'A subscriber sees that a position is missing, and reads pages from there.',
      appliesOff: false,
    },
    { node: 'balances', state: 'DROPPED' },
  ),
  seen(
    'conflicts',
    'Two writers meet',
    'A second writer finds the stream further than expected.',
    'store',
    'wrong expected version',
  ),
  seen(
    'recognised',
    'An append is recognised',
    'An append comes twice, and is stored once.',
    'store',
    'idempotent append',
  ),
  seen('suspects', 'A suspicion', 'A rule finds money that left an account too often.', 'fraud', 'suspicious'),
  seen('archives', 'Books are closed', 'A stream begins at the balance that was carried forward.', 'store', 'archived'),
  seen(
    'buries',
    'A tombstone refuses',
    'Somebody wants to write to a stream that was deleted for ever, and is refused.',
    'store',
    'refused by a tombstone',
  ),
  seen('forgets', 'A name is forgotten', 'Its key is thrown away, and no view holds it.', 'balances', 'name erased'),
  seen(
    'breaks-found',
    'A break is found',
    'The other bank has paid what our books do not say.',
    'reconciler',
    'break found',
  ),
  seen(
    'breaks-closed',
    'A break is explained',
    'An entry in the suspense account explains it.',
    'reconciler',
    'break closed',
  ),
];
