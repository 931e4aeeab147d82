import type { Action } from '../kernel/action.ts';
import type { SettingValue } from '../kernel/program.ts';
import type { Us } from '../kernel/time.ts';

/**
 * The document: everything that decides a run, and where its reader looks. Plain data.
 * A scenario plus the pattern's code gives one trace.
 */
export interface Scenario {
  /** Pattern id: its folder. */
  readonly pattern: string;
  /** Experiment id within the pattern: the preset this started from. */
  readonly preset: string;
  /** Whether the pattern is on; the same clients, load and faults without it otherwise. */
  readonly on: boolean;
  /** 0 … 2³² − 1. */
  readonly seed: number;
  /** Only what differs from the preset's settings. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Every action of the run, the preset's scripted faults included, ordered by time (stable). */
  readonly actions: readonly Action[];
  /** Where the run ends. */
  readonly untilUs: Us;
  /** A planted bug to run with, for study. */
  readonly mutant?: string;
  readonly view: ScenarioView;
}

/** Where the reader looks: travels in the link, never changes the run. */
export interface ScenarioView {
  readonly cursorUs?: Us;
  /** With `cursorUs`: the exact event, for links copied while stepping. */
  readonly cursorSeq?: number;
  /** Node or message id. */
  readonly selection?: string;
  /** Panels that differ from how they open by default, e.g. `inspector:program`. */
  readonly panels?: readonly string[];
  readonly compare?: boolean;
  /** Lesson step shown, from 0; absent: no lesson open. */
  readonly lessonStep?: number;
  /** What the reader chose in the pattern's own views, under the names that these gave it. */
  readonly own?: OwnView;
  /** What whoever made the link wants to say to whoever opens it: plain text, one paragraph. */
  readonly note?: string;
  /** Fingerprint of the run at the cursor, when the link was made: 16 hex digits. */
  readonly fingerprint?: string;
}

/** Whole numbers, or words that begin with a letter. */
export type OwnView = Readonly<Record<string, number | string>>;

/** One thing wrong with a link, a file or stored data. */
export interface ScenarioProblem {
  /** The part as it stands there: `do=2s:hnag(gateway)`. */
  readonly part: string;
  /** What was expected, in words: "a verb such as hang, crash or cut". */
  readonly expected: string;
}

/** `scenario` is what is left without the broken parts; null when not even the pattern is known. */
export interface Decoded {
  readonly scenario: Scenario | null;
  readonly problems: readonly ScenarioProblem[];
}

/**
 * What the codec has to know of a pattern: all of it is data from the pattern's folder.
 */
export interface Vocabulary {
  readonly pattern: string;
  readonly presets: Readonly<Record<string, PresetScenario>>;
  /** The preset that a link without `preset` means. */
  readonly defaultPreset: string;
  readonly settings: Readonly<Record<string, SettingSpec>>;
  /** Node ids, over all presets, on and off; empty: any well-formed id is taken. */
  readonly nodes: readonly string[];
  readonly pods: readonly string[];
  /** Modes by program, commands by program; a mode or command name is a verb in the link. */
  readonly modes: readonly string[];
  readonly commands: readonly string[];
  readonly mutants: readonly string[];
}

export interface PresetScenario {
  readonly on: boolean;
  readonly seed: number;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly actions: readonly Action[];
  readonly untilUs: Us;
}

/** One dial. `source` says where the default comes from. */
export type SettingSpec = {
  readonly label: string;
  /** One sentence for a learner. */
  readonly help: string;
  readonly group: string;
  readonly source: string;
} & (
  | {
      readonly type: 'number';
      readonly unit: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly default: number;
    }
  | {
      readonly type: 'choice';
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly default: string;
    }
  | { readonly type: 'switch'; readonly default: boolean }
);
