import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/**
 * Dials that a run of twenty seconds can show. The trusted defaults are made for far more traffic: a
 * window of 100 calls and a wait of 60 s would not move before such a run is over.
 */
const SHORT: Experiment['settings'] = {
  'breaker.windowSize': 10,
  'breaker.minimumCalls': 5,
  'breaker.waitMs': 2_500,
  'breaker.permittedHalfOpen': 3,
};

export const experiments: readonly Experiment[] = [
  {
    id: 'hang',
    title: 'The gateway hangs',
    question:
      'The payment gateway stops answering. What happens to stock checks, which have nothing to do with payment?',
    watch: 'The workers of the order service, and the line of stock checks answered.',
    answer:
      'Without a breaker every order holds one of eight workers for two seconds, until its timeout. Half a second after the hang all eight wait for payment, stock checks queue behind them, and no order is accepted until the gateway is back. With a breaker the first two seconds are just as bad, for it learns only from timeouts. At 4.3 s five of the last ten calls have failed, and it opens: from 5 s on every stock check is answered, and orders are taken as pending. Over the run 92 % of stock checks are answered instead of 69 %, and 12.1 orders a second accepted instead of 7.9. The first probes hang as well; the second ones close it at 11.7 s.',
    on: true,
    seed: 7,
    settings: { ...SHORT, 'orders.callTimeoutMs': 2_000 },
    actions: [{ kind: 'mode', node: 'gateway', mode: 'hang', atUs: seconds(2), forUs: seconds(8) }],
    untilUs: seconds(20),
    goals: ['goodput', 'bystander', 'p99', 'gateway-load', 'time-open'],
  },
  {
    id: 'slow',
    title: 'Slow, but not failing',
    question: 'Every charge succeeds, but takes 1.5 s. Does a breaker that watches failures see anything?',
    watch: 'The failure rate and the slow call rate of the payment breaker.',
    answer:
      'Nothing fails: the failure rate stays at 0 %. But a charge of 1.5 s holds a worker six times as long as before, the pool is full, and without a breaker a third of the stock checks are refused. The breaker opens at 3.9 s on its slow call rate: half of the last calls took more than 800 ms. Stock checks go from 66 % to 95 %, accepted orders from 9.9 to 15.3 a second. Set "A call is slow above" back to the default of 60 s, and the breaker stays closed to the end: it is of no use then.',
    on: true,
    seed: 11,
    settings: { ...SHORT, 'orders.callTimeoutMs': 4_000, 'breaker.slowCallMs': 800, 'breaker.slowRatePct': 50 },
    actions: [{ kind: 'mode', node: 'gateway', mode: 'slow', atUs: seconds(2), forUs: seconds(8) }],
    untilUs: seconds(20),
    goals: ['goodput', 'bystander', 'p99', 'time-open'],
  },
  {
    id: 'overload',
    title: 'A rush that never ends',
    question:
      'Five times the traffic for three seconds, and shoppers who try again. What is left when the rush is over?',
    watch: 'The queue of the gateway after the rush has ended.',
    answer:
      'The rush ends at 5 s. Without a breaker nothing gets better: the gateway is strained and takes three times as long, so calls time out, so shoppers try again, so as many calls come as before; it works for people who have given up. From 4 s to the end no order is accepted. With a breaker the circuit opens at 3.8 s. For 2.6 s the gateway gets no call and works off its queue; the probes succeed, and at 6.7 s the circuit closes. The rush was the trigger, not the cause: what kept it down was the load that the failure itself made.',
    on: true,
    seed: 3,
    settings: {
      ...SHORT,
      'shoppers.ratePerSecond': 15,
      'shoppers.retries': 3,
      'shoppers.backoffMs': 200,
      'orders.workers': 24,
      'orders.queueLimit': 40,
      'gateway.workers': 4,
      'gateway.queueLimit': 120,
      'gateway.serviceMs': 120,
      'gateway.strainAboveMs': 400,
      'gateway.strainBelowMs': 200,
      'gateway.strainPct': 300,
    },
    actions: [{ kind: 'set', setting: 'shoppers.ratePerSecond', value: 75, atUs: seconds(2), forUs: seconds(3) }],
    untilUs: seconds(30),
    goals: ['goodput', 'gateway-load', 'paid', 'p99', 'unsure'],
  },
  {
    id: 'hung-probe',
    title: 'The probe that never returns',
    question: 'There is no call timeout, and half-open has no limit. What if the test call itself is never answered?',
    watch: 'The payment breaker after 7.5 s, when the gateway is well again.',
    answer:
      'Errors open the breaker at 2.6 s. At 5.3 s it lets three calls through; the gateway, which hangs by now, is restarted with them in its memory, and they are never answered. No call is left to permit and no rate can be computed, so half-open refuses everything for ever: at the end 232 orders are pending, and none was paid since 2 s. The defaults are like that: no limit on half-open, none on the call. Give either a limit of 1 s, and payment works again before 10 s. Without a breaker it is worse: every worker waits for ever, and nobody is served.',
    on: true,
    seed: 5,
    settings: { ...SHORT, 'orders.callTimeoutMs': 0 },
    actions: [
      { kind: 'mode', node: 'gateway', mode: 'error', atUs: seconds(2) },
      { kind: 'mode', node: 'gateway', mode: 'hang', atUs: seconds(4) },
      { kind: 'crash', node: 'gateway', atUs: seconds(7), forUs: ms(500) },
      { kind: 'mode', node: 'gateway', mode: 'ok', atUs: ms(7_200) },
    ],
    untilUs: seconds(20),
    goals: ['paid', 'goodput', 'bystander', 'pending', 'unsure'],
  },
  {
    id: 'straggler',
    title: 'An answer from before',
    question:
      'Calls that left while the breaker was closed come back while it tests again. Should their answers count?',
    watch: 'Which answers close the breaker while the gateway still fails.',
    answer:
      'Charges that left at 2 s take 2.7 s; meanwhile the gateway has begun to fail at once, and the breaker has opened, tested, and opened again. It is half-open at 5.4 s when the slow ones come in, and they succeeded. Resilience4j counts them: three late successes close the circuit, before the first probe is answered, onto a gateway that fails every call. A tenth of a second later it is open again. With "Drop stragglers" it stays shut until the gateway is well. Cockatiel believes late failures only; gobreaker drops both.',
    on: true,
    seed: 9,
    settings: {
      ...SHORT,
      'breaker.waitMs': 1_000,
      'orders.callTimeoutMs': 6_000,
      'orders.workers': 32,
      'gateway.workers': 32,
      'gateway.slowMs': 2_700,
      'shoppers.ratePerSecond': 40,
      'shoppers.patienceMs': 8_000,
    },
    actions: [
      { kind: 'mode', node: 'gateway', mode: 'slow', atUs: seconds(2) },
      { kind: 'mode', node: 'gateway', mode: 'error', atUs: ms(2_700) },
      { kind: 'mode', node: 'gateway', mode: 'ok', atUs: seconds(8) },
    ],
    untilUs: seconds(14),
    goals: ['goodput', 'gateway-load', 'time-open', 'bystander'],
  },
  {
    id: 'declines',
    title: 'Declined is not broken',
    question:
      'Somebody tries out stolen cards: 70 % of charges are declined. The gateway is well. What does the breaker make of it?',
    watch: 'The payment breaker between 3 and 9 s, and the orders paid.',
    answer:
      'The gateway is well all the time: it answers every charge, quickly, and says no. Counted as failures, these answers open the circuit at 3.5 s, and for most of the next six seconds nobody can pay, least of all the honest shoppers; about 70 orders are put off, to be declined or paid later. Without a breaker the honest ones are paid at once. Turn off "Declined cards count as failures" and the breaker never opens: a no from the bank is an answer, not an outage.',
    on: true,
    seed: 13,
    settings: { ...SHORT, 'breaker.countDeclines': true },
    actions: [{ kind: 'set', setting: 'gateway.declinePct', value: 70, atUs: seconds(3), forUs: seconds(6) }],
    untilUs: seconds(18),
    goals: ['paid', 'time-open', 'pending', 'p99'],
  },
  {
    id: 'neither',
    title: 'Neither success nor failure',
    question:
      'The gateway is well again, and four cards in ten are declined. A probe meets a declined card: did the test succeed?',
    watch: 'The permitted calls of the payment breaker while it is half-open.',
    answer:
      'Neither. Counted as a failure, a declined card would open the circuit again on a healthy gateway; counted as a success, it would hide a sick one. An ignored error records nothing and gives its permit back, so the next call can be the test. You see it at 8.4 s: the permitted calls go down, some come back with the declined cards, and when three real answers are in, the circuit closes at 9.1 s. The bug to fear is forgetting to give the permit back: then one declined card is enough to keep it half-open for ever.',
    on: true,
    seed: 17,
    settings: { ...SHORT, 'gateway.declinePct': 40 },
    actions: [{ kind: 'mode', node: 'gateway', mode: 'error', atUs: seconds(2), forUs: seconds(4) }],
    untilUs: seconds(18),
    goals: ['paid', 'time-open', 'goodput', 'pending'],
  },
];
