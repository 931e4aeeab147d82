import type { Action } from '../kernel/action.ts';
import type { SettingValue } from '../kernel/program.ts';
import type { Us } from '../kernel/time.ts';
import { actionKey, byTime } from './actions.ts';
import type { PresetScenario, Scenario, Vocabulary } from './scenario.ts';

/** What a link has to say beyond the preset's name: absent where both agree. */
export interface PresetDiff {
  readonly preset: PresetScenario;
  readonly on?: boolean;
  readonly seed?: number;
  readonly untilUs?: Us;
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Actions that the preset does not have, ordered by time. */
  readonly added: readonly Action[];
  /** Actions of the preset that are gone or changed: indices into its list. */
  readonly skipped: readonly number[];
}

/** A preset by its name; the default one where there is none of that name. Throws without any. */
export function presetOf(vocabulary: Vocabulary, name: string): PresetScenario {
  const key = Object.hasOwn(vocabulary.presets, name) ? name : vocabulary.defaultPreset;
  const preset = vocabulary.presets[key];
  if (preset === undefined) throw new Error(`Pattern ${vocabulary.pattern} has no preset ${key}`);
  return preset;
}

/** Value of a setting before the scenario's own: the preset's, or the default. */
export function presetSetting(vocabulary: Vocabulary, preset: PresetScenario, key: string): SettingValue | undefined {
  if (Object.hasOwn(preset.settings, key)) return preset.settings[key];
  return Object.hasOwn(vocabulary.settings, key) ? vocabulary.settings[key]?.default : undefined;
}

/** How a scenario differs from the preset that it started from. */
export function diffFromPreset(scenario: Scenario, vocabulary: Vocabulary): PresetDiff {
  const preset = presetOf(vocabulary, scenario.preset);
  const settings = Object.entries(scenario.settings).filter(
    ([key, value]) => presetSetting(vocabulary, preset, key) !== value,
  );
  return {
    preset,
    ...(scenario.on === preset.on ? {} : { on: scenario.on }),
    ...(scenario.seed === preset.seed ? {} : { seed: scenario.seed }),
    ...(scenario.untilUs === preset.untilUs ? {} : { untilUs: scenario.untilUs }),
    settings: Object.fromEntries(settings),
    ...diffActions(preset.actions, scenario.actions),
  };
}

/** The actions of a run: the preset's without the skipped ones, then the added, stable by time. */
export function mergeActions(
  preset: readonly Action[],
  skipped: readonly number[],
  added: readonly Action[],
): Action[] {
  const gone = new Set(skipped);
  return byTime([...preset.filter((_, index) => !gone.has(index)), ...added]);
}

function diffActions(preset: readonly Action[], actions: readonly Action[]): Pick<PresetDiff, 'added' | 'skipped'> {
  const wanted = byTime(actions);
  const first = matchActions(preset, wanted, new Set());
  // Merging puts the preset's actions first within an instant. Where the scenario has another
  // order, all of that instant is written out.
  const merged = mergeActions(preset, first.skipped, first.added);
  const reordered = new Set(
    wanted
      .filter((action, index) => actionKey(action) !== actionKey(merged[index] ?? action))
      .map((action) => action.atUs),
  );
  return reordered.size === 0 ? first : matchActions(preset, wanted, reordered);
}

function matchActions(
  preset: readonly Action[],
  wanted: readonly Action[],
  writtenOut: ReadonlySet<Us>,
): Pick<PresetDiff, 'added' | 'skipped'> {
  const unmatched = new Map<string, number[]>();
  const skipped = new Set(preset.keys());
  preset.forEach((action, index) => {
    if (writtenOut.has(action.atUs)) return;
    const key = actionKey(action);
    const indices = unmatched.get(key);
    if (indices === undefined) unmatched.set(key, [index]);
    else indices.push(index);
  });
  const added = wanted.filter((action) => {
    const index = unmatched.get(actionKey(action))?.shift();
    if (index !== undefined) skipped.delete(index);
    return index === undefined;
  });
  return { added, skipped: [...skipped] };
}
