import { seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';
import { ONLY_PAYMENTS, ONLY_SEATS } from './scenes.ts';

/** Scenes in which the retries themselves are the load. */
export const overload: readonly Experiment[] = [
  {
    id: 'dip',
    title: 'A dip of five seconds',
    question: 'Card payments is four times slower for five seconds, then well again. When are payments answered again?',
    watch: 'Payments answered each second, after the dip is over at 9 s.',
    answer:
      'Off, never. Three fixed retries make four times the load, the queue is longer than any timeout, and the host works only on attempts that nobody waits for any more: from 5 s to the end not one payment is answered in time, and 365 are made twice. The dip was the trigger; the retries keep it down. Without any retry it recovers, but needs until 16 s. On, the budget allows three retries at a time, expired attempts are called off, and at 10 s, one second after the dip, payments are answered again. Take the budget away, and the ambassador collapses like the loops.',
    on: true,
    seed: 3,
    settings: {
      ...ONLY_PAYMENTS,
      'travellers.ratePerSecond': 22,
      'payments.workers': 4,
      'breaker.nesting': 'off',
    },
    actions: [{ kind: 'slow', node: 'payments', percent: 400, atUs: seconds(4), forUs: seconds(5) }],
    untilUs: seconds(26),
    goals: ['goodput', 'payment-load', 'unknown', 'duplicates', 'p99'],
  },
  {
    id: 'tail',
    title: 'The slow one in a hundred',
    question: 'Three lookups in two hundred take 0.4 s instead of 0.05 s. Can a second copy be worth its price?',
    watch: 'The few requests with two bars at once, and which of them wins.',
    answer:
      'After 120 ms without an answer the ambassador sends the same read to another host, takes what comes first, and calls the other one off. Only the slow ones get that far: 7 of 474 requests are sent twice. The 99th percentile falls from 479 ms to 248 ms, for 1.5 % more attempts. Retries cannot do this, because nothing fails.',
    on: true,
    seed: 13,
    settings: { ...ONLY_SEATS, 'hedge.reads': true, 'hedge.delayMs': 120, 'hedge.maxAttempts': 2 },
    actions: [],
    untilUs: seconds(18),
    goals: ['p99', 'p50', 'success', 'seat-load'],
  },
  {
    id: 'hedged-overload',
    title: 'Hedging into an overload',
    question:
      'The same hedging, at hosts that are short of capacity. Everything is slow now, so everything is sent twice. And then?',
    watch: 'Attempts at the seat maps, and the answers after the rush is over at 7 s.',
    answer:
      'Hedging takes slowness for bad luck. When the hosts are slow because they are full, each request is sent twice, and they get fuller: from 4 s on almost every lookup times out, and it stays so to the end, although the rush is over at 7 s. 18 % are served, against 83 % with one attempt each. Here nothing holds it back: no budget, no cancelling, no breaker. Call lost attempts off, and it recovers, still no better than one attempt; throttle by tokens, and it recovers too.',
    on: true,
    seed: 13,
    settings: {
      ...ONLY_SEATS,
      'travellers.ratePerSecond': 30,
      'seats.workers': 1,
      'own.retries': 0,
      'hedge.reads': true,
      'hedge.delayMs': 120,
      'hedge.maxAttempts': 2,
      'budget.kind': 'none',
      'breaker.nesting': 'off',
      'outlier.consecutive': 1_000,
      'cancel.on': false,
      'provider.skipExpired': false,
    },
    actions: [{ kind: 'set', setting: 'travellers.ratePerSecond', value: 60, atUs: seconds(3), forUs: seconds(4) }],
    untilUs: seconds(18),
    goals: ['goodput', 'p99', 'success', 'seat-load'],
  },
  {
    id: 'layers',
    title: 'Three layers that retry',
    question: 'The phone, booking and the fare hub each try three times. How many attempts is that for one payment?',
    watch: 'Attempts at "Card payments" for each request of a traveller.',
    answer:
      '27, if all fail: three times three times three. Off, four seconds of slowness bring on just that: 1,767 attempts for 61 payments, 181 made twice, and no answer ever again. On, the layer that is nearest to the failure tries, and tells those above "do not retry"; they pass that on. 140 attempts, and from 8 s on every payment is answered. Two ambassadors that do not tell each other, without budgets, are no better than the loops: 1,735 attempts.',
    on: true,
    seed: 5,
    settings: {
      ...ONLY_PAYMENTS,
      'scene.layers': 'three',
      'travellers.ratePerSecond': 4,
      'travellers.retries': 2,
      'travellers.patienceMs': 4_000,
      'try.maxAttempts': 3,
      'own.retries': 2,
      'payments.workers': 2,
      'breaker.nesting': 'off',
    },
    actions: [{ kind: 'slow', node: 'payments', percent: 500, atUs: seconds(3), forUs: seconds(4) }],
    untilUs: seconds(20),
    goals: ['payment-load', 'goodput', 'success', 'duplicates'],
  },
];
