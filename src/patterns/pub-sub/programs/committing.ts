import type { TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { groupOf, OFFSETS } from './cluster.ts';
import { commitTime, type ConsumerState, type Item, type Node } from './consumer-state.ts';
import { join, refused } from './membership.ts';
import { rewind } from './fetching.ts';
import { work } from './processing.ts';

/** `now and then`: nothing waits for it. `join`: the last one before a rebalance. `batch`: before processing. */
type Reason = 'now and then' | 'join' | 'batch';
type Data = {
  readonly reason: Reason;
  readonly offsets: Readonly<Record<string, number>>;
  readonly generation: number;
};

function send(node: Node, state: ConsumerState, offsets: Readonly<Record<string, number>>, reason: Reason): void {
  const { generation, member } = state;
  const data: Data = { reason, offsets, generation };
  const coordinator = state.leaders[OFFSETS];
  state.committedUs = node.monotonic();
  if (!coordinator) return committed(node, state, { type: 'timeout' }, data);
  node.request(
    coordinator,
    { type: 'OffsetCommit', group: groupOf(node.id), member, generation, offsets },
    { timeoutUs: ms(1_000), tag: 'committed', data },
  );
}

function isFresh(state: ConsumerState): boolean {
  const { assigned } = state;
  for (let i = 0; i < assigned.length; i++) {
    const partition = assigned[i]!;
    const done = state.done[partition] ?? -1;
    if (done >= 0 && done !== state.committed[partition]) return true;
  }
  return false;
}

/** What is processed and not committed. */
function fresh(state: ConsumerState): Record<string, number> {
  const offsets: Record<string, number> = {};
  for (const partition of state.assigned) {
    const done = state.done[partition] ?? -1;
    if (done >= 0 && done !== state.committed[partition]) offsets[partition] = done;
  }
  return offsets;
}

/** After processing: at least once. Every auto.commit.interval.ms, when a batch is done. */
export function commitProcessed(node: Node, state: ConsumerState): void {
  if (
    commitTime(node) !== 'after' ||
    node.monotonic() < state.committedUs + ms(Number(node.settings['consumer.commitMs']))
  )
    return;
  if (!isFresh(state)) return;
  send(node, state, fresh(state), 'now and then');
}

/** What is committed before a batch is processed; a planted bug replaces it. */
export type AheadRule = (batch: readonly Item[]) => Record<string, number>;

/** Where each partition goes on after the batch. */
export const endsOf: AheadRule = (batch) => {
  const offsets: Record<string, number> = {};
  for (const { partition, record } of batch) offsets[partition] = record.offset + 1;
  return offsets;
};

/** Before processing: at most once. The batch waits until its end is committed. */
export function commitAhead(node: Node, state: ConsumerState, ahead: AheadRule): void {
  state.committing = true;
  send(node, state, ahead(state.batch), 'batch');
}

/** Before it joins again it commits what it has done. Answers whether there is something to wait for. */
export function committing(node: Node, state: ConsumerState): boolean {
  if (commitTime(node) !== 'after' || state.member === '') return false;
  if (!isFresh(state)) return false;
  state.committing = true;
  send(node, state, fresh(state), 'join');
  return true;
}

export function committed(
  node: Node,
  state: ConsumerState,
  reply: Msg | TimedOut,
  { reason, offsets, generation }: Data,
): void {
  const error = reply.type === 'CommitResult' ? reply.error : 'timeout';
  if (error === '') Object.assign(state.committed, offsets);
  else if (generation === state.generation && !(reason === 'join' && error === 'RebalanceInProgress'))
    refused(node, state, error);
  if (reason === 'now and then') return;
  state.committing = false;
  if (reason === 'join') return join(node, state);
  if (error === '') work(node, state);
  else if (state.lost !== '' || state.rejoin || state.fenced) drop(state);
  // Nobody knows whether it is committed: only a commit that is known makes it at most once.
  else node.work('commitAgain', ms(200));
}

/** The batch was never begun: whoever owns the partitions next will read it. */
function drop(state: ConsumerState): void {
  state.batch = [];
  rewind(state);
}

export function commitAgain(node: Node, state: ConsumerState, ahead: AheadRule): void {
  if (state.batch.length > 0 && !state.committing && commitTime(node) === 'before') commitAhead(node, state, ahead);
}
