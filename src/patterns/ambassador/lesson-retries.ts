import { seconds } from '../../kernel/time.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { ended, notes, sent, sharePct } from './figures.ts';

const option = (id: string, text: string) => ({ id, text });
const pct = (share: number): string => `${Math.round(share)} %`;

/** What a retry can do for one request, and to one card. */
export const onRetries: readonly LessonStep[] = [
  {
    id: 'saved',
    title: 'Somebody else asks again',
    prose:
      'Booking is old and knows nothing of retries: it makes one call to **localhost**. The **ambassador** beside it makes the call to the outside. From 1 s on every third such call gets a 503. Play, and watch the bars of single requests.',
    scenario: { preset: 'flaky', on: true },
    stopUs: seconds(4),
    goal: {
      text: 'See a retry save five requests.',
      reached: ({ events }) => notes(events, 'saved by a retry').length >= 5,
    },
    solution: { runUntilUs: seconds(4) },
    hints: ['Press play, or the space bar. It stops by itself at 4 s.'],
  },
  {
    id: 'without',
    title: 'Break it: no retries at all',
    prose:
      'Now without the ambassador: each application has its own retry loop. Turn **Own retries** down to **0**, and run to 12 s. A request fails where its one attempt fails.',
    scenario: { preset: 'flaky', on: false },
    stopUs: seconds(12),
    predict: {
      question: 'How many of the requests are served from 2 s on?',
      options: [
        option('most', 'More than 90 %'),
        option('two-thirds', 'About two thirds'),
        option('few', 'Less than half'),
      ],
      judge({ events }) {
        const share = sharePct(ended(events, seconds(2), seconds(12)));
        return share > 90 ? 'most' : share >= 50 ? 'two-thirds' : 'few';
      },
      reveal: ({ events }) =>
        `${pct(sharePct(ended(events, seconds(2), seconds(12))))} of them. With three retries it is nearly all: short failures that have nothing to do with each other are what retries are for.`,
    },
    goal: {
      text: 'Run without any retry until a fifth of the requests have failed.',
      reached: ({ events }) => {
        const all = ended(events, seconds(2));
        return notes(events, 'own retry').length === 0 && all.length >= 100 && sharePct(all) < 80;
      },
    },
    solution: { settings: { 'own.retries': 0 }, runUntilUs: seconds(12) },
    hints: ['Settings, group "Own retries (without)".', 'Set it before you press play: the loop must not retry once.'],
  },
  {
    id: 'twice',
    title: 'The answer gets lost',
    prose:
      'Only payments now, and the network loses one message in eight, on its way there or back. The loop in booking waits **500 ms**, and sends the payment again.',
    scenario: { preset: 'lost-answers', on: false },
    stopUs: seconds(10),
    predict: {
      question: 'How many cards are charged twice in ten seconds?',
      options: [
        option('none', 'None: a lost payment was not made'),
        option('some', 'A few'),
        option('all', 'All that were sent twice'),
      ],
      judge({ events }) {
        const twice = notes(events, 'duplicate effect').length;
        return twice === 0 ? 'none' : twice < notes(events, 'own retry').length ? 'some' : 'all';
      },
      reveal: ({ events }) =>
        `${notes(events, 'duplicate effect').length} of the ${notes(events, 'own retry').length} that were sent again. Where the request was lost, the retry was right; where the answer was lost, it paid twice. From outside the two look the same.`,
    },
    goal: { text: 'See a card charged twice.', reached: ({ events }) => notes(events, 'duplicate effect').length > 0 },
    solution: { runUntilUs: seconds(10) },
    hints: ['Watch the figure below "Card payments".'],
  },
  {
    id: 'key',
    title: 'One key for all attempts',
    prose:
      'The same network and the same travellers, with the ambassador. It writes the **same key** on every attempt of a payment. "Card payments" reserves the key before it begins, and keeps it with the result.',
    scenario: { preset: 'lost-answers', on: true },
    stopUs: seconds(10),
    predict: {
      question: 'What does it do with a payment that it gets a second time?',
      options: [
        option('refuses', 'It refuses it'),
        option('repeats', 'It repeats the first answer'),
        option('pays', 'It pays again'),
      ],
      judge: ({ events }) =>
        notes(events, 'duplicate effect').length > 0
          ? 'pays'
          : notes(events, 'same key, same answer').length > 0
            ? 'repeats'
            : 'refuses',
      reveal: ({ events }) =>
        `${notes(events, 'same key, same answer').length} times it knew the key and repeated its answer. ${notes(events, 'duplicate effect').length} cards were charged twice.`,
    },
    goal: {
      text: 'See a key recognised.',
      reached: ({ events }) => notes(events, 'same key, same answer').length > 0,
    },
    solution: { runUntilUs: seconds(10) },
    hints: ['In the log, look for "same key, same answer".'],
  },
  {
    id: 'no-key',
    title: 'Break it: take the keys away',
    prose:
      'Turn **Idempotency keys** off, and run again to 12 s. A payment that timed out may have been made. The ambassador knows that, and it has no key.',
    scenario: { preset: 'lost-answers', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'What becomes of such payments?',
      options: [
        option('twice', 'Some are paid twice'),
        option('unknown', 'They are not sent again, and end unknown'),
        option('fine', 'Nothing changes'),
      ],
      judge: ({ events }) =>
        notes(events, 'duplicate effect').length > 0
          ? 'twice'
          : notes(events, 'not safe to repeat').length > 0
            ? 'unknown'
            : 'fine',
      reveal: ({ events }) =>
        `${notes(events, 'not safe to repeat').length} were not sent again; ${pct(sharePct(ended(events), 'unknown'))} of all ended with an unknown fate, and none was paid twice. Without a key you choose: pay twice, or do not know.`,
    },
    goal: {
      text: 'See five payments that are not safe to repeat.',
      reached: ({ events }) => notes(events, 'not safe to repeat').length >= 5,
    },
    solution: { settings: { 'keys.on': false }, runUntilUs: seconds(12) },
    hints: ['Settings, group "Ambassador, retries".'],
  },
  {
    id: 'promise',
    title: 'Your turn: the caller’s word',
    prose:
      'There are no keys here either. At check-in travellers **choose seats**, and the same seat chosen twice is the same seat: check-in knows that, the ambassador does not. Half of the calls are **marked as idempotent**; the others end unknown when their answer is lost. See to it that none does.',
    scenario: { preset: 'marked', on: true },
    goal: {
      text: 'By 12 s ten requests are saved by a retry, and none has ended unknown.',
      reached: ({ events, timeUs }) =>
        timeUs >= seconds(12) &&
        notes(events, 'saved by a retry').length >= 10 &&
        ended(events).every((each) => each.outcome !== 'unknown'),
    },
    solution: { settings: { 'checkin.markPct': 100 }, runUntilUs: seconds(13) },
    hints: ['Settings, group "Applications".', 'Check-in marks as idempotent: 100 %. Keys would do it too.'],
  },
  {
    id: 'deadline',
    title: 'One deadline for all attempts',
    prose:
      'The outer bar of a request is its **deadline**; every attempt has to fit in. Set the **overall deadline** to **800 ms**; an attempt may still take 500. The first one times out, then comes a wait of about 100 ms.',
    scenario: { preset: 'lost-answers', on: true },
    stopUs: seconds(8),
    predict: {
      question: 'How long does the ambassador wait for the second attempt?',
      options: [
        option('same', '500 ms, like for the first'),
        option('rest', 'For what is left, about 200 ms'),
        option('none', 'There is no second one'),
      ],
      judge({ events }) {
        const second = sent(events).filter((attempt) => attempt.n === 2);
        if (second.length === 0) return 'none';
        return second.some((attempt) => attempt.deadlineLeftMs < 500) ? 'rest' : 'same';
      },
      reveal({ events }) {
        const left = sent(events).flatMap((attempt) => (attempt.n === 2 ? [attempt.deadlineLeftMs] : []));
        return `The second attempts were told ${left.slice(0, 3).join(', ')} ms. Each attempt is told what is left, so that the host knows when there is no point any more.`;
      },
    },
    goal: {
      text: 'See a second attempt that has less than 300 ms left.',
      reached: ({ events }) => sent(events).some((attempt) => attempt.n === 2 && attempt.deadlineLeftMs < 300),
    },
    solution: { settings: { 'deadline.ms': 800 }, runUntilUs: seconds(8) },
    hints: ['Settings, "Overall deadline".', 'Select a message on its way: it carries what is left of the deadline.'],
  },
];
