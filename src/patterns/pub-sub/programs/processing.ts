import type { TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Apply, Msg } from '../messages.ts';
import { DEAD_LETTERS, groupOf } from './cluster.ts';
import { commitTime, showLag, type ConsumerState, type Item, type Node } from './consumer-state.ts';
import { askLeaders } from './membership.ts';
import { processUs } from './service.ts';

const RETRY_US = ms(200);
const APPLY_TIMEOUT_US = ms(500);

/** The head of the batch, if the step that was begun for it is still the newest. */
const headOf = (state: ConsumerState, step: number): Item | null =>
  step === state.step ? (state.batch[0] ?? null) : null;

/** Takes up to max.poll.records from the buffer. Answers whether it took any. */
export function takeBatch(node: Node, state: ConsumerState): boolean {
  if (state.batch.length > 0 || state.buffer.length === 0) return false;
  state.batch = state.buffer.splice(0, Number(node.settings['consumer.maxPollRecords']));
  state.polledUs = node.monotonic();
  state.step++;
  return true;
}

/** The first of the batch is processed; the others wait for it. */
export function work(node: Node, state: ConsumerState, afterUs = processUs(node)): void {
  if (state.batch.length > 0) node.work('processed', afterUs, ++state.step);
}

export function processed(node: Node, state: ConsumerState, step: number): void {
  const item = headOf(state, step);
  if (item === null) return;
  const { partition, record } = item;
  const { offset, reading, atUs, poison } = record;
  if (poison) return fail(node, state, item);
  const group = groupOf(node.id);
  const { generation } = state;
  const result: Apply =
    commitTime(node) === 'together'
      ? { type: 'Apply', group, generation, partition, offset, reading, atUs, together: true }
      : { type: 'Apply', group, generation, partition, offset, reading, atUs };
  node.request('store', result, { timeoutUs: APPLY_TIMEOUT_US, tag: 'applied', data: step });
}

export function applied(node: Node, state: ConsumerState, reply: Msg | TimedOut, step: number): void {
  if (headOf(state, step) === null) return;
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
  const before = state.done[partition];
  if (before !== undefined) state.done[partition] = record.offset + 1;
  showLag(node, state);
  work(node, state);
}

// ——— What cannot be processed

function fail(node: Node, state: ConsumerState, item: Item): void {
  const { reading } = item.record;
  item.tries++;
  node.note('attempt failed', `reading ${reading} makes no sense, attempt ${item.tries}`, { reading });
  switch (node.settings['consumer.onPoison']) {
    case 'skip':
      node.note('poison skipped', `reading ${reading} is dropped`, { reading });
      return next(node, state);
    case 'dead-letter':
      if (item.tries >= Number(node.settings['consumer.deliveryLimit'])) return bury(node, state, item);
      return work(node, state, RETRY_US);
    // A log has no end of the line to go back to: there a requeue is another attempt.
    default:
      return work(node, state, RETRY_US);
  }
}

/** To the dead letters, with all it was; and only when they have it, on to the next. */
function bury(node: Node, state: ConsumerState, { partition, record, tries }: Item): void {
  const leader = state.leaders[DEAD_LETTERS];
  if (!leader) {
    askLeaders(node, state);
    return work(node, state, RETRY_US);
  }
  const { offset, reading, sensor, atUs } = record;
  const death = { group: groupOf(node.id), partition, offset, attempts: tries };
  node.request(
    leader,
    {
      type: 'Produce',
      partition: DEAD_LETTERS,
      acks: 'all',
      pid: -1,
      producerEpoch: 0,
      sequence: 0,
      records: [{ reading, sensor, atUs, accepted: 0, poison: true, death }],
    },
    { timeoutUs: ms(1_000), tag: 'buried', data: ++state.step },
  );
}

export function buried(node: Node, state: ConsumerState, reply: Msg | TimedOut, step: number): void {
  const item = headOf(state, step);
  if (item === null) return;
  if (reply.type !== 'ProduceResult' || reply.error !== undefined) {
    askLeaders(node, state);
    return work(node, state, RETRY_US);
  }
  const { reading } = item.record;
  node.note(
    'dead letter',
    `reading ${reading} lies with the dead letters after ${item.tries} attempts, and the rest goes on`,
    { reading },
  );
  next(node, state);
}
