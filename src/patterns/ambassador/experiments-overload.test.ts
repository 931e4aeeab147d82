import { describe, expect, it } from 'vitest';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { createGoalMeter } from '../../pattern-kit/goals.ts';
import { mostForOne, notes, retriesAtOnce } from './figures.ts';
import pattern from './index.ts';
import { duplicates, run, type Run } from './testing-runs.ts';

/** What the answers of the experiments tell the reader is what the runs show: where retries are the load. */

describe('A dip of five seconds', () => {
  const off = run('dip', false);
  const on = run('dip', true);

  it('off: it is over at 9 s and nothing is served to the end', () => {
    expect(off.all.filter((each) => each.outcome === 'ok' && each.atUs >= seconds(5))).toEqual([]);
    expect([duplicates(off), off.served(0, 4)]).toEqual([365, 100]);
  });

  it('without any retry it recovers at 16 s, with the ambassador at 10 s', () => {
    const none = run('dip', false, { 'own.retries': 0 });
    expect([none.served(9, 15), none.served(17, 26)]).toEqual([0, 100]);
    expect([on.served(5, 9), on.served(10, 26)]).toEqual([1, 100]);
    expect(duplicates(on)).toBe(0);
  });

  it('without its budget the ambassador stays down as well', () =>
    expect(run('dip', true, { 'budget.kind': 'none' }).served(12, 26)).toBeLessThan(10));

  it('tokens do as well as the share', () =>
    expect(run('dip', true, { 'budget.kind': 'tokens' }).served(11, 26)).toBe(100));
});

describe('What the comparison turns on', () => {
  const figure = (preset: string, on: boolean, id: string): number | null => {
    const meter = createGoalMeter(
      pattern.goals.find((goal) => goal.id === id)!,
      { bucketUs: seconds(1) },
    );
    meter.append(run(preset, on).trace);
    const value = meter.value(pattern.experiments.find((each) => each.id === preset)!.untilUs);
    return value === null ? null : Math.round(value * 10) / 10;
  };
  const sides = (preset: string, id: string) => [figure(preset, false, id), figure(preset, true, id)];

  it('served after the faults: collapse is nothing, recovery is the load', () => {
    expect(['dip', 'layers', 'hedged-overload'].map((id) => sides(id, 'after'))).toEqual([
      [0, 21.4],
      [0, 4.4],
      [27.3, 0],
    ]);
  });

  it('seconds until it is well again: for good', () => {
    expect(['dip', 'short-dip', 'layers'].map((id) => sides(id, 'recovery'))).toEqual([
      [17, 1.6],
      [15, 4.1],
      [13, 1.6],
    ]);
  });

  it('attempts for one request', () => {
    expect(['dip', 'layers', 'tail'].map((id) => sides(id, 'amplification'))).toEqual([
      [3.7, 1.1],
      [26, 1.4],
      [1, 1],
    ]);
  });
});

describe('The slow one in a hundred', () => {
  it('hedging halves the 99th percentile for a hundredth more attempts', () => {
    const off = run('tail', false);
    const on = run('tail', true);
    expect([off.p99, on.p99]).toEqual([479, 248]);
    expect([notes(on.trace, 'hedge').length, on.all.length]).toEqual([7, 475]);
    expect(run('tail', true, { 'hedge.reads': false }).p99).toBeGreaterThan(450);
  });
});

describe('Hedging into an overload', () => {
  const on = run('hedged-overload', true);

  it('keeps hosts down that recover with one attempt each', () => {
    const off = run('hedged-overload', false);
    expect([Math.round(off.servedPct), Math.round(on.servedPct)]).toEqual([83, 18]);
    expect([off.served(12, 18), on.served(5, 18)]).toEqual([100, 0]);
  });

  it('recovers when lost attempts are called off, or tokens hold it back', () => {
    expect(run('hedged-overload', true, { 'cancel.on': true }).served(10, 18)).toBeGreaterThan(95);
    expect(run('hedged-overload', true, { 'budget.kind': 'tokens' }).served(14, 18)).toBeGreaterThan(95);
  });
});

describe('Three layers that retry', () => {
  const off = run('layers', false);
  const on = run('layers', true);

  it('off: 27 attempts for one payment, and no way back', () => {
    expect(mostForOne(off.trace, 'payments')).toBe(27);
    expect([off.at('payments'), duplicates(off)]).toEqual([1_767, 181]);
    expect(off.served(8, 20)).toBe(0);
  });

  it('on: one layer tries, and the others are told', () => {
    expect(on.at('payments')).toBe(140);
    expect([mostForOne(on.trace, 'payments'), on.served(8, 20)]).toEqual([5, 100]);
    expect(notes(on.trace, 'pushback: do not retry').length).toBeGreaterThan(0);
  });

  it('ambassadors that do not tell each other are no better than loops', () => {
    const mute = run('layers', true, { 'pushback.tellCaller': false, 'budget.kind': 'none' });
    expect([mute.at('payments'), mute.served(8, 20)]).toEqual([1_735, 0]);
    expect(mostForOne(mute.trace, 'payments')).toBeGreaterThan(20);
  });
});

describe('All back at the same moment', () => {
  const atOnce = ({ trace }: Run): number => retriesAtOnce(trace, 'payments', ms(20));
  const kind = (name: string) => run('waves', true, { 'backoff.kind': name });

  it('fixed pauses come in waves, random ones do not', () => {
    const off = run('waves', false);
    const on = run('waves', true);
    expect([atOnce(off), off.at('payments'), Math.round(off.servedPct)]).toEqual([45, 683, 94]);
    expect([atOnce(on), on.at('payments'), on.servedPct]).toEqual([11, 576, 100]);
  });

  it('growth without chance is as bad', () => {
    expect([atOnce(kind('fixed')), kind('fixed').p99, run('waves', true).p99]).toEqual([46, 2_700, 1_761]);
    expect([atOnce(kind('envoy')), kind('fixed').violated]).toEqual([8, []]);
  });
});

describe('A dip of one second', () => {
  const served = (on: boolean, settings: Settings = {}) => Math.round(run('short-dip', on, settings).servedPct);

  it('off it is for good, on it is over at 10 s', () => {
    const on = run('short-dip', true);
    expect([served(false), run('short-dip', false).served(6, 20)]).toEqual([20, 0]);
    expect([served(true), on.served(6, 8) < 10, on.served(10, 20)]).toEqual([84, true, 100]);
  });

  it('what was saved up is spent at once: less in reserve serves more', () => {
    expect([served(true, { 'window.minPerSecond': 1 }), served(true, { 'budget.kind': 'share' })]).toEqual([89, 92]);
  });
});
