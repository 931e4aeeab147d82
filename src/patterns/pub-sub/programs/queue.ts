import { program, type Call, type NodeContext, type Program } from '../../../kernel/program.ts';
import type { BasicConsume, Msg } from '../messages.ts';
import type { Reading } from '../records.ts';
import { GROUPS } from './cluster.ts';

type Node = NodeContext<Msg>;

/** One message as it lies in one queue. */
export interface Message {
  readonly id: number;
  readonly value: Reading;
  /** How often it has come back (x-delivery-count). */
  returned: number;
  /** Told with each delivery: somebody may have had it already. */
  redelivered: boolean;
}

export interface Queue {
  /** Never delivered, in the order in which they came. */
  ready: Message[];
  /** Those that came back: under a delivery limit they go first. */
  returns: Message[];
  /** With a consumer, and not acknowledged. */
  unacked: { readonly message: Message; readonly to: string }[];
  consumers: Record<string, Consumer>;
  /** Whose turn it is. */
  turn: number;
  dead: DeadLetter[];
}

interface Consumer {
  readonly channel: number;
  /** Unacknowledged messages that it may hold (`basic.qos`); 0: any number. */
  readonly prefetch: number;
  /** Delivered means done: nothing is ever unacknowledged. */
  readonly automatic: boolean;
}

/** A message in the dead-letter queue, with its x-death. */
export type DeadLetter = {
  readonly id: number;
  readonly reading: number;
  readonly returned: number;
};

export interface QueueState {
  queues: Record<string, Queue>;
  nextId: number;
}

/** What lies on disk: messages, and what has become of them in each queue. */
type Entry =
  | { readonly id: number; readonly value: Reading }
  | { readonly id: number; readonly group: string; readonly returned: number }
  | { readonly id: number; readonly group: string; readonly done: true; readonly dead?: DeadLetter };

/** The decisions that planted bugs get wrong. */
export interface QueueRules {
  /** A confirm waits until the message is on disk. */
  readonly durable: boolean;
  readonly hasRoom: (consumer: Consumer, unacked: number) => boolean;
  /** How often it has come back, once it has come back again. */
  readonly counted: (before: number) => number;
}

export const QUEUE_RULES: QueueRules = {
  durable: true,
  hasRoom: ({ prefetch }, unacked) => prefetch === 0 || unacked < prefetch,
  counted: (before) => before + 1,
};

/**
 * A queue server (RabbitMQ): a topic exchange to which every service has bound a durable queue of its own.
 * One box for what is a quorum queue on three servers.
 */
export const queueWith = (faults: Partial<QueueRules>): Program<QueueState, Msg> => {
  const rules = { ...QUEUE_RULES, ...faults };
  const take = (node: Node, state: QueueState, call: Call, id: number, value: Reading): void => {
    for (const group of GROUPS) {
      state.queues[group]!.ready.push({ id, value, returned: 0, redelivered: false });
      deliver(rules, node, group, state.queues[group]!);
    }
    node.reply(call, { type: 'Confirm', ok: true, id });
  };
  return program<QueueState, Msg>({
    start: () => ({ queues: Object.fromEntries(GROUPS.map((group) => [group, newQueue()])), nextId: 0 }),
    restart(node, disk) {
      const state = recovered((disk['queue'] ?? []) as unknown as readonly Entry[]);
      const left = Object.values(state.queues).reduce((sum, { ready }) => sum + ready.length, 0);
      node.note('queues recovered', `${left} messages were not acknowledged, and will be delivered again`);
      return state;
    },
    on: {
      BasicPublish(node, state, message, call) {
        const { type: _, ...value } = message;
        const id = state.nextId++;
        node.disk.append('queue', { id, value });
        if (rules.durable) node.disk.sync('durable', { call, id, value });
        else take(node, state, call, id, value);
      },
      BasicConsume: (node, state, message, call) => consume(rules, node, state, message, call),
      BasicAck(node, state, { group, id }, { from }) {
        const queue = state.queues[group]!;
        if (takeBack(queue, id, from) === null) return;
        node.disk.append('queue', { id, group, done: true });
        deliver(rules, node, group, queue);
      },
      BasicNack(node, state, { group, id, requeue }, { from }) {
        const queue = state.queues[group]!;
        const message = takeBack(queue, id, from);
        if (message === null) return;
        if (requeue) comeBack(rules, node, group, queue, message);
        else {
          // Without an exchange for dead letters it is gone.
          node.disk.append('queue', { id, group, done: true });
          node.note('poison skipped', `reading ${message.value.reading} is dropped`, {
            reading: message.value.reading,
          });
        }
        deliver(rules, node, group, queue);
      },
    },
    disk: {
      durable(node, state, { ok }, data: { readonly call: Call; readonly id: number; readonly value: Reading }) {
        if (!ok) node.reply(data.call, { type: 'Confirm', ok: false, id: data.id });
        else take(node, state, data.call, data.id, data.value);
      },
    },
    reset(node, state, peer) {
      for (const group of GROUPS) drop(rules, node, group, state.queues[group]!, peer);
    },
  });
};

const newQueue = (): Queue => ({ ready: [], returns: [], unacked: [], consumers: {}, turn: 0, dead: [] });

/** Whatever was not acknowledged is there again; who had it is not known, so all of it may have been delivered. */
function recovered(entries: readonly Entry[]): QueueState {
  const queues = Object.fromEntries(GROUPS.map((group) => [group, newQueue()]));
  let nextId = 0;
  for (const entry of entries) {
    nextId = Math.max(nextId, entry.id + 1);
    if ('value' in entry)
      for (const queue of Object.values(queues))
        queue.ready.push({ id: entry.id, value: entry.value, returned: 0, redelivered: true });
    else {
      const queue = queues[entry.group]!;
      const message = queue.ready.find(({ id }) => id === entry.id);
      if ('returned' in entry) {
        if (message !== undefined) message.returned = entry.returned;
        continue;
      }
      queue.ready = queue.ready.filter(({ id }) => id !== entry.id);
      if (entry.dead !== undefined) queue.dead.push(entry.dead);
    }
  }
  return { queues, nextId };
}

/** `basic.consume`, and the heartbeat of that connection: whoever is known by this channel stays. */
function consume(rules: QueueRules, node: Node, state: QueueState, message: BasicConsume, call: Call): void {
  const { group, channel, prefetch, automatic } = message;
  const queue = state.queues[group]!;
  const fresh = queue.consumers[call.from]?.channel !== channel;
  if (fresh) drop(rules, node, group, queue, call.from);
  queue.consumers[call.from] = { channel, prefetch, automatic };
  node.reply(call, { type: 'ConsumeOk', fresh });
  deliver(rules, node, group, queue);
}

/** A connection is gone: what it had not acknowledged comes back at once. */
function drop(rules: QueueRules, node: Node, group: string, queue: Queue, peer: string): void {
  if (queue.consumers[peer] === undefined) return;
  delete queue.consumers[peer];
  const back = queue.unacked.filter(({ to }) => to === peer);
  queue.unacked = queue.unacked.filter(({ to }) => to !== peer);
  if (back.length > 0)
    node.note('connection lost', `${peer} held ${back.length} messages: the queue of ${group} has them again`);
  for (const { message } of back) comeBack(rules, node, group, queue, message);
  deliver(rules, node, group, queue);
}

function takeBack(queue: Queue, id: number, from: string): Message | null {
  const at = queue.unacked.findIndex(({ message, to }) => message.id === id && to === from);
  return at < 0 ? null : queue.unacked.splice(at, 1)[0]!.message;
}

/** Counted, and to the head of the queue; without a limit to its end, where it lets the others pass. */
function comeBack(rules: QueueRules, node: Node, group: string, queue: Queue, message: Message): void {
  message.returned = rules.counted(message.returned);
  message.redelivered = true;
  const { id, returned } = message;
  const limit = node.settings['consumer.onPoison'] === 'requeue' ? -1 : Number(node.settings['consumer.deliveryLimit']);
  if (limit >= 0 && returned > limit) return bury(node, group, queue, message);
  node.disk.append('queue', { id, group, returned });
  (limit < 0 ? queue.ready : queue.returns).push(message);
}

function bury(node: Node, group: string, queue: Queue, { id, returned, value }: Message): void {
  const { reading } = value;
  const dead: DeadLetter = { id, reading, returned };
  queue.dead.push(dead);
  node.disk.append('queue', { id, group, done: true, dead });
  node.note(
    'dead letter',
    `reading ${reading} came back ${returned} times to the queue of ${group}: x-death says delivery_limit`,
    {
      reading,
      group,
      id,
    },
  );
}

/** To consumers in turn, as long as one has room. */
function deliver(rules: QueueRules, node: Node, group: string, queue: Queue): void {
  const names = Object.keys(queue.consumers);
  const held: Record<string, number> = {};
  for (const { to } of queue.unacked) held[to] = (held[to] ?? 0) + 1;
  let full = 0;
  while (full < names.length && queue.ready.length + queue.returns.length > 0) {
    const to = names[queue.turn++ % names.length]!;
    const consumer = queue.consumers[to]!;
    if (!consumer.automatic && !rules.hasRoom(consumer, held[to] ?? 0)) {
      full++;
      continue;
    }
    full = 0;
    const message = (queue.returns.shift() ?? queue.ready.shift())!;
    const { id, value, redelivered } = message;
    const { reading, sensor, atUs, poison } = value;
    const told = { type: 'BasicDeliver', id, channel: consumer.channel, redelivered, reading, sensor, atUs } as const;
    node.send(to, poison ? { ...told, poison } : told);
    if (redelivered) node.note('redelivered', `${group}: reading ${reading} to ${to}, once more`, { group, id });
    if (consumer.automatic) node.disk.append('queue', { id, group, done: true });
    else {
      queue.unacked.push({ message, to });
      held[to] = (held[to] ?? 0) + 1;
    }
  }
  node.metric(READY[group]!, queue.ready.length + queue.returns.length);
}

/** Names made once. */
const READY: Readonly<Record<string, string>> = Object.fromEntries(GROUPS.map((group) => [group, `${group} ready`]));

export const queue = queueWith({});
