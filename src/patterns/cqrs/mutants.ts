import type { Mutant } from '../../pattern-kit/pattern.ts';
import { replicaWith } from './programs/replica.ts';
import { mailFromView } from './programs/mailing.ts';
import { mailerWith } from './programs/mailer.ts';
import { RULES as PROJECTOR } from './programs/projector-state.ts';
import { projectorWith } from './programs/projector.ts';
import { asOfItself, differing, reconcilerWith } from './programs/reconciler.ts';
import { queryApiWith } from './programs/query-api.ts';
import { relayWith, RULES as RELAY } from './programs/relay.ts';
import { judge, writeStoreWith } from './programs/write-store.ts';

/** A position that no event ever has. */
const NEWEST = 1_000_000_000;

export const mutants: readonly Mutant[] = [
  {
    id: 'checkpoint-first',
    title: 'Checkpoint first',
    explain:
      'The projector saves its checkpoint, then the rows. A crash in between, and the rows never get what the checkpoint says they have.',
    breaks: 'view-is-fold',
    preset: 'delivered-twice',
    programs: { projector: projectorWith({ ...PROJECTOR, commit: 'checkpoint first' }) },
  },
  {
    id: 'rows-first',
    title: 'Rows first',
    explain:
      'The projector writes the rows, then which events are in them. A crash in between, and they are applied again.',
    breaks: 'view-is-fold',
    preset: 'delivered-twice',
    programs: { projector: projectorWith({ ...PROJECTOR, commit: 'rows first' }) },
  },
  {
    id: 'dedupe-in-memory',
    title: 'Remembers ids in memory',
    explain:
      'What was applied is known by its id, in the process. After a crash the rows are there, the ids are not, and what is delivered again counts again.',
    breaks: 'applied-once',
    preset: 'delivered-twice',
    programs: { projector: projectorWith({ ...PROJECTOR, dedupe: 'memory' }) },
  },
  {
    id: 'skips-gaps',
    title: 'Passes over gaps',
    explain:
      'The relay publishes all that is committed and goes on after the last of it. What commits later with a lower position is never looked for.',
    breaks: 'log-in-order',
    preset: 'gap',
    programs: { relay: relayWith({ ...RELAY, publishable: (_node, { events }) => events }) },
  },
  {
    id: 'marks-too-early',
    title: 'Marks as published what is on its way',
    explain: 'The relay tells the store before the log has confirmed. If the relay crashes then, nobody publishes it.',
    breaks: 'log-in-order',
    preset: 'crash-between',
    programs: { relay: relayWith({ ...RELAY, markBefore: true }) },
  },
  {
    id: 'drops-the-token',
    title: 'Drops the token',
    explain:
      'The query API asks replicas without the position that the session carries. Each replica answers at once, with what it has.',
    breaks: 'read-your-writes',
    preset: 'own-order',
    programs: { queryApi: queryApiWith({ passedOn: (query) => ({ ...query, min: -1 }) }) },
  },
  {
    id: 'takes-any-change',
    title: 'Takes whatever comes',
    explain:
      'A replica applies changes without looking whether they follow what it has. After a crash it has the newest rows only, and answers as if it had all of them.',
    breaks: 'view-is-fold',
    preset: 'own-order',
    programs: { replica: replicaWith({ follows: () => true }) },
  },
  {
    id: 'swaps-early',
    title: 'Swaps before green has caught up',
    explain: 'The rebuilt view takes over as soon as it has any rows. Readers who had seen more go back in time.',
    breaks: 'checkpoint-monotone',
    preset: 'new-view',
    programs: { projector: projectorWith({ ...PROJECTOR, ready: (green) => green.next > 0 }) },
  },
  {
    id: 'mails-from-a-view',
    title: 'Sends mails from a projector',
    explain:
      'The best-sellers send the mail when they count the order: it is handy there. Then somebody rebuilds the view.',
    breaks: 'one-mail',
    preset: 'new-view',
    programs: {
      projector: projectorWith({
        ...PROJECTOR,
        applied: mailFromView,
      }),
      mailer: { ...mailerWith(true), on: { Event: () => undefined, SendMail: () => undefined } },
    },
  },
  {
    id: 'mailer-forgets',
    title: 'A reactor without a checkpoint',
    explain:
      'The mailer keeps in memory how far it has come. After a restart it reads the log from its first event, and writes to everybody again.',
    breaks: 'one-mail',
    preset: 'crash-between',
    programs: { mailer: mailerWith(false) },
  },
  {
    id: 'expects-an-order',
    title: 'Expects an order between partitions',
    explain:
      'The search facets pass over the stock of a product that they do not know yet: in one log the product always comes first. With two partitions it may come second.',
    breaks: 'view-is-fold',
    preset: 'partitions',
    programs: { projector: projectorWith({ ...PROJECTOR, passesOver: true }) },
  },
  {
    id: 'compares-with-now',
    title: 'Compares with what is true now',
    explain:
      'The reconciler asks for the newest truth and holds late views against it. Whoever is behind seems to be wrong, and a busy shop is always behind somewhere.',
    breaks: 'no-false-alarm',
    preset: 'spike',
    programs: {
      reconciler: reconcilerWith({
        asOf: ({ view, reached }) => ({ view, reached: reached.map(() => NEWEST) }),
        differing,
      }),
    },
  },
  {
    id: 'compares-two-views',
    title: 'Compares two of four views',
    explain:
      'The reconciler looks at the catalogue and at orders: between them they meet every event. A view that is wrong for reasons of its own is never found.',
    breaks: 'wrong-is-found',
    preset: 'partitions',
    programs: {
      projector: projectorWith({ ...PROJECTOR, passesOver: true }),
      reconciler: reconcilerWith({
        asOf: asOfItself,
        differing: (view, have, want) => (view === 'cards' || view === 'orders' ? differing(view, have, want) : []),
      }),
    },
  },
  {
    id: 'any-version',
    title: 'Commits on any version',
    explain: 'The store does not compare versions: the last writer wins. Two buyers take the same last vase.',
    breaks: 'stock-never-negative',
    preset: 'last-item',
    programs: { writeStore: writeStoreWith({ judge: (ids, _append, id) => judge(ids, 'any', id) }) },
  },
];
