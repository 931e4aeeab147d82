import { useMemo } from 'react';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { RunState } from '../../state/types.ts';
import { useRun, useRunStore } from '../hooks.ts';
import { marksOf, type TimeMark } from './time-marks.ts';

/** Changes only when a verdict does: results come anew with every piece of the trace. */
const violatedKey = (run: RunState): string =>
  JSON.stringify(run.properties.filter(({ status }) => status === 'violated'));

/** Violations and forks of the run in this context. */
export function useTimeMarks(pattern: ShownPattern): readonly TimeMark[] {
  const store = useRunStore();
  const violated = useRun(violatedKey);
  const branches = useRun((run) => run.branches);
  return useMemo(
    () => marksOf(violated === '[]' ? [] : store.getState().properties, branches, pattern),
    [violated, branches, pattern, store],
  );
}
