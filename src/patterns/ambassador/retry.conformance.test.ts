import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { program } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { Message, TraceEvent } from '../../kernel/trace.ts';
import { defaultSettings } from '../../pattern-kit/setup.ts';
import pattern from './index.ts';
import { ambassador, RULES } from './programs/ambassador.ts';
import {
  backoff,
  envoyLowerBoundWait,
  envoyWait,
  fixedWait,
  grpcWait,
  pollyWait,
  pushbackWait,
} from './programs/backoff.ts';
import { afterFailure, afterSuccess, mayRetry, retriesAllowed, type Throttle } from './programs/budget.ts';
import { newHost, successRateThreshold, sweep } from './programs/hosts.ts';
import { maxAttempts } from './programs/policy.ts';
import { provider } from './programs/provider.ts';
import { newState } from './programs/request.ts';
import { decide } from './programs/retrying.ts';
import { requestFor } from './testing-request.ts';

/** Numbers from the tests of Envoy and Polly and from gRFC A6, as data: not part of this project. */
interface Envoy {
  readonly jittered: readonly {
    readonly base: number;
    readonly max: number;
    readonly random: number;
    readonly expect: readonly number[];
  }[];
  readonly lowerBound: readonly { readonly min: number; readonly random: number; readonly expect: number }[];
  readonly retry_budget: { readonly rule: string };
  readonly outlier_success_rate: {
    readonly successRates: readonly number[];
    readonly stdevFactor: number;
    readonly threshold: number;
  };
}
interface Polly {
  readonly constant_1s: readonly (readonly [number, number])[];
  readonly linear_1s_attempt2: readonly (readonly [number, number])[];
  readonly exponential_1s: readonly number[];
}
interface Grpc {
  readonly throttle: { readonly maxTokens: number; readonly tokenRatio: number };
  readonly hedging_timeline: {
    readonly maxAttempts: number;
    readonly hedgingDelayMs: number;
    readonly outstanding_at_ms: readonly (readonly [number, number])[];
  };
  readonly maxAttempts_cap: number;
  readonly pushback: Readonly<Record<string, string>>;
}

function load(name: string): unknown {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/retry/${name}.json`, 'utf8')) as unknown;
}

const settings = defaultSettings(pattern);

describe('Envoy', () => {
  const vectors = load('envoy_backoff') as Envoy;

  it('draws each wait below a doubling interval', () => {
    let rows = 0;
    for (const { base, max, random, expect: waits } of vectors.jittered)
      for (const [i, wait] of waits.entries()) {
        const policy = { kind: 'envoy', baseUs: base, maxUs: max, multiplierPct: 150 } as const;
        expect(envoyWait(policy, i + 1, (n) => random % n).waitUs, `${base} to ${max}, wait ${i + 1}`).toBe(wait);
        rows += 1;
      }
    expect(rows).toBe(9);
  });

  it('adds jitter on top of what a server asks for', () => {
    for (const { min, random, expect: wait } of vectors.lowerBound) {
      expect(envoyLowerBoundWait(min, (n) => random % n).waitUs).toBe(wait);
      expect(pushbackWait('envoy', min, (n) => (random * 1_000) % n).waitUs / 1_000).toBeCloseTo(wait, 0);
    }
    expect(vectors.lowerBound).toHaveLength(2);
  });

  it('allows retries by its rule, with its defaults', () => {
    const [, pct, floor] = /defaults (\d+)% and (\d+)/.exec(vectors.retry_budget.rule)!.map(Number);
    expect([settings['budget.pct'], settings['budget.minRetries']]).toEqual([pct, floor]);
    const allowed = (active: number): number => retriesAllowed({ pct: pct!, minRetries: floor! }, active);
    expect([0, 1, 15, 20, 24, 25, 100].map(allowed)).toEqual([3, 3, 3, 4, 4, 5, 20]);
  });
});

describe('Envoy, outlier detection', () => {
  const { successRates, stdevFactor, threshold } = (load('envoy_backoff') as Envoy).outlier_success_rate;
  const policy = {
    consecutive: 5,
    baseUs: seconds(30),
    minHosts: 5,
    volume: 100,
    stdevFactorMilli: stdevFactor * 1_000,
    mostPct: 10,
  };

  it('has its threshold for success rates', () => {
    expect(settings['outlier.stdevFactorMilli']).toBe(stdevFactor * 1_000);
    expect(successRateThreshold(successRates, stdevFactor * 1_000)).toBe(threshold);
  });

  it('ejects the host that is below it, and nobody among fewer hosts', () => {
    const hosts = successRates.map((rate, i) => ({ ...newHost(`host-${i}`), asked: 100, good: rate }));
    expect(sweep(hosts, policy, 0).map((host) => host.id)).toEqual(['host-0']);
    const few = successRates.slice(0, 4).map((rate, i) => ({ ...newHost(`host-${i}`), asked: 100, good: rate }));
    expect(sweep(few, policy, 0)).toEqual([]);
  });
});

describe('Polly', () => {
  const vectors = load('polly_jitter') as Polly;
  /** Microseconds: base one second, no cap that matters. */
  const policy = (kind: 'polly-constant' | 'polly-linear' | 'fixed') =>
    ({ kind, baseUs: seconds(1), maxUs: seconds(3_600), multiplierPct: 200 }) as const;
  const drawn = (r: number) => (n: number) => Math.round(r * (n - 1));

  it.each(vectors.constant_1s)('constant, r = %d: %d ms', (r, wait) =>
    expect(pollyWait(policy('polly-constant'), 1, drawn(r)).waitUs / 1_000).toBeCloseTo(wait, 2),
  );

  it.each(vectors.linear_1s_attempt2)('linear, third wait, r = %d: %d ms', (r, wait) =>
    expect(pollyWait(policy('polly-linear'), 3, drawn(r)).waitUs / 1_000).toBeCloseTo(wait, 2),
  );

  it('exponential, without jitter', () =>
    expect(vectors.exponential_1s.map((_, i) => fixedWait(policy('fixed'), i + 1).waitUs / 1_000)).toEqual(
      vectors.exponential_1s,
    ));

  it('caps what jitter has made, and not what it is made of', () => {
    const capped = { ...policy('polly-constant'), maxUs: seconds(1.1) };
    expect([0, 0.6, 1].map((r) => pollyWait(capped, 1, drawn(r)).waitUs / 1_000)).toEqual([750, 1_050, 1_100]);
  });
});

describe('gRFC A6', () => {
  const vectors = load('grpc_a6') as Grpc;

  it('throttles by tokens', () => {
    const { maxTokens, tokenRatio } = vectors.throttle;
    expect([settings['tokens.max'], settings['tokens.ratioMilli']]).toEqual([maxTokens, tokenRatio * 1_000]);
    const rule: Throttle = { maxMilli: maxTokens * 1_000, ratioMilli: tokenRatio * 1_000 };
    let tokens = rule.maxMilli;
    for (let failure = 1; failure <= 5; failure += 1) {
      expect(mayRetry(tokens, rule), `before failure ${failure}`).toBe(true);
      tokens = afterFailure(tokens);
    }
    expect([tokens, mayRetry(tokens, rule)]).toEqual([5_000, false]);
    tokens = afterSuccess(tokens, rule);
    expect([tokens, mayRetry(tokens, rule)]).toEqual([5_100, true]);
    expect(afterFailure(400)).toBe(0);
    expect(afterSuccess(rule.maxMilli, rule)).toBe(rule.maxMilli);
  });

  it('waits min(initial · multiplier^(n−1), max) ± 20 %', () => {
    const policy = { kind: 'grpc', baseUs: ms(100), maxUs: ms(300), multiplierPct: 200 } as const;
    const ends = [1, 2, 3, 4].map((n) => [
      grpcWait(policy, n, () => 0).waitUs / 1_000,
      grpcWait(policy, n, (count) => count - 1).waitUs / 1_000,
    ]);
    expect(ends).toEqual([
      [80, 120],
      [160, 240],
      [240, 360],
      [240, 360],
    ]);
  });

  it('sends hedges at the times of its example', () => {
    const { maxAttempts: most, hedgingDelayMs, outstanding_at_ms: outstanding } = vectors.hedging_timeline;
    const trace = hedgedRead({ 'hedge.maxAttempts': most, 'hedge.delayMs': hedgingDelayMs });
    expect(outstanding.map(([at]) => [at, underWay(trace, ms(at))])).toEqual(outstanding);
    // One millisecond before each hedge there is one less.
    expect(outstanding.slice(1).map(([at, count]) => [count - underWay(trace, ms(at - 1))])).toEqual([[1], [1], [1]]);
  });

  it('takes more than five attempts as five', () => {
    expect(vectors.maxAttempts_cap).toBe(5);
    expect(maxAttempts({ ...settings, 'try.maxAttempts': 9 }, false)).toBe(vectors.maxAttempts_cap);
  });

  it('takes what it cannot read for "do not retry"', () => {
    expect(vectors.pushback['negative or unparsable']).toBe('do not retry');
    const ways = ['-1', -1, 'soon', '', '1.5', 'Fri, 27 Nov 2026 10:00:00 GMT'];
    expect(ways.map((said) => RULES.readPushback(said, settings))).toEqual([-1, -1, -1, -1, -1, -1]);
    expect([137, '137', 0, undefined].map((said) => RULES.readPushback(said, settings))).toEqual([137, 137, 0, null]);
    // Envoy goes by its own backoff then.
    expect(RULES.readPushback('soon', { ...settings, 'backoff.kind': 'envoy' })).toBeNull();
  });

  it('obeys pushback: negative ends it, n ms is exactly that and starts the backoff anew', () => {
    const { request, cluster } = requestFor({ waits: 3, sent: 2, maxAttempts: 5 });
    const asked = (pushbackMs: number | null) =>
      decide(RULES, settings, {
        request,
        cluster,
        failure: { status: 503, pushbackMs, indefinite: false },
        nowUs: 0,
        draw: () => 0,
      });
    expect(asked(-1).refusal).toBe('pushback: do not retry');
    expect(asked(137).wait?.waitUs).toBe(ms(137));
    expect(asked(null).wait?.waitUs).toBe(backoff(policyOf(), 4, null, () => 0).waitUs);
  });
});

const policyOf = () =>
  ({
    kind: 'grpc',
    baseUs: ms(Number(settings['backoff.baseMs'])),
    maxUs: ms(Number(settings['backoff.maxMs'])),
    multiplierPct: 200,
  }) as const;

/** One read through an ambassador at hosts that never answer; it comes in at 1 ms. */
function hedgedRead(changed: Record<string, number>): readonly TraceEvent[] {
  const caller = program<null, Message>({
    start(node) {
      const read = { type: 'AppRequest', request: 1, api: 'seats', method: 'GET' };
      node.request('app-ambassador', read, { timeoutUs: seconds(9), tag: 'answered' });
      return null;
    },
    replies: { answered: () => undefined },
  });
  const collector = program<null, Message>({ start: () => null, on: { AttemptLog: () => undefined } });
  const seats = ['seats-1', 'seats-2', 'seats-3', 'seats-4'];
  const latency = { kind: 'fixed', us: ms(5) } as const;
  return runInline({
    topology: {
      nodes: [
        { id: 'app', program: 'caller', label: 'App' },
        { id: 'app-ambassador', program: 'ambassador', label: 'Ambassador', config: { hosts: { seats } } },
        { id: 'collector', program: 'collector', label: 'Log' },
        ...seats.map((id) => ({ id, program: 'provider', label: id, config: { api: 'seats' } })),
      ],
      links: [
        { a: 'app', b: 'app-ambassador', channel: 'local', latency: { kind: 'fixed', us: ms(1) } },
        { a: 'app-ambassador', b: 'collector', channel: 'datagram', latency },
        ...seats.map((id) => ({ a: 'app-ambassador', b: id, channel: 'datagram' as const, latency })),
      ],
    },
    programs: { caller, ambassador, collector, provider },
    settings: { ...settings, 'hedge.reads': true, 'try.timeoutMs': 9_000, 'deadline.ms': 9_000, ...changed },
    seed: 1,
    actions: [{ kind: 'mode', node: '@role:provider', mode: 'hang', atUs: 0 }],
    untilUs: seconds(3),
    on: true,
    properties: [],
  }).trace;
}

const underWay = (trace: readonly TraceEvent[], atUs: number): number =>
  trace
    .filter((event) => event.timeUs <= atUs)
    .flatMap((event) => event.effects)
    .filter((effect) => effect.kind === 'send' && effect.transit.message.type === 'Attempt').length;

it('a fresh ambassador starts with all its tokens', () => {
  const state = newState({ hosts: { rates: ['rates'] } }, 10_000);
  expect(state.clusters['rates']?.tokensMilli).toBe(10_000);
});
