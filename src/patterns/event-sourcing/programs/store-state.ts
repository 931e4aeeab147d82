import type { Call, NodeContext } from '../../../kernel/program.ts';
import type { Append, DeleteStream, Msg } from '../messages.ts';
import type { Fate, Verdict } from '../../../pattern-kit/append-rules.ts';
import { GENESIS } from './hash-chain.ts';
import { hashOf, type Line } from './line.ts';
import { takeAsItIs } from './upcasters.ts';

export type Node = NodeContext<Msg>;
export type Write = Append | DeleteStream;
export type Request = { readonly message: Write; readonly call: Call };
/** `last`: index of the newest event when this was judged. */
export type Judged = Request & { readonly verdict: Verdict; readonly last: number };

export interface State {
  /** How many events of the shop come from the years before: positions and versions below it. */
  history: number;
  /** Everything since, in global order; position = history + index. */
  log: Line[];
  /** The ids of each stream, in order of version, and what became of it. */
  streams: Record<string, { base: number; ids: string[]; at: number[]; fate: Fate }>;
  /** How much of the log is on disk for good: nobody is shown more. */
  durable: number;
  /** Writers that wait for the next write, and those that this one will answer. */
  queue: Request[];
  batch: Judged[];
  /** Live subscribers. */
  live: string[];
  /** Where reading a stream begins, since its books were closed; what is before is in the archive, and in the one order of all. */
  archived: Record<string, number>;
}

export const historyOf = (node: Node): number => Number(node.settings['store.history']);
export const streamOf = (state: State, stream: string) =>
  (state.streams[stream] ??= { base: 0, ids: [], at: [], fate: 'there' });
export const head = (state: State): number => state.history + state.durable;

export const linkBefore = ({ log }: State, index: number): string => (index > 0 ? hashOf(log[index - 1]!) : GENESIS);

/** Its last event says what became of a stream. */
export function fateOf(state: State, stream: string): Fate {
  const last = streamOf(state, stream).at.at(-1);
  const type = last === undefined ? '' : takeAsItIs(state.log[last]!).type;
  return type === 'StreamTombstoned' ? 'tombstoned' : type === 'StreamDeleted' ? 'deleted' : 'there';
}

/** There is a tombstone, on the disk as well. */
export function isGone({ streams, durable }: State, stream: string): boolean {
  const kept = streams[stream];
  return kept?.fate === 'tombstoned' && kept.at.at(-1)! < durable;
}
