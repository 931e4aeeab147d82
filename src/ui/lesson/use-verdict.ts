import { judgeStep, type StepVerdict } from '../../pattern-kit/lesson-judge.ts';
import type { LessonStep } from '../../pattern-kit/pattern.ts';
import { useRun, useThrottledCursor } from '../hooks.ts';
import { useRevision } from '../inspector/use-revision.ts';

const NOTHING: StepVerdict = { solved: false, due: false, prediction: null, problem: null };

/**
 * What the step makes of the run up to the cursor: twice a second while playing, exactly while paused.
 * Nothing where another scene is on stage (`elsewhere`): its goal could be met there by chance.
 */
export function useVerdict(step: LessonStep, chosen: string | null, elsewhere: boolean): StepVerdict {
  const scenario = useRun((run) => run.scenario);
  const topology = useRun((run) => run.topology);
  const index = useRun((run) => run.index);
  const { cursorUs, cursorSeq } = useThrottledCursor(2);
  useRevision();
  if (scenario === null || topology === null || elsewhere) return NOTHING;
  return judgeStep(
    step,
    { scenario, topology, events: index.events.slice(0, cursorSeq + 1), timeUs: cursorUs },
    chosen,
  );
}
