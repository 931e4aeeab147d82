import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { createGoalMeter } from '../../pattern-kit/goals.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { ended, firstMove, moves, notes, okPct, peak } from './figures.ts';
import pattern from './index.ts';

/** What the answers of the experiments tell the reader is what the runs show. */
function run(preset: string, on: boolean, settings: Settings = {}) {
  const scenario = { ...scenarioOf(pattern, preset, on), settings };
  const { trace, properties } = runInline(setupOf(pattern, scenario));
  const figure = (id: string): number => {
    const meter = createGoalMeter(
      pattern.goals.find((goal) => goal.id === id)!,
      { bucketUs: seconds(1) },
    );
    meter.append(trace);
    return meter.value(scenario.untilUs)!;
  };
  return {
    trace,
    figure,
    violated: properties.filter((property) => property.status === 'violated').map((property) => property.id),
  };
}

const checksFrom5To10 = (trace: readonly TraceEvent[]): number =>
  okPct(ended(trace, 'checkStock', seconds(5), seconds(10)));
const seconds1 = (us: number | undefined): number => Math.round((us ?? 0) / 100_000) / 10;

describe('The gateway hangs', () => {
  const off = run('hang', false);
  const on = run('hang', true);

  it('off: every worker waits within a second, and stock checks go down with payment', () => {
    const full = off.trace.find((event) =>
      event.effects.some(
        (effect) => effect.kind === 'metric' && effect.name === 'waitingForPayment' && effect.value === 8,
      ),
    )!;
    expect(full.timeUs).toBeGreaterThan(seconds(2));
    expect(full.timeUs).toBeLessThan(ms(2_800));
    expect(checksFrom5To10(off.trace)).toBeLessThan(50);
    expect(ended(off.trace, 'placeOrder', ms(3_000), seconds(10)).filter((each) => each.outcome === 'ok')).toEqual([]);
    expect(Math.round(off.figure('bystander'))).toBe(69);
    expect(off.figure('goodput')).toBeCloseTo(7.9, 1);
  });

  it('on: it opens after the first timeouts, and from then on stock checks are all answered', () => {
    expect(moves(on.trace).map((move) => [seconds1(move.atUs), move.to])).toEqual([
      [0, 'CLOSED'],
      [4.3, 'OPEN'],
      [6.8, 'HALF_OPEN'],
      [8.8, 'OPEN'],
      [11.3, 'HALF_OPEN'],
      [11.7, 'CLOSED'],
    ]);
    expect(checksFrom5To10(on.trace)).toBe(100);
    expect(Math.round(on.figure('bystander'))).toBe(92);
    expect(on.figure('goodput')).toBeCloseTo(12.1, 1);
    expect(on.violated).toEqual([]);
  });
});

describe('Slow, but not failing', () => {
  it('only the slow call rate sees it', () => {
    const on = run('slow', true);
    expect(firstMove(on.trace, 'OPEN')?.why).toBe('slow call rate reached threshold');
    expect(seconds1(firstMove(on.trace, 'OPEN')?.atUs)).toBe(3.9);
    expect([Math.round(run('slow', false).figure('bystander')), Math.round(on.figure('bystander'))]).toEqual([66, 95]);
    expect(firstMove(run('slow', true, { 'breaker.slowCallMs': 60_000 }).trace, 'OPEN')).toBeUndefined();
  });
});

describe('A rush that never ends', () => {
  it('off: nothing recovers, on: two seconds of rest are enough', () => {
    const off = run('overload', false);
    expect(ended(off.trace, 'placeOrder', seconds(4), seconds(30)).filter((each) => each.outcome === 'ok')).toEqual([]);
    expect(moves(off.trace, 'gateway').at(-1)?.to).toBe('STRAINED');
    const on = run('overload', true);
    expect(
      moves(on.trace)
        .map((move) => [seconds1(move.atUs), move.to])
        .slice(1),
    ).toEqual([
      [3.8, 'OPEN'],
      [6.4, 'HALF_OPEN'],
      [6.7, 'CLOSED'],
    ]);
    expect(moves(on.trace, 'gateway').at(-1)?.to).toBe('HEALTHY');
    expect(okPct(ended(on.trace, 'placeOrder', seconds(8), seconds(30)))).toBe(100);
  });
});

describe('The probe that never returns', () => {
  const paidAfter = (settings: Settings): number[] =>
    notes(run('hung-probe', true, settings).trace, 'gateway', 'charge executed', ms(7_500));

  it('stays half-open for ever, and says so', () => {
    const on = run('hung-probe', true);
    expect(moves(on.trace).at(-1)?.to).toBe('HALF_OPEN');
    expect(on.violated).toEqual(['recovers']);
    expect(peak(on.trace, 'pay-later', 'pending')).toBe(232);
    expect(paidAfter({})).toEqual([]);
  });

  it('either time limit gets it out', () => {
    expect(paidAfter({ 'breaker.halfOpenLimitMs': 1_000 })[0]).toBeLessThan(seconds(10));
    expect(paidAfter({ 'orders.callTimeoutMs': 1_000 })[0]).toBeLessThan(seconds(10));
  });

  it('off: without any timeout nobody is served', () =>
    expect(okPct(ended(run('hung-probe', false).trace, 'checkStock', seconds(6), seconds(20)))).toBe(0));
});

describe('An answer from before', () => {
  it('late successes close it onto a failing gateway, unless they are dropped', () => {
    const closed = (settings: Settings): number[] =>
      moves(run('straggler', true, settings).trace).flatMap((move) =>
        move.to === 'CLOSED' && move.from === 'HALF_OPEN' ? [seconds1(move.atUs)] : [],
      );
    expect(closed({})).toEqual([5.5, 9.7]);
    expect(closed({ 'breaker.generationCheck': true })).toEqual([9.7]);
  });
});

describe('Declined is not broken', () => {
  it('counted, declines open it on a healthy gateway; ignored, they do not', () => {
    const counted = run('declines', true);
    expect(seconds1(firstMove(counted.trace, 'OPEN')?.atUs)).toBe(3.5);
    expect(peak(counted.trace, 'pay-later', 'pending')).toBeGreaterThan(60);
    expect(firstMove(run('declines', true, { 'breaker.countDeclines': false }).trace, 'OPEN')).toBeUndefined();
  });
});

describe('Neither success nor failure', () => {
  it('a declined probe gives its permit back', () => {
    const { trace } = run('neither', true);
    const tested = firstMove(trace, 'HALF_OPEN', seconds(8))!;
    const closed = firstMove(trace, 'CLOSED', tested.atUs)!;
    expect([seconds1(tested.atUs), seconds1(closed.atUs)]).toEqual([8.3, 9.1]);
    expect(
      notes(trace, 'payment-breaker', 'ignored error', tested.atUs).filter((atUs) => atUs < closed.atUs).length,
    ).toBeGreaterThan(0);
    expect(notes(trace, 'payment-breaker', 'half-open call permitted', tested.atUs).length).toBeGreaterThan(3);
  });
});
