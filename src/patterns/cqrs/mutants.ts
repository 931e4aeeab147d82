import type { Mutant } from '../../pattern-kit/pattern.ts';
import { judgeAppend } from './programs/aggregates.ts';
import { mailerWith } from './programs/mailer.ts';
import { projectorWith, RULES as PROJECTOR } from './programs/projector.ts';
import { queryApiWith } from './programs/query-api.ts';
import { relayWith, RULES as RELAY } from './programs/relay.ts';
import { writeStoreWith } from './programs/write-store.ts';

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
    programs: { queryApi: queryApiWith({ min: () => -1 }) },
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
      'The order history sends the mail when it applies the order: it is handy there. Then somebody rebuilds the view.',
    breaks: 'one-mail',
    preset: 'new-view',
    programs: {
      projector: projectorWith({
        ...PROJECTOR,
        applied(node, view, entries) {
          for (const { event } of entries)
            if (view === 'best' && event.payload.name === 'OrderPlaced')
              node.note('mail sent', `order ${event.payload.order} is confirmed by mail`, {
                order: event.payload.order,
              });
        },
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
    id: 'any-version',
    title: 'Commits on any version',
    explain: 'The store does not compare versions: the last writer wins. Two buyers take the same last vase.',
    breaks: 'stock-never-negative',
    preset: 'last-item',
    programs: { writeStore: writeStoreWith({ judge: (ids, _append, id) => judgeAppend(ids, 'any', [id]) }) },
  },
];
