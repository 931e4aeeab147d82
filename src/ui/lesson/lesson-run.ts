import type { LessonStep } from '../../pattern-kit/pattern.ts';
import type { Commands } from '../../state/types.ts';
import { US_PER_S } from '../../kernel/time.ts';
import { SPEEDS } from '../commands/speeds.ts';
import { addActions } from '../faults/add-actions.ts';

type Runs = Pick<
  Commands,
  | 'loadExperiment'
  | 'playUntil'
  | 'play'
  | 'pause'
  | 'setOn'
  | 'setSetting'
  | 'setSpeed'
  | 'seek'
  | 'act'
  | 'openLesson'
>;

/** Opens a step where it begins: its own scenario from the start, or the run as it stands. */
export function openStep(commands: Runs, steps: readonly LessonStep[], number: number): void {
  const step = steps[number];
  commands.pause();
  commands.openLesson(number);
  if (step?.scenario !== undefined) commands.loadExperiment(step.scenario.preset, step.scenario.on);
}

/** The preset that a step is about: its own, or that of the last one before it which set a scene. */
export function presetOf(steps: readonly LessonStep[], number: number): string | null {
  return steps.slice(0, number + 1).findLast(({ scenario }) => scenario !== undefined)?.scenario?.preset ?? null;
}

/** Sets the scene of a step anew, and opens the step in it. */
export function setScene(commands: Runs, steps: readonly LessonStep[], number: number): void {
  const setter = steps.slice(0, number + 1).findLastIndex(({ scenario }) => scenario !== undefined);
  openStep(commands, steps, Math.max(0, setter));
  if (setter !== number) commands.openLesson(number);
}

/** Longer than this nobody waits for what comes of a prediction, s. */
const PATIENCE_S = 12;
/** Who chose less than this, simulated seconds a second, wants to see each message. */
const LOOKING_CLOSELY = 0.5;

/** The speed at which a stretch of a run takes no longer than a reader waits; never slower than now. */
function speedFor(stretchUs: number, speed: number): number {
  const needed = stretchUs / US_PER_S / PATIENCE_S;
  if (speed < LOOKING_CLOSELY || speed >= needed) return speed;
  return SPEEDS.find((held) => held >= needed) ?? speed;
}

/** Plays to where the step stops; from its beginning where that has gone by. */
export function runStep(commands: Runs, step: LessonStep, cursorUs: number, speed: number): void {
  if (step.stopUs === undefined) {
    commands.play();
    return;
  }
  const again = cursorUs >= step.stopUs;
  const wanted = speedFor(step.stopUs - (again ? 0 : cursorUs), speed);
  if (wanted !== speed) commands.setSpeed(wanted);
  if (again) {
    if (step.scenario !== undefined) commands.loadExperiment(step.scenario.preset, step.scenario.on);
    else commands.seek(0);
  }
  commands.playUntil(step.stopUs);
}

/** Does what solves the step, in front of the reader's eyes, and plays until it shows. */
export function showSolution(commands: Runs, step: LessonStep, speed: number): void {
  const { actions = [], settings = {}, on, runUntilUs } = step.solution;
  commands.pause();
  if (step.scenario !== undefined) commands.loadExperiment(step.scenario.preset, step.scenario.on);
  else commands.seek(0);
  if (on !== undefined) commands.setOn(on);
  for (const [key, value] of Object.entries(settings)) commands.setSetting(key, value);
  addActions(commands, actions);
  commands.seek(0);
  const wanted = speedFor(runUntilUs, speed);
  if (wanted !== speed) commands.setSpeed(wanted);
  commands.playUntil(runUntilUs);
}
