import type { TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg, Reading } from '../messages.ts';
import { DEAD_LETTERS, groupOf } from './cluster.ts';
import { commitTime, dial, showLag, type ConsumerState, type Item, type Node } from './consumer-state.ts';
import { askLeaders } from './membership.ts';
import { processUs } from './service.ts';

const RETRY_US = ms(200);

/** What is being processed: the head of the batch, in the attempt of that number. */
export type Work = { readonly partition: string; readonly offset: number };

const headOf = (state: ConsumerState, { partition, offset }: Work): Item | null => {
  const head = state.batch[0];
  return head?.partition === partition && head.record.offset === offset ? head : null;
};

/** Takes up to max.poll.records from the buffer. Answers whether it took any. */
export function takeBatch(node: Node, state: ConsumerState): boolean {
  if (state.batch.length > 0 || state.buffer.length === 0) return false;
  state.batch = state.buffer.splice(0, dial(node, 'consumer.maxPollRecords'));
  state.polledUs = node.monotonic();
  state.tries = 0;
  return true;
}

/** The first of the batch is processed; the others wait for it. */
export function work(node: Node, state: ConsumerState, afterUs = processUs(node)): void {
  const head = state.batch[0];
  if (head !== undefined) node.work('processed', afterUs, { partition: head.partition, offset: head.record.offset });
}

export function processed(node: Node, state: ConsumerState, at: Work): void {
  const item = headOf(state, at);
  if (item === null) return;
  const reading = item.record.value as Reading;
  if (reading.poison) return fail(node, state, item, reading);
  node.request(
    'store',
    {
      type: 'Apply',
      group: groupOf(node.id),
      generation: state.generation,
      partition: item.partition,
      offset: item.record.offset,
      reading: reading.reading,
      atUs: reading.atUs,
      ...(commitTime(node) === 'together' && { together: true }),
    },
    { timeoutUs: ms(500), tag: 'applied', data: at },
  );
}

export function applied(node: Node, state: ConsumerState, reply: Msg | TimedOut, at: Work): void {
  if (headOf(state, at) === null) return;
  const error = reply.type === 'Applied' ? (reply.error ?? '') : 'timeout';
  if (error === 'fenced') {
    // The store knows a newer owner: what is left of the batch is not ours.
    state.batch = [];
    state.lost = 'IllegalGeneration';
    return;
  }
  // A timeout may hide a success. At most once does not try again; at least once does.
  if (error === '' || (error === 'timeout' && commitTime(node) === 'before')) return next(node, state);
  work(node, state, RETRY_US);
}

function next(node: Node, state: ConsumerState): void {
  const { partition, record } = state.batch.shift()!;
  if (state.done[partition] !== undefined) state.done[partition] = record.offset + 1;
  state.tries = 0;
  showLag(node, state);
  work(node, state);
}

// ——— What cannot be processed

function fail(node: Node, state: ConsumerState, item: Item, { reading }: Reading): void {
  state.tries++;
  node.note('attempt failed', `reading ${reading} makes no sense, attempt ${state.tries}`, { reading });
  switch (node.settings['consumer.onPoison']) {
    case 'skip':
      node.note('poison skipped', `reading ${reading} is dropped`, { reading });
      return next(node, state);
    case 'dead-letter':
      if (state.tries >= dial(node, 'consumer.deliveryLimit')) return bury(node, state, item);
      return work(node, state, RETRY_US);
    default:
      return work(node, state, RETRY_US);
  }
}

/** To the dead letters, with all it was; and only when they have it, on to the next. */
function bury(node: Node, state: ConsumerState, { partition, record }: Item): void {
  const leader = state.leaders[DEAD_LETTERS];
  if (!leader) {
    askLeaders(node, state);
    return work(node, state, RETRY_US);
  }
  node.request(
    leader,
    {
      type: 'Produce',
      partition: DEAD_LETTERS,
      acks: 'all',
      pid: -1,
      producerEpoch: 0,
      sequence: 0,
      records: [record.value as Reading],
    },
    { timeoutUs: ms(1_000), tag: 'buried', data: { partition, offset: record.offset } },
  );
}

export function buried(node: Node, state: ConsumerState, reply: Msg | TimedOut, at: Work): void {
  const item = headOf(state, at);
  if (item === null) return;
  if (reply.type !== 'ProduceResult' || reply.error !== undefined) {
    askLeaders(node, state);
    return work(node, state, RETRY_US);
  }
  const { reading } = item.record.value as Reading;
  node.note(
    'dead letter',
    `reading ${reading} lies with the dead letters after ${state.tries} attempts, and the rest goes on`,
    { reading },
  );
  next(node, state);
}
