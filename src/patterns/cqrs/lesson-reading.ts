import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { became, count, ended, lastMetric, notes, p90 } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });
const mailedAgain = (events: LessonView['events']): number =>
  notes(events, '', 'mail sent').length - count(ended(events, 'order'), 'ok');
const looks = ({ events }: LessonView, toUs: number) => ended(events, 'myOrders', 0, toUs);

/** Reads apart from writes, and what it costs. */
export const reading: readonly LessonStep[] = [
  {
    id: 'one-model',
    title: 'One model',
    prose:
      'One database takes the **orders** and answers every **page**. It has four workers; a page takes one of them for 40 ms, an order for 15. Each second 60 pages are looked at, and hardly one thing is changed: **99 of 100** requests only read. At 3.0 s it becomes **180** pages.',
    scenario: { preset: 'spike', on: false },
    stopUs: seconds(3),
    goal: {
      text: 'Run to 3.0 s: three orders are accepted.',
      reached: ({ events, timeUs }) => timeUs >= seconds(3) && count(ended(events, 'order', 0, seconds(3)), 'ok') >= 3,
    },
    solution: { runUntilUs: seconds(3) },
    hints: ['Press play, or the space bar. It stops by itself.'],
  },
  {
    id: 'the-rush',
    title: 'Everybody looks at once',
    prose:
      'Four workers can serve 100 pages a second; 180 are asked for each second, for five seconds. The queue in front of the database is **bounded**, as it should be. Those who order are as few as before.',
    scenario: { preset: 'spike', on: false },
    stopUs: seconds(7),
    predict: {
      question: 'What happens to the orders between 3 and 7 s?',
      options: [
        option('fine', 'Nothing: they are few'),
        option('slow', 'They take longer, all are accepted'),
        option('refused', 'They take longer, and some are refused'),
      ],
      judge({ events }) {
        const orders = ended(events, 'order', seconds(3), seconds(7));
        if (count(orders, 'fail') > 0) return 'refused';
        return p90(orders) > 200 ? 'slow' : 'fine';
      },
      reveal({ events }) {
        const orders = ended(events, 'order', seconds(3), seconds(7));
        return `Of ${orders.length} orders ${count(orders, 'fail')} were refused, and one in ten took ${p90(orders)} ms or more. They stood in the line of those who only look.`;
      },
    },
    goal: {
      text: 'See an order refused.',
      reached: ({ events }) => count(ended(events, 'order', seconds(3)), 'fail') > 0,
    },
    solution: { runUntilUs: seconds(7) },
    hints: ['Look at the queue of the database.', 'Run to 7.0 s.'],
  },
  {
    id: 'split',
    title: 'The same rush, two models',
    prose:
      'Now orders go to a **write store**, and pages come from two **replicas**, one look-up each. What is committed reaches them through relay, log and projectors: a little **later**. Same people, same moments.',
    scenario: { preset: 'spike', on: true },
    stopUs: seconds(7),
    predict: {
      question: 'How long does an order take during the rush, nine times in ten?',
      options: [option('calm', 'About 100 ms'), option('some', '200 to 500 ms'), option('much', 'More')],
      judge({ events }) {
        const took = p90(ended(events, 'order', seconds(3), seconds(7)));
        return took <= 150 ? 'calm' : took <= 500 ? 'some' : 'much';
      },
      reveal: ({ events }) =>
        `${p90(ended(events, 'order', seconds(3), seconds(7)))} ms: the write store never saw the readers. But the far replica is ${lastMetric(events, 'far', 'lagMs')} ms behind what is true.`,
    },
    goal: {
      text: 'At 7.0 s no order was refused.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(7) &&
        ended(events, 'order', seconds(3)).length > 0 &&
        count(ended(events, 'order'), 'fail') === 0,
    },
    solution: { runUntilUs: seconds(7) },
    hints: ['The board shows write model and copies side by side. What is late has a ≠.', 'Run to 7.0 s.'],
  },
  {
    id: 'stale',
    title: 'Your turn: lose your own order',
    prose:
      'Buyers order, look at their orders, and refresh. Their session carries a **position** along, and a replica that has not come that far waits. Find the dial that lets them ask for **anything**, and see somebody miss an order that was accepted.',
    scenario: { preset: 'own-order', on: true },
    goal: {
      text: 'A look lacks the buyer’s own order before 8 s.',
      reached: (view) => count(looks(view, seconds(8)), 'fail') > 0,
    },
    solution: { settings: { 'session.token': 'none' }, runUntilUs: seconds(4) },
    hints: ['Settings, "Reads and sessions".', 'Set "A session asks for" to anything, then play.'],
  },
  {
    id: 'own-writes',
    title: 'Is it enough to see what one wrote?',
    prose:
      'Let sessions carry only **what they wrote**: each look shows all own orders. Replicas still take turns, one late by 0.7 s. Set "A session asks for" to **what it wrote**, and run to 8.0 s.',
    scenario: { preset: 'own-order', on: true },
    stopUs: seconds(8),
    predict: {
      question: 'With own writes only: what may still happen?',
      options: [
        option('missing', 'An order is missing'),
        option('back', 'A page goes back in time'),
        option('nothing', 'Nothing any more'),
      ],
      judge(view) {
        if (count(looks(view, seconds(8)), 'fail') > 0) return 'missing';
        return notes(view.events, '', 'back in time').length > 0 ? 'back' : 'nothing';
      },
      reveal: ({ events }) =>
        `${notes(events, '', 'back in time').length} answers were older than one before in the same session. Read your writes is one guarantee, monotonic reads another: for that a session carries along what it has read.`,
    },
    goal: {
      text: 'At 8.0 s no order was missing, and an answer went back in time.',
      reached: (view) =>
        view.timeUs >= seconds(8) &&
        count(looks(view, seconds(8)), 'fail') === 0 &&
        notes(view.events, '', 'back in time').length > 0,
    },
    solution: { settings: { 'session.token': 'own writes' }, runUntilUs: seconds(8) },
    hints: ['It is the same dial as before.', 'The properties strip names the guarantee that broke.'],
  },
  {
    id: 'new-view',
    title: 'A view from history',
    prose:
      'At 5.0 s **search facets** are deployed. They read the log from its first event while people browse and buy. At 8.0 s the **best-sellers** are rebuilt: a second copy is folded beside the first, and takes over. The mailer reads the same log.',
    scenario: { preset: 'new-view', on: true },
    stopUs: seconds(10),
    predict: {
      question: 'The rebuild reads every order again. Who gets a second mail?',
      options: [
        option('all', 'Everybody who ever ordered'),
        option('some', 'Those who order meanwhile'),
        option('none', 'Nobody'),
      ],
      judge({ events }) {
        const extra = notes(events, 'mailer', 'mail sent').length - count(ended(events, 'order'), 'ok');
        return extra <= 0 ? 'none' : extra > 10 ? 'all' : 'some';
      },
      reveal: ({ events }) =>
        `${count(ended(events, 'order'), 'ok')} orders, ${notes(events, 'mailer', 'mail sent').length} mails. What acts on the world has its own checkpoint; a rebuild reads for the view alone.`,
    },
    goal: {
      text: 'The best-sellers are rebuilt, and live again.',
      reached: ({ events }) => {
        const begun = became(events, 'projector-best', 'REBUILDING')[0];
        return begun !== undefined && became(events, 'projector-best', 'LIVE').some((atUs) => atUs > begun);
      },
    },
    solution: { runUntilUs: seconds(10) },
    hints: ['The diamond on the lane of the best-sellers is the new copy.', 'Run to 10.0 s.'],
  },
  {
    id: 'mails',
    title: 'Your turn: let a view write the mails',
    prose:
      'The best-sellers meet each order anyway, so they could **send its mail** as well: one process less. Find the dial that says who sends the mails, give them to the **projector**, and run to 10.0 s. The rebuild at 8.0 s stays as it is.',
    scenario: { preset: 'new-view', on: true },
    stopUs: seconds(10),
    predict: {
      question: 'Who gets a second mail then?',
      options: [
        option('none', 'Nobody: versions tell what was applied'),
        option('some', 'Those who order during the rebuild'),
        option('all', 'Everybody who had ordered before it'),
      ],
      judge({ events }) {
        const again = mailedAgain(events);
        return again <= 0 ? 'none' : again < 10 ? 'some' : 'all';
      },
      reveal: ({ events }) =>
        `${mailedAgain(events)} orders have two mails. The new copy has a checkpoint and versions of its own, and both begin at nothing: to it each order is new.`,
    },
    goal: {
      text: 'At 10.0 s at least ten more mails are sent than orders are accepted.',
      reached: ({ events, timeUs }) => timeUs >= seconds(10) && mailedAgain(events) >= 10,
    },
    solution: { settings: { 'mails.by': 'projector' }, runUntilUs: seconds(10) },
    hints: ['Settings, "Projectors".', 'Set "Mails are sent by" to the projector of the best-sellers.'],
  },
  {
    id: 'poison',
    title: 'Your turn: a price below zero',
    prose:
      'The merchandiser has a command **Misprint a price**. The write side lets it pass; no catalogue card can be made of it. Give the command, watch the catalogue **stall**, and then get it going again: an operator can **set the event aside**.',
    scenario: { preset: 'new-view', on: true },
    goal: {
      text: 'The catalogue cards were stalled, and are live again.',
      reached: ({ events }) => {
        const stalled = became(events, 'projector-cards', 'STALLED')[0];
        return stalled !== undefined && became(events, 'projector-cards', 'LIVE').some((atUs) => atUs > stalled);
      },
    },
    solution: {
      actions: [
        { kind: 'command', node: 'merchandiser', command: 'misprint', atUs: seconds(3) },
        { kind: 'command', node: 'projector-cards', command: 'setAside', atUs: ms(6_000) },
      ],
      runUntilUs: seconds(9),
    },
    hints: [
      'Right-click the merchandiser, then the catalogue cards.',
      'It tries three times before it stalls; then give "Set the event aside".',
    ],
  },
];
