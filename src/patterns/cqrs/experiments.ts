import type { Action } from '../../kernel/action.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** Few browsers, where they are not the point. */
const QUIET: Experiment['settings'] = { 'browsers.ratePerSecond': 6 };

/** Both sides: the service that commits is another one. */
const crashOfTheService = (atMs: number): Action[] =>
  ['shop', 'command-api'].map((node) => ({ kind: 'crash', node, atUs: ms(atMs), forUs: ms(400) }));

const BEST = { a: 'log', b: 'projector-best' } as const;

export const experiments: readonly Experiment[] = [
  {
    id: 'spike',
    title: 'Everybody looks at once',
    question: 'For five seconds ten times as many people browse. What happens to those who order?',
    watch: 'Order latency, and the queue of the database.',
    answer: 'x',
    on: true,
    seed: 4,
    settings: {},
    actions: [{ kind: 'set', setting: 'browsers.ratePerSecond', value: 340, atUs: seconds(3), forUs: seconds(4) }],
    untilUs: seconds(14),
    goals: ['order-p99', 'orders', 'reads', 'read-p99'],
  },
  {
    id: 'own-order',
    title: 'Buy, then look',
    question: 'You order, look at your orders, and refresh the page. Is the order there, both times?',
    watch: 'x',
    answer: 'x',
    on: true,
    seed: 7,
    settings: { ...QUIET, 'queries.route': 'round robin' },
    actions: [],
    untilUs: seconds(16),
    goals: ['stale', 'back', 'look-p99', 'lag-ms'],
  },
  {
    id: 'crash-between',
    title: 'A crash between commit and message',
    question: 'x',
    watch: 'x',
    answer: 'x',
    on: true,
    seed: 7,
    settings: QUIET,
    actions: [
      { kind: 'crash', node: 'relay', atUs: ms(3_161), forUs: ms(400) },
      ...crashOfTheService(3_752),
      ...crashOfTheService(6_768),
      { kind: 'crash', node: 'mailer', atUs: seconds(9), forUs: ms(500) },
    ],
    untilUs: seconds(16),
    goals: ['orders', 'mails', 'differences'],
  },
  {
    id: 'delivered-twice',
    title: 'Delivered twice, and out of order',
    question: 'x',
    watch: 'x',
    answer: 'x',
    on: true,
    seed: 7,
    settings: QUIET,
    actions: [
      { kind: 'latency', ...BEST, addUs: ms(200), atUs: seconds(2), forUs: seconds(9) },
      { kind: 'duplicates', ...BEST, ppm: 400_000, atUs: seconds(2), forUs: seconds(9) },
      { kind: 'reorder', ...BEST, ppm: 400_000, atUs: seconds(2), forUs: seconds(9) },
      { kind: 'slowSync', node: 'projector-best', percent: 1_500, atUs: seconds(2), forUs: seconds(9) },
      { kind: 'crash', node: 'projector-best', loseUnsynced: true, atUs: ms(6_700), forUs: ms(100) },
    ],
    untilUs: seconds(16),
    goals: ['lag-positions'],
  },
  {
    id: 'new-view',
    title: 'A new view, from history',
    question: 'x',
    watch: 'x',
    answer: 'x',
    on: true,
    seed: 7,
    settings: { ...QUIET, 'facets.fromStart': false },
    actions: [
      { kind: 'command', node: 'projector-facets', command: 'deploy', atUs: seconds(6) },
      { kind: 'command', node: 'projector-best', command: 'rebuild', atUs: seconds(10) },
    ],
    untilUs: seconds(16),
    goals: ['rebuild', 'deploy', 'mails'],
  },
  {
    id: 'last-item',
    title: 'The last three vases',
    question: 'x',
    watch: 'x',
    answer: 'x',
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
    question: 'x',
    watch: 'x',
    answer: 'x',
    on: true,
    seed: 7,
    settings: QUIET,
    actions: [{ kind: 'command', node: 'merchandiser', command: 'reprice', atUs: seconds(3) }],
    untilUs: seconds(12),
    goals: ['lag-ms', 'differences'],
  },
];
