import type { SettingSpec } from '../scenario/scenario.ts';

type Range = readonly [min: number, max: number, step: number];
type Option = readonly [value: string, label: string];

/** What a dial does, and where its default comes from; left out where nothing outside the scene prescribes it. */
interface Words {
  readonly help: string;
  readonly source?: string;
}

const SCENE = 'This scene.';

/** The dials of one group of the settings panel. A choice begins with its first option unless another is named. */
export const dials = (group: string) => ({
  number: (
    label: string,
    unit: string,
    [min, max, step]: Range,
    initial: number,
    { help, source = SCENE }: Words,
  ): SettingSpec => ({ type: 'number', group, label, unit, min, max, step, default: initial, help, source }),
  flag: (label: string, initial: boolean, { help, source = SCENE }: Words): SettingSpec => ({
    type: 'switch',
    group,
    label,
    default: initial,
    help,
    source,
  }),
  choice: (
    label: string,
    options: readonly [Option, ...Option[]],
    { help, source = SCENE }: Words,
    initial: string = options[0][0],
  ): SettingSpec => ({
    type: 'choice',
    group,
    label,
    options: options.map(([value, text]) => ({ value, label: text })),
    default: initial,
    help,
    source,
  }),
});
