import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { BasicDeliver, Msg } from '../messages.ts';
import { groupOf } from './cluster.ts';
import { processUs } from './service.ts';

type Node = NodeContext<Msg>;

export interface WorkerState {
  /** Counts its connections. */
  channel: number;
  /** Delivered and not acknowledged; the first is being processed. */
  hand: BasicDeliver[];
  /** Counts the steps of the work: an answer to an older one is void. */
  step: number;
}

const RETRY_US = ms(200);

/** Consumes from the queue of its service, beside others that do the same: nobody owns a part of it. */
export const worker = program<WorkerState, Msg>({
  start(node) {
    const state: WorkerState = { channel: 1 + node.random.int(1_000_000), hand: [], step: 0 };
    consume(node, state);
    return state;
  },
  modes: ['ok', 'slow'],
  timers: { consume: (node, state) => consume(node, state) },
  on: {
    BasicDeliver(node, state, message) {
      // Sent to a connection that is gone: it went back into the queue.
      if (message.channel !== state.channel) return;
      state.hand.push(message);
      if (state.hand.length === 1) work(node, state);
      showHand(node, state);
    },
  },
  replies: {
    consuming(node, state, reply: Msg | TimedOut, channel: number) {
      if (channel !== state.channel || (reply.type === 'ConsumeOk' && !reply.fresh)) return;
      if (reply.type === 'timeout') return reconnect(node, state);
      // The server did not know this connection: what it had sent before went to others.
      letGo(node, state);
    },
    applied(node, state, reply: Msg | TimedOut, step: number) {
      if (step !== state.step || state.hand.length === 0) return;
      if (reply.type === 'Applied' && reply.error === undefined) return settle(node, state);
      work(node, state, RETRY_US);
    },
  },
  work: {
    processed(node, state, step: number) {
      const message = state.hand[0];
      if (step !== state.step || message === undefined) return;
      const { id, reading, atUs, poison } = message;
      if (poison) return fail(node, state, message);
      const group = groupOf(node.id);
      node.request(
        'store',
        { type: 'Apply', group, generation: 0, partition: 'queue', offset: id, reading, atUs },
        { timeoutUs: ms(500), tag: 'applied', data: step },
      );
    },
  },
  reset(node, state, peer) {
    if (peer === 'queue') reconnect(node, state);
  },
});

const isAutomatic = (node: Node): boolean => node.settings['consumer.commit'] === 'before';

/** Subscribes, and says now and then that it is still there. */
function consume(node: Node, state: WorkerState): void {
  const everyUs = ms(Number(node.settings['consumer.heartbeatMs']));
  const prefetch =
    node.settings['consumer.whenFull'] === 'unbounded' ? 0 : Number(node.settings['consumer.bufferRecords']);
  node.request(
    'queue',
    { type: 'BasicConsume', group: groupOf(node.id), channel: state.channel, prefetch, automatic: isAutomatic(node) },
    { timeoutUs: everyUs, tag: 'consuming', data: state.channel },
  );
  node.setTimer('consume', everyUs);
}

/** The connection is gone, and with it the right to acknowledge anything of it. */
function reconnect(node: Node, state: WorkerState): void {
  letGo(node, state);
  state.channel++;
  node.setTimer('consume', RETRY_US);
}

function letGo(node: Node, state: WorkerState): void {
  // What is acknowledged by being delivered comes from nobody again.
  if (isAutomatic(node)) return;
  state.step++;
  state.hand = [];
  showHand(node, state);
}

function work(node: Node, state: WorkerState, afterUs = processUs(node)): void {
  if (state.hand.length > 0) node.work('processed', afterUs, ++state.step);
}

function settle(node: Node, state: WorkerState, requeue?: boolean): void {
  const { id } = state.hand.shift()!;
  const group = groupOf(node.id);
  if (!isAutomatic(node))
    node.send(
      'queue',
      requeue === undefined ? { type: 'BasicAck', group, id } : { type: 'BasicNack', group, id, requeue },
    );
  showHand(node, state);
  work(node, state);
}

/** What it cannot process it gives back; the server decides how often. */
function fail(node: Node, state: WorkerState, { reading }: BasicDeliver): void {
  node.note('attempt failed', `reading ${reading} makes no sense`, { reading });
  const policy = node.settings['consumer.onPoison'];
  if (policy === 'retry') return work(node, state, RETRY_US);
  settle(node, state, policy !== 'skip');
}

const showHand = (node: Node, state: WorkerState): void => node.metric('unacked', state.hand.length);
