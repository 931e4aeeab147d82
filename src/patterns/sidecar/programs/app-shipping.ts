import type { TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Entry, Msg } from '../messages.ts';
import { exit, exitWhenDone, finish, type AppState } from './app-process.ts';
import type { Node } from './container.ts';
import { batchOf, dropLogs, kb, type Blocked } from './in-app-queue.ts';
import { mayRetry, retryWaitUs } from './scheduler.ts';

const COLLECTORS = ['collector-a', 'collector-b'] as const;
/** Entries in one request. */
const BATCH = 32;

const idOf = (entries: readonly Entry[]): string => `${entries[0]!.order}-${entries.at(-1)!.order}`;
const dial = (node: Node, key: string): number => Number(node.settings[key]);

export function startShipping(node: Node): void {
  node.setTimer('ship', ms(dial(node, 'ship.flushMs')));
}

/** The log of one order is handed to the shipping code, which decides when the customer gets the answer. */
export function acceptsLog(node: Node, state: AppState, entry: Entry, id: string, reason: string): void {
  const { shipping } = state;
  const { order, lines } = entry;
  node.note('log written', `the log of order ${order} is handed to the shipping code`, { order, lines, to: 'app' });
  switch (node.settings['app.inAppShipping']) {
    case 'sync':
      return shipNow(node, state, { entry, id, reason });
    case 'drop':
      if (kb(shipping.queue) + lines > dial(node, 'app.queueKb')) dropLogs(node, [entry], 'queue full');
      else shipping.queue.push(entry);
      return finish(node, state, id, reason);
    default:
      shipping.blocked.push({ entry, id, reason });
      admit(node, state);
  }
}

/** Whoever found the queue full goes on when there is room again. */
function admit(node: Node, state: AppState): void {
  const { shipping } = state;
  while (
    shipping.blocked.length > 0 &&
    kb(shipping.queue) + shipping.blocked[0]!.entry.lines <= dial(node, 'app.queueKb')
  ) {
    const { entry, id, reason } = shipping.blocked.shift()!;
    shipping.queue.push(entry);
    finish(node, state, id, reason);
  }
  node.metric('waitingForLog', shipping.blocked.length);
  node.metric('queuedKb', kb(shipping.queue));
}

function shipNow(node: Node, state: AppState, blocked: Blocked): void {
  const { order } = blocked.entry;
  state.shipping.blocked.push(blocked);
  node.metric('waitingForLog', state.shipping.blocked.length);
  node.request(
    COLLECTORS[order % 2]!,
    { type: 'Chunk', id: `${order}-${order}`, attempt: 0, ...batchOf([blocked.entry]) },
    { timeoutUs: ms(dial(node, 'ship.timeoutMs')), tag: 'shippedNow', data: { order, life: state.box.life } },
  );
}

function delivered(node: Node, entries: readonly Entry[]): void {
  const { kb: lines, orders } = batchOf(entries);
  node.note('chunk delivered', `${lines} lines are with a collector`, orders);
}

type Sent = { readonly life: number; readonly count: number };

export const inAppTimers = {
  ship(node: Node, state: AppState): void {
    const { shipping } = state;
    node.setTimer('ship', ms(dial(node, 'ship.flushMs')));
    if (shipping.sending > 0 || shipping.queue.length === 0) return;
    const every = dial(node, 'ship.crashEvery');
    shipping.chunks += 1;
    if (every > 0 && shipping.chunks % every === 0) return exit(node, state, 1, 'bug in the shipping code');
    sendBatch(node, state);
  },
  again: (node: Node, state: AppState): void => sendBatch(node, state),
};

function sendBatch(node: Node, state: AppState): void {
  const { shipping } = state;
  const entries = shipping.queue.slice(0, shipping.sending || BATCH);
  if (entries.length === 0) return;
  shipping.sending = entries.length;
  node.request(
    COLLECTORS[(entries[0]!.order + shipping.retries) % 2]!,
    { type: 'Chunk', id: idOf(entries), attempt: shipping.retries, ...batchOf(entries) },
    {
      timeoutUs: ms(dial(node, 'ship.timeoutMs')),
      tag: 'shipped',
      data: { life: state.box.life, count: entries.length },
    },
  );
}

export const inAppReplies = {
  shippedNow(
    node: Node,
    state: AppState,
    reply: Msg | TimedOut,
    { order, life }: { readonly order: number; readonly life: number },
  ): void {
    const at = state.shipping.blocked.findIndex(({ entry }) => entry.order === order);
    if (life !== state.box.life || at < 0) return;
    const [{ entry, id, reason }] = state.shipping.blocked.splice(at, 1) as [Blocked];
    node.metric('waitingForLog', state.shipping.blocked.length);
    if (reply.type === 'ChunkResult' && reply.result === 'OK') delivered(node, [entry]);
    else dropLogs(node, [entry], 'not shipped in time');
    finish(node, state, id, reason);
  },
  shipped(node: Node, state: AppState, reply: Msg | TimedOut, { life, count }: Sent): void {
    const { shipping } = state;
    if (life !== state.box.life || shipping.sending !== count) return;
    const result = reply.type === 'ChunkResult' ? reply.result : 'Retry';
    if (result === 'Retry' && mayRetry(dial(node, 'ship.retryLimit'), shipping.retries + 1)) {
      shipping.retries += 1;
      const waitUs = retryWaitUs(
        node.stream('backoff'),
        dial(node, 'ship.backoffBaseMs'),
        dial(node, 'ship.backoffCapMs'),
        shipping.retries,
      );
      return node.setTimer('again', waitUs);
    }
    const done = shipping.queue.splice(0, count);
    if (result === 'OK') delivered(node, done);
    else dropLogs(node, done, result === 'Error' ? 'rejected' : 'retries spent');
    shipping.sending = 0;
    shipping.retries = 0;
    admit(node, state);
    exitWhenDone(node, state);
    if (shipping.queue.length > 0) sendBatch(node, state);
  },
};
