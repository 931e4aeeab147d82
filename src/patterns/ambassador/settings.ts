import type { SettingSpec } from '../../scenario/scenario.ts';

type Rest = Pick<SettingSpec, 'help' | 'source'>;

const number = (
  group: string,
  label: string,
  unit: string,
  [min, max, step]: readonly [number, number, number],
  initial: number,
  rest: Rest,
): SettingSpec => ({ type: 'number', group, label, unit, min, max, step, default: initial, ...rest });
const flag = (group: string, label: string, initial: boolean, rest: Rest): SettingSpec => ({
  type: 'switch',
  group,
  label,
  default: initial,
  ...rest,
});
const choice = (
  group: string,
  label: string,
  options: Extract<SettingSpec, { type: 'choice' }>['options'],
  rest: Rest,
): SettingSpec => ({ type: 'choice', group, label, options, default: options[0]!.value, ...rest });

const RETRY = 'Ambassador, retries';
const BUDGET = 'Ambassador, budget';
const HEDGE = 'Ambassador, hedging';
const BREAKER = 'Ambassador, breaker';
const HOSTS = 'Ambassador, hosts';
const OWN = 'Own retries (without)';
const APPS = 'Applications';
const TRAVELLERS = 'Travellers';
const PROVIDERS = 'External APIs';
const SCENE = 'This scene.';

/** Defaults are those of the named source; experiments turn some of them to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'try.maxAttempts': number(RETRY, 'Attempts, at most', '', [1, 10, 1], 4, {
    help: 'The first one included. More than five are taken as five.',
    source: 'gRFC A6: maxAttempts 4 in its example, capped at 5. Envoy: 1 retry.',
  }),
  'try.timeoutMs': number(RETRY, 'Time for one attempt', 'ms', [20, 10_000, 10], 500, {
    help: 'Per-try timeout: how long one attempt may take, with and without the ambassador.',
    source: 'This scene: about three times what a healthy host needs. Envoy: none but the overall one.',
  }),
  'deadline.ms': number(RETRY, 'Overall deadline', 'ms', [50, 60_000, 50], 3_000, {
    help: 'From the local call to its answer, all attempts and waits included. A caller may ask for less.',
    source: 'This scene. Envoy: 15 s for a route.',
  }),
  'backoff.kind': choice(
    RETRY,
    'Backoff as in',
    [
      { value: 'grpc', label: 'gRPC A6: ± 20 %' },
      { value: 'envoy', label: 'Envoy: 0 to all of it' },
      { value: 'polly-exponential', label: 'Polly, exponential ± 25 %' },
      { value: 'polly-linear', label: 'Polly, linear ± 25 %' },
      { value: 'polly-constant', label: 'Polly, constant ± 25 %' },
      { value: 'decorrelated', label: 'cockatiel and Polly, decorrelated' },
    ],
    {
      help: 'How long to wait before a retry, and how much of that is random.',
      source: 'gRFC A6, Exponential Backoff.',
    },
  ),
  'backoff.baseMs': number(RETRY, 'First wait', 'ms', [1, 10_000, 1], 100, {
    help: 'What the waits grow from.',
    source: 'gRFC A6: initialBackoff 0.1s in its example. Envoy: 25 ms; cockatiel: 128 ms.',
  }),
  'backoff.maxMs': number(RETRY, 'Longest wait', 'ms', [1, 60_000, 1], 1_000, {
    help: 'Where the waits stop growing.',
    source: 'gRFC A6: maxBackoff 1s in its example. Envoy: ten times the base; cockatiel: 30 s.',
  }),
  'backoff.multiplierPct': number(RETRY, 'Growth of waits', '%', [100, 500, 10], 200, {
    help: 'Each wait is this much of the one before. Envoy, Polly and cockatiel always double.',
    source: 'gRFC A6: backoffMultiplier 2 in its example.',
  }),
  'pushback.honour': flag(RETRY, 'Obey Retry-After', true, {
    help: 'Wait as long as the server asks, and do not retry when it says so.',
    source: 'gRFC A6, Pushback; Envoy, rate-limited retry back-off.',
  }),
  'pushback.tellCaller': flag(RETRY, 'Tell callers not to retry', true, {
    help: 'A final failure says "do not retry": this layer has tried already.',
    source: 'gRFC A6: a negative pushback means do not retry.',
  }),
  'keys.on': flag(RETRY, 'Idempotency keys', true, {
    help: 'Every attempt of a write carries the same key. Without keys a write is not repeated after a timeout.',
    source: 'Stripe; IETF draft, Idempotency-Key header field.',
  }),
  'cancel.on': flag(RETRY, 'Call off lost attempts', true, {
    help: 'Tell a host when nobody waits for an attempt any more.',
    source: 'gRPC and Envoy reset the stream.',
  }),
  'budget.kind': choice(
    BUDGET,
    'Kept by',
    [
      { value: 'share', label: 'a share of what is under way (Envoy)' },
      { value: 'tokens', label: 'tokens (gRPC)' },
      { value: 'both', label: 'both' },
      { value: 'none', label: 'nothing' },
    ],
    { help: 'What keeps retries from becoming the load.', source: 'Envoy, retry budget; gRFC A6, throttling.' },
  ),
  'budget.pct': number(BUDGET, 'Share for retries', '%', [0, 100, 1], 20, {
    help: 'Retries that wait or are under way, as a share of the attempts under way for the same API.',
    source: 'Envoy: budget_percent 20 %.',
  }),
  'budget.minRetries': number(BUDGET, 'Always allowed', 'retries', [0, 50, 1], 3, {
    help: 'So many retries are allowed even when almost nothing is under way.',
    source: 'Envoy: min_retry_concurrency 3.',
  }),
  'tokens.max': number(BUDGET, 'Tokens, at most', '', [1, 1_000, 1], 10, {
    help: 'A failure costs one. Retries are sent while more than half are left.',
    source: 'gRFC A6: maxTokens 10 in its example.',
  }),
  'tokens.ratioMilli': number(BUDGET, 'Tokens for a success', 'thousandths', [1, 1_000, 1], 100, {
    help: 'What a success earns, in thousandths of a token.',
    source: 'gRFC A6: tokenRatio 0.1 in its example.',
  }),
  'hedge.reads': flag(HEDGE, 'Hedge reads', false, {
    help: 'Send a read again before the first has failed, and take the answer that comes first.',
    source: 'gRFC A6: a method has a retry policy or a hedging policy, not both.',
  }),
  'hedge.delayMs': number(HEDGE, 'Wait before a hedge', 'ms', [0, 5_000, 5], 500, {
    help: 'Choose about the 95th percentile, so that one request in twenty is sent twice.',
    source: 'gRFC A6: hedgingDelay 0.5s in its example. Dean and Barroso: the 95th percentile.',
  }),
  'hedge.maxAttempts': number(HEDGE, 'Copies, at most', '', [2, 5, 1], 4, {
    help: 'The first one included.',
    source: 'gRFC A6: 2 to 5; 4 in its example.',
  }),
  'breaker.nesting': choice(
    BREAKER,
    'It stands',
    [
      { value: 'inside', label: 'inside the retries: each attempt asks it' },
      { value: 'outside', label: 'around the retries: each request asks it' },
      { value: 'off', label: 'nowhere' },
    ],
    {
      help: 'Inside, it hears of every attempt and can end a request that still wants to retry.',
      source: 'Polly and Resilience4j: Retry(CircuitBreaker(Timeout(call))).',
    },
  ),
  'breaker.window': number(BREAKER, 'Judges by the last', 'calls', [2, 200, 1], 100, {
    help: 'How many outcomes it remembers.',
    source: 'Resilience4j: slidingWindowSize 100.',
  }),
  'breaker.minimum': number(BREAKER, 'Not before', 'calls', [1, 200, 1], 100, {
    help: 'With fewer outcomes it does not judge.',
    source: 'Resilience4j: minimumNumberOfCalls 100.',
  }),
  'breaker.failurePct': number(BREAKER, 'Opens at', '%', [1, 100, 1], 50, {
    help: 'Share of failures, timeouts included.',
    source: 'Resilience4j: failureRateThreshold 50 %.',
  }),
  'breaker.openMs': number(BREAKER, 'Stays open', 'ms', [100, 60_000, 100], 5_000, {
    help: 'After this it lets one attempt through as a probe.',
    source: 'Polly: break duration 5 s.',
  }),
  'hosts.excludeTried': flag(HOSTS, 'Retry at another host', true, {
    help: 'Do not retry where this request has failed before, if there is another host.',
    source: 'Envoy: envoy.retry_host_predicates.previous_hosts.',
  }),
  'outlier.consecutive': number(HOSTS, 'Eject after failures', 'in a row', [1, 1_000, 1], 5, {
    help: 'So many failures in a row and a host is left out for a while. At most a tenth of the hosts, but always one.',
    source: 'Envoy: consecutive_5xx 5.',
  }),
  'outlier.ejectMs': number(HOSTS, 'Ejected for', 'ms', [100, 300_000, 100], 30_000, {
    help: 'Times how often it was ejected in a row, at most five minutes.',
    source: 'Envoy: base_ejection_time 30 s, max_ejection_time 300 s.',
  }),
  'outlier.maxPct': number(HOSTS, 'Ejected, at most', '%', [0, 100, 1], 10, {
    help: 'Share of the hosts that may be out; one always may.',
    source: 'Envoy: max_ejection_percent 10 %.',
  }),
  'outlier.minHosts': number(HOSTS, 'Compare hosts from', 'hosts', [2, 10, 1], 5, {
    help: 'Every 10 s a host whose success rate is far below the others is ejected, if so many can be compared.',
    source: 'Envoy: success_rate_minimum_hosts 5.',
  }),
  'outlier.volume': number(HOSTS, 'Compare hosts with', 'answers', [1, 1_000, 1], 100, {
    help: 'A host that was asked less often since the last look is not compared.',
    source: 'Envoy: success_rate_request_volume 100.',
  }),
  'outlier.stdevFactorMilli': number(HOSTS, 'Far below means', 'thousandths of σ', [100, 5_000, 100], 1_900, {
    help: 'Mean success rate less so many standard deviations.',
    source: 'Envoy: success_rate_stdev_factor 1900.',
  }),
  'own.retries': number(OWN, 'Retries', '', [0, 10, 1], 3, {
    help: 'Each application has its own loop, with a fixed number.',
    source: 'What such loops usually have.',
  }),
  'own.pauseMs': number(OWN, 'Pause', 'ms', [0, 10_000, 10], 200, {
    help: 'Always the same, without jitter.',
    source: 'What such loops usually have.',
  }),
  'app.timeoutMs': number(APPS, 'Timeout of the local call', 'ms', [100, 60_000, 100], 5_000, {
    help: 'The default of an HTTP client: all the resilience that the application itself has.',
    source: SCENE,
  }),
  'checkin.deadlineMs': number(APPS, 'Check-in wants an answer in', 'ms', [50, 10_000, 50], 1_500, {
    help: 'The younger application tells its ambassador how long it can wait.',
    source: SCENE,
  }),
  'checkin.optOutPct': number(APPS, 'Check-in opts out for', '%', [0, 100, 5], 20, {
    help: 'Share of its calls that say: no retries, tell me at once.',
    source: 'Azure, Ambassador pattern: let the client opt out of retries.',
  }),
  'travellers.ratePerSecond': number(TRAVELLERS, 'Requests', '/s', [1, 300, 1], 24, {
    help: 'They come at random, whether or not they are served.',
    source: SCENE,
  }),
  'travellers.payPct': number(TRAVELLERS, 'Of them payments', '%', [0, 100, 5], 50, {
    help: 'All through booking.',
    source: SCENE,
  }),
  'travellers.ratePct': number(TRAVELLERS, 'Of them exchange rates', '%', [0, 100, 5], 20, {
    help: 'The rest asks for seat maps.',
    source: SCENE,
  }),
  'travellers.checkinPct': number(TRAVELLERS, 'Lookups at check-in', '%', [0, 100, 5], 50, {
    help: 'Share of rates and seat maps that is asked of check-in.',
    source: SCENE,
  }),
  'travellers.retries': number(TRAVELLERS, 'Phone tries again', 'times', [0, 5, 1], 0, {
    help: 'After a 5xx or silence, unless the answer says that there is no point.',
    source: SCENE,
  }),
  'travellers.patienceMs': number(TRAVELLERS, 'Patience', 'ms', [500, 60_000, 500], 6_000, {
    help: 'After this the phone stops waiting.',
    source: SCENE,
  }),
  'provider.flakyPct': number(PROVIDERS, 'A flaky host fails', '%', [1, 100, 1], 30, {
    help: 'Share of attempts that get a 503, in the mode "flaky".',
    source: SCENE,
  }),
  'provider.slowMs': number(PROVIDERS, 'A slow host takes', 'ms', [50, 30_000, 50], 1_500, {
    help: 'For every attempt, in the mode "slow".',
    source: SCENE,
  }),
  'provider.queueLimit': number(PROVIDERS, 'Queue of a host', '', [0, 2_000, 10], 400, {
    help: 'What finds it full is refused at once.',
    source: SCENE,
  }),
  'provider.skipExpired': flag(PROVIDERS, 'Skip what is too late', true, {
    help: 'A host that is told the deadline does not begin what nobody can use any more.',
    source: 'gRPC, deadline propagation.',
  }),
  'payments.workers': number(PROVIDERS, 'Payments, workers', '', [1, 100, 1], 8, {
    help: 'Payments at once.',
    source: SCENE,
  }),
  'payments.serviceMs': number(PROVIDERS, 'Payments take', 'ms', [5, 5_000, 5], 120, {
    help: 'A quarter more or less.',
    source: SCENE,
  }),
  'payments.declinePct': number(PROVIDERS, 'Cards declined', '%', [0, 100, 1], 3, {
    help: 'A declined card is an answer (402), not a failure.',
    source: SCENE,
  }),
  'rates.workers': number(PROVIDERS, 'Rates, workers', '', [1, 100, 1], 8, { help: 'Lookups at once.', source: SCENE }),
  'rates.serviceMs': number(PROVIDERS, 'Rates take', 'ms', [5, 5_000, 5], 30, {
    help: 'A quarter more or less.',
    source: SCENE,
  }),
  'rates.limit': number(PROVIDERS, 'Rate limit', 'per window', [1, 1_000, 1], 12, {
    help: 'What is above it gets a 429 with Retry-After. Refused calls count as well.',
    source: SCENE,
  }),
  'rates.windowMs': number(PROVIDERS, 'Window of the limit', 'ms', [100, 60_000, 100], 1_000, {
    help: 'A fixed window: counted from its start.',
    source: 'A common choice of public APIs.',
  }),
  'seats.workers': number(PROVIDERS, 'Seat maps, workers', 'a host', [1, 100, 1], 4, {
    help: 'Lookups at once.',
    source: SCENE,
  }),
  'seats.serviceMs': number(PROVIDERS, 'Seat maps take', 'ms', [5, 5_000, 5], 50, {
    help: 'A quarter more or less.',
    source: SCENE,
  }),
  'seats.tailPermille': number(PROVIDERS, 'Seat maps, slow ones', '‰', [0, 1_000, 1], 15, {
    help: 'So many in a thousand take the long way.',
    source: 'Dean and Barroso, The Tail at Scale: rare, and not rare for who asks often.',
  }),
  'seats.tailMs': number(PROVIDERS, 'Slow ones take', 'ms', [50, 10_000, 50], 400, {
    help: 'Instead of the normal time.',
    source: SCENE,
  }),
  'scene.layers': choice(
    'Scene',
    'Layers',
    [
      { value: 'one', label: 'one: the agency and three APIs' },
      { value: 'three', label: 'three: phone, booking, fare hub' },
    ],
    { help: 'How many layers could retry. Takes effect when a run starts.', source: SCENE },
  ),
};
