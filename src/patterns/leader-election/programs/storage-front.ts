import type { Call, NodeContext, TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { ClientMsg } from '../raft-messages.ts';
import type { ReplicaId, StorageWrite, VariantMsg } from '../variants/messages.ts';
import { commandOf, type ClientCommand, type ClientRequest } from './client-command.ts';
import { copyOf, isDone, put, type Values } from './storage-values.ts';

export type Msg = VariantMsg | ClientMsg;
type Node = NodeContext<Msg>;

type Job = { readonly command: ClientCommand; readonly call: Call };

/**
 * How whoever leads serves clients: it keeps all values in memory, answers reads from there, and writes
 * through to storage, one request after the other. Only a leader that is alone may do that.
 */
export interface Front {
  open: boolean;
  /** Grows whenever the front opens: answers to an earlier time are dropped. */
  opened: number;
  token: number;
  /** Null until they are loaded. */
  values: Values | null;
  queue: Job[];
  busy: boolean;
}

/** What a planted bug replaces. */
export interface FrontRules {
  /** A client is answered when the storage has its write, not before. */
  readonly waitsForStorage: boolean;
}
export const FRONT_RULES: FrontRules = { waitsForStorage: true };

const STORAGE = 'storage';
const STORAGE_TIMEOUT_US = ms(500);
/** More than this many requests do not wait: they are sent away. */
const QUEUE_LIMIT = 64;

export const emptyFront = (): Front => ({ open: false, opened: 0, token: 0, values: null, queue: [], busy: false });

/** This replica leads now, with this fencing token (0: the algorithm has none). */
export function openFront(node: Node, front: Front, token: number): void {
  front.open = true;
  front.token = token;
  node.metric('token', token);
  load(node, front);
}

/** It leads no longer. What is on its way to storage may still be written. */
export function closeFront(node: Node, front: Front, hint: ReplicaId): void {
  if (!front.open) return;
  front.open = false;
  front.opened += 1;
  // The first one may be written or not: no answer is the only true answer.
  const waiting = front.busy ? front.queue.slice(1) : front.queue;
  for (const { call } of waiting) node.reply(call, { type: 'NotLeader', hint });
  front.queue = [];
  front.busy = false;
  front.values = null;
}

function serve(node: Node, front: Front, rules: FrontRules, command: ClientCommand, call: Call, hint: ReplicaId): void {
  if (!front.open || front.queue.length >= QUEUE_LIMIT) return node.reply(call, { type: 'NotLeader', hint });
  front.queue.push({ command, call });
  next(node, front, rules);
}

function load(node: Node, front: Front): void {
  front.opened += 1;
  front.values = null;
  front.busy = false;
  node.request(
    STORAGE,
    { type: 'StorageLoad', token: front.token },
    { timeoutUs: STORAGE_TIMEOUT_US, tag: 'loaded', data: front.opened },
  );
}

/** What storage has to keep for this command. */
const writeOf = ({ key, value, client, serial, floor }: ClientCommand, token: number): StorageWrite => ({
  type: 'StorageWrite',
  key,
  value,
  client,
  serial,
  floor,
  token,
});

/** Takes requests from the queue until one has to wait for storage. */
function next(node: Node, front: Front, { waitsForStorage }: FrontRules): void {
  while (!front.busy && front.values !== null && front.queue.length > 0) {
    const { command, call } = front.queue[0]!;
    const present = front.values.values[command.key] ?? null;
    const done = isDone(front.values, command);
    if (command.f === 'read' || done || (command.f === 'cas' && command.from !== present)) {
      front.queue.shift();
      node.reply(call, { type: 'ClientReply', value: command.f === 'read' ? present : done });
      continue;
    }
    front.busy = true;
    if (!waitsForStorage) node.reply(call, { type: 'ClientReply', value: true });
    node.request(STORAGE, writeOf(command, front.token), {
      timeoutUs: STORAGE_TIMEOUT_US,
      tag: 'stored',
      data: front.opened,
    });
  }
}

type Fronted = { readonly front: Front };

/** Handlers that every replica with a front has; `deposed`: storage has refused its token. */
export function frontHandlers<S extends Fronted>(
  hint: (state: S) => ReplicaId,
  deposed: (node: Node, state: S) => void,
  rules = FRONT_RULES,
): {
  readonly on: { ClientRequest(node: Node, state: S, message: ClientRequest, call: Call): void };
  readonly replies: Record<'loaded' | 'stored', (node: Node, state: S, reply: Msg | TimedOut, opened: number) => void>;
} {
  const refused = (node: Node, state: S): void => {
    node.note('storage knows a newer token', 'somebody else leads: stop');
    deposed(node, state);
  };
  return {
    on: {
      ClientRequest: (node, state, message, call) =>
        serve(node, state.front, rules, commandOf(message, call.from), call, hint(state)),
    },
    replies: {
      loaded(node, state, reply, opened) {
        const { front } = state;
        if (opened !== front.opened) return;
        if (reply.type === 'StaleToken') return refused(node, state);
        if (reply.type !== 'StorageImage') return load(node, front);
        front.values = copyOf(reply);
        next(node, front, rules);
      },
      stored(node, state, reply, opened) {
        const { front } = state;
        if (opened !== front.opened) return;
        if (reply.type === 'StaleToken') return refused(node, state);
        const { command, call } = front.queue.shift()!;
        front.busy = false;
        if (reply.type === 'StorageWritten' && reply.ok) {
          put(front.values!, command);
          if (rules.waitsForStorage) node.reply(call, { type: 'ClientReply', value: true });
          return next(node, front, rules);
        }
        // A timeout says nothing about what storage holds now: read it again before serving anybody.
        load(node, front);
      },
    },
  };
}
