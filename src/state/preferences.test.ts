import { expect, test } from 'vitest';
import { ASIDE_KEY, createPreferences, defaultPreferences, KEY, parsePreferences, THEME_KEY } from './preferences.ts';

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
  expect(again.note.getState()).toBeNull();
  expect(again.store.getState()).toMatchObject({ theme: 'dark', motion: 'system', lessons: { demo: ['one', 'two'] } });
  expect(storage.held[THEME_KEY]).toBe('dark');
});

test('one bad part takes nothing else with it, and what was there is kept aside', () => {
  const text = '{"theme":"pink","singleKeys":false,"lessons":{"demo":["one"]},"later":{"a":1}}';
  const storage = memory({ [KEY]: text });
  const { store, note } = createPreferences(storage);
  expect(store.getState()).toEqual({ ...defaultPreferences, singleKeys: false, lessons: { demo: ['one'] } });
  expect(note.getState()).toContain('the theme');
  expect(note.getState()).not.toContain('lesson');
  expect(storage.held[ASIDE_KEY]).toBe(text);
  store.setState({ theme: 'dark' });
  // A version to come may have written more: it finds that again.
  expect(JSON.parse(storage.held[KEY] ?? '')).toMatchObject({ theme: 'dark', later: { a: 1 } });
});

test('two tabs do not take back what the other one has done', () => {
  const storage = memory();
  const [one, two] = [createPreferences(storage), createPreferences(storage)];
  one.store.setState({ lessons: { demo: ['one'] } });
  two.follow(storage.held[KEY] ?? null);
  const written = storage.held[KEY];
  two.store.setState({ theme: 'dark' });
  expect(createPreferences(storage).store.getState()).toMatchObject({ theme: 'dark', lessons: { demo: ['one'] } });
  // Following writes what stands there already, or two tabs would call each other for ever.
  one.follow(storage.held[KEY] ?? null);
  expect(storage.held[KEY]).not.toBe(written);
  const settled = storage.held[KEY];
  two.follow(settled ?? null);
  expect(storage.held[KEY]).toBe(settled);
  two.follow('{');
  expect(two.store.getState().theme).toBe('dark');
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

test('storage that throws is no error; it is said once that nothing is kept', () => {
  const storage = {
    getItem: () => {
      throw new Error('blocked');
    },
    setItem: () => {
      throw new Error('full');
    },
  };
  const { store, note } = createPreferences(storage);
  store.setState({ theme: 'dark' });
  expect(store.getState().theme).toBe('dark');
  expect(note.getState()).toContain('keeps nothing');
  note.setState(null, true);
  store.setState({ theme: 'light' });
  expect(note.getState()).toBeNull();
});
