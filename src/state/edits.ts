import type { Action } from '../kernel/action.ts';
import type { SettingValue } from '../kernel/program.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import { removeAction, replaceAction } from '../scenario/edit.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Another action in its place; null takes it out. */
export const withActionAt = (scenario: Scenario, index: number, action: Action | null): Scenario =>
  action === null ? removeAction(scenario, index) : replaceAction(scenario, index, action);

/** What a dial says in this experiment before anyone turned it. */
export function presetValue(pattern: ShownPattern, scenario: Scenario, key: string): SettingValue | undefined {
  const preset = pattern.experiments.find((experiment) => experiment.id === scenario.preset);
  return preset?.settings[key] ?? pattern.settings[key]?.default;
}

/** A dial as it stands at the start. Only what differs from the preset is kept; null goes back to it. */
export function withSetting(
  pattern: ShownPattern,
  scenario: Scenario,
  key: string,
  value: SettingValue | null,
): Scenario {
  const { [key]: _, ...others } = scenario.settings;
  const settings =
    value === null || value === presetValue(pattern, scenario, key) ? others : { ...others, [key]: value };
  return { ...scenario, settings };
}

export function withMutant(scenario: Scenario, id: string | null): Scenario {
  const { mutant: _, ...others } = scenario;
  return id === null ? others : { ...others, mutant: id };
}
