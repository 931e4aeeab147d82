import type { Scenario } from '../scenario/scenario.ts';
import type { LessonStep, LessonView } from './pattern.ts';

/** What a step makes of a run: of the trace alone, and of what the learner committed to before it. */
export interface StepVerdict {
  /** The goal is reached. */
  readonly solved: boolean;
  /** The run has come as far as the step asks; only then is a prediction compared. */
  readonly due: boolean;
  /** Null where the step asks for none, or it is not due yet. */
  readonly prediction: PredictionVerdict | null;
  /** What is wrong with the step itself: a judge that threw, or named an option that does not exist. */
  readonly problem: string | null;
}

export interface PredictionVerdict {
  /** Id of the option that came true. */
  readonly came: string;
  /** Null where the learner did not choose. */
  readonly right: boolean | null;
  /** With figures from the trace. */
  readonly reveal: string;
}

/**
 * Judges a step on a view of the run. Never throws: a mistake in the step's own code is answered as
 * `problem`, so that a panel can show it and a test can refuse it.
 */
export function judgeStep(step: LessonStep, view: LessonView, chosen: string | null = null): StepVerdict {
  const due = view.timeUs >= (step.stopUs ?? 0);
  try {
    const solved = step.goal.reached(view);
    const prediction = due ? judgePrediction(step, view, chosen) : null;
    const unknown = prediction !== null && !step.predict!.options.some((option) => option.id === prediction.came);
    return {
      solved,
      due,
      prediction: unknown ? null : prediction,
      problem: unknown ? `The judge of step ${step.id} answers "${prediction.came}", which is no option.` : null,
    };
  } catch (error) {
    return {
      solved: false,
      due,
      prediction: null,
      problem: `The judge of step ${step.id} failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function judgePrediction(step: LessonStep, view: LessonView, chosen: string | null): PredictionVerdict | null {
  if (step.predict === undefined) return null;
  const seen = atStop(step, view);
  const came = step.predict.judge(seen);
  return { came, right: chosen === null ? null : chosen === came, reveal: step.predict.reveal(seen) };
}

/** The run as it stood where the step stops: playing on must not change what was compared. */
function atStop(step: LessonStep, view: LessonView): LessonView {
  const { stopUs } = step;
  if (stopUs === undefined || view.timeUs <= stopUs) return view;
  let low = 0;
  let high = view.events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.events[middle]!.timeUs <= stopUs) low = middle + 1;
    else high = middle;
  }
  return { ...view, events: view.events.slice(0, low), timeUs: stopUs };
}

/**
 * The scenario that solves a step, from the one it starts with. The solution's actions join those
 * that are there, in order of time and, within one time, after them.
 */
export function solvedScenario(step: LessonStep, start: Scenario): Scenario {
  const { actions = [], settings = {}, on = start.on, runUntilUs } = step.solution;
  return {
    ...start,
    on,
    settings: { ...start.settings, ...settings },
    actions: [...start.actions, ...actions].sort((a, b) => a.atUs - b.atUs),
    untilUs: Math.max(start.untilUs, runUntilUs),
  };
}
