import { describe, expect, test } from 'vitest';
import { isControlKey, isSingleKey, keyOf, keyText } from './keys.ts';
import { nextSpeed, SPEEDS } from './speeds.ts';
import { staticCommands } from './static-commands.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('the registry', () => {
  test('no key does two things, and no command is there twice', () => {
    const keys = staticCommands.flatMap((command) => command.keys);
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
    const ids = staticCommands.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = staticCommands.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('has the keys that the map promises', () => {
    const keyFor = (id: string) => staticCommands.find((command) => command.id === id)?.keys;
    expect(keyFor('play')).toEqual(['Space']);
    expect(keyFor('step-forward')).toEqual(['ArrowRight']);
    expect(keyFor('selection-back')).toEqual(['Shift+ArrowLeft']);
    expect(keyFor('interesting-forward')).toEqual(['.', 'Alt+ArrowRight']);
    expect(keyFor('undo')).toEqual(['Mod+Z']);
    expect(keyFor('copy-link')).toEqual(['Mod+Shift+C']);
    expect(keyFor('keys')).toEqual(['?']);
  });

  test('every key can be typed: the name of a press is the name in the registry', () => {
    const typed: readonly (readonly [string, ReturnType<typeof press>])[] = [
      ['Space', press(' ')],
      ['ArrowRight', press('ArrowRight')],
      ['Shift+ArrowLeft', press('ArrowLeft', { shiftKey: true })],
      ['Alt+ArrowRight', press('ArrowRight', { altKey: true })],
      ['?', press('?', { shiftKey: true })],
      ['[', press('[')],
      ['.', press('.')],
      ['Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true })],
      ['Mod+Z', press('z', { metaKey: true })],
      ['Mod+K', press('k', { ctrlKey: true })],
      ['C', press('c')],
      ['Home', press('Home')],
      ['Escape', press('Escape')],
    ];
    const known = staticCommands.flatMap((command) => command.keys);
    for (const [name, event] of typed) {
      expect(keyOf(event)).toBe(name);
      expect(known).toContain(name);
    }
    expect(keyOf(press('C', { shiftKey: true }))).toBe('Shift+C');
  });
});

test('single keys are letters and symbols; control keys belong to what has focus', () => {
  expect(['C', '?', '['].every(isSingleKey)).toBe(true);
  expect(['Space', 'ArrowLeft', 'Mod+K', 'Home'].some(isSingleKey)).toBe(false);
  expect(['Space', 'ArrowLeft', 'Shift+ArrowRight', 'Home', 'Enter'].every(isControlKey)).toBe(true);
  expect(['Alt+ArrowLeft', 'C', 'Escape', 'Mod+Z'].some(isControlKey)).toBe(false);
});

test('keys are shown as they stand on the keyboard', () => {
  expect(keyText('Shift+ArrowLeft', false)).toBe('Shift+←');
  expect(keyText('Mod+Shift+C', false)).toBe('Ctrl+Shift+C');
  expect(keyText('Mod+K', true)).toBe('⌘K');
  expect(keyText('Escape', false)).toBe('Esc');
});

test('speeds go up and down in steps and stop at their ends', () => {
  expect([nextSpeed(0.5, 1), nextSpeed(0.5, -1), nextSpeed(0.3, 1), nextSpeed(0.3, -1)]).toEqual([1, 0.25, 0.5, 0.25]);
  expect([nextSpeed(SPEEDS.at(-1)!, 1), nextSpeed(SPEEDS[0]!, -1)]).toEqual([100, 0.01]);
});
