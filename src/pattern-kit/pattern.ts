import type { Action } from '../kernel/action.ts';
import type { Program, Settings, SettingValue } from '../kernel/program.ts';
import type { Property } from '../kernel/property.ts';
import type { Us } from '../kernel/time.ts';
import type { Topology } from '../kernel/topology.ts';
import type { TraceEvent, Transit } from '../kernel/trace.ts';
import type { Scenario, SettingSpec } from '../scenario/scenario.ts';

/** Eager and tiny: all that the gallery needs. Lives in the pattern's `meta.ts`. */
export interface PatternMeta {
  /** Equals the folder's name. */
  readonly id: string;
  readonly title: string;
  /** The problem, in one line: shown on the card. */
  readonly summary: string;
  /** What the reader can answer afterwards, in one line. */
  readonly answers: string;
  /** Position in the gallery. */
  readonly order: number;
}

/** Colour tokens; the theme gives them values. */
export type ColourToken = 'message' | 'ok' | 'bad' | 'warn' | 'event' | 'accent' | 'quiet';

/** Filled dot request, ring reply, triangle command, diamond event, small dot heartbeat. */
export type Glyph = 'dot' | 'ring' | 'triangle' | 'diamond' | 'pulse';

export interface MessageMeta {
  readonly label: string;
  readonly glyph: Glyph;
  readonly colour: ColourToken;
  /** One sentence for this message: "Shoppers place order 17." Names come as labels. */
  narrate(transit: Transit, names: (node: string) => string): string;
}

/** Circle: client. Square: service. Cylinder: storage or queue. Diamond: a decision on the way. */
export type Shape = 'circle' | 'square' | 'cylinder' | 'diamond';

/** How a program (role) looks and is spoken of. */
export interface RoleMeta {
  readonly label: string;
  readonly letter: string;
  readonly shape: Shape;
  /** Dashed outline: outside our control. */
  readonly external?: boolean;
  /** What this role does, one or two sentences, for the inspector. */
  readonly about: string;
  /** Path of its source below `programs/`, for the Program tab. */
  readonly source: string;
  /** State machine of its main lane; absent: no machine is drawn. */
  readonly machine?: Machine;
  /** What its timers wait for, in a word or two, by the names they have in the program. Absent: those names, spelled out. */
  readonly timers?: Readonly<Record<string, string>>;
  /** The live figure under the name, from metrics, lanes and load of the node. Short. */
  figure?(view: FigureView): string;
}

export interface FigureView {
  readonly metrics: Readonly<Record<string, number>>;
  readonly lanes: Readonly<Record<string, string>>;
  readonly mode: string;
  readonly busy: number;
  readonly queued: number;
  readonly settings: Settings;
}

export interface Machine {
  readonly states: readonly {
    readonly id: string;
    readonly label: string;
    readonly colour: ColourToken;
    readonly x: number;
    readonly y: number;
    readonly about: string;
  }[];
  /** `label` says the condition with its live dials. `bend`: how far the arrow curves, px. */
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly label: (settings: Settings) => string;
    readonly bend?: number;
  }[];
}

/** A preset scenario with a question, run off and on under the same seed. */
export interface Experiment {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** What to look at while it runs. */
  readonly watch: string;
  /** One paragraph that the run itself shows; revealed afterwards. */
  readonly answer: string;
  readonly on: boolean;
  readonly seed: number;
  /** Only what differs from the defaults. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly actions: readonly Action[];
  readonly untilUs: Us;
  /** Goals (ids) that the off/on comparison turns on. */
  readonly goals: readonly string[];
}

/**
 * A number that users care about, computed from the trace alone, in buckets of `bucketUs`.
 * `rate`: ended operations of `op` with `outcome` per second; with `afterFaults`, for the whole run only
 * what came after the last fault ended, and nothing before the first did. `ratio`: their share, in percent.
 * `latency`: percentile (0 … 100) of their durations in ms. `metric`: last value of a node's metric.
 * `count`: notes of a rule per second. `own`: a figure that takes a book of the pattern's own.
 */
export interface Goal {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Which direction is good. */
  readonly better: 'higher' | 'lower';
  readonly measure:
    /** Operations; with `node`, those of that client only. */
    | {
        readonly kind: 'rate';
        readonly op: string;
        readonly outcomes: readonly ('ok' | 'fail' | 'unknown')[];
        readonly node?: string;
        readonly afterFaults?: true;
      }
    | {
        readonly kind: 'ratio';
        readonly op: string;
        readonly outcomes: readonly ('ok' | 'fail' | 'unknown')[];
        readonly node?: string;
      }
    | { readonly kind: 'latency'; readonly op: string; readonly percentile: number; readonly node?: string }
    /** The value that holds at the end; `of: 'peak'`: the largest that held. */
    | { readonly kind: 'metric'; readonly node: string; readonly metric: string; readonly of?: 'last' | 'peak' }
    | { readonly kind: 'count'; readonly rule: string; readonly node?: string }
    | { readonly kind: 'deliveries'; readonly node: string; readonly message: string }
    /** Deliveries of `message` at any of `nodes` for each ended operation of `op`. */
    | {
        readonly kind: 'perOperation';
        readonly nodes: readonly string[];
        readonly message: string;
        readonly op: string;
      }
    /** Time that `node`'s lane stood in `state`, in seconds. */
    | { readonly kind: 'timeIn'; readonly node: string; readonly state: string }
    /**
     * `start` opens a book and answers its reader, which is shown every event once, in order. It answers
     * the figure after an event that says something to it, and null after one that changes nothing.
     */
    | { readonly kind: 'own'; readonly start: () => (event: TraceEvent) => number | null };
  /** Drawn on the timeline, first of its list. */
  readonly primary?: boolean;
}

/** A planted, realistic bug: programs that replace the true ones, and the property that must catch it. */
export interface Mutant {
  readonly id: string;
  readonly title: string;
  readonly explain: string;
  readonly breaks: string;
  /** Preset under which it is caught. */
  readonly preset: string;
  readonly programs: Readonly<Record<string, Program>>;
}

export interface LessonStep {
  readonly id: string;
  readonly title: string;
  /** Short; `**bold**` and `code` marks are rendered, nothing else. */
  readonly prose: string;
  /** Loaded when the step opens; absent: goes on with the scenario as it stands. */
  readonly scenario?: { readonly preset: string; readonly on: boolean };
  /** Where playback of this step stops by itself. */
  readonly stopUs?: Us;
  readonly predict?: {
    readonly question: string;
    readonly options: readonly { readonly id: string; readonly text: string }[];
    /** Judged on the trace, never on a canned string: answers the id of the option that came true. */
    judge(view: LessonView): string;
    /** Shown after the run, with figures from the trace. */
    reveal(view: LessonView): string;
  };
  /** Judged on the trace and what the learner did; the step is solved when it answers true. */
  readonly goal: { readonly text: string; reached(view: LessonView): boolean };
  /** Scenario changes that solve the step, from its start; run in CI. */
  readonly solution: {
    readonly actions?: readonly Action[];
    readonly settings?: Readonly<Record<string, SettingValue>>;
    readonly on?: boolean;
    readonly runUntilUs: Us;
  };
  readonly hints: readonly string[];
}

export interface LessonView {
  readonly scenario: Scenario;
  readonly topology: Topology;
  /** The trace up to the cursor. */
  readonly events: readonly TraceEvent[];
  readonly timeUs: Us;
}

export interface Lesson {
  readonly title: string;
  readonly steps: readonly LessonStep[];
}

/** A number by which a pattern knows what is out of date, and a run in which it refuses something by it. */
export interface EpochLens {
  /** What the field calls the idea, as a heading: "Fencing token". */
  readonly title: string;
  /** As in `StaleEpoch.name`: "term", "generation", "position". */
  readonly name: string;
  /** One or two sentences: what it counts, who raises it, what it keeps out. */
  readonly about: string;
  /** The experiment that is run, with what differs from it. */
  readonly preset: string;
  readonly on?: boolean;
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** Added to those of the experiment. */
  readonly actions?: readonly Action[];
}

/**
 * What of a pattern is words, looks and data: all that a page loads. It never runs a program, so the
 * programs, properties and planted bugs stay with those who do.
 */
export interface Face {
  readonly meta: PatternMeta;
  /** Short texts next to the run: what it is, how it works, benefits, costs, when not to use it. */
  readonly about: {
    readonly what: string;
    readonly how: string;
    readonly benefits: readonly string[];
    readonly costs: readonly string[];
    readonly avoidWhen: readonly string[];
  };
  /** The words on the off/on switch: "Without", "With breaker". */
  readonly switchLabels: { readonly off: string; readonly on: string };
  readonly roles: Readonly<Record<string, RoleMeta>>;
  readonly messages: Readonly<Record<string, MessageMeta>>;
  readonly settings: Readonly<Record<string, SettingSpec>>;
  topology(options: { readonly on: boolean; readonly settings: Settings }): Topology;
  /** Where nodes stand, in px, centre of the node; about 0…720 by 0…460. */
  readonly layout: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
  /** Pairs of roles that seldom have to do with each other: their links are drawn while something is on them, or somebody looks. */
  readonly seldom?: readonly (readonly [role: string, role: string])[];
  /** Commands that a person can give, with words. Key: command name; `program` handles it. */
  readonly commands: Readonly<
    Record<string, { readonly program: string; readonly label: string; readonly narrate: string }>
  >;
  /** Words for the modes: "hangs", "answers with errors"; key is the mode. */
  readonly modes: Readonly<Record<string, { readonly label: string; readonly tone: 'ok' | 'bad' | 'warn' }>>;
  readonly goals: readonly Goal[];
  /** The first is what opens. */
  readonly experiments: readonly Experiment[];
  /** Ids of its mutants, for links; `mutants` holds the rest. */
  readonly mutantIds: readonly string[];
  /** The one that matters most first; loaded by the page that tells of it. */
  readonly epoch?: () => Promise<readonly EpochLens[]>;
  /** Loaded when somebody reads it: a run needs none of its prose. */
  readonly lesson: () => Promise<Lesson>;
  /** States that lanes take, with colours, for timeline and legend: key `lane state`. */
  readonly laneColours: Readonly<Record<string, ColourToken>>;
}

/** Everything a pattern is: what runs, and its face. Loaded by those who run it. */
export interface Pattern extends Face {
  readonly programs: Readonly<Record<string, Program>>;
  readonly properties: readonly Property[];
  readonly mutants: readonly Mutant[];
}

/** What is said of the parts that run: data, told by whoever runs them. */
export interface PatternWords {
  readonly programs: Readonly<Record<string, Pick<Program, 'modes'>>>;
  readonly properties: readonly Pick<Property, 'id' | 'kind' | 'title' | 'explain'>[];
  readonly mutants: readonly Omit<Mutant, 'programs'>[];
}

/** A pattern as a page knows it: its face, and the words of what runs elsewhere. */
export type ShownPattern = Face & PatternWords;

/** Declares a pattern; checks its cross references and answers it unchanged. */
export { definePattern } from './define-pattern.ts';
