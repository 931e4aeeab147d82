import { describe, expect, it } from 'vitest';
import type { Goal } from '../../pattern-kit/pattern.ts';
import { seedsFrom, tally, type SeedRun } from './tally.ts';

const goal = (id: string, better: Goal['better']): Goal => ({
  id,
  title: id,
  unit: '',
  better,
  measure: { kind: 'rate', op: 'order', outcomes: ['ok'] },
});
const run = (seed: number, off: number | null, on: number | null): SeedRun => ({
  seed,
  off: { served: off, late: off },
  on: { served: on, late: on },
  broken: [],
});

describe('seeds', () => {
  it('begin with the one on stage and repeat none', () => {
    expect(seedsFrom(3, 5)).toEqual([3, 1, 2, 4, 5]);
    expect(seedsFrom(90, 3)).toEqual([90, 1, 2]);
  });

  it('are placed between the smallest and the largest figure of both sides', () => {
    const [row] = tally([goal('served', 'higher')], [run(1, 0, 10), run(2, 5, 20)]);
    expect(row).toMatchObject({ low: 0, high: 20 });
    expect(row!.off).toEqual([
      { seed: 1, place: 0 },
      { seed: 2, place: 0.25 },
    ]);
    expect(row!.on.map(({ place }) => place)).toEqual([0.5, 1]);
  });

  it('count for the pattern by the direction that is good, and for nobody where the figures agree', () => {
    const runs = [run(1, 1, 2), run(2, 2, 1), run(3, 4, 9), run(4, 5, 5), run(5, null, 3)];
    const [served, late] = tally([goal('served', 'higher'), goal('late', 'lower')], runs);
    expect(served).toMatchObject({ counted: 4, better: 2, worse: 1 });
    expect(late).toMatchObject({ counted: 4, better: 1, worse: 2 });
  });

  it('leave out a goal that no run measured, and stand in the middle where all are alike', () => {
    expect(tally([goal('served', 'higher')], [run(1, null, null)])).toEqual([]);
    expect(tally([goal('served', 'higher')], [run(1, 7, 7)])[0]!.off).toEqual([{ seed: 1, place: 0.5 }]);
  });
});
