import type { TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg, Records } from '../messages.ts';
import type { Consumed } from '../records.ts';
import { groupOf, OFFSETS } from './cluster.ts';
import { commitTime, freshConsumer, giveUp, showLag, type ConsumerState, type Node } from './consumer-state.ts';
import { askLeaders } from './membership.ts';

const RETRY_US = ms(200);
const MARGIN_US = ms(500);

export type Ref = { readonly partition: string; readonly token: number };

const isValid = (state: ConsumerState, { partition, token }: Ref): boolean =>
  state.assigned.includes(partition) && (state.tokens[partition] ?? 0) === token;
const refOf = (state: ConsumerState, partition: string): Ref => ({ partition, token: state.tokens[partition] ?? 0 });
const pause = (node: Node, ref: Ref, us = RETRY_US): void => node.work('pauseOver', us, ref);

// ——— Where to begin

/** New partitions: from the committed offsets, or, where effect and offset are one, from the results. */
export function locate(node: Node, state: ConsumerState, partitions: readonly string[]): void {
  const refs = partitions.map((partition) => refOf(state, partition));
  const group = groupOf(node.id);
  if (commitTime(node) === 'together') {
    for (const ref of refs)
      node.request(
        'store',
        { type: 'AskPosition', group, partition: ref.partition, generation: state.generation },
        { timeoutUs: ms(500), tag: 'located', data: ref },
      );
    return;
  }
  const coordinator = state.leaders[OFFSETS];
  if (refs.length === 0) return;
  if (coordinator)
    node.request(coordinator, { type: 'OffsetFetch', group }, { timeoutUs: ms(500), tag: 'offsetsKnown', data: refs });
  else for (const ref of refs) pause(node, ref);
}

export function offsetsKnown(node: Node, state: ConsumerState, reply: Msg | TimedOut, refs: readonly Ref[]): void {
  for (const ref of refs.filter((each) => isValid(state, each))) {
    if (reply.type === 'Offsets' && reply.error === '') begin(node, state, ref.partition, reply.offsets[ref.partition]);
    else pause(node, ref);
  }
  if (reply.type !== 'Offsets' || reply.error !== '') askLeaders(node, state);
}

export function located(node: Node, state: ConsumerState, reply: Msg | TimedOut, ref: Ref): void {
  if (!isValid(state, ref)) return;
  if (reply.type === 'Position') begin(node, state, ref.partition, reply.offset);
  else pause(node, ref);
}

function begin(node: Node, state: ConsumerState, partition: string, offset: number | undefined): void {
  if (offset === undefined) {
    state.position[partition] = reset(node);
    return;
  }
  state.position[partition] = offset;
  state.done[partition] = offset;
  state.committed[partition] = offset;
}

/** auto.offset.reset, as the offset that asks for it. */
const reset = (node: Node): -1 | -2 => (node.settings['consumer.offsetReset'] === 'latest' ? -1 : -2);

// ——— Fetching

const isFull = (node: Node, state: ConsumerState): boolean =>
  state.buffer.length >= Number(node.settings['consumer.bufferRecords']);

/** One fetch a partition, as long as there is room; only "pause" looks at the room. */
export function fetchMore(node: Node, state: ConsumerState): void {
  const { assigned } = state;
  for (let i = 0; i < assigned.length; i++) {
    const partition = assigned[i]!;
    if (state.fetching[partition]) continue;
    const offset = state.position[partition];
    if (offset === undefined) continue;
    if (node.settings['consumer.whenFull'] === 'pause' && isFull(node, state)) return;
    const leader = state.leaders[partition];
    if (!leader) {
      askLeaders(node, state);
      continue;
    }
    state.fetching[partition] = true;
    node.request(
      leader,
      { type: 'Fetch', partition, offset },
      {
        timeoutUs: ms(Number(node.settings['fetch.maxWaitMs'])) + MARGIN_US,
        tag: 'fetched',
        data: refOf(state, partition),
      },
    );
  }
}

export function afterPause(node: Node, state: ConsumerState, ref: Ref): void {
  if (!isValid(state, ref)) return;
  state.fetching[ref.partition] = false;
  if (state.position[ref.partition] === undefined) locate(node, state, [ref.partition]);
  else fetchMore(node, state);
}

export function fetched(node: Node, state: ConsumerState, reply: Msg | TimedOut, ref: Ref): void {
  if (!isValid(state, ref)) return;
  if (reply.type !== 'Records' || reply.error === 'NotLeader') {
    askLeaders(node, state);
    return pause(node, ref);
  }
  state.fetching[ref.partition] = false;
  state.marks[ref.partition] = reply.highWatermark;
  if (reply.error === 'OffsetOutOfRange') outOfRange(node, state, ref.partition, reply);
  else if (state.position[ref.partition]! < 0) jump(node, state, ref.partition, reply.offset ?? 0);
  else if (reply.records !== undefined) take(node, state, ref.partition, reply.records);
  // Whoever is idle takes it at once: it lags only when something waits.
  if (state.batch.length > 0) showLag(node, state);
}

/** Retention was faster, or the log is shorter than it was: the reset policy decides, silently. */
function outOfRange(node: Node, state: ConsumerState, partition: string, { offset, highWatermark }: Records): void {
  node.note(
    'offset out of range',
    `${partition}: ${state.position[partition]} is not in ${offset} to ${highWatermark}`,
    { partition },
  );
  state.position[partition] = reset(node);
}

function jump(node: Node, state: ConsumerState, partition: string, offset: number): void {
  const held = heldUpTo(state, partition);
  const known = held ?? state.done[partition];
  // It may have jumped before, and read nothing since.
  const from = known === undefined ? undefined : Math.max(known, state.jumped[partition] ?? 0);
  if (from !== undefined && offset > from)
    node.note('records skipped', `${partition}: from ${from} straight to ${offset}`, { partition, from, to: offset });
  state.position[partition] = offset;
  state.jumped[partition] = offset;
  // What it holds is still to be done, and comes first.
  if (held === undefined) state.done[partition] = offset;
}

/** Where the records end that were fetched and are not done. */
function heldUpTo(state: ConsumerState, partition: string): number | undefined {
  let end: number | undefined;
  for (const item of [...state.batch, ...state.buffer])
    if (item.partition === partition) end = Math.max(end ?? 0, item.record.offset + 1);
  return end;
}

/** Into the buffer, by the policy for a consumer that is too slow. */
function take(node: Node, state: ConsumerState, partition: string, records: readonly Consumed[]): void {
  for (let i = 0; i < records.length; i++) state.buffer.push({ partition, record: records[i]!, tries: 0 });
  state.position[partition] = records[records.length - 1]!.offset + 1;
  const over = state.buffer.length - Number(node.settings['consumer.bufferRecords']);
  switch (node.settings['consumer.whenFull']) {
    case 'drop':
      if (over > 0) {
        const readings = state.buffer.splice(0, over).map(({ record }) => record.reading);
        node.note('records dropped', `${over} of the oldest make room`, { count: over, readings });
      }
      return;
    case 'disconnect':
      if (over > 0) disconnect(node, state);
      return;
    case 'unbounded':
      if (state.buffer.length > Number(node.settings['consumer.memoryRecords'])) outOfMemory(node, state);
      return;
    default:
  }
}

/** As NATS does: the slow one is cut off, and when it is back it hears only what is new. */
function disconnect(node: Node, state: ConsumerState): void {
  node.note('slow consumer disconnected', `${state.buffer.length} records wait for it: it is cut off`);
  state.buffer = [];
  for (const partition of state.assigned) {
    state.tokens[partition] = (state.tokens[partition] ?? 0) + 1;
    state.position[partition] = -1;
    state.fetching[partition] = true;
    pause(node, refOf(state, partition), ms(1_000));
  }
}

/** The process is killed and starts anew: what was in its memory is read again. */
function outOfMemory(node: Node, state: ConsumerState): void {
  node.note('out of memory', `${state.buffer.length} records in memory are too many: the process is killed`);
  giveUp(state, state.assigned);
  const { tokens, step } = state;
  Object.assign(state, freshConsumer(), { tokens, step });
  node.cancelTimer('heartbeat');
  node.become('joining', 'it starts anew');
  askLeaders(node, state);
  node.setTimer('join', ms(1_000));
}

/** Back to what is processed: nothing of what was fetched counts. */
export function rewind(state: ConsumerState): void {
  state.buffer = [];
  for (const partition of state.assigned) {
    const done = state.done[partition];
    state.tokens[partition] = (state.tokens[partition] ?? 0) + 1;
    state.fetching[partition] = false;
    if (done !== undefined) state.position[partition] = done;
  }
}
