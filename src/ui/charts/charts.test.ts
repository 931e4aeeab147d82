import { describe, expect, it } from 'vitest';
import type { GoalSeries } from '../../derive/series.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import type { Curve } from '../timeline/use-curves.ts';
import { compareGoals } from './comparison.ts';
import { lonePoints, plotData } from './plot-data.ts';
import { valueScale, yOf } from './value-scale.ts';
import { differenceText, figureText, valueText } from '../../pattern-kit/goal-text.ts';

const goal = (id: string, better: Goal['better']): Goal => ({
  id,
  title: id,
  unit: '',
  better,
  measure: { kind: 'count', rule: id },
});
const series = (one: Goal, total: number | null, values: (number | null)[] = []): GoalSeries => ({
  goal: one,
  bucketUs: 10,
  us: values.map((_, i) => i * 10),
  values,
  total,
});

describe('figures', () => {
  it.each([
    [0, '0'],
    [0.254, '0.25'],
    [-0.001, '0'],
    [3.2, '3.2'],
    [3, '3'],
    [37.04, '37'],
    [37.26, '37.3'],
    [142.7, '143'],
    [1_240, '1,240'],
    [1_234_567, '1,234,567'],
    [-12.5, '−12.5'],
  ])('%s reads %s', (value, text) => expect(figureText(value)).toBe(text));

  it('carry their unit as it is written', () => {
    expect([
      valueText(37, '/s'),
      valueText(37, 'orders/s'),
      valueText(62, '%'),
      valueText(3, ''),
      valueText(null, 'ms'),
    ]).toEqual(['37/s', '37 orders/s', '62 %', '3', '–']);
  });

  it('say which way they differ', () => {
    expect([
      differenceText(2, 37, '/s'),
      differenceText(120, 14, 'ms'),
      differenceText(5, 5.001, ''),
      differenceText(null, 5, ''),
    ]).toEqual(['+35/s', '−106 ms', '±0', '–']);
  });
});

describe('the scale of a chart', () => {
  const g = goal('g', 'higher');
  it.each([
    [[3, 37, null], { low: 0, high: 40 }],
    [[0, 0], { low: 0, high: 1 }],
    [[0.02], { low: 0, high: 0.02 }],
    [[-3, 8.1], { low: -3, high: 10 }],
    [[-3, -1], { low: -3, high: 0 }],
    [[], { low: 0, high: 1 }],
  ])('of %j is %j', (values, wanted) => {
    const { low, high } = valueScale([series(g, null, values), undefined]);
    expect(low).toBeCloseTo(wanted.low);
    expect(high).toBeCloseTo(wanted.high);
  });
  it('grows upwards', () =>
    expect([0, 20, 40].map((value) => yOf({ low: 0, high: 40 }, value, 100))).toEqual([100, 50, 0]));
});

describe('the comparison', () => {
  it.each<[Goal['better'], number | null, number | null, string | null]>([
    ['higher', 2, 37, 'better'],
    ['lower', 2, 37, 'worse'],
    ['lower', 900, 14, 'better'],
    ['higher', 40, 40.1, 'same'],
    ['higher', 0, 0, 'same'],
    ['higher', null, 3, null],
    ['higher', 3, null, null],
  ])('where %s is better, %s without and %s with is %s', (better, off, on, verdict) => {
    const g = goal('g', better);
    expect(compareGoals([g], [series(g, off)], [series(g, on)])).toEqual([{ goal: g, off, on, verdict }]);
  });
  it('has no figures for a run that is not there', () => {
    const g = goal('g', 'higher');
    expect(compareGoals([g], [], [series(g, 3)])[0]).toMatchObject({ off: null, on: 3, verdict: null });
  });
});

describe('the columns of a chart', () => {
  const one = goal('g', 'higher');
  const curve = (style: Curve['style'], ...values: (number | null)[]): Curve => ({
    series: series(one, null, values),
    style,
    word: '',
  });
  it('stand in the middle of their stretch, the run without the pattern first', () =>
    expect(plotData([curve('on', 1, 2), curve('off', 3, null)])).toEqual([
      [5, 15],
      [3, null],
      [1, 2],
    ]));
  it('are as long as the longer run, and empty where the other has not come', () =>
    expect(plotData([curve('on', 1), curve('off', 3, 4)])).toEqual([
      [5, 15],
      [3, 4],
      [1, null],
    ]));
  it('are empty for a run that is not shown, and before anything was measured', () => {
    expect(plotData([curve('off', 3)])).toEqual([[5], [3], [null]]);
    expect(plotData([])).toEqual([[], [], []]);
  });
  it('mark the points that no line reaches', () => expect(lonePoints([1, null, 2, 3, null, null, 4])).toEqual([0, 6]));
});
