import { describe, expect, test } from 'vitest';
import type { Action } from '../kernel/action.ts';
import { addAction, diffFromPreset, firstDifferenceUs, removeAction, replaceAction, sameRun } from './edit.ts';
import { TEA_SHOP } from './fixtures/vocabulary.ts';
import type { Scenario } from './scenario.ts';

const rush: Scenario = { pattern: 'tea-shop', preset: 'rush', ...TEA_SHOP.presets['rush']!, settings: {}, view: {} };
const pause = (atUs: number): Action => ({ kind: 'pause', node: 'n3', atUs });
const times = (scenario: Scenario): number[] => scenario.actions.map((action) => action.atUs);

describe('editing', () => {
  test('an action goes behind all that are not later', () => {
    const added = addAction(rush, pause(5_000_000));
    expect(times(added)).toEqual([2_000_000, 5_000_000, 5_000_000, 5_000_000, 9_000_000]);
    expect(added.actions[3]).toEqual(pause(5_000_000));
    expect(rush.actions).toHaveLength(4);
  });

  test('a stretched action keeps its place, a dragged one finds its own', () => {
    const [, crash] = rush.actions;
    const longer: Action = { ...crash!, forUs: 1_000_000 };
    expect(replaceAction(rush, 1, longer).actions.indexOf(longer)).toBe(1);
    const later: Action = { ...crash!, atUs: 9_500_000 };
    expect(replaceAction(rush, 1, later).actions.indexOf(later)).toBe(3);
    expect(replaceAction(rush, 9, later)).toBe(rush);
  });

  test('an action is taken out', () => {
    expect(times(removeAction(rush, 0))).toEqual([5_000_000, 5_000_000, 9_000_000]);
    expect(removeAction(rush, -1)).toBe(rush);
    expect(removeAction(rush, 4)).toBe(rush);
  });
});

test('the difference from the preset', () => {
  expect(diffFromPreset(rush, TEA_SHOP)).toEqual({
    preset: TEA_SHOP.presets['rush'],
    settings: {},
    added: [],
    skipped: [],
  });
  const changed = {
    ...replaceAction(rush, 0, pause(1)),
    on: true,
    seed: 3,
    untilUs: 5,
    settings: { lid: false, 'kettle.litres': 2 },
  };
  expect(diffFromPreset(changed, TEA_SHOP)).toMatchObject({
    on: true,
    seed: 3,
    untilUs: 5,
    settings: { lid: false },
    added: [pause(1)],
    skipped: [0],
  });
});

describe('first difference', () => {
  test.each<[string, Scenario, number]>([
    ['nothing', { ...rush }, Infinity],
    ['the view', { ...rush, view: { cursorUs: 3, compare: true } }, Infinity],
    ['a flag that says no', replaceAction(rush, 2, { ...rush.actions[2]!, oneWay: false } as Action), Infinity],
    ['the seed', { ...rush, seed: 43 }, 0],
    ['the preset', { ...rush, preset: 'calm' }, 0],
    ['the switch', { ...rush, on: true }, 0],
    ['a setting', { ...rush, settings: { lid: false } }, 0],
    ['a planted bug', { ...rush, mutant: 'forgets-lid' }, 0],
    ['an earlier end', { ...rush, untilUs: 50_000_000 }, 50_000_000],
    ['a later end', { ...rush, untilUs: 70_000_000 }, 60_000_000],
    ['an action more', addAction(rush, pause(7_000_000)), 7_000_000],
    ['an action more at the end', addAction(rush, pause(10_000_000)), 10_000_000],
    ['an action less', removeAction(rush, 3), 9_000_000],
    ['an action moved later', replaceAction(rush, 0, { ...rush.actions[0]!, atUs: 8_000_000 }), 2_000_000],
    ['an action moved earlier', replaceAction(rush, 3, { ...rush.actions[3]!, atUs: 3_000_000 }), 3_000_000],
    ['a longer action', replaceAction(rush, 0, { ...rush.actions[0]!, forUs: 7_000_000 }), 2_000_000],
    [
      'the order within an instant',
      { ...rush, actions: [rush.actions[0]!, rush.actions[2]!, rush.actions[1]!, rush.actions[3]!] },
      5_000_000,
    ],
    ['an action and the end', { ...addAction(rush, pause(55_000_000)), untilUs: 50_000_000 }, 50_000_000],
  ])('%s', (_, other, expected) => {
    expect(firstDifferenceUs(rush, other)).toBe(expected);
    expect(firstDifferenceUs(other, rush)).toBe(expected);
    expect(sameRun(rush, other)).toBe(expected === Infinity);
  });
});
