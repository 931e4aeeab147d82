import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';
import { outside } from './settings-outside.ts';

const A6 = 'gRFC A6, its example.';
const retry = dials('Ambassador, retries');
const budget = dials('Ambassador, budget');
const hedge = dials('Ambassador, hedging');
const breaker = dials('Ambassador, breaker');
const hosts = dials('Ambassador, hosts');

/** Defaults are those of the named source; experiments turn some of them to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'try.maxAttempts': retry.number('Attempts, at most', '', [1, 10, 1], 4, {
    help: 'The first included; more than five are taken as five.',
    source: A6,
  }),
  'try.timeoutMs': retry.number('Time for one attempt', 'ms', [20, 10_000, 10], 500, {
    help: 'With and without the ambassador.',
  }),
  'deadline.ms': retry.number('Overall deadline', 'ms', [50, 60_000, 50], 3_000, {
    help: 'For a whole request. A caller may ask for less.',
    source: 'This scene. Envoy: 15 s.',
  }),
  'backoff.kind': retry.choice(
    'Backoff as in',
    [
      ['grpc', 'gRPC A6: ± 20 %'],
      ['envoy', 'Envoy: 0 to all of it'],
      ['polly-exponential', 'Polly, exponential: decorrelated'],
      ['polly-linear', 'Polly, linear ± 25 %'],
      ['polly-constant', 'Polly, constant ± 25 %'],
      ['decorrelated', 'cockatiel: decorrelated'],
      ['fixed', 'Polly without jitter: doubling'],
    ],
    { help: 'Waits before retries, and how random they are.', source: 'gRFC A6.' },
  ),
  'backoff.baseMs': retry.number('First wait', 'ms', [1, 10_000, 1], 100, {
    help: 'What waits grow from.',
    source: `${A6} Envoy: 25 ms; cockatiel: 128 ms.`,
  }),
  'backoff.maxMs': retry.number('Longest wait', 'ms', [1, 60_000, 1], 1_000, {
    help: 'Where waits stop growing.',
    source: `${A6} Envoy: 250 ms; cockatiel: 30 s.`,
  }),
  'backoff.multiplierPct': retry.number('Growth of waits', '%', [100, 500, 10], 200, {
    help: 'For gRPC; the others double.',
    source: A6,
  }),
  'pushback.honour': retry.flag('Obey Retry-After', true, {
    help: 'Wait as long as the server asks.',
    source: 'gRFC A6, Pushback.',
  }),
  'pushback.tellCaller': retry.flag('Tell callers not to retry', true, {
    help: 'This layer has tried already.',
    source: 'gRFC A6: negative pushback.',
  }),
  'keys.on': retry.flag('Idempotency keys', true, {
    help: 'Without, no write is repeated after a timeout, unless its caller has marked it.',
    source: 'Stripe; IETF draft.',
  }),
  'cancel.on': retry.flag('Call off lost attempts', true, {
    help: 'Tell a host when nobody waits any more.',
    source: 'gRPC and Envoy reset the stream.',
  }),
  'budget.kind': budget.choice(
    'Kept by',
    [
      ['share', 'a share of what is under way (Envoy)'],
      ['tokens', 'tokens (gRPC)'],
      ['both', 'both of these'],
      ['window', 'a share of the last seconds (Linkerd)'],
      ['none', 'nothing'],
    ],
    {
      help: 'What keeps retries from becoming the load.',
      source: 'Envoy, retry budget; gRFC A6, throttling; Linkerd, retry budget.',
    },
  ),
  'budget.pct': budget.number('Share for retries', '%', [0, 100, 1], 20, {
    help: 'Of the attempts under way for the same API.',
    source: 'Envoy.',
  }),
  'budget.minRetries': budget.number('Always allowed', 'retries', [0, 50, 1], 3, {
    help: 'Even when almost nothing is under way.',
    source: 'Envoy.',
  }),
  'tokens.max': budget.number('Tokens, at most', '', [1, 1_000, 1], 10, {
    help: 'A failure costs one. Retries need more than half of them.',
    source: A6,
  }),
  'tokens.ratioMilli': budget.number('Tokens for a success', 'thousandths', [1, 1_000, 1], 100, {
    help: 'What a success earns.',
    source: A6,
  }),
  'window.ratioPct': budget.number('Share of the last requests', '%', [0, 100, 1], 20, {
    help: 'Retries for a hundred requests, while they are in the window.',
    source: 'Linkerd: retryRatio 0.2.',
  }),
  'window.minPerSecond': budget.number('And always', 'retries/s', [0, 100, 1], 10, {
    help: 'Saved up over the window: a burst may be ten times that.',
    source: 'Linkerd: minRetriesPerSecond.',
  }),
  'window.ttlMs': budget.number('Window', 'ms', [1_000, 60_000, 1_000], 10_000, {
    help: 'Requests and retries before it are forgotten.',
    source: 'Linkerd: ttl.',
  }),
  'hedge.reads': hedge.flag('Hedge reads', false, {
    help: 'Send a copy before the first has failed.',
    source: 'gRFC A6: retries or hedging, not both.',
  }),
  'hedge.writes': hedge.flag('Hedge writes that may be repeated', false, {
    help: 'Both copies may arrive: a key makes them one, or the caller has marked it.',
    source: 'gRFC A6: only what may be carried out more than once.',
  }),
  'hedge.delayMs': hedge.number('Wait before a hedge', 'ms', [0, 5_000, 5], 500, {
    help: 'Best at about the 95th percentile.',
    source: A6,
  }),
  'hedge.maxAttempts': hedge.number('Copies, at most', '', [2, 5, 1], 4, { help: 'The first included.', source: A6 }),
  'breaker.nesting': breaker.choice(
    'It stands',
    [
      ['inside', 'inside the retries: each attempt asks it'],
      ['outside', 'around the retries: each request asks it'],
      ['off', 'nowhere'],
    ],
    { help: 'Inside, it hears of every attempt.', source: 'Polly, Resilience4j.' },
  ),
  'breaker.window': breaker.number('Judges by the last', 'calls', [2, 200, 1], 100, {
    help: 'Outcomes that it remembers; it needs half of them.',
    source: 'Resilience4j.',
  }),
  'breaker.failurePct': breaker.number('Opens at', '%', [1, 100, 1], 50, {
    help: 'Share of failures, timeouts included.',
    source: 'Resilience4j.',
  }),
  'breaker.openMs': breaker.number('Stays open', 'ms', [100, 60_000, 100], 5_000, {
    help: 'Then one attempt is the test.',
    source: 'Polly.',
  }),
  'hosts.excludeTried': hosts.flag('Retry at another host', true, {
    help: 'Not where this request has failed before.',
    source: 'Envoy, previous_hosts.',
  }),
  'outlier.consecutive': hosts.number('Eject after failures', 'in a row', [1, 1_000, 1], 5, {
    help: 'The host is left out for a while.',
    source: 'Envoy.',
  }),
  'outlier.ejectMs': hosts.number('Ejected for', 'ms', [100, 300_000, 100], 30_000, {
    help: 'Times its ejections in a row, at most 300 s.',
    source: 'Envoy.',
  }),
  'outlier.mostPct': hosts.number('Ejected at a time', '% at most', [0, 100, 5], 10, {
    help: 'Of the hosts of one API. One may always be out; the others have to carry the load.',
    source: 'Envoy: max_ejection_percent.',
  }),
  'outlier.minHosts': hosts.number('Compare hosts from', 'hosts', [2, 10, 1], 5, {
    help: 'Every 10 s, hosts far below the others are ejected, if so many can be compared.',
    source: 'Envoy: success_rate_minimum_hosts.',
  }),
  'outlier.volume': hosts.number('Compare hosts with', 'answers', [1, 1_000, 1], 100, {
    help: 'A host that was asked less often is not compared.',
    source: 'Envoy: success_rate_request_volume.',
  }),
  'outlier.stdevFactorMilli': hosts.number('Far below means', 'thousandths of σ', [100, 5_000, 100], 1_900, {
    help: 'Below the mean success rate, in standard deviations.',
    source: 'Envoy: success_rate_stdev_factor.',
  }),
  ...outside,
};
