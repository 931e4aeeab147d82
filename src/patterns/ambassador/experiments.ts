import { seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';
import { overload } from './experiments-overload.ts';
import { ONLY_PAYMENTS, ONLY_RATES, ONLY_SEATS, QUICK_BREAKER } from './scenes.ts';

const failures: readonly Experiment[] = [
  {
    id: 'flaky',
    title: 'One call in three fails',
    question: 'Every third call to the outside gets a 503. Who notices, and whose code sees to it?',
    watch: 'The bars of single requests: an attempt with a cross, a wait, the one that succeeds.',
    answer:
      'Without any retry 77 % are served. With a loop in each application it is 99.3 %, with the ambassador 99.5 %: for short failures a plain loop does as well. The difference is where it lives: off, in each application, in its own language; on, in none of them. The price is one hop.',
    on: true,
    seed: 7,
    settings: { 'checkin.optOutPct': 0, 'budget.minRetries': 8 },
    actions: [{ kind: 'mode', node: '@role:provider', mode: 'flaky', atUs: seconds(1), forUs: seconds(12) }],
    untilUs: seconds(18),
    goals: ['success', 'goodput', 'p50', 'amplification', 'duplicates'],
  },
  {
    id: 'lost-answers',
    title: 'The answer gets lost',
    question:
      'One message in eight to and from the card payments is lost. What does a retry do to a payment that was made?',
    watch: 'Double payments, counted at "Card payments".',
    answer:
      'A lost request and a lost answer look the same. Off, the loop sends the payment again, and 14 of 172 cards are charged twice. On, all attempts carry one key; 14 times "Card payments" knows it, and repeats the answer instead of the payment. One payment ends as unknown, because no retry was left in the budget: a timeout is never a refusal.',
    on: true,
    seed: 11,
    settings: { ...ONLY_PAYMENTS, 'travellers.ratePerSecond': 10 },
    actions: [{ kind: 'loss', a: '@all', b: 'payments', ppm: 120_000, atUs: seconds(1), forUs: seconds(12) }],
    untilUs: seconds(18),
    goals: ['duplicates', 'success', 'unknown', 'payment-load', 'p99'],
  },
  {
    id: 'no-keys',
    title: 'The same without keys',
    question: 'The API knows no keys. May the ambassador still retry a payment?',
    watch: 'What becomes of a payment whose attempt timed out.',
    answer:
      'Only where nothing can have happened: a 503 says so, a timeout does not. 28 payments are "not safe to repeat". Nobody pays twice, but 16 % end with an unknown fate, against 1 % with keys. That is the choice: pay twice, or not know.',
    on: true,
    seed: 11,
    settings: { ...ONLY_PAYMENTS, 'travellers.ratePerSecond': 10, 'keys.on': false },
    actions: [{ kind: 'loss', a: '@all', b: 'payments', ppm: 120_000, atUs: seconds(1), forUs: seconds(12) }],
    untilUs: seconds(18),
    goals: ['duplicates', 'unknown', 'success', 'payment-load', 'p99'],
  },
  {
    id: 'marked',
    title: 'The caller gives its word',
    question:
      'A chosen seat has no key, and one message in eight is lost. Check-in marks half of its choices as idempotent: what is its word worth?',
    watch: 'Rows of seat choices whose first attempt timed out: the marked ones and the others.',
    answer:
      'A timeout says nothing, and the ambassador cannot know what a POST does. Of the 92 unmarked choices 14 are not sent again, and nobody knows whether they were made. Of the 97 marked ones none ends so: the same seat twice is the same seat. With all marked it is none of all, with none 24; a key would do the same, if the API knew keys. Nobody checks the promise: let booking mark its payments in the scene without keys, and 13 cards are charged twice. Off, the loops repeat everything, promised or not.',
    on: true,
    seed: 43,
    settings: {
      ...ONLY_SEATS,
      'keys.on': false,
      'travellers.ratePerSecond': 20,
      'checkin.choosePct': 100,
      'checkin.optOutPct': 0,
      'budget.minRetries': 8,
    },
    actions: [{ kind: 'loss', a: '@all', b: '@role:provider', ppm: 120_000, atUs: seconds(1), forUs: seconds(12) }],
    untilUs: seconds(18),
    goals: ['unknown', 'success', 'p99', 'seat-load', 'duplicates'],
  },
  {
    id: 'slow-writes',
    title: 'Slower than the timeout',
    question:
      'A payment takes 0.9 s, an attempt has 0.5 s. The retry comes while the first one is worked on. Who pays?',
    watch: 'The answers 409 between 2 and 8 s.',
    answer:
      'Off, all that is begun is carried out: 115 double payments. On, the key was reserved before the work began: the second attempt gets a 409, waits, comes back and finds the payment done.',
    on: true,
    seed: 19,
    settings: {
      ...ONLY_PAYMENTS,
      'travellers.ratePerSecond': 6,
      'cancel.on': false,
      'backoff.baseMs': 300,
      'backoff.maxMs': 400,
    },
    actions: [{ kind: 'mode', node: 'payments', mode: 'slow', atUs: seconds(2), forUs: seconds(6) }],
    untilUs: seconds(16),
    goals: ['duplicates', 'success', 'unknown', 'payment-load', 'p99'],
  },
  {
    id: 'bad-host',
    title: 'One bad host of three',
    question: 'One of three hosts with seat maps hangs. Who should notice?',
    watch: 'Attempts at "Seat maps 2", and its mark when it is ejected.',
    answer:
      'Off, every third lookup runs into its timeout there: the 99th percentile is 2.2 s. On, retries go to another host, and after five failures in a row the bad one is ejected: 55 attempts instead of 206, and 0.75 s. A breaker would shut out all three for the fault of one.',
    on: true,
    seed: 23,
    settings: { ...ONLY_SEATS, 'outlier.ejectMs': 5_000 },
    actions: [{ kind: 'mode', node: 'seats-2', mode: 'hang', atUs: seconds(2), forUs: seconds(12) }],
    untilUs: seconds(20),
    goals: ['p99', 'p50', 'success', 'seat-load'],
  },
  {
    id: 'gray-host',
    title: 'One in ten is not quite well',
    question:
      'One of ten hosts fails three calls in ten, and never five in a row. At 12 s two more hang. Who is left out?',
    watch: 'The row of hosts at 10 s, when the ambassadors compare them; and what becomes of the two after 12 s.',
    answer:
      'Off, each host gets its tenth to the end: 172 attempts at "Seat maps 4". On, five failures in a row would eject it, and it never has them. But at 10 s each ambassador compares: a success rate more than 1.9 standard deviations below the mean is out, and 81 attempts are all. The two that hang do fail in a row, and stay all the same: 10 % of ten may be out, that is one. With 30 % they go too: 227 attempts instead of 341. The limit keeps ambassadors from leaving nobody to ask.',
    on: true,
    seed: 23,
    settings: {
      ...ONLY_SEATS,
      'scene.seatHosts': 'ten',
      'travellers.ratePerSecond': 80,
      'checkin.optOutPct': 0,
      'seats.tailPermille': 0,
      'budget.minRetries': 8,
      'outlier.volume': 30,
      'outlier.ejectMs': 20_000,
    },
    actions: [
      { kind: 'mode', node: 'maps-4', mode: 'flaky', atUs: seconds(1), forUs: seconds(18) },
      { kind: 'mode', node: 'maps-7', mode: 'hang', atUs: seconds(12), forUs: seconds(5) },
      { kind: 'mode', node: 'maps-8', mode: 'hang', atUs: seconds(12), forUs: seconds(5) },
    ],
    untilUs: seconds(20),
    goals: ['gray-load', 'p99', 'p50', 'amplification', 'success'],
  },
  {
    id: 'rate-limit',
    title: 'Come back in a second',
    question:
      '20 calls a second are allowed, and for four seconds 30 come. What does it help to hear when to come back?',
    watch: 'The 429s, and when the retries after them are sent.',
    answer:
      'Off, the retries are over before the second is: 299 calls are refused, 87 % of the requests served. On, the ambassador waits exactly as long as it is told: the surplus is served in the quiet seconds after the rush, 95 % in all, for up to three seconds of waiting. Envoy adds jitter on top, so that they do not all come at once. If the API says it with a date, gRPC reads "do not retry" in it, and 82 % are served; Envoy goes on as if nothing had been said: 86 %.',
    on: true,
    seed: 29,
    settings: {
      ...ONLY_RATES,
      'travellers.ratePerSecond': 14,
      'rates.limit': 20,
      'budget.minRetries': 40,
      'checkin.deadlineMs': 3_000,
    },
    actions: [{ kind: 'set', setting: 'travellers.ratePerSecond', value: 30, atUs: seconds(3), forUs: seconds(4) }],
    untilUs: seconds(18),
    goals: ['success', 'refused', 'rate-load', 'p99'],
  },
  {
    id: 'context',
    title: 'The caller has a say',
    question: 'At check-in people queue: half of the lookups rather fail now than succeed late. Who can say so?',
    watch: 'Local calls of check-in that want one retry or none, and how soon they end.',
    answer:
      'Off, nobody: the loop retries everything. On, check-in says with each call how long it can wait and that one retry is enough, and with half of them that it wants none. The 99th percentile falls from 0.82 s to 0.58 s, and 94 % are served instead of nearly all. Which is right only the caller knows: an ambassador sees calls, not their meaning.',
    on: true,
    seed: 37,
    settings: {
      'travellers.payPct': 0,
      'travellers.ratePct': 40,
      'rates.limit': 40,
      'budget.minRetries': 8,
      'checkin.optOutPct': 50,
      'checkin.maxRetries': 1,
      'checkin.deadlineMs': 500,
    },
    actions: [{ kind: 'mode', node: '@role:provider', mode: 'flaky', atUs: seconds(1), forUs: seconds(10) }],
    untilUs: seconds(15),
    goals: ['p99', 'success', 'p50', 'rate-load'],
  },
  {
    id: 'outage',
    title: 'Nothing to retry for',
    question: 'Card payments is down for eight seconds. What are retries good for now?',
    watch: 'The breaker, and the attempts at "Card payments".',
    answer:
      'Nothing: 504 attempts off, and almost a second to hear no. On, the breaker inside the retries opens after a dozen failures and ends requests at once: 121 attempts, and a 99th percentile of 0.25 s instead of 0.96 s. It serves a few fewer, because it stays shut up to two seconds too long.',
    on: true,
    seed: 17,
    settings: QUICK_BREAKER,
    actions: [{ kind: 'mode', node: 'payments', mode: 'error', atUs: seconds(2), forUs: seconds(8) }],
    untilUs: seconds(18),
    goals: ['payment-load', 'amplification', 'p99', 'goodput', 'success'],
  },
  {
    id: 'crash',
    title: 'The ambassador dies',
    question: 'The ambassador is one more process. What happens to its application when it crashes for three seconds?',
    watch: 'Booking between 4 and 7 s: well, and of no use.',
    answer:
      'Booking shares its fate: 90 % of the payments are answered instead of all. None is made twice, because the key is made of the request and not kept in memory. At 9 s "Card payments" is taken out of service and refuses what it has not looked at: that is sent again once, without counting as an attempt.',
    on: true,
    seed: 31,
    settings: { ...ONLY_PAYMENTS, 'travellers.ratePerSecond': 12, 'travellers.retries': 1, 'app.timeoutMs': 2_000 },
    actions: [
      { kind: 'crash', node: 'booking-ambassador', atUs: seconds(4), forUs: seconds(3) },
      { kind: 'mode', node: 'payments', mode: 'draining', atUs: seconds(9), forUs: seconds(0.5) },
    ],
    untilUs: seconds(18),
    goals: ['success', 'unknown', 'duplicates', 'p99'],
  },
];

/** The flaky day opens; then what may go wrong with retries, in the order in which one learns it. */
const ORDER = [
  'flaky',
  'lost-answers',
  'no-keys',
  'marked',
  'slow-writes',
  'waves',
  'dip',
  'short-dip',
  'tail',
  'hedged-overload',
  'layers',
  'outage',
  'bad-host',
  'gray-host',
  'rate-limit',
  'context',
  'crash',
];

export const experiments: readonly Experiment[] = [...failures, ...overload].sort(
  (a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id),
);
