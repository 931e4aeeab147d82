import { ms, seconds, US_PER_MS } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { ended, firstMove, inSeconds, moves, notes, perSecond } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });

function gatewayState(events: LessonView['events']): string {
  return moves(events, 'gateway').at(-1)?.to ?? '';
}

/** What a breaker does not see by itself, and what it sees wrongly. */
export const theTraps: readonly LessonStep[] = [
  {
    id: 'slow',
    title: 'Slow, but not failing',
    prose:
      'Now each charge takes 1.5 s from 2.0 s on, and **succeeds**. The timeout is 4 s. The breaker watches a second rate: the share of calls that took longer than 800 ms. Its threshold is 50 %.',
    scenario: { preset: 'slow', on: true },
    stopUs: seconds(5),
    predict: {
      question: 'Does it open before 5.0 s, and why?',
      options: [
        option('failure', 'Yes, the failure rate is too high'),
        option('slow', 'Yes, the slow call rate is too high'),
        option('no', 'No'),
      ],
      judge({ events }) {
        const opened = firstMove(events, 'OPEN');
        if (!opened) return 'no';
        return opened.why.startsWith('slow') ? 'slow' : 'failure';
      },
      reveal({ events }) {
        const opened = firstMove(events, 'OPEN');
        return opened
          ? `It opened at ${inSeconds(opened.atUs)}: ${opened.why}. Not one call had failed. The default for a slow call is 60 s: set it back, and it never opens.`
          : 'It did not open: no call was slow enough.';
      },
    },
    goal: {
      text: 'See it open without a single failed call.',
      reached: ({ events }) => firstMove(events, 'OPEN')?.why.startsWith('slow') === true,
    },
    solution: { runUntilUs: seconds(5) },
    hints: ['The inspector shows both rates of the payment breaker.', 'Run to 5.0 s.'],
  },
  {
    id: 'rush',
    title: 'A rush that never ends',
    prose:
      'No breaker. From 2 to 5 s five times as many shoppers come, and those who get no answer **try again**. The gateway is well, but slower while its queue is long. At 5 s the load is what it was before.',
    scenario: { preset: 'overload', on: false },
    stopUs: seconds(15),
    predict: {
      question: 'How many orders are accepted between 10 and 15 s, compared with before the rush?',
      options: [option('all', 'As many as before'), option('half', 'About half'), option('none', 'Next to none')],
      judge({ events }) {
        const ok = (from: number, to: number): number =>
          ended(events, 'placeOrder', from, to).filter((each) => each.outcome === 'ok').length;
        const share = (ok(seconds(10), seconds(15)) * 2 * 100) / Math.max(1, ok(0, seconds(2)) * 5);
        if (share > 75) return 'all';
        return share > 25 ? 'half' : 'none';
      },
      reveal: ({ events }) =>
        `${perSecond(ended(events, 'placeOrder', seconds(10), seconds(15)).filter((each) => each.outcome === 'ok').length, seconds(5))} a second. The gateway is busy all the time, with calls that nobody waits for any more; each of them brings a retry. The rush is over, the collapse is not.`,
    },
    goal: {
      text: 'Run to 15 s: the gateway is still strained.',
      reached: ({ events, timeUs }) => timeUs >= seconds(15) && gatewayState(events) === 'STRAINED',
    },
    solution: { runUntilUs: seconds(15) },
    hints: ['Watch the queue of the gateway after 5 s.', 'Run to 15 s.'],
  },
  {
    id: 'rest',
    title: 'What it needs is rest',
    prose:
      'The same rush, with a breaker. While it is open the gateway gets **no calls at all**. It can finish what it has, and start again with an empty queue. Everything that shoppers do is the same.',
    scenario: { preset: 'overload', on: true },
    stopUs: seconds(12),
    goal: {
      text: 'After the rush the breaker is closed and the gateway is healthy again.',
      reached: ({ events, timeUs }) =>
        timeUs > seconds(5) &&
        moves(events).at(-1)?.to === 'CLOSED' &&
        moves(events).some((move) => move.from === 'HALF_OPEN') &&
        gatewayState(events) === 'HEALTHY',
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['Side by side shows both at once.', 'Run to 12 s.'],
  },
  {
    id: 'hung-probe',
    title: 'The probe that never returns',
    prose:
      'Somebody has turned off the call timeout. Errors open the breaker; then the gateway hangs, and the probes with it. At 7.0 s it is restarted, and what it held is lost. From 7.5 s on it is **well again**.',
    scenario: { preset: 'hung-probe', on: true },
    stopUs: seconds(16),
    predict: {
      question: 'When is the next order paid?',
      options: [
        option('soon', 'Within 3 s'),
        option('later', 'Later, but before 16 s'),
        option('never', 'Not before 16 s'),
      ],
      judge({ events }) {
        const paid = notes(events, 'gateway', 'charge executed', ms(7_500))[0];
        if (paid === undefined) return 'never';
        return paid < ms(10_500) ? 'soon' : 'later';
      },
      reveal({ events }) {
        const tested = firstMove(events, 'HALF_OPEN');
        const paid = notes(events, 'gateway', 'charge executed', ms(7_500))[0];
        if (paid !== undefined) return `At ${inSeconds(paid)}.`;
        return `Not at all. Half-open since ${inSeconds(tested?.atUs ?? 0)}, all probes out, none answered: there is no call left to permit and no rate to compute. It would stay like that for ever.`;
      },
    },
    goal: {
      text: 'Run to 16 s and see what the breaker is doing.',
      reached: ({ timeUs, events }) => timeUs >= seconds(16) && firstMove(events, 'HALF_OPEN') !== undefined,
    },
    solution: { runUntilUs: seconds(16) },
    hints: ['Select the payment breaker: how many half-open calls are used?'],
  },
  {
    id: 'rescue',
    title: 'Your turn: get it out of there',
    prose:
      'The gateway is healthy, the breaker refuses everything, and the property **Recovers within 10 s** is about to break. Find the dial, or the operator’s command, that lets payment work again **before 12 s**.',
    scenario: { preset: 'hung-probe', on: true },
    goal: {
      text: 'An order is paid between 7.5 s and 12 s.',
      reached: ({ events }) =>
        notes(events, 'gateway', 'charge executed', ms(7_500)).some((atUs) => atUs < seconds(12)),
    },
    solution: { settings: { 'orders.callTimeoutMs': 1_000 }, runUntilUs: seconds(12) },
    hints: [
      'A call without a timeout may never be answered.',
      'A call timeout of 1 s, or a time limit on half-open, set from the start. An operator can close the breaker by hand.',
    ],
  },
  {
    id: 'straggler',
    title: 'An answer from before',
    prose:
      'At 2.0 s charges get slow; at 2.7 s the gateway turns to failing at once, and the breaker opens. The slow charges are still under way. They **succeed** in the end, and come in while the breaker tests.',
    scenario: { preset: 'straggler', on: true },
    stopUs: seconds(6),
    predict: {
      question: 'The gateway fails every call until 8 s. Does the breaker close before 6 s?',
      options: [
        option('no', 'No, every probe fails'),
        option('probe', 'Yes, a probe gets through'),
        option('straggler', 'Yes, late answers close it'),
      ],
      judge({ events }) {
        const closed = firstMove(events, 'CLOSED', seconds(2));
        if (!closed) return 'no';
        const tested = moves(events).findLast((move) => move.to === 'HALF_OPEN' && move.atUs <= closed.atUs);
        return notes(events, 'payment-breaker', 'straggler counted', tested?.atUs).some((atUs) => atUs <= closed.atUs)
          ? 'straggler'
          : 'probe';
      },
      reveal({ events }) {
        const closed = firstMove(events, 'CLOSED', seconds(2));
        const again = closed && firstMove(events, 'OPEN', closed.atUs);
        return closed
          ? `It closed at ${inSeconds(closed.atUs)}, on answers to calls from before it opened, and had to open again ${again ? `${Math.round((again.atUs - closed.atUs) / US_PER_MS)} ms later` : 'soon'}. A call belongs to the state that admitted it.`
          : 'It stayed shut: stragglers were dropped, or came too late.';
      },
    },
    goal: {
      text: 'See the breaker close while the gateway fails.',
      reached: ({ events }) => firstMove(events, 'CLOSED', seconds(2)) !== undefined,
    },
    solution: { runUntilUs: seconds(6) },
    hints: [
      'Run to 6.0 s, and look at the lane of the payment breaker around 5.5 s.',
      'With "Drop stragglers" it does not happen.',
    ],
  },
  {
    id: 'declines',
    title: 'Your turn: a no is an answer',
    prose:
      'From 3 to 9 s somebody tries out stolen cards, and 70 % of the charges are **declined**. The gateway is healthy. Still the breaker opens, and honest shoppers cannot pay. Change one dial so that it stays **closed**.',
    scenario: { preset: 'declines', on: true },
    goal: {
      text: 'At 9.0 s the payment breaker has never opened.',
      reached: ({ events, timeUs }) => timeUs >= seconds(9) && firstMove(events, 'OPEN') === undefined,
    },
    solution: { settings: { 'breaker.countDeclines': false }, runUntilUs: seconds(9) },
    hints: [
      'Is a declined card a failure of the gateway?',
      'In the settings of the breaker: "Declined cards count as failures".',
    ],
  },
];
