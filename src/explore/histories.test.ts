import { describe, expect, it } from 'vitest';
import { runInline } from '../kernel/inline.ts';
import { seconds } from '../kernel/time.ts';
import { scenarioOf, setupOf } from '../pattern-kit/setup.ts';
import { CALLS, KEY } from '../patterns/leader-election/client-calls.ts';
import pattern from '../patterns/leader-election/index.ts';
import { judgeHistories, sweepHistories, type NamedHistory } from './histories.ts';

const SEEDS = [1, 2, 3];
const scenario = (on: boolean) => ({ ...scenarioOf(pattern, 'split', on), untilUs: seconds(10) });
const [on, off] = [true, false].map((side) => sweepHistories(pattern, scenario(side), SEEDS, CALLS)) as [
  NamedHistory[],
  NamedHistory[],
];

describe('histories of a sweep', () => {
  it('are linearizable with consensus, and none without, each with an order and what fits nowhere', () => {
    expect(judgeHistories(KEY, on).counts).toEqual({ linearizable: SEEDS.length, 'not linearizable': 0, unknown: 0 });
    const { counts, checks } = judgeHistories(KEY, off);
    expect(counts['not linearizable']).toBe(SEEDS.length);
    for (const { name, check } of checks) {
      expect(check.stuck, name).toBeDefined();
      expect(check.prefix.length, name).toBeGreaterThan(5);
      expect(check.keys.map(({ key }) => key).sort()).toEqual(['owner', 'price', 'stock']);
    }
    expect(checks.map(({ name }) => name)).toEqual(SEEDS.map((seed) => `seed ${seed}`));
  });

  it('get the verdict that the property gave live', () => {
    for (const [side, histories] of [
      [true, on],
      [false, off],
    ] as const)
      judgeHistories(KEY, histories).checks.forEach(({ name, check }, i) => {
        const { properties } = runInline(setupOf(pattern, { ...scenario(side), seed: SEEDS[i]! }), {
          keepTrace: false,
        });
        const broken = properties.some(
          ({ id, status }) =>
            (id === 'linearizable' && status === 'violated') || (id === 'contradiction' && status === 'reached'),
        );
        expect(check.verdict, `${side ? 'on' : 'off'}, ${name}`).toBe(broken ? 'not linearizable' : 'linearizable');
      });
  });

  it('that take too many steps are unknown, and nothing else', () => {
    expect(judgeHistories(KEY, on, { steps: 3 }).counts).toEqual({
      linearizable: 0,
      'not linearizable': 0,
      unknown: SEEDS.length,
    });
  });
});
