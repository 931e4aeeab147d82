import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { notes, sent, sentBy } from './figures.ts';
import pattern from './index.ts';
import { duplicates, run, type Run } from './testing-runs.ts';

const sources = import.meta.glob<string>('./programs/*.ts', { query: '?raw', import: 'default', eager: true });
const sourceOf = (name: string): string => sources[`./programs/${name}.ts`]!;

/** What the answers of the experiments tell the reader is what the runs show; those where retries are the load stand apart. */

describe('One call in three fails', () => {
  it('a loop and an ambassador serve nearly all, no retry three in four', () => {
    expect(run('flaky', false, { 'own.retries': 0 }).servedPct).toBe(77.1);
    expect([run('flaky', false).servedPct, run('flaky', true).servedPct]).toEqual([99.3, 99.5]);
  });

  it('the application with an ambassador has no line of retrying in it', () => {
    expect(sourceOf('own-retries')).toMatch(/retries|again/);
    const code = sourceOf('application').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(code).not.toMatch(/retry|again|attempt\(|backoff|work\(|setTimer/i);
    const off = setupOf(pattern, scenarioOf(pattern, 'flaky', false)).topology.nodes;
    const on = setupOf(pattern, scenarioOf(pattern, 'flaky', true)).topology.nodes;
    const programsOf = (nodes: typeof on) =>
      ['booking', 'checkin'].map((id) => nodes.find((node) => node.id === id)?.program);
    expect([programsOf(off), programsOf(on)]).toEqual([
      ['ownRetries', 'ownRetries'],
      ['application', 'application'],
    ]);
  });

  it('every attempt of both applications is in the log', () => {
    const { trace } = run('flaky', true);
    const logged = trace
      .filter((event) => event.node === 'collector' && event.kind === 'deliver')
      .flatMap((event) => (event.transit!.message as unknown as { entries: readonly unknown[] }).entries.length)
      .reduce((sum, count) => sum + count, 0);
    const made = sent(trace).length;
    expect(logged).toBeGreaterThan(500);
    // What is under way or not yet reported at the end is not in it.
    expect(made - logged).toBeLessThan(25);
  });
});

describe('The answer gets lost', () => {
  const off = run('lost-answers', false);
  const on = run('lost-answers', true);

  it('off: 14 of 172 pay twice', () => expect([duplicates(off), off.all.length]).toEqual([14, 172]));

  it('on: none does, because 14 keys are recognised; one fate is unknown', () => {
    expect([duplicates(on), notes(on.trace, 'same key, same answer').length]).toEqual([0, 14]);
    expect(on.all.filter((each) => each.outcome === 'unknown')).toHaveLength(1);
    expect(notes(on.trace, 'budget spent')).toHaveLength(1);
    expect(on.servedPct).toBeGreaterThan(99);
  });

  it('hedged under its key, a payment need not wait for its timeout, and none is made twice', () => {
    const hedged = run('lost-answers', true, { 'hedge.writes': true, 'hedge.delayMs': 250 });
    expect([on.p99, hedged.p99]).toEqual([1_557, 1_305]);
    expect(notes(hedged.trace, 'hedge won').length).toBeGreaterThan(10);
    expect([duplicates(hedged), hedged.violated]).toEqual([0, []]);
    const keyless = run('no-keys', true, { 'hedge.writes': true, 'hedge.delayMs': 250 });
    expect(notes(keyless.trace, 'hedge')).toEqual([]);
  });

  it('without keys nothing is repeated after a timeout: nobody pays twice, and many do not know', () => {
    const without = run('no-keys', true);
    expect(notes(without.trace, 'not safe to repeat')).toHaveLength(28);
    expect([duplicates(without), without.unknownPct, on.unknownPct]).toEqual([0, 16, 1]);
    expect(run('no-keys', false).trace.length).toBe(off.trace.length);
  });
});

describe('The caller gives its word', () => {
  const unknown = (on: boolean, settings: Settings = {}) =>
    run('marked', on, settings).all.filter((each) => each.outcome === 'unknown').length;
  const on = run('marked', true);

  it('what is marked is sent again, what is not is left alone', () => {
    const calls = on.trace.flatMap(({ kind, transit }) =>
      kind === 'deliver' && transit!.message.type === 'AppRequest' ? [transit!] : [],
    );
    const choices = calls.filter(({ message }) => message['method'] === 'POST');
    const marked = choices.filter(({ message }) => message['idempotent'] === true);
    expect([choices.length - marked.length, marked.length]).toEqual([92, 97]);
    const left = notedSpans(on, 'not safe to repeat');
    expect(left).toHaveLength(14);
    expect(marked.filter(({ id }) => left.includes(id))).toEqual([]);
    expect(unknown(true)).toBe(14);
  });

  it('all, none, or a key', () => {
    const pct = (markPct: number) => unknown(true, { 'checkin.markPct': markPct });
    expect([pct(100), pct(0), unknown(true, { 'keys.on': true }), unknown(false)]).toEqual([0, 24, 0, 0]);
  });

  it('a promise that is not true: cards are charged twice', () => {
    const lie = run('no-keys', true, { 'booking.marks': true });
    expect([duplicates(lie), lie.violated]).toEqual([13, []]);
  });

  it('marked, a write may be hedged', () => {
    const hedging = { 'hedge.writes': true, 'hedge.delayMs': 100 };
    const spans = notedSpans(run('marked', true, hedging), 'hedge');
    expect(spans.length).toBeGreaterThan(10);
    expect(notes(run('marked', true, { ...hedging, 'checkin.markPct': 0 }).trace, 'hedge')).toEqual([]);
  });
});

/** The requests that notes of this rule are about. */
const notedSpans = ({ trace }: Run, rule: string): string[] =>
  trace.flatMap(({ effects }) =>
    effects.flatMap((effect) =>
      effect.kind === 'note' && effect.rule === rule ? [(effect.data as { readonly span: string }).span] : [],
    ),
  );

describe('Slower than the timeout', () => {
  it('off: 115 pay twice; on: the key is reserved first', () => {
    const on = run('slow-writes', true);
    expect([duplicates(run('slow-writes', false)), duplicates(on)]).toEqual([115, 0]);
    expect(notes(on.trace, 'key in progress').length).toBeGreaterThan(10);
    expect(notes(on.trace, 'same key, same answer').length).toBeGreaterThan(10);
  });
});

describe('Nothing to retry for', () => {
  it('the breaker ends requests at once; around the retries it learns later', () => {
    const off = run('outage', false);
    const on = run('outage', true);
    expect([off.at('payments'), on.at('payments')]).toEqual([504, 121]);
    expect([off.p99, on.p99]).toEqual([959, 249]);
    expect(run('outage', true, { 'breaker.nesting': 'outside' }).at('payments')).toBeGreaterThan(on.at('payments'));
    expect(run('outage', true, { 'breaker.nesting': 'off' }).at('payments')).toBeGreaterThan(2 * on.at('payments'));
  });
});

describe('One bad host of three', () => {
  it('is ejected, and hardly asked any more', () => {
    const off = run('bad-host', false);
    const on = run('bad-host', true);
    expect([off.at('seats-2'), on.at('seats-2')]).toEqual([206, 55]);
    expect([off.p99, on.p99]).toEqual([2_244, 750]);
    const stays = run('bad-host', true, { 'outlier.consecutive': 1_000 });
    expect(stays.at('seats-2')).toBeGreaterThan(2 * on.at('seats-2'));
  });

  it('by its success rate as well, with the dials turned down to three hosts', () => {
    const compared = { 'outlier.consecutive': 1_000, 'outlier.volume': 20, 'outlier.stdevFactorMilli': 1_000 };
    const three = run('bad-host', true, { ...compared, 'outlier.minHosts': 3 });
    expect(notes(three.trace, 'success rate too low').length).toBeGreaterThan(0);
    expect(three.violated).toEqual([]);
    // Envoy compares five at least: this scene has three.
    expect(notes(run('bad-host', true, compared).trace, 'success rate too low')).toEqual([]);
  });
});

describe('One in ten is not quite well', () => {
  const off = run('gray-host', false);
  const on = run('gray-host', true);
  const atHung = (run: Run) => run.at('maps-7') + run.at('maps-8');

  it('is found out by comparison: never five failures in a row, but far below the others', () => {
    expect([off.at('maps-4'), on.at('maps-4')]).toEqual([172, 81]);
    expect(notes(on.trace, 'success rate too low')).toEqual([seconds(10), seconds(10)]);
    expect(notes(on.trace, 'host ejected')).toEqual([]);
    // Without the comparison nobody notices.
    expect(run('gray-host', true, { 'outlier.volume': 1_000 }).at('maps-4')).toBeGreaterThan(160);
  });

  it('no more than the share of hosts is out at a time', () => {
    const more = run('gray-host', true, { 'outlier.mostPct': 30 });
    expect([atHung(on), atHung(more)]).toEqual([341, 227]);
    expect(notes(more.trace, 'host ejected')).toHaveLength(4);
    expect(more.violated).toEqual([]);
  });
});

describe('Come back in a second', () => {
  it('who obeys is served in the quiet seconds after the rush', () => {
    const off = run('rate-limit', false);
    const on = run('rate-limit', true);
    expect([Math.round(off.servedPct), Math.round(on.servedPct)]).toEqual([87, 95]);
    expect(notes(off.trace, 'rate limited')).toHaveLength(299);
    expect(run('rate-limit', true, { 'pushback.honour': false }).servedPct).toBeLessThan(on.servedPct - 5);
  });

  it('a date is no number: gRPC does not retry, Envoy does', () => {
    const dates = run('rate-limit', true, { 'rates.retryAfter': 'date' });
    const envoy = run('rate-limit', true, { 'rates.retryAfter': 'date', 'backoff.kind': 'envoy' });
    expect([Math.round(dates.servedPct), Math.round(envoy.servedPct)]).toEqual([82, 86]);
    expect(notes(dates.trace, 'pushback: do not retry').length).toBe(
      dates.all.filter(({ outcome }) => outcome === 'fail').length,
    );
    expect([dates.violated, envoy.violated]).toEqual([[], []]);
  });
});

describe('The caller has a say', () => {
  it('who opts out hears sooner, and is served less often', () => {
    const off = run('context', false);
    const on = run('context', true);
    expect([off.p99, on.p99]).toEqual([817, 580]);
    expect([Math.round(off.servedPct), Math.round(on.servedPct)]).toEqual([100, 94]);
    expect(notes(on.trace, 'opted out', 'checkin-ambassador')).toHaveLength(20);
    expect(notes(on.trace, 'opted out', 'booking-ambassador')).toEqual([]);
  });

  it('who wants fewer retries gets fewer, and nobody gets more than the policy allows', () => {
    const most = (maxRetries: number, attempts: number) => {
      const { trace, violated } = run('context', true, {
        'checkin.optOutPct': 0,
        'checkin.maxRetries': maxRetries,
        'try.maxAttempts': attempts,
        'provider.flakyPct': 70,
      });
      expect(violated).toEqual([]);
      const tries = sentBy(trace, 'checkin-ambassador').map((attempt) => attempt.n);
      return [Math.max(...tries), notes(trace, 'as often as the caller wants').length > 0];
    };
    expect([most(0, 4), most(1, 4), most(9, 2)]).toEqual([
      [1, true],
      [2, true],
      [2, false],
    ]);
  });
});

describe('The ambassador dies', () => {
  const on = run('crash', true);

  it('takes its application with it, but nobody pays twice', () => {
    expect([Math.round(run('crash', false).servedPct), Math.round(on.servedPct)]).toEqual([100, 90]);
    expect(duplicates(on)).toBe(0);
  });

  it('a refused stream is sent again, and not counted', () => {
    const again = notes(on.trace, 'transparent retry');
    expect(again.length).toBeGreaterThan(0);
    expect(again.every((atUs) => atUs >= seconds(9) && atUs < seconds(9) + ms(600))).toBe(true);
  });
});

it('what the lowest layer was refused unseen is not tried again by the layers above', () => {
  const scenario = scenarioOf(pattern, 'layers', true);
  const draining = { kind: 'mode', node: 'payments', mode: 'draining', atUs: seconds(2), forUs: seconds(2) } as const;
  const { trace, properties } = runInline(setupOf(pattern, { ...scenario, actions: [draining] }));
  expect(notes(trace, 'transparent retry', 'fares-ambassador').length).toBeGreaterThan(3);
  expect(notes(trace, 'transparent retry', 'booking-ambassador')).toEqual([]);
  expect(properties.filter((property) => property.status === 'violated')).toEqual([]);
});

it('no experiment violates a safety property, and all recover', () => {
  for (const { id } of pattern.experiments)
    for (const on of [true, false]) expect([id, on, run(id, on).violated]).toEqual([id, on, []]);
});
