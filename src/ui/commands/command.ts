export type CommandGroup =
  | 'Run'
  | 'Break'
  | 'Change'
  | 'Look'
  | 'Go to'
  | 'Save and open'
  | 'Help'
  | 'Experiments'
  | 'On the selection'
  | 'Parts'
  | 'Patterns';

/**
 * Something a person can do, once: hotkeys, the palette and the keyboard map are all made of these.
 */
export interface Command {
  /** `play`, `step-forward`. Unique. */
  readonly id: string;
  /** What it does, as an order: "Play or pause". */
  readonly title: string;
  readonly group: CommandGroup;
  /** Default keys, any of which works: `Space`, `Shift+ArrowLeft`, `Mod+K` (Ctrl, or ⌘ on a Mac). */
  readonly keys: readonly string[];
  /** Also while typing in a field, and while a dialog is open. */
  readonly everywhere?: boolean;
  /** More words to find it by. */
  readonly words?: string;
  /** Whether it makes sense now. Absent: always. */
  when?(): boolean;
  run(): void;
}
