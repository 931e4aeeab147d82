import type { Settings, SettingValue } from '../../kernel/program.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Scenario, SettingSpec } from '../../scenario/scenario.ts';

/** A dial with where it stands and where it would stand untouched. */
export interface Dial {
  readonly key: string;
  readonly spec: SettingSpec;
  readonly value: SettingValue;
  /** What the experiment starts with: the default, or what its preset says instead. */
  readonly usual: SettingValue;
  readonly changed: boolean;
}

/** Every dial of the pattern, in the order in which the pattern lists them; `sinceStart`: what actions have set. */
export function dialsOf(pattern: ShownPattern, scenario: Scenario, sinceStart: Settings = {}): readonly Dial[] {
  const preset = pattern.experiments.find((experiment) => experiment.id === scenario.preset)?.settings ?? {};
  return Object.entries(pattern.settings).map(([key, spec]) => {
    const usual = preset[key] ?? spec.default;
    const value = sinceStart[key] ?? scenario.settings[key] ?? usual;
    return { key, spec, value, usual, changed: value !== usual };
  });
}

export interface DialGroup {
  readonly name: string;
  readonly dials: readonly Dial[];
}

/** Dials by group, groups in order of their first dial; only those that match the words searched for. */
export function groupDials(dials: readonly Dial[], search = ''): readonly DialGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Dial[]>();
  for (const dial of dials) {
    const text = `${dial.key} ${dial.spec.label} ${dial.spec.help} ${dial.spec.group}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const group = groups.get(dial.spec.group);
    if (group === undefined) groups.set(dial.spec.group, [dial]);
    else group.push(dial);
  }
  return [...groups].map(([name, members]) => ({ name, dials: members }));
}

/** Dials that belong to a role: their group or their key is called like it. */
export function dialsOfRole(dials: readonly Dial[], program: string, roleLabel: string): readonly Dial[] {
  const names = [bare(program), bare(roleLabel)];
  return dials.filter((dial) => {
    const group = bare(dial.spec.group);
    const prefix = bare(dial.key.split('.')[0] ?? '');
    return names.some(
      (name) => name !== '' && (group === name || prefix === name || group === `${name}s` || `${group}s` === name),
    );
  });
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

const SEED_SPAN = 65_536;

/** Another seed, the same one for the same old one; every small seed comes up before any repeats. */
export function nextSeed(seed: number): number {
  return ((seed % SEED_SPAN) * 25_173 + 13_849) % SEED_SPAN;
}
