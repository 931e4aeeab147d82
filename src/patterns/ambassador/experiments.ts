import { seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';
import { overload } from './experiments-overload.ts';
import { ONLY_PAYMENTS, ONLY_RATES, ONLY_SEATS, QUICK_BREAKER } from './scenes.ts';

const failures: readonly Experiment[] = [
  {
    id: 'flaky',
    title: 'One call in three fails',
    question:
      'Every third call to the outside gets a 503. How much of it do travellers notice, and whose code sees to that?',
    watch: 'The bars of single requests: attempts with a cross, the wait after them, the one that succeeds.',
    answer:
      'Without any retry 77 % of the requests are served. With a loop in each application it is 99.3 %, with the ambassador 99.5 %: short failures that have nothing to do with each other are what retries are made for, and a plain loop does as well. The difference is where it lives. Off, each application has a loop of its own, in its own language; on, neither has a line of it, both are the same plain call to localhost, and every attempt of both is in one log. The price is one hop.',
    on: true,
    seed: 7,
    settings: { 'checkin.optOutPct': 0, 'budget.minRetries': 8 },
    actions: [{ kind: 'mode', node: '@role:provider', mode: 'flaky', atUs: seconds(1), forUs: seconds(12) }],
    untilUs: seconds(18),
    goals: ['success', 'goodput', 'p50', 'payment-load', 'duplicates'],
  },
  {
    id: 'lost-answers',
    title: 'The answer gets lost',
    question:
      'One message in eight between us and the card payments is lost. What does a retry do to a payment that was made?',
    watch: 'The count of double payments below "Card payments", and how it answers a key that it knows.',
    answer:
      'A lost request and a lost answer look the same: nothing comes. Off, the loop sends the payment again, and 14 of 173 cards are charged twice. On, every attempt carries the same key; 14 times "Card payments" sees a key that it knows, and repeats the answer instead of the payment. Nobody pays twice, and as many are served. One payment ends as unknown, because its retry found the budget used up: a timeout is never a refusal.',
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
    question: 'The API knows no idempotency keys. May the ambassador still retry a payment?',
    watch: 'What becomes of a payment whose attempt timed out.',
    answer:
      'Only where nothing can have happened: a 503 says so, a timeout does not. So the ambassador sends no payment again that has timed out; 28 times it says "not safe to repeat". Nobody is charged twice, but 16 % of the payments end with an unknown fate, against none with keys. That is the choice without keys: pay twice, or not know. Reads are not concerned: repeating one does no harm.',
    on: true,
    seed: 11,
    settings: { ...ONLY_PAYMENTS, 'travellers.ratePerSecond': 10, 'keys.on': false },
    actions: [{ kind: 'loss', a: '@all', b: 'payments', ppm: 120_000, atUs: seconds(1), forUs: seconds(12) }],
    untilUs: seconds(18),
    goals: ['duplicates', 'unknown', 'success', 'payment-load', 'p99'],
  },
  {
    id: 'slow-writes',
    title: 'Slower than the timeout',
    question:
      'A payment takes 0.9 s, an attempt has 0.5 s. The retry comes while the first attempt is still worked on. Who pays?',
    watch: 'The answers 409 of "Card payments" between 2 and 8 s.',
    answer:
      'Off, each payment is begun up to four times, and all of them are carried out: 115 double payments. On, the key was reserved before the work began, so the second attempt finds it in progress and gets a 409. It waits, comes back, and finds the payment done: "same key, same answer". An API that stored its key only after the work would pay twice here as well; that is one of the planted bugs. Calling off lost attempts is turned off in this scene, so that nothing stops the first one.',
    on: true,
    seed: 19,
    settings: {
      ...ONLY_PAYMENTS,
      'travellers.ratePerSecond': 6,
      'provider.slowMs': 900,
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
    question: 'One of the three hosts with seat maps hangs. The others are well. Who should notice?',
    watch: 'Attempts at "Seat maps 2", and its mark when it is ejected.',
    answer:
      'Off, every third lookup runs into its timeout at the second host, waits, and goes on: the 99th percentile is 2.2 s. On, a retry goes to a host that this request has not tried, and after five failures in a row the host is ejected for a while, longer each time. It gets 55 attempts instead of 206, and the 99th percentile is 0.75 s. A breaker would be the wrong tool: it would shut out all three hosts for the fault of one.',
    on: true,
    seed: 23,
    settings: { ...ONLY_SEATS, 'outlier.ejectMs': 5_000 },
    actions: [{ kind: 'mode', node: 'seats-2', mode: 'hang', atUs: seconds(2), forUs: seconds(12) }],
    untilUs: seconds(20),
    goals: ['p99', 'p50', 'success', 'seat-load'],
  },
  {
    id: 'rate-limit',
    title: 'Come back in a second',
    question:
      'The exchange rates allow 20 calls a second, and for four seconds 30 come. What does it help to hear when to come back?',
    watch: 'The 429s of "Exchange rates", and when the retries after them are sent.',
    answer:
      'Off, a 429 is one more failure: three retries after 200 ms each are over before the second is, and use up the next one as well. 299 calls are refused, and 87 % of the requests are served. On, the answer says when to come back, and the ambassador waits exactly that long: the surplus is served in the quiet seconds after the rush, at the price of up to three seconds of waiting; 95 % are served. Envoy would add jitter on top, so that they do not all come in the same instant.',
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
    question:
      'At check-in a queue of people is waiting: half of the lookups rather fail now than succeed late. Who can say so?',
    watch: 'Local calls of check-in that want no retries, and how soon they end.',
    answer:
      'Off, nobody: the loop retries everything three times, however long the queue is. On, check-in tells its ambassador with each call how long it can wait, and for half of them that it wants no retry. These end at their first attempt, good or bad: the 99th percentile falls from 0.81 s to 0.50 s, and 92 % are served instead of nearly all. Which of the two is right only the caller knows. An ambassador sees calls, not their meaning; what they are worth, the caller has to tell.',
    on: true,
    seed: 37,
    settings: {
      'travellers.payPct': 0,
      'travellers.ratePct': 40,
      'travellers.checkinPct': 100,
      'travellers.ratePerSecond': 16,
      'checkin.optOutPct': 50,
      'checkin.deadlineMs': 500,
    },
    actions: [{ kind: 'mode', node: '@role:provider', mode: 'flaky', atUs: seconds(1), forUs: seconds(10) }],
    untilUs: seconds(15),
    goals: ['p99', 'success', 'p50', 'rate-load'],
  },
  {
    id: 'outage',
    title: 'Nothing to retry for',
    question: 'Card payments is down for eight seconds and says so at once. What are retries good for now?',
    watch: 'The breaker of the ambassador, and the attempts at "Card payments".',
    answer:
      'Nothing: 504 attempts off, all but a few in vain, and people who wait for almost a second to hear no. On, the breaker inside the retries opens after the first dozen failures and ends a request at once, without another attempt: 121 attempts, and a 99th percentile of 0.25 s instead of 0.96 s. It does not serve more people; a few fewer even, because it stays shut for up to two seconds after the end. Set it around the retries instead, and it hears only of requests, each of which has failed several times.',
    on: true,
    seed: 17,
    settings: QUICK_BREAKER,
    actions: [{ kind: 'mode', node: 'payments', mode: 'error', atUs: seconds(2), forUs: seconds(8) }],
    untilUs: seconds(18),
    goals: ['payment-load', 'p99', 'goodput', 'success'],
  },
  {
    id: 'crash',
    title: 'The ambassador dies',
    question: 'The ambassador is one more process. What happens to its application when it crashes for three seconds?',
    watch: 'Booking between 4 and 7 s: it is well, and can do nothing.',
    answer:
      'Booking shares its fate: every local call goes unanswered until its own timeout. 90 % of the payments are answered instead of all. Phones try again, and what was paid before the crash is not paid twice, because the key comes from the request and not from the memory of the ambassador. At 9 s "Card payments" is taken out of service for half a second and refuses what it has not looked at: such a request is sent again once, transparently, without counting as an attempt.',
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
  'slow-writes',
  'dip',
  'tail',
  'hedged-overload',
  'layers',
  'outage',
  'bad-host',
  'rate-limit',
  'context',
  'crash',
];

export const experiments: readonly Experiment[] = [...failures, ...overload].sort(
  (a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id),
);
