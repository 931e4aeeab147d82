import type { SettingSpec } from '../../scenario/scenario.ts';

type Range = readonly [min: number, max: number, step: number];
type Options = Extract<SettingSpec, { type: 'choice' }>['options'];

/** The dials of one group: each with unit, range, default, what it does, and where the default comes from. */
export const inGroup = (group: string) => ({
  number: (
    label: string,
    unit: string,
    [min, max, step]: Range,
    initial: number,
    help: string,
    source = 'This scene.',
  ): SettingSpec => ({ type: 'number', group, label, unit, min, max, step, default: initial, help, source }),
  flag: (label: string, initial: boolean, help: string, source: string): SettingSpec => ({
    type: 'switch',
    group,
    label,
    default: initial,
    help,
    source,
  }),
  choice: (label: string, options: Options, help: string, source: string): SettingSpec => ({
    type: 'choice',
    group,
    label,
    options,
    default: options[0]!.value,
    help,
    source,
  }),
});
