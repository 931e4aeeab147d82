import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import type { Msg } from '../messages.ts';
import type { StoreEvent } from './store-event.ts';
import { REDELIVER_US } from './timing.ts';
import { count, reader } from './told.ts';

type Node = NodeContext<Msg>;
type Batch = { readonly events: readonly StoreEvent[]; readonly upTo: number; readonly call: Call };

/** Who reads, and how far: one for each copy of each view. */
interface Subscription {
  readonly node: string;
  readonly generation: number;
  /** All before it is done there. */
  acked: number;
  /** All before it was sent. */
  next: number;
  /** Both at the last look: what was under way then and is not confirmed now is sent again. */
  seenAcked: number;
  seenNext: number;
}

export interface LogState {
  entries: StoreEvent[];
  /** Up to which position nothing more can come to this partition, as the relay said; −1: not known. */
  upTo: number;
  waiting: Batch[];
  /** What the disk is busy with. */
  writing: Batch | null;
  subscriptions: Record<string, Subscription>;
}

/** Events under way to one subscriber, and how many of them travel together. */
const WINDOW = 32;
const AT_ONCE = 8;

const keyOf = (node: string, generation: number): string => `${node}/${generation}`;

/** Another copy of the same reader, given up since. */
function isOlder(state: LogState, key: string, from: string, generation: number): boolean {
  const other = state.subscriptions[key]!;
  return other.node === from && other.generation !== generation;
}

function push(node: Node, state: LogState, to: Subscription): void {
  const end = Math.min(state.entries.length, to.acked + WINDOW);
  const { generation } = to;
  const head = state.entries.length;
  while (to.next < end) {
    const offset = to.next;
    to.next = Math.min(end, offset + AT_ONCE);
    const events = state.entries.slice(offset, to.next);
    node.send(to.node, { type: 'Event', generation, offset, events, head, upTo: state.upTo });
  }
}

/** Who has everything learns how far that is: an event that never comes to this partition is not waited for. */
function tellMark(node: Node, { entries, upTo }: LogState, to: Subscription): void {
  const head = entries.length;
  if (upTo < 0 || to.next < head) return;
  node.send(to.node, { type: 'Event', generation: to.generation, offset: head, events: [], head, upTo });
}

/** One write at a time, so that offsets are given in the order in which they become durable. */
function write(node: Node, state: LogState): void {
  if (state.writing !== null || state.waiting.length === 0) return;
  const batch = state.waiting.shift()!;
  if (batch.events.length === 0) {
    confirm(node, state, batch);
    return write(node, state);
  }
  state.writing = batch;
  for (const event of state.writing.events) node.disk.append('log', event);
  node.disk.sync('events');
}

function confirm(node: Node, state: LogState, { call, events, upTo }: Batch): void {
  if (upTo > state.upTo) state.upTo = upTo;
  if (call.request) node.reply(call, { type: 'Published' });
  for (const key in state.subscriptions) {
    push(node, state, state.subscriptions[key]!);
    if (events.length === 0) tellMark(node, state, state.subscriptions[key]!);
  }
}

function redeliverLater(node: Node): void {
  node.setTimer('redeliver', REDELIVER_US);
}

/** One partition: an append-only list with an offset for each entry. It delivers at least once, and keeps everything. */
export const log = program<LogState, Msg>({
  start(node) {
    redeliverLater(node);
    return { entries: [], upTo: -1, waiting: [], writing: null, subscriptions: {} };
  },
  restart(node, disk) {
    redeliverLater(node);
    const entries = (disk['log'] as unknown as readonly StoreEvent[] | undefined) ?? [];
    node.note('recovered', `${entries.length} events are on disk`, { entries: entries.length });
    // Who reads will say so, and how far it has come.
    return { entries: [...entries], upTo: -1, waiting: [], writing: null, subscriptions: {} };
  },
  on: {
    Publish(node, state, { events, upTo }, call) {
      state.waiting.push({ events, upTo, call });
      write(node, state);
    },
    Checkpoint(node, state, { generation, next, only }, { from }) {
      const key = keyOf(from, generation);
      if (only)
        for (const other in state.subscriptions)
          if (isOlder(state, other, from, generation)) delete state.subscriptions[other];
      const to = (state.subscriptions[key] ??= {
        node: from,
        generation,
        acked: next,
        next,
        seenAcked: next,
        seenNext: next,
      });
      const asBefore = to.acked >= next;
      to.acked = Math.max(to.acked, next);
      to.next = Math.max(to.next, next);
      push(node, state, to);
      // It says that it is still there: a mark that got lost comes again.
      if (asBefore) tellMark(node, state, to);
    },
    RebuildStart(node, state, { generation }, { from }) {
      // Said by a copy that has nothing yet: whatever was known of an earlier one of this name is over.
      const to: Subscription = { node: from, generation, acked: 0, next: 0, seenAcked: 0, seenNext: 0 };
      state.subscriptions[keyOf(from, generation)] = to;
      push(node, state, to);
    },
  },
  timers: {
    redeliver(node, state) {
      redeliverLater(node);
      for (const key in state.subscriptions) {
        const to = state.subscriptions[key]!;
        if (to.seenNext > to.acked && to.seenAcked === to.acked) {
          node.note(
            'redeliver',
            `${reader(to.node)} has not confirmed ${count(to.next - to.acked, 'event')}: sent again`,
          );
          to.next = to.acked;
          push(node, state, to);
        }
        to.seenAcked = to.acked;
        to.seenNext = to.next;
      }
    },
  },
  disk: {
    events(node, state, { ok }) {
      const batch = state.writing!;
      const { events } = batch;
      state.writing = null;
      if (ok) {
        const offset = state.entries.length;
        state.entries.push(...events);
        node.note('appended', `events ${offset} to ${state.entries.length - 1} are on disk`, {
          offset,
          events: events.map(({ id, stream, version, position }) => ({ id, stream, version, position })),
        });
        node.metric('head', state.entries.length);
        confirm(node, state, batch);
      }
      write(node, state);
    },
  },
});
