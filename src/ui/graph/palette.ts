import type { ColourToken } from '../../pattern-kit/pattern.ts';

/** Colours for canvases: the theme's custom properties as they stand now. */
export interface Palette {
  readonly token: Readonly<Record<ColourToken, string>>;
  readonly panel: string;
  readonly ink: string;
  readonly bad: string;
  readonly accent: string;
  readonly background: string;
  readonly font: string;
}

export const COLOUR_TOKENS: readonly ColourToken[] = ['message', 'ok', 'bad', 'warn', 'event', 'accent', 'quiet'];

const PROPERTY: Readonly<Record<ColourToken, string>> = {
  message: '--msg',
  ok: '--ok',
  bad: '--bad',
  warn: '--warn',
  event: '--purple',
  accent: '--accent',
  quiet: '--faint',
};

/** Reads the theme where this element stands. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim() || 'CanvasText';
  const token = {} as Record<ColourToken, string>;
  for (const key of COLOUR_TOKENS) token[key] = read(PROPERTY[key]);
  return {
    token,
    panel: read('--panel'),
    ink: read('--ink'),
    bad: read('--bad'),
    accent: read('--accent'),
    background: read('--bg'),
    font: read('--font-ui'),
  };
}

/** Calls back whenever the theme may have changed; answers a function that stops. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
  };
}
