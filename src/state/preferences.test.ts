import { expect, test } from 'vitest';
import { createPreferences, defaultPreferences, KEY, parsePreferences, THEME_KEY } from './preferences.ts';

const memory = (held: Record<string, string> = {}) => ({
  held,
  getItem: (key: string) => held[key] ?? null,
  setItem: (key: string, value: string) => {
    held[key] = value;
  },
});

test('what was chosen is there the next time', () => {
  const storage = memory();
  createPreferences(storage).store.setState({ theme: 'dark', lessons: { demo: ['one', 'two'] } });
  const again = createPreferences(storage);
  expect(again.note).toBeNull();
  expect(again.store.getState()).toMatchObject({ theme: 'dark', motion: 'system', lessons: { demo: ['one', 'two'] } });
  expect(storage.held[THEME_KEY]).toBe('dark');
});

test.each(['{', '"x"', '{"theme":"pink"}', '{"lessons":{"demo":"all"}}', '{"singleKeys":"no"}', 'null'])(
  'bad data is left out with a note: %s',
  (text) => {
    const read = parsePreferences(text);
    expect(read.preferences).toEqual(defaultPreferences);
    expect(read.note).not.toBeNull();
  },
);

test('an older, smaller file is completed', () => {
  expect(createPreferences(memory({ [KEY]: '{"theme":"light"}' })).store.getState()).toEqual({
    ...defaultPreferences,
    theme: 'light',
  });
});

test('storage that throws is no error', () => {
  const storage = {
    getItem: () => {
      throw new Error('blocked');
    },
    setItem: () => {
      throw new Error('full');
    },
  };
  const { store } = createPreferences(storage);
  store.setState({ theme: 'dark' });
  expect(store.getState().theme).toBe('dark');
});
