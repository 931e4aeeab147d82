import type { ColourToken } from '../../pattern-kit/pattern.ts';

/** What canvases here are painted with: the theme's custom properties as they stand now. */
export interface CanvasTheme {
  /** For areas and lines: at least 3:1 on the panel. */
  readonly mark: Readonly<Record<ColourToken, string>>;
  readonly ink: string;
  readonly mute: string;
  readonly faint: string;
  readonly line: string;
  readonly edge: string;
  readonly panel: string;
  readonly bg: string;
  readonly font: string;
}

/** Reads the theme where this element stands. */
export function readTheme(element: Element): CanvasTheme {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim() || 'CanvasText';
  return {
    mark: {
      message: read('--msg'),
      ok: read('--ok-mark'),
      bad: read('--bad-mark'),
      warn: read('--warn-mark'),
      event: read('--purple'),
      accent: read('--accent'),
      quiet: read('--edge'),
    },
    ink: read('--ink'),
    mute: read('--mute'),
    faint: read('--faint'),
    line: read('--line'),
    edge: read('--edge'),
    panel: read('--panel'),
    bg: read('--bg'),
    font: read('--font-ui'),
  };
}
