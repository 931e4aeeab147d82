import type { SearchProgress, SearchResult, Trouble } from '../explore/search.ts';
import type { NodeInspection } from '../kernel/inspection.ts';
import type { PropertyResult } from '../kernel/property.ts';
import type { Us } from '../kernel/time.ts';
import type { Topology } from '../kernel/topology.ts';
import type { Seq, TraceEvent } from '../kernel/trace.ts';
import type { PatternWords } from '../pattern-kit/pattern.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * Between the UI thread and a session worker. The UI owns the scenario (the document); the session
 * owns the run. Every change of the scenario, undo included, is one message: `revise`. The session
 * finds where the two scenarios part, goes back to there, and starts a branch if anything that was
 * shown would be lost.
 */
export type HostMode = 'inline' | 'worker';

export type ToSession =
  /** `closely`: call by call, never ahead of the Workers; for a run in which something hung. */
  | { readonly kind: 'open'; readonly scenario: Scenario; readonly host: HostMode; readonly closely?: boolean }
  /** The head is to reach this time (clamped to the end); traces stream back. `shownSeq`: newest event shown. */
  | { readonly kind: 'advance'; readonly untilUs: Us; readonly shownSeq: Seq }
  /** Exactly this many more events. */
  | { readonly kind: 'step'; readonly events: number; readonly shownSeq: Seq }
  /** `keepUs`: what lies at or before it stays as it was; the reader stands there. */
  | { readonly kind: 'revise'; readonly scenario: Scenario; readonly keepUs: Us; readonly shownSeq: Seq }
  | { readonly kind: 'checkout'; readonly branch: number }
  /** What every node holds right after event `seq` (−1: before the first). */
  | { readonly kind: 'inspect'; readonly id: number; readonly seq: Seq }
  /** After the session reported a dead host: go on from the last checkpoint. */
  | { readonly kind: 'recover' }
  | Errand;

/** Whole runs apart from the one on screen. */
export type Errand =
  /** One run, as the command line does it. */
  | {
      readonly kind: 'simulate';
      readonly id: number;
      readonly scenario: Scenario;
      readonly host: HostMode;
      readonly untilUs?: Us;
    }
  /** Many runs, inline: random faults until there is trouble, and then the fewest that make it. */
  | {
      readonly kind: 'search';
      readonly id: number;
      readonly scenario: Scenario;
      readonly trouble: Trouble;
      readonly first: number;
      readonly tries: number;
    };

export type FromSession =
  /** `words`: what is said of the parts that run; pages know them by name only. */
  | {
      readonly kind: 'opened';
      readonly words: PatternWords;
      readonly topology: Topology;
      readonly untilUs: Us;
      readonly branch: number;
    }
  | {
      readonly kind: 'trace';
      readonly branch: number;
      readonly from: Seq;
      readonly events: readonly TraceEvent[];
      readonly headUs: Us;
      readonly ended: boolean;
      readonly fingerprint: string;
      readonly properties: readonly PropertyResult[];
    }
  /** Events from `to` on are gone from this branch (they live on in `kept`, where that is a number). */
  | {
      readonly kind: 'rewound';
      readonly branch: number;
      readonly to: Seq;
      readonly headUs: Us;
      readonly kept: number | null;
      readonly branches: readonly Branch[];
    }
  | {
      readonly kind: 'inspected';
      readonly id: number;
      readonly seq: Seq;
      readonly fingerprint: string;
      readonly nodes: Readonly<Record<string, NodeInspection>>;
    }
  /** Node Workers alive now: what the browser's own tools show as well. */
  | { readonly kind: 'workers'; readonly alive: readonly string[] }
  | { readonly kind: 'simulated'; readonly id: number; readonly result: SimulationResult }
  | ({ readonly kind: 'searching'; readonly id: number } & SearchProgress)
  | { readonly kind: 'searched'; readonly id: number; readonly result: SearchResult }
  | { readonly kind: 'failed'; readonly what: string; readonly detail: string; readonly recoverable: boolean };

export type { Found, SearchProgress, SearchResult, Trouble } from '../explore/search.ts';

/** What `npm run simulate` prints and `faultline.simulate` answers: equal for equal links, whatever the host. */
export interface SimulationResult {
  readonly fingerprint: string;
  readonly events: number;
  readonly timeUs: Us;
  readonly properties: readonly {
    readonly id: string;
    readonly kind: string;
    readonly status: string;
    readonly atUs: Us | null;
  }[];
  /** Goal id → figure over the whole run; null where nothing was measured. */
  readonly goals: Readonly<Record<string, number | null>>;
}

export interface Branch {
  readonly id: number;
  readonly parent: number | null;
  /** First event that differs from the parent. */
  readonly forkSeq: Seq;
  readonly forkUs: Us;
  readonly scenario: Scenario;
}
