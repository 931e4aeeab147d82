import type { Action } from '../kernel/action.ts';
import { InlineRun, runInline } from '../kernel/inline.ts';
import type { Us } from '../kernel/time.ts';
import { createGoalMeter } from '../pattern-kit/goals.ts';
import type { Goal, Pattern } from '../pattern-kit/pattern.ts';
import { withFaults } from '../pattern-kit/random-faults.ts';
import { setupOf } from '../pattern-kit/setup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { shrinkActions } from './shrink.ts';

/** What to look for: a broken `always` (null: any), or the worst figure of a goal. */
export type Trouble =
  | { readonly kind: 'property'; readonly id: string | null }
  | { readonly kind: 'goal'; readonly id: string };

export interface SearchOptions {
  readonly trouble: Trouble;
  /** Schedules of random faults to try, by their numbers: `first` up to and without `first + tries`. */
  readonly first: number;
  readonly tries: number;
  /** How many were tried, and once something was found, how many faults of it are left. */
  onProgress?(progress: SearchProgress): void;
}

export interface SearchProgress {
  readonly tried: number;
  readonly left: number | null;
}

export interface Found {
  /** The run that shows it, with as few faults as do it. */
  readonly scenario: Scenario;
  /** Number of the schedule; null: the scenario as it stood. */
  readonly schedule: number | null;
  /** How many actions there were before the needless were taken away. */
  readonly before: number;
  readonly what:
    | { readonly kind: 'property'; readonly id: string; readonly atUs: Us; readonly detail: string }
    /** `calm`: without any fault; null where there is nothing to measure then. `other`: under the same faults with the pattern switched; null where they cannot be the same. */
    | {
        readonly kind: 'goal';
        readonly id: string;
        readonly value: number;
        readonly calm: number | null;
        readonly other: number | null;
      };
}

export interface SearchResult {
  readonly tried: number;
  readonly found: Found | null;
}

/** Runs that taking away may cost. */
const SHRINK_BUDGET = 250;
/** So much of the harm has to be left when faults are taken away, in percent. */
const HARM_KEPT_PERCENT = 80;
/** How many events pass between two looks at the verdicts. */
const LOOK_EVENTS = 256;

/**
 * Looks for trouble: first the scenario as it stands, then under one schedule of random faults after
 * another, each with a seed of its own. Of what is found, the fewest faults that do it are kept. A
 * property is searched until it breaks; of a goal, the worst of all schedules counts.
 */
export function searchTrouble(pattern: Pattern, scenario: Scenario, options: SearchOptions): SearchResult {
  const { trouble } = options;
  if (trouble.kind === 'property') return searchViolation(pattern, scenario, trouble.id, options);
  const goal = pattern.goals.find(({ id }) => id === trouble.id);
  if (goal === undefined) throw new RangeError(`${pattern.meta.title} has no goal "${trouble.id}".`);
  return searchWorst(pattern, scenario, goal, options);
}

function searchViolation(
  pattern: Pattern,
  scenario: Scenario,
  property: string | null,
  { first, tries, onProgress }: SearchOptions,
): SearchResult {
  for (let tried = 0; tried <= tries; tried++) {
    const schedule = tried === 0 ? null : first + tried - 1;
    const candidate = schedule === null ? scenario : withFaults(pattern, scenario, schedule);
    const broken = violationIn(pattern, candidate, property);
    onProgress?.({ tried, left: broken === null ? null : candidate.actions.length });
    if (broken === null) continue;
    const { actions } = shrinkActions(
      candidate.actions,
      (fewer) => violationIn(pattern, { ...candidate, actions: fewer }, broken.id) !== null,
      { budget: SHRINK_BUDGET, onFewer: (left) => onProgress?.({ tried, left }) },
    );
    const shrunk = { ...candidate, actions };
    const what = { kind: 'property', ...violationIn(pattern, shrunk, broken.id)! } as const;
    return { tried, found: { scenario: shrunk, schedule, before: candidate.actions.length, what } };
  }
  return { tried: tries, found: null };
}

/** The `always` that breaks first; null where none does. The run is left as soon as one has. */
function violationIn(
  pattern: Pattern,
  scenario: Scenario,
  property: string | null,
): { readonly id: string; readonly atUs: Us; readonly detail: string } | null {
  const setup = setupOf(pattern, scenario);
  const judged = setup.properties.filter(({ id, kind }) => kind === 'always' && (property === null || id === property));
  const run = new InlineRun({ ...setup, properties: judged }, { keepTrace: false });
  for (let more = true; more;) {
    run.runTo(run.kernel.seq + LOOK_EVENTS);
    more = run.kernel.nextUs() >= 0;
    const [first] = run.kernel
      .properties()
      .filter(({ status }) => status === 'violated')
      .toSorted((a, b) => a.seq! - b.seq!);
    if (first !== undefined) return { id: first.id, atUs: first.atUs!, detail: first.detail ?? '' };
  }
  return null;
}

function searchWorst(
  pattern: Pattern,
  scenario: Scenario,
  goal: Goal,
  { first, tries, onProgress }: SearchOptions,
): SearchResult {
  const figure = (run: Scenario): number | null => figureOf(pattern, run, goal);
  // Other faults in place of those it has: what is tried is compared with a run without any.
  const calmRun = { ...scenario, actions: scenario.actions.filter(isLoad) };
  const calm = figure(calmRun);
  // What faults alone bring about is not measured without any: an error rate, say.
  const from = calm ?? (goal.better === 'lower' ? 0 : null);
  const harmIn = (run: Scenario): number => {
    const value = figure(run);
    if (value === null || from === null) return 0;
    return goal.better === 'higher' ? from - value : value - from;
  };
  let worst: { readonly run: Scenario; readonly schedule: number | null; readonly harm: number } | null = null;
  for (let tried = 0; tried <= tries; tried++) {
    const schedule = tried === 0 ? null : first + tried - 1;
    // The same dice as the calm run, or luck would count as harm.
    const run = schedule === null ? scenario : { ...withFaults(pattern, calmRun, schedule), seed: scenario.seed };
    const harm = harmIn(run);
    if (harm > (worst?.harm ?? 0)) worst = { run, schedule, harm };
    onProgress?.({ tried, left: null });
  }
  if (worst === null) return { tried: tries, found: null };
  const { run, schedule, harm } = worst;
  const { actions } = shrinkActions(
    run.actions,
    (fewer) => harmIn({ ...run, actions: fewer }) * 100 >= harm * HARM_KEPT_PERCENT,
    { budget: SHRINK_BUDGET, onFewer: (left) => onProgress?.({ tried: tries, left }) },
  );
  const shrunk = { ...run, actions };
  return {
    tried: tries,
    found: {
      scenario: shrunk,
      schedule,
      before: run.actions.length,
      what: {
        kind: 'goal',
        id: goal.id,
        value: figure(shrunk)!,
        calm,
        other: isOnBothSides(pattern, shrunk) ? figure({ ...shrunk, on: !shrunk.on }) : null,
      },
    },
  };
}

/** What people and scripts ask for, as opposed to what goes wrong. */
const isLoad = ({ kind }: Action): boolean => kind === 'command' || kind === 'set';

/** Whether all that is broken stands on the other side as well: else its run would be spared, not better. */
function isOnBothSides(pattern: Pattern, scenario: Scenario): boolean {
  const here = new Set(idsOf(pattern, scenario));
  const there = new Set(idsOf(pattern, { ...scenario, on: !scenario.on }));
  const named = (value: unknown): boolean =>
    typeof value === 'string'
      ? !here.has(value) || there.has(value)
      : typeof value !== 'object' || value === null || Object.values(value).every(named);
  return scenario.actions.every(named);
}

function idsOf(pattern: Pattern, scenario: Scenario): string[] {
  const { topology } = setupOf(pattern, scenario);
  return topology.nodes.flatMap(({ id, pod, program }) => [
    id,
    `@role:${program}`,
    ...(pod === undefined ? [] : [pod]),
  ]);
}

function figureOf(pattern: Pattern, scenario: Scenario, goal: Goal): number | null {
  const { trace } = runInline(setupOf(pattern, scenario));
  const meter = createGoalMeter(goal, { bucketUs: 1_000_000 });
  meter.append(trace);
  return meter.value();
}
