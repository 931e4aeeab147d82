import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';

const breaker = dials('Breaker');
const halfOpen = dials('Breaker, half-open');
const orders = dials('Order service');
const shoppers = dials('Shoppers');
const gateway = dials('Payment gateway');
const others = dials('Inventory and pay later');

/** Defaults are those of the named source; the experiments turn some of them down to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'breaker.semantics': breaker.choice(
    'Rules of',
    [
      ['resilience4j', 'Resilience4j'],
      ['cockatiel', 'cockatiel 3'],
      ['cockatiel-consecutive', 'cockatiel 3, consecutive failures'],
      ['opossum', 'opossum 8'],
    ],
    {
      help: 'Libraries differ in what they count, how they compare and whom they let through half-open.',
      source: 'The rules of Resilience4j are the most complete of the four.',
    },
  ),
  'breaker.windowKind': breaker.choice(
    'Window of',
    [
      ['count', 'the last calls'],
      ['time', 'the last seconds'],
    ],
    {
      help: 'A window of calls forgets nothing while traffic is low; a window of seconds forgets by itself.',
      source: 'Resilience4j slidingWindowType, default COUNT_BASED.',
    },
  ),
  'breaker.windowSize': breaker.number('Window size', 'calls or s', [1, 1_000, 1], 100, {
    help: 'How many calls, or whole seconds, the rates are computed over.',
    source: 'Resilience4j slidingWindowSize, default 100.',
  }),
  'breaker.minimumCalls': breaker.number('Minimum calls', 'calls', [1, 1_000, 1], 100, {
    help: 'Below this many recorded calls no rate is computed: one failure of one call is not 100 %.',
    source: 'Resilience4j minimumNumberOfCalls, default 100.',
  }),
  'breaker.failureRatePct': breaker.number('Failure rate', '%', [1, 100, 1], 50, {
    help: 'At this share of failed calls, or above it, the breaker opens.',
    source: 'Resilience4j failureRateThreshold, default 50 %, compared with "equal or greater".',
  }),
  'breaker.slowCallMs': breaker.number('A call is slow above', 'ms', [1, 120_000, 1], 60_000, {
    help: 'A call that takes longer counts as slow, even if it succeeds.',
    source: 'Resilience4j slowCallDurationThreshold, default 60 s.',
  }),
  'breaker.slowRatePct': breaker.number('Slow call rate', '%', [1, 100, 1], 100, {
    help: 'At this share of slow calls, or above it, the breaker opens.',
    source: 'Resilience4j slowCallRateThreshold, default 100 %.',
  }),
  'breaker.waitMs': breaker.number('Wait while open', 'ms', [50, 300_000, 50], 60_000, {
    help: 'How long it refuses everything before it tests again.',
    source: 'Resilience4j waitDurationInOpenState, default 60 s.',
  }),
  'breaker.waitGrowthPct': breaker.number('Each further wait', '%', [100, 400, 10], 100, {
    help: 'Each wait in a row is this much of the one before: 200 doubles it.',
    source: 'Resilience4j waitIntervalFunctionInOpenState, by default the same wait each time.',
  }),
  'breaker.waitMaxMs': breaker.number('Longest wait', 'ms', [50, 3_600_000, 50], 600_000, {
    help: 'Growing waits stop growing here.',
    source: 'This scene; Resilience4j sets no limit unless its interval function has one.',
  }),
  'breaker.automatic': breaker.flag('Half-open by itself', false, {
    help: 'A timer ends the wait instead of the next call.',
    source: 'Resilience4j automaticTransitionFromOpenToHalfOpenEnabled, default false.',
  }),
  'breaker.countDeclines': breaker.flag('Declined cards count as failures', false, {
    help: 'A declined card is an answer of a healthy gateway. Counted as a failure it opens the circuit.',
    source: 'Resilience4j ignoreExceptions: business errors belong there.',
  }),
  'breaker.generationCheck': breaker.flag('Drop stragglers', false, {
    help: 'An answer to a call from an earlier state says nothing about now: drop it.',
    source: 'gobreaker counts by generation; Resilience4j does not, hence off.',
  }),
  'breaker.permittedHalfOpen': halfOpen.number('Permitted calls', 'calls', [1, 100, 1], 10, {
    help: 'How many calls test the dependency; all others are refused meanwhile.',
    source: 'Resilience4j permittedNumberOfCallsInHalfOpenState, default 10.',
  }),
  'breaker.halfOpenLimitMs': halfOpen.number('Time limit', 'ms', [0, 120_000, 50], 0, {
    help: 'After this long half-open it opens again. 0: no limit.',
    source: 'Resilience4j maxWaitDurationInHalfOpenState, default 0, which waits for ever.',
  }),

  'orders.workers': orders.number('Workers', '', [1, 64, 1], 8, {
    help: 'How many orders it works on at once. Each holds its worker until it is answered.',
    source: 'This scene; Tomcat starts with 200 threads.',
  }),
  'orders.queueLimit': orders.number('Queue', 'requests', [0, 500, 1], 12, {
    help: 'How many wait for a worker; what comes then is refused.',
    source: 'This scene; Tomcat queues 100 connections.',
  }),
  'orders.callTimeoutMs': orders.number('Call timeout', 'ms', [0, 60_000, 50], 1_000, {
    help: 'How long a call to payment or inventory may take. 0: no timeout.',
    source: 'Resilience4j TimeLimiter timeoutDuration, default 1 s.',
  }),
  'orders.fallback': orders.flag('Pay later', true, {
    help: 'With a breaker: take the order although payment is not available, and charge it later.',
  }),

  'shoppers.ratePerSecond': shoppers.number('Visits', 'per s', [1, 300, 1], 24, {
    help: 'Orders and stock checks together. They arrive whether or not the shop keeps up.',
  }),
  'shoppers.orderPct': shoppers.number('Of them orders', '%', [0, 100, 5], 60, {
    help: 'The others only ask what is in stock.',
  }),
  'shoppers.patienceMs': shoppers.number('Patience', 'ms', [200, 60_000, 100], 3_000, {
    help: 'After this long a shopper stops waiting and does not know what became of the order.',
  }),
  'shoppers.retries': shoppers.number('Retries', '', [0, 10, 1], 0, {
    help: 'How often a shopper tries again after no answer, or when the shop is busy.',
  }),
  'shoppers.backoffMs': shoppers.number('First backoff', 'ms', [10, 10_000, 10], 128, {
    help: 'Wait before the first retry; it doubles each time, half of it is random.',
    source: 'cockatiel ExponentialBackoff, default 128 ms.',
  }),

  'gateway.workers': gateway.number('Workers', '', [1, 64, 1], 8, { help: 'How many charges it works on at once.' }),
  'gateway.queueLimit': gateway.number('Queue', 'calls', [0, 500, 1], 100, {
    help: 'How many charges wait; further ones get no answer at all.',
  }),
  'gateway.serviceMs': gateway.number('Service time', 'ms', [1, 5_000, 1], 60, {
    help: 'How long a charge takes on average.',
  }),
  'gateway.slowMs': gateway.number('Service time when slow', 'ms', [1, 30_000, 10], 1_500, {
    help: 'How long a charge takes in the mode "slow".',
  }),
  'gateway.declinePct': gateway.number('Declined cards', '%', [0, 100, 1], 0, {
    help: 'Share of cards that it declines.',
  }),
  'gateway.strainAboveMs': gateway.number('Strained above', 'ms', [50, 60_000, 50], 2_000, {
    help: 'High-water mark: once calls have queued for this long, it works more slowly.',
  }),
  'gateway.strainBelowMs': gateway.number('Relaxed below', 'ms', [10, 60_000, 10], 250, {
    help: 'Low-water mark: with a wait below this it works at full speed again.',
  }),
  'gateway.strainPct': gateway.number('Service time when strained', '%', [100, 2_000, 50], 100, {
    help: 'How long a charge takes while it is strained, of its normal time. 100: it feels no strain.',
  }),
  'gateway.skipExpired': gateway.flag('Skips expired calls', false, {
    help: 'It looks at the deadline first and does no work that nobody waits for.',
    source: 'gRPC passes deadlines on; most web gateways do not look.',
  }),

  'inventory.serviceMs': others.number('Inventory, service time', 'ms', [1, 5_000, 1], 20, {
    help: 'How long it takes to read or reserve stock.',
  }),
  'inventory.slowMs': others.number('Inventory, when slow', 'ms', [1, 30_000, 10], 1_200, {
    help: 'How long it takes in the mode "slow".',
  }),
  'payLater.settleEveryMs': others.number('Pay later, pace', 'ms', [20, 60_000, 10], 100, {
    help: 'It charges one pending order after the other, with this pause; ten times the pause when payment is not available.',
  }),
};
