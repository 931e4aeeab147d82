import type { Json } from './json.ts';
import type { Us } from './time.ts';

/**
 * How long a message takes. Drawn from integer tables, so that every engine draws the same:
 * `exponential` and `longTail` never answer less than `minUs`, and have about the mean given.
 */
export type Latency =
  | { readonly kind: 'fixed'; readonly us: Us }
  | { readonly kind: 'uniform'; readonly minUs: Us; readonly maxUs: Us }
  | { readonly kind: 'exponential'; readonly minUs: Us; readonly meanUs: Us }
  | { readonly kind: 'longTail'; readonly minUs: Us; readonly meanUs: Us };

/**
 * What a link promises. `datagram` may drop, duplicate and reorder; `stream` keeps order and
 * retransmits, and a reset loses what is in flight; `local` joins nodes of one pod and no network
 * fault touches it.
 */
export type Channel = 'datagram' | 'stream' | 'local';

export interface NodeSpec {
  /** Unique in the topology; lower case letters, digits and dashes, as it stands in links. */
  readonly id: string;
  /** Which program of the pattern runs here: the node's role. */
  readonly program: string;
  readonly label: string;
  readonly pod?: string;
  /** Concurrency. Absent: handlers take no time and nothing ever waits. */
  readonly capacity?: { readonly workers: number; readonly queueLimit: number };
  readonly disk?: { readonly syncUs: Us };
  readonly clock?: { readonly offsetUs?: Us; readonly driftPpm?: number };
  /** What differs between two nodes of one program; read as `node.config`. */
  readonly config?: Json;
}

/** Both directions between `a` and `b`, each with random streams of its own. */
export interface LinkSpec {
  readonly a: string;
  readonly b: string;
  readonly channel: Channel;
  readonly latency: Latency;
  readonly lossPpm?: number;
  readonly duplicatePpm?: number;
  readonly reorderPpm?: number;
  readonly bytesPerSecond?: number;
}

export interface Topology {
  readonly nodes: readonly NodeSpec[];
  readonly links: readonly LinkSpec[];
}
