import { simulateInSession } from '../../host/session-client.ts';
import type { Face, Goal } from '../../pattern-kit/pattern.ts';
import { scenarioOf, vocabularyOf } from '../../pattern-kit/setup.ts';
import { loadFace } from '../../patterns/registry.ts';
import { encodeScenario } from '../../scenario/link.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { QuestionRow } from './questions.ts';

export interface RowAnswer {
  readonly pattern: string;
  readonly experiment: string;
  readonly goal: Goal;
  readonly off: number | null;
  readonly on: number | null;
  readonly switchLabels: { readonly off: string; readonly on: string };
  /** Opens both sides beside each other. */
  readonly link: string;
}

/** Without and with the pattern. */
export const sidesOf = (pattern: Face, { preset }: QuestionRow): readonly [Scenario, Scenario] => [
  scenarioOf(pattern, preset, false),
  scenarioOf(pattern, preset, true),
];

/** Runs one row without and with its pattern, each in a worker, one after the other. */
export async function askRow(row: QuestionRow): Promise<RowAnswer> {
  const pattern = await loadFace(row.pattern);
  const goal = pattern.goals.find(({ id }) => id === row.goal);
  const experiment = pattern.experiments.find(({ id }) => id === row.preset);
  if (!goal || !experiment) throw new Error(`${pattern.meta.title} has no ${goal ? row.preset : row.goal}.`);
  const figures: (number | null)[] = [];
  for (const scenario of sidesOf(pattern, row)) {
    const { goals } = await simulateInSession(scenario, { host: 'inline' });
    figures.push(goals[goal.id] ?? null);
  }
  const scenario = { ...scenarioOf(pattern, row.preset, true), view: { compare: true } };
  return {
    pattern: pattern.meta.title,
    experiment: experiment.title,
    goal,
    off: figures[0] ?? null,
    on: figures[1] ?? null,
    switchLabels: pattern.switchLabels,
    link: await encodeScenario(scenario, vocabularyOf(pattern)),
  };
}
