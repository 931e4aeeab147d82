import { seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';
import { ONLY_PAYMENTS, ONLY_SEATS } from './scenes.ts';

/** Scenes in which the retries themselves are the load. */
export const overload: readonly Experiment[] = [
  {
    id: 'dip',
    title: 'A dip of five seconds',
    question: 'Card payments is four times slower for five seconds, then well. When are payments answered again?',
    watch: 'What is served each second after 9 s.',
    answer:
      'Off, never. Three retries make four times the load, the queue is longer than any timeout, and the host works for people who have gone: from 5 s on no payment is answered in time, and 365 are made twice. The dip was the trigger; the retries keep it down. Without any it recovers at 16 s. On, three retries at a time are allowed, and lost attempts called off: it recovers at 10 s. Without its budget the ambassador collapses like the loops.',
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
    goals: ['after', 'goodput', 'amplification', 'duplicates', 'unknown', 'p99'],
  },
  {
    id: 'short-dip',
    title: 'A dip of one second',
    question:
      'Now it is slower for one second only. The ambassador counts as Linkerd does: a fifth of the last ten seconds, and ten retries a second on top. Is that enough?',
    watch: 'The level "Retries left" at 4 s, and what is served until 10 s.',
    answer:
      'Off, one second is enough: from 6 s on no payment is answered in time, 20 % in all. On it recovers at 10 s, and serves 84 %. But a budget with a memory saves up: a hundred retries are there at 4 s, they are spent at once, and the queue that they make outlives the dip by four seconds. With one retry a second on top instead of ten it is 89 %; with Envoy’s share, which saves nothing, 92 %.',
    on: true,
    seed: 3,
    settings: {
      ...ONLY_PAYMENTS,
      'travellers.ratePerSecond': 22,
      'payments.workers': 4,
      'breaker.nesting': 'off',
      'budget.kind': 'window',
    },
    actions: [{ kind: 'slow', node: 'payments', percent: 400, atUs: seconds(4), forUs: seconds(1) }],
    untilUs: seconds(20),
    goals: ['after', 'goodput', 'success', 'amplification', 'p99'],
  },
  {
    id: 'tail',
    title: 'The slow one in a hundred',
    question: 'Three lookups in two hundred take 0.4 s instead of 0.05 s. Is a second copy worth its price?',
    watch: 'Two bars of one request at once, and which wins.',
    answer:
      'After 120 ms the same read goes to another host; the first answer counts, the other copy is called off. Only slow ones get that far: 7 of 475. The 99th percentile falls from 479 ms to 248 ms, for 1.5 % more attempts. Retries cannot do this: nothing fails.',
    on: true,
    seed: 13,
    settings: {
      ...ONLY_SEATS,
      'checkin.optOutPct': 0,
      'hedge.reads': true,
      'hedge.delayMs': 120,
      'hedge.maxAttempts': 2,
    },
    actions: [],
    untilUs: seconds(18),
    goals: ['p99', 'p50', 'success', 'seat-load'],
  },
  {
    id: 'hedged-overload',
    title: 'Hedging into an overload',
    question: 'The same at hosts short of capacity: everything is slow, so everything is sent twice. And then?',
    watch: 'What is served after the rush is over at 7 s.',
    answer:
      'Hedging takes slowness for bad luck. Where hosts are slow because they are full, it fills them more: from 4 s on almost every lookup times out, although the rush ends at 7 s. 18 % are served, against 83 % with one attempt each. Call lost attempts off, or keep the budget by tokens, and it recovers.',
    on: true,
    seed: 13,
    settings: {
      ...ONLY_SEATS,
      'checkin.optOutPct': 0,
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
    goals: ['after', 'goodput', 'amplification', 'p99', 'seat-load'],
  },
  {
    id: 'layers',
    title: 'Three layers that retry',
    question: 'The phone, booking and the fare hub each try three times. How many attempts is that for one payment?',
    watch: 'Attempts for each request of a traveller.',
    answer:
      '27, if all fail. Off, four seconds of slowness bring on just that: 1,767 attempts, 181 payments made twice, and no answer ever again. On, the layer nearest to the failure tries, and tells those above "do not retry": 140 attempts, and all is well from 8 s on. Two ambassadors that do not tell each other, without budgets, are no better than loops: 1,735.',
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
    goals: ['amplification', 'after', 'payment-load', 'success', 'duplicates'],
  },
];
