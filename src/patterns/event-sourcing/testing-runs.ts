import type { Action } from '../../kernel/action.ts';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { seconds } from '../../kernel/time.ts';
import { createGoalMeter } from '../../pattern-kit/goals.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import pattern from './index.ts';

/** Runs of the experiments for tests; each is made once. */
const runs = new Map<string, ReturnType<typeof runOnce>>();

export function run(...given: Parameters<typeof runOnce>): ReturnType<typeof runOnce> {
  const key = JSON.stringify(given);
  const known = runs.get(key) ?? runOnce(...given);
  runs.set(key, known);
  return known;
}

function runOnce(preset: string, on: boolean, settings: Settings = {}, actions?: readonly Action[]) {
  const base = scenarioOf(pattern, preset, on);
  const scenario = { ...base, settings, actions: actions ?? base.actions };
  const { trace, properties } = runInline(setupOf(pattern, scenario));
  const figure = (id: string): number => {
    const goal = pattern.goals.find((one) => one.id === id)!;
    const meter = createGoalMeter(goal, { bucketUs: seconds(1) });
    meter.append(trace);
    return meter.value(scenario.untilUs)!;
  };
  const violated = properties.filter(({ status }) => status === 'violated').map(({ id }) => id);
  return { trace, figure, violated, untilUs: scenario.untilUs };
}
