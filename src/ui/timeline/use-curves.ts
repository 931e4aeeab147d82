import { useCallback } from 'react';
import type { GoalSeries } from '../../derive/series.ts';
import type { Goal, ShownPattern } from '../../pattern-kit/pattern.ts';
import { mainRun, twinRun, view } from '../../state/stores.ts';
import { curveOf } from '../charts/run-series.ts';

export interface Curve {
  readonly series: GoalSeries;
  readonly style: 'on' | 'off';
  /** What to say before a figure: nothing while there is only one curve. */
  readonly word: string;
}

export const primaryGoal = (pattern: ShownPattern): Goal | undefined =>
  pattern.goals.find((goal) => goal.primary) ?? pattern.goals[0];

/** Curves of one goal as they stand now: of the run, and side by side of its twin; with the pattern first. */
export function curvesOf(goal: Goal): readonly Curve[] {
  const runs = view.getState().compare ? [mainRun.getState(), twinRun.getState()] : [mainRun.getState()];
  return runs
    .flatMap((run): Curve[] => {
      const series = curveOf(run, goal);
      const on = run.scenario?.on ?? true;
      const label = on ? run.pattern?.switchLabels.on : run.pattern?.switchLabels.off;
      return series
        ? [{ series, style: on ? 'on' : 'off', word: runs.length > 1 ? (label ?? '').toLowerCase() : '' }]
        : [];
    })
    .sort((a, b) => (a.style === b.style ? 0 : a.style === 'on' ? -1 : 1));
}

export function useCurves(goal: Goal | undefined): () => readonly Curve[] {
  return useCallback(() => (goal ? curvesOf(goal) : []), [goal]);
}
