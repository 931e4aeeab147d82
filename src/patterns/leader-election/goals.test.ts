import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { createGoalMeter } from '../../pattern-kit/goals.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import pattern from './index.ts';

const meterOf = (id: string) =>
  createGoalMeter(
    pattern.goals.find((goal) => goal.id === id)!,
    { bucketUs: 1_000_000 },
  );

/** Figures of one run, to two digits, as the comparison of both sides shows them. */
function figures(preset: string, on: boolean, ids: readonly string[]): (number | null)[] {
  const { trace } = runInline(setupOf(pattern, scenarioOf(pattern, preset, on)));
  return ids.map((id) => {
    const meter = meterOf(id);
    meter.append(trace);
    const value = meter.value();
    return value === null ? null : Math.round(value * 100) / 100;
  });
}

describe('goals', () => {
  it('say how long there was no leader, and how long no write', () => {
    const asked = ['to-leader', 'unavailable', 'elections'];
    expect(figures('kill', true, asked)).toEqual([1_127, 0.98, 2]);
    expect(figures('kill', false, asked)).toEqual([1_100, 0.85, 1]);
    // A leader that is elected again counts from where it stepped down.
    expect(figures('rejoin', true, asked)).toEqual([1_681, 1.72, 7]);
    expect(figures('one-way', false, asked)).toEqual([null, 0, 0]);
  });

  it('know leaders of all algorithms', () => {
    for (const [preset, ms] of [
      ['lease-drift', 4_161],
      ['bully-partition', 1_294],
      ['ring-order', 45],
      ['paxos-reigns', 1_249],
    ] as const)
      expect(figures(preset, true, ['to-leader']), preset).toEqual([ms]);
  });

  it('count what a write costs', () => {
    const [cost] = figures('far-behind', true, ['per-write']);
    // Four entries, four answers; the rest is heartbeats, and rounds for reads.
    expect(cost).toBeGreaterThan(8);
    expect(cost).toBeLessThan(30);
  });

  it('come to the same after the run was turned back', () => {
    const { trace } = runInline(setupOf(pattern, scenarioOf(pattern, 'kill', true)));
    for (const id of ['to-leader', 'unavailable', 'per-write', 'elections']) {
      const [straight, turned] = [meterOf(id), meterOf(id)];
      straight.append(trace);
      turned.append(trace.slice(0, 2_000));
      turned.truncate(700);
      turned.append(trace.slice(700));
      expect(turned.value(), id).toBe(straight.value());
    }
  });
});
