import type { GoalSeries } from '../../derive/series.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';

/** One goal over the whole run so far: without the pattern, with it, and what that makes. */
export interface ComparisonRow {
  readonly goal: Goal;
  readonly off: number | null;
  readonly on: number | null;
  /** Whether the pattern helped; null where there is nothing to compare. */
  readonly verdict: 'better' | 'worse' | 'same' | null;
}

/** Two figures closer than this share of the larger one are called the same. */
const SAME_SHARE = 0.005;

export function compareGoals(
  goals: readonly Goal[],
  off: readonly GoalSeries[],
  on: readonly GoalSeries[],
): readonly ComparisonRow[] {
  const total = (list: readonly GoalSeries[], goal: Goal): number | null =>
    list.find((series) => series.goal.id === goal.id)?.total ?? null;
  return goals.map((goal) => {
    const [without, withIt] = [total(off, goal), total(on, goal)];
    return { goal, off: without, on: withIt, verdict: verdictOf(goal, without, withIt) };
  });
}

function verdictOf(goal: Goal, off: number | null, on: number | null): ComparisonRow['verdict'] {
  if (off === null || on === null) return null;
  if (Math.abs(on - off) <= SAME_SHARE * Math.max(Math.abs(on), Math.abs(off))) return 'same';
  return on > off === (goal.better === 'higher') ? 'better' : 'worse';
}
