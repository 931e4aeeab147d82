import type { NodeContext } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import type { Consumed } from '../records.ts';

export type Node = NodeContext<Msg>;

export interface Item {
  readonly partition: string;
  readonly record: Consumed;
  /** Attempts at it so far. */
  tries: number;
}

export interface ConsumerState {
  /** Member id that the coordinator gave; empty: none. */
  member: string;
  generation: number;
  /** Why it was put out of the group; empty: it was not. It goes on until it commits or polls. */
  lost: '' | 'UnknownMember' | 'IllegalGeneration';
  /** It has to join again, after the batch in hand. */
  rejoin: boolean;
  /** Joining, or asking for its partitions. */
  joining: boolean;
  /** A static member whose place another one has taken. */
  fenced: boolean;
  assigned: readonly string[];
  /** Next offset to fetch; negative: not known yet. */
  position: Record<string, number>;
  /** Next offset to process: what a commit says. */
  done: Record<string, number>;
  committed: Record<string, number>;
  /** Where it went when it last had to skip. */
  jumped: Record<string, number>;
  /** High-water marks, as last heard. */
  marks: Record<string, number>;
  /** Counts assignments: an answer to an older one is void. */
  tokens: Record<string, number>;
  fetching: Record<string, boolean>;
  /** Fetched, not polled. */
  buffer: Item[];
  /** Polled: all of it is processed before the next poll. */
  batch: Item[];
  /** Counts the steps of the work: an answer to an older one is void. */
  step: number;
  polledUs: Us;
  committedUs: Us;
  /** A commit that the batch waits for. */
  committing: boolean;
  leaders: Record<string, string>;
  asking: boolean;
  turn: number;
  shown: Record<string, number>;
}

export const freshConsumer = (): ConsumerState => ({
  member: '',
  generation: -1,
  lost: '',
  rejoin: false,
  joining: false,
  fenced: false,
  assigned: [],
  position: {},
  done: {},
  committed: {},
  jumped: {},
  marks: {},
  tokens: {},
  fetching: {},
  buffer: [],
  batch: [],
  step: 0,
  polledUs: 0,
  committedUs: 0,
  committing: false,
  leaders: {},
  asking: false,
  turn: 0,
  shown: {},
});

export const dialUs = (node: Node, key: string): Us => ms(Number(node.settings[key]));
export type CommitTime = 'before' | 'after' | 'together';
export const commitTime = (node: Node): CommitTime => node.settings['consumer.commit'] as CommitTime;

/** How far behind it is: what lies below the high-water marks and is not processed. */
export function showLag(node: Node, state: ConsumerState): void {
  const { assigned } = state;
  let lag = 0;
  for (let i = 0; i < assigned.length; i++) {
    const partition = assigned[i]!;
    const done = state.done[partition] ?? -1;
    if (done >= 0) lag += Math.max(0, (state.marks[partition] ?? done) - done);
  }
  show(node, state, 'lag', lag);
}

/** After its partitions have changed: one bit for each. */
export function showOwned(node: Node, state: ConsumerState): void {
  let owns = 0;
  for (const partition of state.assigned) owns += 1 << Number(partition.at(-1));
  show(node, state, 'owns', owns);
  showLag(node, state);
}

/** What changed nothing is not said again. */
function show(node: Node, state: ConsumerState, name: string, value: number): void {
  if (state.shown[name] === value) return;
  state.shown[name] = value;
  node.metric(name, value);
}

/** Gives partitions up, with everything that was fetched of them. */
export function giveUp(state: ConsumerState, partitions: readonly string[]): void {
  state.assigned = state.assigned.filter((partition) => !partitions.includes(partition));
  state.buffer = state.buffer.filter((item) => !partitions.includes(item.partition));
  for (const partition of partitions) {
    state.tokens[partition] = (state.tokens[partition] ?? 0) + 1;
    state.fetching[partition] = false;
    delete state.position[partition];
    delete state.done[partition];
    delete state.jumped[partition];
  }
}
