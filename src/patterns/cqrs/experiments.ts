import type { Action } from '../../kernel/action.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** Fewer browsers and more orders, where the rush is not the point. */
const QUIET: Experiment['settings'] = {
  'browsers.ratePerSecond': 6,
  'buyers.ratePerSecond': 3,
  'merchandiser.ratePerSecond': 0.6,
};

/** Both sides: the service that commits is another one. */
const crashOfTheService = (atMs: number): Action[] =>
  ['shop', 'command-api'].map((node) => ({ kind: 'crash', node, atUs: ms(atMs), forUs: ms(400) }));

const BEST = { a: 'log', b: 'projector-best' } as const;

export const experiments: readonly Experiment[] = [
  {
    id: 'spike',
    title: 'Everybody looks at once',
    question:
      'One request in a hundred writes. For five seconds three times as many people browse. What happens to those who order?',
    watch: 'Order latency, and the queue in front of the database.',
    answer:
      'With one model every page is a join on the database that also takes the orders. From 3 s on 180 pages a second arrive where 100 can be served: the queue is full, an order that took 82 ms takes 685, four of the seven orders of those seconds are refused, and 371 pages with them. With CQRS the pages are look-ups on two replicas, and the write store does not notice them: each order is accepted, nine in ten within 97 ms, and each page is answered, nine in ten within 71. What it costs is not on this chart: the pages are up to a second old.',
    on: true,
    seed: 89,
    settings: {},
    actions: [{ kind: 'set', setting: 'browsers.ratePerSecond', value: 180, atUs: seconds(3), forUs: seconds(5) }],
    untilUs: seconds(12),
    goals: ['order-p99', 'orders', 'reads', 'read-p99'],
  },
  {
    id: 'own-order',
    title: 'Buy, then look',
    question:
      'You order, look at your orders half a second later, and refresh the page. Is the order there, both times?',
    watch: 'The last answers on the board, and which replica gave them.',
    answer:
      'The far replica applies changes 0.7 s late, the near one at once, and they take turns. Set "A session asks for" to anything: 19 of 62 looks lack an order that the buyer was told is accepted, and 5 answers are older than one that the same person had seen before: the refresh came from the other replica. With own writes no order is missing, but 5 answers still go back in time. With writes and reads, as it stands, neither happens: a replica that is behind the token waits, and nine in ten looks take up to 463 ms instead of 69. With one model there is nothing to wait for: a look takes 106 ms.',
    on: true,
    seed: 7,
    settings: { ...QUIET, 'queries.route': 'round robin' },
    actions: [],
    untilUs: seconds(12),
    goals: ['stale', 'back', 'look-p99', 'far-lag-ms'],
  },
  {
    id: 'crash-between',
    title: 'A crash between commit and message',
    question: 'An order is committed, and the process that should tell the others dies. Who ever learns of it?',
    watch: 'Mails sent against orders accepted, and the reconciler.',
    answer:
      'Without the pattern the shop commits, and sends the mail 60 ms later. It dies twice in between, and two orders never get a mail: nobody knows, no error was logged. With the outbox the event is written in the transaction of the order, so whoever starts again finds it; relay, command service and mailer crash, and nothing is lost or sent twice. Set "Events are published" to after the commit: four events never reach the log, two orders are in no view, and only the reconciler notices, at 7.6 s. Before the commit is worse. Positions are given by the write store, so these events carry none, no view can say how far it is, and whoever wants to see an order waits in vain; and in "The last three vases" the views show nine sales that never were.',
    on: true,
    seed: 7,
    settings: QUIET,
    actions: [
      { kind: 'crash', node: 'relay', atUs: ms(3_741), forUs: ms(400) },
      ...crashOfTheService(3_860),
      ...crashOfTheService(6_940),
      { kind: 'crash', node: 'mailer', atUs: seconds(8), forUs: ms(500) },
    ],
    untilUs: seconds(13),
    goals: ['orders', 'mails', 'differences'],
  },
  {
    id: 'delivered-twice',
    title: 'Delivered twice, and out of order',
    question:
      'Four events in ten come twice, four in ten are overtaken, the disk is slow, and the power fails. Does the best-seller list still count right?',
    watch: 'The lane of the best-sellers, and whether it is the fold of the log.',
    answer:
      'It does. 20 times something is recognised as known, what comes early waits for what is before it, and after the power cut at 6.4 s rows and checkpoint are both there or both not: in the end 30 pieces are counted, and 30 were sold. Set "What comes again is known by" to nothing, and 69 are counted. Kept in memory, the ids do not survive the power cut, and it is 31. Split the transaction: with the checkpoint first 28 are counted, because the rows never get what the checkpoint claims; with the rows first it is 32, because they get it twice. The reconciler sees the best-sellers differ, and they alone: they have to be rebuilt. Without the pattern there is no delivery: one transaction counts.',
    on: true,
    seed: 7,
    settings: QUIET,
    actions: [
      { kind: 'latency', ...BEST, addUs: ms(200), atUs: seconds(2), forUs: seconds(7) },
      { kind: 'duplicates', ...BEST, ppm: 400_000, atUs: seconds(2), forUs: seconds(7) },
      { kind: 'reorder', ...BEST, ppm: 400_000, atUs: seconds(2), forUs: seconds(7) },
      { kind: 'slowSync', node: 'projector-best', percent: 1_500, atUs: seconds(2), forUs: seconds(7) },
      { kind: 'crash', node: 'projector-best', loseUnsynced: true, atUs: ms(6_400), forUs: ms(100) },
    ],
    untilUs: seconds(11),
    goals: ['orders', 'lag-positions'],
  },
  {
    id: 'new-view',
    title: 'A new view, from history',
    question:
      'The shop needs search facets that nobody thought of, and the best-sellers are to be rebuilt. Does it have to close?',
    watch: 'The lanes of search facets from 5 s and best-sellers from 8 s, and the mails.',
    answer:
      'No. The facets are deployed at 5 s, read the log from its first event and are at its head a quarter of a second later; the few people who asked before were told "not yet". At 8 s a second copy of the best-sellers is built from history while the first one answers; it takes over after a third of a second, when it has come as far. No order gets a second mail: the mailer is a reactor with a checkpoint of its own, and a rebuild does not pass through it. Let "Mails are sent by" be the projector, and 23 orders are confirmed a second time. With one model a new question is a new join: there at once, and paid for with each page.',
    on: true,
    seed: 7,
    settings: { ...QUIET, 'facets.fromStart': false },
    actions: [
      { kind: 'command', node: 'projector-facets', command: 'deploy', atUs: seconds(5) },
      { kind: 'command', node: 'projector-best', command: 'rebuild', atUs: seconds(8) },
    ],
    untilUs: seconds(12),
    goals: ['rebuild', 'deploy', 'mails'],
  },
  {
    id: 'last-item',
    title: 'The last three vases',
    question: 'Three vases, twelve buyers, one moment. How many are sold, and who decides?',
    watch: 'The shelf of the vase in the write model, and the conflicts.',
    answer:
      'Three. All twelve load the shelf at the same version and all decide to sell; the store accepts the first commit, and the others hold a version that is not the newest any more. Each conflict is decided again after 100 ms: there are 20 of them, the slowest answer takes 0.4 s, and nine buyers read "sold out". Set "Stock is checked in" to the read model: it says 3 for all of them, twelve vases are sold, and the shelf is at −9. With one model a lock in the database gives the same three. A view is for looking; a decision needs the aggregate.',
    on: true,
    seed: 7,
    settings: QUIET,
    actions: [{ kind: 'command', node: 'buyers', command: 'lastItem', atUs: seconds(3) }],
    untilUs: seconds(10),
    goals: ['conflicts', 'orders', 'order-p99'],
  },
  {
    id: 'gap',
    title: 'Seven commits after eight',
    question:
      'A sale takes positions 35 to 40 and commits 0.8 s later. Meanwhile later positions are committed. What does a reader see who goes on?',
    watch: 'The tape of the log between 3 and 4 s, and the high-water mark.',
    answer:
      'Positions are given out when a transaction begins, and are never given back. The relay holds committed events until no transaction is open below them: eight times it finds some above the high-water mark, and the views stand still for 0.8 s. Set "A gap in the positions" to passed over: it publishes what is there, remembers the highest position, and never looks below it again. The sale is committed, and its six prices reach no view, ever; five are still wrong at the end, and the reconciler finds them at 7.6 s. It can repair them, if it may.',
    on: true,
    seed: 7,
    settings: QUIET,
    actions: [{ kind: 'command', node: 'merchandiser', command: 'reprice', atUs: seconds(3) }],
    untilUs: seconds(12),
    goals: ['lag-ms', 'differences'],
  },
  {
    id: 'partitions',
    title: 'Two partitions, no order between them',
    question:
      'The log is split in two, and order holds within each half. What does a view make of a shelf whose product it has never heard of?',
    watch: 'The lane of the search facets from 5 s on, and that of the order history from 8 s on.',
    answer:
      'A log that is split promises an order within each half, and none between the two. The facets are deployed at 5 s; the second half reaches them 0.3 s late, so they meet the shelf of the lamp before the lamp. They keep the number until the product comes, and are the fold of the log. Set "Stock of a product that is not known yet" to passed over: the search calls lamps sold out while 116 are on the shelf, and no later event puts it right; the reconciler finds it at 10.1 s. In one log that bug never shows. From 8 s on the order history gets the second half 0.7 s late: four orders are in it before older ones. A view is as old as the half that is furthest behind, and says so: whoever asks for a later position waits, up to 1.1 s, and finds the order. Without the pattern there is one table, and one order.',
    on: true,
    seed: 7,
    settings: { ...QUIET, 'log.partitions': 2, 'facets.fromStart': false },
    actions: [
      { kind: 'latency', a: 'log-2', b: 'projector-facets', addUs: ms(300), atUs: ms(4_900), forUs: seconds(2) },
      { kind: 'command', node: 'projector-facets', command: 'deploy', atUs: seconds(5) },
      { kind: 'latency', a: 'log-2', b: 'projector-orders', addUs: ms(700), atUs: seconds(8), forUs: seconds(2) },
    ],
    untilUs: seconds(12),
    goals: ['look-p99', 'lag-ms', 'deploy'],
  },
];
