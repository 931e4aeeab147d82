import { preferences } from '../state/preferences.ts';
import type { Theme } from '../state/types.ts';

const PANEL = { light: '#fffefb', dark: '#171b21' } as const;

const systemTheme = (): 'light' | 'dark' =>
  window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

function apply(): void {
  const { theme, motion } = preferences.getState();
  const shown = theme === 'system' ? systemTheme() : theme;
  const { dataset } = document.documentElement;
  dataset['theme'] = shown;
  dataset['motion'] = motion;
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', PANEL[shown]);
}

/** Puts the reader's theme and motion on the page, and follows the system where that was chosen. */
export function followTheme(): void {
  apply();
  preferences.subscribe(apply);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}

/** The other of light and dark than what is shown now. */
export function switchTheme(): void {
  preferences.setState({ theme: document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark' });
}

export const setTheme = (theme: Theme): void => preferences.setState({ theme });
