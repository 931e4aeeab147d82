import { expect, test } from 'vitest';
import { actionNames } from './action-words.ts';
import { settingText } from './words.ts';
import { TEST_PATTERN, TEST_TOPOLOGY } from './testing-pattern.ts';

const words = { label: '', help: '', group: '', source: '' };

test('a value of a dial is told with its unit, as on or off, or by the label of its choice', () => {
  expect(settingText({ ...words, type: 'number', unit: 'ms', min: 0, max: 9, step: 1, default: 1 }, 5)).toBe('5 ms');
  expect(settingText({ ...words, type: 'number', unit: '', min: 0, max: 9, step: 1, default: 1 }, 5)).toBe('5');
  expect(settingText({ ...words, type: 'switch', default: true }, false)).toBe('off');
  const options = [{ value: 'count', label: 'Last calls' }];
  expect(settingText({ ...words, type: 'choice', options, default: 'count' }, 'count')).toBe('Last calls');
});

test('a dial that the pattern does not have is told by its key and its plain value', () => {
  const names = actionNames(TEST_PATTERN, TEST_TOPOLOGY);
  expect(names.value?.('waitMs', 900)).toBe('900 ms');
  expect([names.setting?.('gone.oldDial'), names.value?.('gone.oldDial', 3)]).toEqual(['gone.oldDial', '3']);
});
