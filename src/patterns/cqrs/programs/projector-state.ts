import type { NodeContext } from '../../../kernel/program.ts';
import type { Msg } from '../messages.ts';
import { isReactor, mailFromView } from './mailing.ts';
import type { Changed, Copy, Dedupe, Entry, Mark } from './projection.ts';
import type { StoreEvent } from './store-event.ts';
import type { ViewName } from './views.ts';

type Node = NodeContext<Msg>;

export interface Config {
  readonly view: ViewName;
  /** The partitions of the log. */
  readonly logs: readonly string[];
  readonly replicas: readonly string[];
  /** Whether it is there when the shop opens. */
  readonly deployed: boolean;
}

/** Some events of one copy, and what they change once they are folded. */
interface Transaction {
  readonly generation: number;
  readonly entries: readonly Entry[];
  changed: Changed | null;
}

export interface ProjectorState {
  deployed: boolean;
  /** The copy that answers … */
  blue: Copy;
  /** … and the one that is being built. */
  green: Copy | null;
  /** Newest generation ever begun. */
  newest: number;
  /** For each partition: offset after its newest event (−1: nothing heard yet), and up to where it is complete. */
  heads: number[];
  marks: Mark[];
  /** How many of them are not in blue, as it was said last. */
  behind: number;
  /** One transaction at a time. */
  current: Transaction | null;
  attempts: number;
  stalled: boolean;
  setAside: number;
  /** Ids applied in this life: all that the naive kind knows. */
  memory: Record<string, true>;
}

export type Commit = 'together' | 'checkpoint first' | 'rows first';

export interface ProjectorRules {
  /** null: as the dials say. */
  readonly commit: Commit | null;
  readonly dedupe: Dedupe | null;
  /** Whether stock of a product that is not known yet is passed over. */
  readonly passesOver: boolean | null;
  /** Whether green may take over. */
  ready(green: Copy, blue: Copy): boolean;
  /** Called with the events that change a row, before that is on disk. */
  applied(node: Node, view: ViewName, events: readonly StoreEvent[]): void;
}
export const RULES: ProjectorRules = {
  commit: null,
  dedupe: null,
  passesOver: null,
  ready: (green, blue) => green.offsets.every((offset, i) => offset >= blue.offsets[i]!),
  applied(node, view, events) {
    if (!isReactor(node)) mailFromView(node, view, events);
  },
};
