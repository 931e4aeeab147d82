import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** What a reader chose, kept in this browser: how it looks, how it is used, how far the lessons went. */
const schema = v.object({
  theme: v.optional(v.picklist(['light', 'dark', 'system']), 'system'),
  motion: v.optional(v.picklist(['system', 'reduced']), 'system'),
  singleKeys: v.optional(v.boolean(), true),
  /** Solved steps (ids) by pattern. */
  lessons: v.optional(
    v.record(
      v.pipe(v.string(), v.maxLength(64)),
      v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(64)),
    ),
    {},
  ),
});

export type Preferences = v.InferOutput<typeof schema>;

export const KEY = 'faultline.preferences';
/** The same theme again, alone: the page reads it before anything is loaded. */
export const THEME_KEY = 'faultline.theme';

export const defaultPreferences: Preferences = v.parse(schema, {});

/** What is stored, and a note where it could not be used. */
export function parsePreferences(text: string | null): {
  readonly preferences: Preferences;
  readonly note: string | null;
} {
  if (text === null) return { preferences: defaultPreferences, note: null };
  try {
    const read = v.safeParse(schema, JSON.parse(text));
    if (read.success) return { preferences: read.output, note: null };
  } catch {
    // Not even JSON: the same note as for anything else that does not fit.
  }
  return { preferences: defaultPreferences, note: 'Saved preferences could not be read and were left out.' };
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** A store that begins with what was saved and saves each change. Without storage it only remembers. */
export function createPreferences(storage: Storage | null): {
  readonly store: StoreApi<Preferences>;
  readonly note: string | null;
} {
  const { preferences, note } = parsePreferences(attempt(() => storage?.getItem(KEY) ?? null));
  const store = createStore<Preferences>()(() => preferences);
  store.subscribe((now) => {
    attempt(() => {
      storage?.setItem(KEY, JSON.stringify(now));
      storage?.setItem(THEME_KEY, now.theme);
      return null;
    });
  });
  return { store, note };
}

/** Storage may be full, blocked or gone: preferences are not worth an error. */
function attempt<T>(use: () => T | null): T | null {
  try {
    return use();
  } catch {
    return null;
  }
}

const browserStorage = (): Storage | null => attempt(() => (typeof localStorage === 'undefined' ? null : localStorage));

const created = createPreferences(browserStorage());

export const preferences: StoreApi<Preferences> = created.store;
/** Why saved preferences were not used; null where they were. */
export const preferencesNote: string | null = created.note;

/** Steps of this pattern's lesson that were solved, ever. */
export const solvedSteps = (pattern: string): readonly string[] => preferences.getState().lessons[pattern] ?? [];

export function markSolved(pattern: string, stepId: string): void {
  const { lessons } = preferences.getState();
  const solved = lessons[pattern] ?? [];
  if (!solved.includes(stepId)) preferences.setState({ lessons: { ...lessons, [pattern]: [...solved, stepId] } });
}
