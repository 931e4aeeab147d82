import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';

const ids = v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(64));

/* Each part stands for itself: one that cannot be read takes nothing else with it. */
const parts = {
  theme: v.picklist(['light', 'dark', 'system']),
  motion: v.picklist(['system', 'reduced']),
  singleKeys: v.boolean(),
  /** Solved steps (ids) by pattern. */
  lessons: v.record(v.pipe(v.string(), v.maxLength(64)), ids),
};

/** What a reader chose, kept in this browser: how it looks, how it is used, how far the lessons went. */
export interface Preferences {
  readonly theme: v.InferOutput<typeof parts.theme>;
  readonly motion: v.InferOutput<typeof parts.motion>;
  readonly singleKeys: boolean;
  readonly lessons: v.InferOutput<typeof parts.lessons>;
}

export const KEY = 'faultline.preferences';
/** The same theme again, alone: the page reads it before anything is loaded. */
export const THEME_KEY = 'faultline.theme';
/** What was found under `KEY` and could not be read as a whole: it would be written over. */
export const ASIDE_KEY = 'faultline.preferences.unread';

export const defaultPreferences: Preferences = { theme: 'system', motion: 'system', singleKeys: true, lessons: {} };

const NAMES: Readonly<Record<keyof Preferences, string>> = {
  theme: 'the theme',
  motion: 'the choice of motion',
  singleKeys: 'the choice of single keys',
  lessons: 'which lesson steps are done',
};
const NOT_KEPT = 'This browser keeps nothing for this page: theme and lesson marks last until it is closed.';

/** What is stored, what belongs to another version of the app, and a note where some of it could not be used. */
export function parsePreferences(text: string | null): {
  readonly preferences: Preferences;
  readonly others: Readonly<Record<string, unknown>>;
  readonly note: string | null;
} {
  const found = text === null ? {} : attempt(() => v.parse(v.record(v.string(), v.unknown()), JSON.parse(text)));
  if (found === null)
    return {
      preferences: defaultPreferences,
      others: {},
      note: 'Saved preferences could not be read, so theme and lesson marks start anew.',
    };
  const { theme, motion, singleKeys, lessons, ...others } = found;
  const bad: string[] = [];
  const read = <K extends keyof Preferences>(name: K, value: unknown): Preferences[K] => {
    if (value === undefined) return defaultPreferences[name];
    const result = v.safeParse(parts[name], value);
    if (result.success) return result.output as Preferences[K];
    bad.push(NAMES[name]);
    return defaultPreferences[name];
  };
  const preferences = {
    theme: read('theme', theme),
    motion: read('motion', motion),
    singleKeys: read('singleKeys', singleKeys),
    lessons: read('lessons', lessons),
  };
  const note = bad.length === 0 ? null : `Of the saved preferences, ${bad.join(' and ')} could not be read.`;
  return { preferences, others, note };
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

export interface StoredPreferences {
  readonly store: StoreApi<Preferences>;
  /** What the reader should know of it and was not told yet. */
  readonly note: StoreApi<string | null>;
  /** Another tab wrote this: its choices count here as well, or the next write would take them back. */
  readonly follow: (text: string | null) => void;
}

/** A store that begins with what was saved and saves each change. Without storage it only remembers. */
export function createPreferences(storage: Storage | null): StoredPreferences {
  const text = attempt(() => storage?.getItem(KEY) ?? null);
  const { preferences: saved, others, note: problem } = parsePreferences(text);
  if (problem !== null && text !== null) attempt(() => storage?.setItem(ASIDE_KEY, text));
  const store = createStore<Preferences>()(() => saved);
  const note = createStore<string | null>()(() => problem);
  let isKept = true;
  store.subscribe((now) => {
    const keeps = attempt(() => {
      storage?.setItem(KEY, JSON.stringify({ ...others, ...now }));
      storage?.setItem(THEME_KEY, now.theme);
      return storage;
    });
    if (keeps === null && isKept) note.setState(NOT_KEPT, true);
    isKept = keeps !== null;
  });
  const follow = (written: string | null): void => {
    const there = parsePreferences(written);
    if (written !== null && there.note === null) store.setState(there.preferences);
  };
  return { store, note, follow };
}

/** Storage may be full, blocked or gone: preferences are not worth an error. */
function attempt<T>(use: () => T): T | null {
  try {
    return use();
  } catch {
    return null;
  }
}

const browserStorage = (): Storage | null => attempt(() => (typeof localStorage === 'undefined' ? null : localStorage));

const created = createPreferences(browserStorage());

export const preferences: StoreApi<Preferences> = created.store;
export const preferencesNote: StoreApi<string | null> = created.note;

// Two tabs of the app have one reader.
if (typeof window !== 'undefined')
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) created.follow(newValue);
  });

/** Steps of this pattern's lesson that were solved, ever. */
export const solvedSteps = (pattern: string): readonly string[] => preferences.getState().lessons[pattern] ?? [];

export function markSolved(pattern: string, stepId: string): void {
  const { lessons } = preferences.getState();
  const solved = lessons[pattern] ?? [];
  if (!solved.includes(stepId)) preferences.setState({ lessons: { ...lessons, [pattern]: [...solved, stepId] } });
}
