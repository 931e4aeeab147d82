import type { Command } from './command.ts';
import { isControlKey, isSingleKey, keyOf } from './keys.ts';

const TEXT_INPUTS = /^(?:button|checkbox|radio|range|submit|reset|color|file|image)$/;

/** Somewhere that letters are typed into. */
function isTextField(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !TEXT_INPUTS.test(element.type);
  return (
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement ||
    (element instanceof HTMLElement && element.isContentEditable)
  );
}

/** A control that has a use of its own for arrows, Home and End, Space and Enter. */
const OWN_KEYS =
  'button, a[href], input, summary, [role="slider"], [role="tab"], [role="radio"], [role="switch"], [role="option"], [role="listbox"], [role="grid"], [role="treegrid"], [data-keys="own"]';

const isOverlayOpen = (): boolean =>
  document.querySelector('[role="menu"], [role="dialog"]:not([data-modeless]), [role="alertdialog"]') !== null;

/** Space and Enter press what has focus; only some controls use the arrows too. */
function belongsToControl(element: Element, key: string): boolean {
  if (!isControlKey(key)) return false;
  const control = element.closest(OWN_KEYS);
  if (!control) return false;
  return /Space|Enter/.test(key) || !control.matches('button:not([role]), a[href], summary');
}

/** The command that this press stands for; null where the press belongs to something else. */
export function commandFor(event: KeyboardEvent, commands: readonly Command[], singleKeys: boolean): Command | null {
  if (event.defaultPrevented || event.isComposing) return null;
  const key = keyOf(event);
  const command = commands.find((held) => held.keys.includes(key));
  if (!command || (isSingleKey(key) && !singleKeys)) return null;
  if (!command.everywhere) {
    const target = event.target instanceof Element ? event.target : document.body;
    if (isTextField(target) || isOverlayOpen() || belongsToControl(target, key)) return null;
  }
  return command.when === undefined || command.when() ? command : null;
}

/** Listens on the window, after everything on the page had its chance. Answers a function that stops. */
export function listenForKeys(commands: () => readonly Command[], singleKeys: () => boolean): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    const command = commandFor(event, commands(), singleKeys());
    if (!command) return;
    event.preventDefault();
    command.run();
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
