import { describe, expect, it } from 'vitest';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Scenario, SettingSpec } from '../../scenario/scenario.ts';
import { dialsOf, dialsOfRole, groupDials, nextSeed } from './setting-values.ts';

const number = (group: string, standard: number): SettingSpec => ({
  type: 'number',
  label: `Wait of ${group}`,
  help: 'How long',
  group,
  source: 'us',
  unit: 'ms',
  min: 0,
  max: 9_000,
  step: 1,
  default: standard,
});

const pattern = {
  settings: {
    'breaker.waitMs': number('Breaker', 5_000),
    'load.rate': number('Load', 40),
    'breaker.on': { type: 'switch', label: 'Use it', help: '', group: 'Breaker', source: 'us', default: true },
  },
  experiments: [{ id: 'hang', settings: { 'load.rate': 80 } }],
} as unknown as ShownPattern;

const scenario = (settings: Scenario['settings']): Scenario => ({
  pattern: 'p',
  preset: 'hang',
  on: true,
  seed: 1,
  settings,
  actions: [],
  untilUs: 1,
  view: {},
});

describe('dialsOf', () => {
  it('takes the default, then the preset, then the scenario', () => {
    const dials = dialsOf(pattern, scenario({ 'breaker.waitMs': 100 }));
    expect(dials.map((dial) => [dial.key, dial.value, dial.usual, dial.changed])).toEqual([
      ['breaker.waitMs', 100, 5_000, true],
      ['load.rate', 80, 80, false],
      ['breaker.on', true, true, false],
    ]);
  });

  it('shows what was set since the start', () => {
    const dials = dialsOf(pattern, scenario({ 'breaker.waitMs': 100 }), { 'breaker.waitMs': 5_000, 'load.rate': 10 });
    expect(dials.map((dial) => [dial.value, dial.changed])).toEqual([
      [5_000, false],
      [10, true],
      [true, false],
    ]);
  });
});

describe('groupDials', () => {
  it('keeps the order of the pattern and searches all words', () => {
    const dials = dialsOf(pattern, scenario({}));
    const names = (search: string) => groupDials(dials, search).map((group) => `${group.name} ${group.dials.length}`);
    expect(names('')).toEqual(['Breaker 2', 'Load 1']);
    expect(names('WAIT  breaker')).toEqual(['Breaker 1']);
    expect(names('nothing')).toEqual([]);
  });
});

describe('dialsOfRole', () => {
  it('matches the group or the first part of the key', () => {
    const keys = (program: string, label: string) =>
      dialsOfRole(dialsOf(pattern, scenario({})), program, label).map((dial) => dial.key);
    expect(keys('breaker', 'Payment breaker')).toEqual(['breaker.waitMs', 'breaker.on']);
    expect(keys('shoppers', 'Load')).toEqual(['load.rate']);
    expect(keys('inventory', 'Inventory')).toEqual([]);
  });
});

describe('nextSeed', () => {
  it('visits every small seed before it repeats one', () => {
    const seen = new Set<number>();
    for (let seed = 7, i = 0; i < 65_536; i++, seed = nextSeed(seed)) seen.add(seed);
    expect(seen.size).toBe(65_536);
  });

  it('is a small whole number for any seed', () => {
    const next = nextSeed(4_294_967_295);
    expect(Number.isInteger(next) && next >= 0 && next < 65_536).toBe(true);
  });
});
