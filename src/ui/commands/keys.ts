/** What is asked of a keyboard event; tests hand in plain objects. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Keys whose character depends on Shift already: `?` is `?` however it is typed. */
const isSymbol = (key: string): boolean => key.length === 1 && key.toLowerCase() === key.toUpperCase() && key !== ' ';

/** The one name of a key press, as commands write their keys: `Shift+ArrowLeft`, `Mod+K`, `?`. */
export function keyOf(press: KeyPress): string {
  const { key } = press;
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  return [
    press.ctrlKey || press.metaKey ? 'Mod' : '',
    press.altKey ? 'Alt' : '',
    press.shiftKey && !isSymbol(key) ? 'Shift' : '',
    name,
  ]
    .filter(Boolean)
    .join('+');
}

/** A single letter, digit or symbol: what WCAG 2.1.4 wants to be possible to turn off. */
export const isSingleKey = (key: string): boolean => key.length === 1;

/** Keys that controls use themselves: they belong to the control that has focus. */
export const isControlKey = (key: string): boolean =>
  /^(?:Shift\+)?(?:Arrow(?:Left|Right|Up|Down)|Home|End|Space|Enter)$/.test(key);

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** As it stands on the keyboard: `Shift+←`, `Ctrl+K`, `⌘K`. */
export function keyText(key: string, mac: boolean): string {
  const parts = key
    .split('+')
    .map(
      (part) =>
        NAMES[part] ?? (mac ? ({ Mod: '⌘', Shift: '⇧', Alt: '⌥' }[part] ?? part) : part === 'Mod' ? 'Ctrl' : part),
    );
  return parts.join(mac ? '' : '+');
}

export const isMac = (): boolean => typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
