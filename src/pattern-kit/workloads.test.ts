import { describe, expect, it } from 'vitest';
import { runInline } from '../kernel/inline.ts';
import type { Setup } from '../kernel/setup.ts';
import { program, type NodeContext, type Settings } from '../kernel/program.ts';
import { ms, seconds } from '../kernel/time.ts';
import { arrivalGapUs, backoffUs, meanGapUs, pickWeighted, steadyGapUs, zipfWeights } from './workloads.ts';

/** Runs `draw` once a millisecond and answers what it gave. */
function draws(draw: (node: NodeContext) => number | string, settings: Settings = {}, seed = 1): (number | string)[] {
  const drawn = program<Record<string, never>, { type: 'none' }>({
    start: (node) => (node.setTimer('next', ms(1)), {}),
    timers: {
      next(node) {
        node.note('draw', '', draw(node));
        node.setTimer('next', ms(1));
      },
    },
  });
  const setup: Setup = {
    topology: { nodes: [{ id: 'a', program: 'drawn', label: 'A' }], links: [] },
    programs: { drawn },
    settings,
    seed,
    actions: [],
    untilUs: seconds(4),
    on: true,
    properties: [],
  };
  return runInline(setup).trace.flatMap((event) =>
    event.effects.flatMap((effect) => (effect.kind === 'note' ? [effect.data as number | string] : [])),
  );
}

const mean = (values: readonly (number | string)[]): number =>
  values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length;

describe('arrivals', () => {
  it('come at the asked rate, as a Poisson process or steadily', () => {
    const settings = { 'load.rate': 50 };
    const poisson = draws((node) => arrivalGapUs(node, 'load.rate'), settings);
    expect(mean(poisson)).toBeGreaterThan(18_500);
    expect(mean(poisson)).toBeLessThan(21_500);
    expect(poisson.filter((gap) => Number(gap) > 40_000).length).toBeGreaterThan(300);
    const steady = draws((node) => steadyGapUs(node, 'load.rate'), settings);
    expect(Math.min(...steady.map(Number))).toBeGreaterThanOrEqual(18_000);
    expect(Math.max(...steady.map(Number))).toBeLessThanOrEqual(22_000);
  });

  it('are whole microseconds, and refuse a rate that never comes', () => {
    expect(draws((node) => arrivalGapUs(node, 'load.rate'), { 'load.rate': 37 }).every(Number.isInteger)).toBe(true);
    expect(() => meanGapUs(0)).toThrow('above 0');
    expect(() => meanGapUs(Number.NaN)).toThrow('above 0');
    expect(meanGapUs(3_000_000)).toBe(1);
  });
});

describe('choices', () => {
  it('follow their weights', () => {
    const items = [
      ['a', 1],
      ['b', 3],
      ['never', 0],
    ] as const;
    const picked = draws((node) => pickWeighted(node, items));
    const share = picked.filter((item) => item === 'b').length / picked.length;
    expect(share).toBeGreaterThan(0.71);
    expect(share).toBeLessThan(0.79);
    expect(picked).not.toContain('never');
  });

  it('have popular keys', () => expect(zipfWeights(4)).toEqual([1_000_000, 500_000, 333_333, 250_000]));
});

describe('backoff', () => {
  it('doubles to a limit, and is half random', () => {
    for (const [attempt, low, high] of [
      [1, 50, 100],
      [2, 100, 200],
      [3, 200, 400],
      [9, 500, 1_000],
    ] as const) {
      const waits = draws((node) => backoffUs(node, attempt, ms(100), ms(1_000))).map(Number);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(ms(low));
      expect(Math.max(...waits)).toBeLessThanOrEqual(ms(high));
      expect(new Set(waits).size).toBeGreaterThan(100);
    }
  });
});
