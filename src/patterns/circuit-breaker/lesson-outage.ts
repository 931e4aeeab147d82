import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { actedAt, ended, firstMove, inSeconds, moves, okPct, peak } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });
const workersOf = ({ topology }: LessonView): number =>
  topology.nodes.find((node) => node.id === 'orders')?.capacity?.workers ?? 0;

/** The gateway hangs, without a breaker and with one. */
export const theOutage: readonly LessonStep[] = [
  {
    id: 'order',
    title: 'An order on its way',
    prose:
      'Shoppers place **orders** and check the **stock**. For an order the shop reserves the goods at the inventory, then charges the card at a payment gateway that is not ours. Each request holds one of **8 workers** until it is answered.',
    scenario: { preset: 'hang', on: false },
    stopUs: seconds(2),
    goal: {
      text: 'Run to 2.0 s: ten orders are accepted.',
      reached: ({ events }) =>
        ended(events, 'placeOrder', 0, seconds(2)).filter((each) => each.outcome === 'ok').length >= 10,
    },
    solution: { runUntilUs: seconds(2) },
    hints: ['Press play, or the space bar. It stops by itself.'],
  },
  {
    id: 'who-runs-out',
    title: 'The gateway stops answering. Who runs out first?',
    prose:
      'At 2.0 s the gateway **hangs**: it takes calls and answers none. The shop has a timeout of 2 s on each call, and no breaker. Inventory is healthy. Stock checks never go to the gateway.',
    scenario: { preset: 'hang', on: false },
    stopUs: seconds(6),
    predict: {
      question: 'What happens to stock checks until 6.0 s?',
      options: [
        option('fine', 'Nothing: they do not need payment'),
        option('slow', 'They are answered, more slowly'),
        option('fail', 'Many get no answer'),
      ],
      judge({ events }) {
        const checks = ended(events, 'checkStock', seconds(3), seconds(6));
        if (okPct(checks) < 80) return 'fail';
        return checks.some((check) => check.tookUs > ms(500)) ? 'slow' : 'fine';
      },
      reveal: ({ events }) =>
        `Between 3 and 6 s ${okPct(ended(events, 'checkStock', seconds(3), seconds(6)))} % of the stock checks were answered. Every worker was waiting for payment, and the queue in front of them was full.`,
    },
    goal: {
      text: 'See all workers wait for payment.',
      reached: (view) => peak(view.events, 'orders', 'waitingForPayment') >= workersOf(view),
    },
    solution: { runUntilUs: seconds(6) },
    hints: ['The little cells below the order service are its workers.', 'Run to 6.0 s.'],
  },
  {
    id: 'opens',
    title: 'The same, with a breaker',
    prose:
      'Now a **breaker** stands in front of each service. It counts the last 10 calls; when at least 5 are counted and **50 %** of them failed, it opens. The gateway hangs at 2.0 s again, and the timeout is still 2 s.',
    scenario: { preset: 'hang', on: true },
    stopUs: seconds(6),
    predict: {
      question: 'When does the payment breaker open?',
      options: [
        option('at-once', 'At once, at 2.0 s'),
        option('timeouts', 'When the first calls have timed out'),
        option('never', 'Not before 6.0 s'),
      ],
      judge({ events }) {
        const opened = firstMove(events, 'OPEN');
        if (!opened) return 'never';
        return opened.atUs - actedAt(events, 'mode') < ms(1_000) ? 'at-once' : 'timeouts';
      },
      reveal({ events }) {
        const opened = firstMove(events, 'OPEN');
        return opened
          ? `It opened at ${inSeconds(opened.atUs)}, ${inSeconds(opened.atUs - actedAt(events, 'mode'))} after the hang. A call that hangs is no failure yet: a breaker learns from timeouts, and the first ones are paid in full.`
          : 'It did not open.';
      },
    },
    goal: { text: 'See the payment breaker open.', reached: ({ events }) => firstMove(events, 'OPEN') !== undefined },
    solution: { runUntilUs: seconds(6) },
    hints: ['Select the payment breaker: the inspector shows its rates and its state machine.'],
  },
  {
    id: 'pending',
    title: 'Refused, and sold all the same',
    prose:
      'Open, the breaker **refuses** calls without making them. The shop knows at once that payment is down, and has a plan: it takes the order, and puts it into **Pay later** with the key of the first attempt, so that nobody is charged twice.',
    scenario: { preset: 'hang', on: true },
    stopUs: ms(6_500),
    goal: {
      text: 'Let twenty orders wait in Pay later.',
      reached: ({ events }) => peak(events, 'pay-later', 'pending') >= 20,
    },
    solution: { runUntilUs: ms(6_500) },
    hints: ['The first two seconds after the hang bring few. Run to 6.5 s.'],
  },
  {
    id: 'half-open',
    title: 'It tests again',
    prose:
      'After **2.5 s** open, the next call finds the wait over. The breaker goes **half-open** and lets 3 calls through as probes. Everybody else is still refused. The gateway hangs until 10 s.',
    scenario: { preset: 'hang', on: true },
    stopUs: seconds(10),
    predict: {
      question: 'How does this first test end?',
      options: [
        option('CLOSED', 'It closes'),
        option('OPEN', 'It opens again'),
        option('stays', 'It stays half-open until 10 s'),
      ],
      judge({ events }) {
        const tested = firstMove(events, 'HALF_OPEN');
        return (tested && moves(events).find((move) => move.atUs > tested.atUs)?.to) ?? 'stays';
      },
      reveal({ events }) {
        const tested = firstMove(events, 'HALF_OPEN');
        const next = tested && moves(events).find((move) => move.atUs > tested.atUs);
        return tested && next
          ? `Half-open at ${inSeconds(tested.atUs)}; the probes ran into their timeouts, and at ${inSeconds(next.atUs)} it opened again: ${next.why}.`
          : 'The test had no end.';
      },
    },
    goal: {
      text: 'See how the first half-open period ends.',
      reached: ({ events }) => moves(events).some((move) => move.from === 'HALF_OPEN'),
    },
    solution: { runUntilUs: seconds(10) },
    hints: ['Probes are ordinary charges. They hang like all the others.', 'Run to 10 s.'],
  },
  {
    id: 'tune',
    title: 'Your turn: open sooner',
    prose:
      'The breaker took more than two seconds to see the hang, and the workers were gone by then. Change one dial so that it opens **within one second** of the hang. Healthy charges take about a quarter of a second.',
    scenario: { preset: 'hang', on: true },
    goal: {
      text: 'The payment breaker opens less than one second after the hang.',
      reached({ events }) {
        const hungUs = actedAt(events, 'mode');
        const opened = firstMove(events, 'OPEN', hungUs < 0 ? seconds(3_600) : hungUs);
        return opened !== undefined && opened.atUs - hungUs < seconds(1);
      },
    },
    solution: { settings: { 'orders.callTimeoutMs': 500 }, runUntilUs: seconds(4) },
    hints: [
      'What does a breaker learn from, and how long does that take?',
      'The call timeout of the order service: 500 ms is twice what a healthy call needs.',
    ],
  },
];
