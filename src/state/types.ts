import type { Action, ActionBody } from '../kernel/action.ts';
import type { PropertyResult } from '../kernel/property.ts';
import type { SettingValue } from '../kernel/program.ts';
import type { Us } from '../kernel/time.ts';
import type { Topology } from '../kernel/topology.ts';
import type { Seq } from '../kernel/trace.ts';
import type { TraceIndex } from '../derive/types.ts';
import type { Branch, HostMode } from '../host/protocol.ts';
import type { NodeInspection } from '../kernel/inspection.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import type { OwnView, Scenario, ScenarioProblem } from '../scenario/scenario.ts';

/**
 * One run on screen. The workbench has `main`; side by side it has `twin` too: the same scenario
 * with the pattern switched the other way, under the same cursor.
 */
export interface RunState {
  readonly id: 'main' | 'twin';
  readonly status: 'loading' | 'ready' | 'failed';
  readonly failure: { readonly what: string; readonly detail: string; readonly recoverable: boolean } | null;
  readonly pattern: ShownPattern | null;
  readonly scenario: Scenario | null;
  readonly topology: Topology | null;
  readonly index: TraceIndex;
  /** Copies of `index.version`: what views subscribe to. */
  readonly version: number;
  readonly headUs: Us;
  readonly ended: boolean;
  readonly fingerprint: string;
  readonly properties: readonly PropertyResult[];
  readonly branches: readonly Branch[];
  readonly branch: number;
  readonly host: HostMode;
  readonly workers: readonly string[];
}

/** Where and how fast we look. `cursorUs` changes every frame: subscribe to it transiently. */
export interface PlaybackState {
  readonly cursorUs: Us;
  /** Newest event at the cursor, −1 before the first. When stepping it may stand in the middle of an instant. */
  readonly cursorSeq: Seq;
  /** Whether the reader went to this very event; otherwise to a time, or was carried there by playing. */
  readonly stepped: boolean;
  readonly playing: boolean;
  /** Simulated seconds per second: 0.01 … 100. */
  readonly speed: number;
  /** What the host reaches, where it is less than asked; null otherwise. */
  readonly reachedSpeed: number | null;
  readonly stopAtUs: Us | null;
}

export type Selection =
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'message'; readonly id: string }
  | { readonly kind: 'link'; readonly a: string; readonly b: string }
  | null;
export type Theme = 'light' | 'dark' | 'system';

export interface ViewState {
  readonly selection: Selection;
  readonly hovered: Selection;
  readonly theme: Theme;
  readonly motion: 'system' | 'reduced';
  readonly singleKeys: boolean;
  readonly compare: boolean;
  readonly inspectorTab: 'state' | 'messages' | 'program' | 'settings';
  readonly panels: {
    readonly lesson: boolean;
    readonly inspector: boolean;
    readonly timeline: boolean;
    readonly log: boolean;
    /** The pattern's own board. Null: as the pattern opens. */
    readonly board: boolean | null;
  };
  /** The narrow-screen sheet: which one panel is below the graph. */
  readonly sheet: 'lesson' | 'inspector' | 'timeline' | 'board' | 'log' | 'experiments';
  readonly lessonStep: number | null;
  /** What the reader chose in the pattern's own views; travels in the link. */
  readonly own: OwnView;
  /** What whoever made the link says; travels in the link. Null: nothing. */
  readonly note: string | null;
  readonly problems: readonly ScenarioProblem[];
  readonly toast: { readonly text: string; readonly undo: boolean; readonly id: number } | null;
  readonly openDialog: 'keys' | 'palette' | 'experiments' | 'share' | 'note' | null;
  /** Menu of faults and commands for the thing selected; screen position, or null for closed. */
  readonly menu: { readonly target: NonNullable<Selection>; readonly x: number; readonly y: number } | null;
}

/** What stands at `index` of the scenario's actions becomes `action`, or goes. */
export interface ActionEdit {
  readonly index: number;
  readonly action: Action | null;
}

/** What every part of the interface may do: the same from mouse, menu, keyboard, palette and lesson. */
export interface Commands {
  play(): void;
  pause(): void;
  togglePlay(): void;
  setSpeed(speed: number): void;
  seek(timeUs: Us): void;
  seekSeq(seq: Seq): void;
  stepEvent(direction: 1 | -1): void;
  stepInteresting(direction: 1 | -1): void;
  stepSelection(direction: 1 | -1): void;
  jumpToStart(): void;
  jumpToHead(): void;
  jumpToViolation(): void;
  /** Play until this time, then pause. */
  playUntil(timeUs: Us): void;

  /** Do something to the run at the cursor. In the past it starts a branch and says so. */
  act(action: ActionBody, forUs?: Us): void;
  /** Several at once: one thing to undo. Nothing where there are none. */
  actAll(actions: readonly ActionBody[]): void;
  /** Changes the scenario's actions (drag, stretch, delete), each edit in the list that the one before left: one thing to undo. */
  editActions(edits: readonly ActionEdit[]): void;
  setSetting(key: string, value: SettingValue | null): void;
  setOn(on: boolean): void;
  setSeed(seed: number): void;
  setMutant(id: string | null): void;
  /** Another scenario of this pattern, as a whole, paused at a moment of it: one thing to undo. */
  take(scenario: Scenario, atUs: Us): void;
  loadExperiment(id: string, on?: boolean): void;
  restart(): void;
  undo(): void;
  redo(): void;
  checkout(branch: number): void;
  recover(): void;

  select(selection: Selection): void;
  openMenu(target: NonNullable<Selection>, x: number, y: number): void;
  openLesson(step: number | null): void;
  setCompare(compare: boolean): void;
  /** A choice in the pattern's own views; null takes it back. */
  keep(name: string, value: OwnView[string] | null): void;
  /** What is said to whoever opens the link; null, or nothing but spaces, takes it back. */
  setNote(note: string | null): void;
  copyLink(): Promise<void>;
  /** What every node holds at the cursor; the newest answer wins. */
  inspect(): Promise<Readonly<Record<string, NodeInspection>>>;
}
