import { seconds } from '../../kernel/time.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { became, count, ended, inSeconds, isViolated, lost, notes, vasesSold } from './figures.ts';
import { noteOf, type Applied } from './reading.ts';

const option = (id: string, text: string) => ({ id, text });

/** From the command to the log, and what goes missing on the way. */
export const writing: readonly LessonStep[] = [
  {
    id: 'vases',
    title: 'Three vases, twelve buyers',
    prose:
      'At 3.0 s twelve customers order the vase in the same moment; three are on the shelf. All twelve commands load the shelf at the **same version**, and all find three. Each commits against the version that it saw.',
    scenario: { preset: 'last-item', on: true },
    stopUs: seconds(5),
    predict: {
      question: 'How many of the twelve orders are accepted?',
      options: [option('one', 'One, the fastest'), option('three', 'Three'), option('more', 'More than three')],
      judge({ events }) {
        const sold = vasesSold(events);
        return sold > 3 ? 'more' : sold === 3 ? 'three' : 'one';
      },
      reveal: ({ events }) =>
        `${vasesSold(events)}. The first commit made the version old; ${notes(events, 'command-api', 'conflict').length} conflicts were decided again on what is there now.`,
    },
    goal: {
      text: 'See the vase sold out: three accepted, nine rejected.',
      reached: ({ events }) =>
        vasesSold(events) === 3 &&
        ended(events, 'order').filter(({ output }) => output.status === 'sold out').length === 9,
    },
    solution: { runUntilUs: seconds(5) },
    hints: ['Follow the vase on the board, and the conflicts in the log.', 'Run to 5.0 s.'],
  },
  {
    id: 'oversell',
    title: 'Your turn: sell what is not there',
    prose:
      'The read model knows the shelf as well, and asking it is cheap. Let the command handler **check the stock there** instead of in the aggregate, and see what twelve buyers make of three vases.',
    scenario: { preset: 'last-item', on: true },
    predict: {
      question: 'How many vases are sold then?',
      options: [option('three', 'Three'), option('few', 'Four to eleven'), option('twelve', 'Twelve')],
      judge({ events }) {
        const sold = vasesSold(events);
        return sold <= 3 ? 'three' : sold < 12 ? 'few' : 'twelve';
      },
      reveal: ({ events }) =>
        `${vasesSold(events)}. The card said three until the first sales had come through the log; by then everybody had decided.`,
    },
    stopUs: seconds(5),
    goal: { text: 'More vases are sold than there are.', reached: ({ events }) => vasesSold(events) > 3 },
    solution: { settings: { 'orders.stockCheck': 'read model' }, runUntilUs: seconds(5) },
    hints: ['Settings, "Commands".', 'Set "Stock is checked in" to the read model.'],
  },
  {
    id: 'dual-write',
    title: 'Your turn: two systems, no transaction',
    prose:
      'An **outbox** is written with the order, and a relay publishes it. Simpler: the service commits, then **publishes itself**. Set "Events are published" so, and run to 12.0 s. The service dies at 3.9 and 6.9 s.',
    scenario: { preset: 'crash-between', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'Some events will never reach the log. Who notices first?',
      options: [
        option('service', 'The service, when it starts again'),
        option('projector', 'A projector: it lacks an event'),
        option('reconciler', 'Only who compares with the write model'),
      ],
      judge: ({ events }) => (became(events, 'reconciler', 'DIFFERENCES').length > 0 ? 'reconciler' : 'service'),
      reveal: ({ events }) =>
        `${lost(events).length} events are committed and in no log. There was no error and no lag; the reconciler found rows that differ at ${inSeconds(became(events, 'reconciler', 'DIFFERENCES')[0] ?? 0)}.`,
    },
    goal: {
      text: 'At 12.0 s an event is committed and lost, and the reconciler has found a difference.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(12) && lost(events).length > 0 && became(events, 'reconciler', 'DIFFERENCES').length > 0,
    },
    solution: { settings: { 'publish.how': 'after the commit' }, runUntilUs: seconds(12) },
    hints: ['Settings, "From write to log".', 'By the service, after the commit. Then play to 12.0 s.'],
  },
  {
    id: 'the-gap',
    title: 'Seven commits after eight',
    prose:
      'At 3.0 s a **sale** begins: six prices in one transaction. It takes its positions now and commits 0.8 s later. Meanwhile orders with **higher** positions are committed. The relay publishes in order of position.',
    scenario: { preset: 'gap', on: true },
    stopUs: seconds(5),
    predict: {
      question: 'What does the relay do between 3.2 and 3.9 s?',
      options: [
        option('publish', 'Publishes the orders, the sale later'),
        option('wait', 'Holds the orders back'),
        option('idle', 'Nothing is committed then'),
      ],
      judge: ({ events }) =>
        notes(events, 'relay', 'wait for the gap').length > 0 ? 'wait' : lost(events).length > 0 ? 'publish' : 'idle',
      reveal: ({ events }) =>
        `It found events above the high-water mark ${notes(events, 'relay', 'wait for the gap').length} times, and held them back: below an open position something may still appear.`,
    },
    goal: {
      text: 'See events held back above the high-water mark.',
      reached: ({ events }) => notes(events, 'relay', 'wait for the gap').length > 0,
    },
    solution: { runUntilUs: seconds(5) },
    hints: ['The cells with a question mark on the tape are open positions.', 'Run to 5.0 s.'],
  },
  {
    id: 'repair',
    title: 'Your turn: lose a sale, and get it back',
    prose:
      'Let the relay **pass over** gaps: the views are quick again, and the sale never reaches them. Then let the reconciler **repair** what it finds. Do both from the start, and run to 12.0 s.',
    scenario: { preset: 'gap', on: true },
    goal: {
      text: 'Events were passed over, differences found, and the views agree again.',
      reached: ({ events }) => {
        const found = became(events, 'reconciler', 'DIFFERENCES')[0];
        return (
          lost(events).length > 0 &&
          found !== undefined &&
          became(events, 'reconciler', 'AGREE').some((atUs) => atUs > found)
        );
      },
    },
    solution: { settings: { 'relay.gaps': 'skip', 'reconciler.repairs': true }, runUntilUs: seconds(12) },
    hints: [
      'Two dials: one in "From write to log", one of the reconciler.',
      'It repairs what differs twice in a row; it looks every 2.5 s.',
    ],
  },
  {
    id: 'halves',
    title: 'Your turn: expect an order that nobody promised',
    prose:
      'The log has **two partitions** now. A product and its shelf are two aggregates, and may be in different ones: the search facets, deployed at 5.0 s, get the lamp’s stock before the lamp. They keep it until the product comes. Let them **pass it over**, as one log would allow.',
    scenario: { preset: 'partitions', on: true },
    stopUs: seconds(8),
    predict: {
      question: 'What does the search say of lamps then?',
      options: [
        option('right', 'The right number, a little later'),
        option('wrong', 'A wrong number that no later event puts right'),
        option('none', 'The view stalls'),
      ],
      judge: ({ events }) =>
        became(events, 'projector-facets', 'STALLED').length > 0
          ? 'none'
          : isViolated(events, 'view-is-fold')
            ? 'wrong'
            : 'right',
      reveal: ({ events }) =>
        isViolated(events, 'view-is-fold')
          ? 'The stock came first, found no product, and was gone. Sales and deliveries go on from the wrong number. Only a comparison with the log shows it.'
          : 'The number was kept until the product came.',
    },
    goal: {
      text: 'The search facets are not the fold of their log.',
      reached: ({ events }) => isViolated(events, 'view-is-fold'),
    },
    solution: { settings: { 'facets.stockFirst': 'passed over' }, runUntilUs: seconds(8) },
    hints: ['Settings, "Projectors".', 'Set "Stock of a product that is not known yet" to passed over.'],
  },
  {
    id: 'twice',
    title: 'Your turn: count twice',
    prose:
      'Deliveries to the best-sellers come twice and overtake each other. Stream and version, kept in the transaction of the rows, tell the projector what it has. Let it recognise **nothing**, and see it leave the fold of the log.',
    scenario: { preset: 'delivered-twice', on: true },
    stopUs: seconds(6),
    predict: {
      question: 'What is wrong with the list then?',
      options: [
        option('more', 'It counts more than was sold'),
        option('fewer', 'It counts less than was sold'),
        option('right', 'Nothing: in the end it agrees'),
      ],
      judge({ events }) {
        const sold = count(ended(events, 'order'), 'ok');
        const counted = events.reduce((sum, event) => sum + countedBy(event), 0);
        return counted > sold ? 'more' : counted < sold - 2 ? 'fewer' : 'right';
      },
      reveal({ events }) {
        const counted = events.reduce((sum, event) => sum + countedBy(event), 0);
        return `${count(ended(events, 'order'), 'ok')} orders were accepted, and the list has counted ${counted}. At least once is a promise about delivery, not about counting.`;
      },
    },
    goal: {
      text: 'At 6.0 s the list has counted more than was sold.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(6) &&
        events.reduce((sum, event) => sum + countedBy(event), 0) > count(ended(events, 'order'), 'ok'),
    },
    solution: { settings: { 'projector.dedupe': 'none' }, runUntilUs: seconds(6) },
    hints: ['Settings, "Projectors".', 'Set "What comes again is known by" to nothing.'],
  },
];

/** Orders that an event counted into the best-sellers; each order has its event with the count 1. */
function countedBy(event: TraceEvent): number {
  const note = event.node === 'projector-best' ? noteOf(event, 'committed') : undefined;
  if (note === undefined) return 0;
  const { applied } = note.data as unknown as Applied;
  return applied.filter((id) => id.startsWith('buyers:') && id.endsWith('.1')).length;
}
