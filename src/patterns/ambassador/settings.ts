import type { SettingSpec } from '../../scenario/scenario.ts';

type Range = readonly [min: number, max: number, step: number];
type Options = Extract<SettingSpec, { type: 'choice' }>['options'];

/** The dials of one group: each with unit, range, default, what it does, and where the default comes from. */
const inGroup = (group: string) => ({
  number: (
    label: string,
    unit: string,
    [min, max, step]: Range,
    initial: number,
    help: string,
    source = SCENE,
  ): SettingSpec => ({ type: 'number', group, label, unit, min, max, step, default: initial, help, source }),
  flag: (label: string, initial: boolean, help: string, source: string): SettingSpec => ({
    type: 'switch',
    group,
    label,
    default: initial,
    help,
    source,
  }),
  choice: (label: string, options: Options, help: string, source: string): SettingSpec => ({
    type: 'choice',
    group,
    label,
    options,
    default: options[0]!.value,
    help,
    source,
  }),
});

const SCENE = 'This scene.';
const A6 = 'gRFC A6, its example.';
const retry = inGroup('Ambassador, retries');
const budget = inGroup('Ambassador, budget');
const hedge = inGroup('Ambassador, hedging');
const breaker = inGroup('Ambassador, breaker');
const hosts = inGroup('Ambassador, hosts');
const own = inGroup('Own retries (without)');
const apps = inGroup('Applications');
const travellers = inGroup('Travellers');
const provider = inGroup('External APIs');

/** Defaults are those of the named source; experiments turn some of them to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'try.maxAttempts': retry.number(
    'Attempts, at most',
    '',
    [1, 10, 1],
    4,
    'The first included; more than five are taken as five.',
    A6,
  ),
  'try.timeoutMs': retry.number(
    'Time for one attempt',
    'ms',
    [20, 10_000, 10],
    500,
    'With and without the ambassador.',
  ),
  'deadline.ms': retry.number(
    'Overall deadline',
    'ms',
    [50, 60_000, 50],
    3_000,
    'For a whole request. A caller may ask for less.',
    'This scene. Envoy: 15 s.',
  ),
  'backoff.kind': retry.choice(
    'Backoff as in',
    [
      { value: 'grpc', label: 'gRPC A6: ± 20 %' },
      { value: 'envoy', label: 'Envoy: 0 to all of it' },
      { value: 'polly-exponential', label: 'Polly, exponential ± 25 %' },
      { value: 'polly-linear', label: 'Polly, linear ± 25 %' },
      { value: 'polly-constant', label: 'Polly, constant ± 25 %' },
      { value: 'decorrelated', label: 'cockatiel and Polly, decorrelated' },
    ],
    'Waits before retries, and how random they are.',
    'gRFC A6.',
  ),
  'backoff.baseMs': retry.number(
    'First wait',
    'ms',
    [1, 10_000, 1],
    100,
    'What waits grow from.',
    `${A6} Envoy: 25 ms; cockatiel: 128 ms.`,
  ),
  'backoff.maxMs': retry.number(
    'Longest wait',
    'ms',
    [1, 60_000, 1],
    1_000,
    'Where waits stop growing.',
    `${A6} Envoy: 250 ms; cockatiel: 30 s.`,
  ),
  'backoff.multiplierPct': retry.number(
    'Growth of waits',
    '%',
    [100, 500, 10],
    200,
    'For gRPC; the others double.',
    A6,
  ),
  'pushback.honour': retry.flag('Obey Retry-After', true, 'Wait as long as the server asks.', 'gRFC A6, Pushback.'),
  'pushback.tellCaller': retry.flag(
    'Tell callers not to retry',
    true,
    'This layer has tried already.',
    'gRFC A6: negative pushback.',
  ),
  'keys.on': retry.flag(
    'Idempotency keys',
    true,
    'Without, no write is repeated after a timeout.',
    'Stripe; IETF draft.',
  ),
  'cancel.on': retry.flag(
    'Call off lost attempts',
    true,
    'Tell a host when nobody waits any more.',
    'gRPC and Envoy reset the stream.',
  ),
  'budget.kind': budget.choice(
    'Kept by',
    [
      { value: 'share', label: 'a share of what is under way (Envoy)' },
      { value: 'tokens', label: 'tokens (gRPC)' },
      { value: 'both', label: 'both' },
      { value: 'none', label: 'nothing' },
    ],
    'What keeps retries from becoming the load.',
    'Envoy, retry budget; gRFC A6, throttling.',
  ),
  'budget.pct': budget.number(
    'Share for retries',
    '%',
    [0, 100, 1],
    20,
    'Of the attempts under way for the same API.',
    'Envoy.',
  ),
  'budget.minRetries': budget.number(
    'Always allowed',
    'retries',
    [0, 50, 1],
    3,
    'Even when almost nothing is under way.',
    'Envoy.',
  ),
  'tokens.max': budget.number(
    'Tokens, at most',
    '',
    [1, 1_000, 1],
    10,
    'A failure costs one. Retries need more than half of them.',
    A6,
  ),
  'tokens.ratioMilli': budget.number(
    'Tokens for a success',
    'thousandths',
    [1, 1_000, 1],
    100,
    'What a success earns.',
    A6,
  ),
  'hedge.reads': hedge.flag(
    'Hedge reads',
    false,
    'Send a copy before the first has failed.',
    'gRFC A6: retries or hedging, not both.',
  ),
  'hedge.delayMs': hedge.number(
    'Wait before a hedge',
    'ms',
    [0, 5_000, 5],
    500,
    'Best at about the 95th percentile.',
    A6,
  ),
  'hedge.maxAttempts': hedge.number('Copies, at most', '', [2, 5, 1], 4, 'The first included.', A6),
  'breaker.nesting': breaker.choice(
    'It stands',
    [
      { value: 'inside', label: 'inside the retries: each attempt asks it' },
      { value: 'outside', label: 'around the retries: each request asks it' },
      { value: 'off', label: 'nowhere' },
    ],
    'Inside, it hears of every attempt.',
    'Polly, Resilience4j.',
  ),
  'breaker.window': breaker.number(
    'Judges by the last',
    'calls',
    [2, 200, 1],
    100,
    'Outcomes that it remembers; it needs half of them.',
    'Resilience4j.',
  ),
  'breaker.failurePct': breaker.number(
    'Opens at',
    '%',
    [1, 100, 1],
    50,
    'Share of failures, timeouts included.',
    'Resilience4j.',
  ),
  'breaker.openMs': breaker.number(
    'Stays open',
    'ms',
    [100, 60_000, 100],
    5_000,
    'Then one attempt is the test.',
    'Polly.',
  ),
  'hosts.excludeTried': hosts.flag(
    'Retry at another host',
    true,
    'Not where this request has failed before.',
    'Envoy, previous_hosts.',
  ),
  'outlier.consecutive': hosts.number(
    'Eject after failures',
    'in a row',
    [1, 1_000, 1],
    5,
    'The host is left out for a while.',
    'Envoy.',
  ),
  'outlier.ejectMs': hosts.number(
    'Ejected for',
    'ms',
    [100, 300_000, 100],
    30_000,
    'Times its ejections in a row, at most 300 s.',
    'Envoy.',
  ),
  'own.retries': own.number(
    'Retries',
    '',
    [0, 10, 1],
    3,
    'In a loop of each application.',
    'What such loops usually have.',
  ),
  'own.pauseMs': own.number('Pause', 'ms', [0, 10_000, 10], 200, 'Always the same.', 'What such loops usually have.'),
  'app.timeoutMs': apps.number(
    'Timeout of the local call',
    'ms',
    [100, 60_000, 100],
    5_000,
    'The default of its HTTP client.',
  ),
  'checkin.deadlineMs': apps.number('Check-in can wait', 'ms', [50, 10_000, 50], 1_500, 'It tells its ambassador so.'),
  'checkin.optOutPct': apps.number(
    'Check-in opts out for',
    '%',
    [0, 100, 5],
    20,
    'Calls that say: no retries.',
    'Azure, Ambassador pattern.',
  ),
  'travellers.ratePerSecond': travellers.number(
    'Requests',
    '/s',
    [1, 300, 1],
    24,
    'At random, whether or not they are served.',
  ),
  'travellers.payPct': travellers.number('Of them payments', '%', [0, 100, 5], 50, 'All through booking.'),
  'travellers.ratePct': travellers.number('Of them rates', '%', [0, 100, 5], 20, 'The rest asks for seat maps.'),
  'travellers.retries': travellers.number(
    'Phone tries again',
    'times',
    [0, 5, 1],
    0,
    'After a 5xx or silence, unless told not to.',
  ),
  'travellers.patienceMs': travellers.number(
    'Patience',
    'ms',
    [500, 60_000, 500],
    6_000,
    'Then the phone stops waiting.',
  ),
  'provider.flakyPct': provider.number('A flaky host fails', '%', [1, 100, 1], 30, 'Attempts that get a 503.'),
  'provider.skipExpired': provider.flag(
    'Skip what is too late',
    true,
    'Do not begin what is past its deadline.',
    'gRPC, deadline propagation.',
  ),
  'payments.workers': provider.number('Payments, workers', '', [1, 100, 1], 8, 'Payments at once.'),
  'payments.serviceMs': provider.number('Payments take', 'ms', [5, 5_000, 5], 120, 'A quarter more or less.'),
  'rates.limit': provider.number('Rate limit', 'per window', [1, 1_000, 1], 12, 'Above it: 429 with Retry-After.'),
  'seats.workers': provider.number('Seat maps, workers', 'a host', [1, 100, 1], 4, 'Lookups at once.'),
  'seats.tailPermille': provider.number(
    'Seat maps, slow ones',
    '‰',
    [0, 1_000, 1],
    15,
    'So many in a thousand take long.',
  ),
  'seats.tailMs': provider.number('Slow ones take', 'ms', [50, 10_000, 50], 400, 'Instead of the normal time.'),
  'scene.layers': inGroup('Scene').choice(
    'Layers',
    [
      { value: 'one', label: 'one: the agency and three APIs' },
      { value: 'three', label: 'three: phone, booking, fare hub' },
    ],
    'How many layers could retry. Takes effect when a run starts.',
    SCENE,
  ),
};
