import type { NodeContext, Program } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg, Page } from '../messages.ts';
import { linesIn } from './disk-log.ts';
import type { Packed } from './history.ts';
import { positionOf, type Line } from './line.ts';

type Node = NodeContext<Msg>;

/**
 * A catch-up subscription: pages from a checkpoint on until there are no more, then each event as it
 * appears. Positions have no gaps; whoever sees one has missed something and reads pages again.
 */
export type Feed = {
  /** Next position to be received, and to be folded. */
  next: number;
  done: number;
  /** Received and not folded yet. */
  packed: Packed | null;
  buffer: Line[];
  /** How many are being folded now. */
  folding: number;
  /** Nothing is missing: what appears is folded as it comes. */
  live: boolean;
  heard: boolean;
  /** How far behind it has last said to be. */
  told: number;
};

export type Batch = { readonly packed: Packed | null; readonly events: readonly Line[] };
export type Subscriber = { feed: Feed };
/** Folds what has come, in order, once; called with nothing when the feed has become live. */
type Apply<S> = (node: Node, state: S, batch: Batch) => void;

const NOTHING: Batch = { packed: null, events: [] };
const HEARTBEAT_US = ms(1_070);

/** Begins, or begins again, at a checkpoint. */
export function subscribe(node: Node, from: number): Feed {
  node.become('CATCHING_UP', 'subscribes from its checkpoint');
  node.setTimer('checkForSilence', HEARTBEAT_US);
  ask(node, from);
  return { next: from, done: from, packed: null, buffer: [], folding: 0, live: false, heard: true, told: 0 };
}

const ask = (node: Node, from: number): void => void node.send('store', { type: 'Subscribe', from });

function onPage(node: Node, state: Subscriber, { from, packed, events, next }: Page): void {
  const { feed } = state;
  feed.heard = true;
  if (from !== feed.next || next === feed.next) return;
  node.become('CATCHING_UP', 'reads a page');
  feed.live = false;
  if (packed) feed.packed = packed;
  feed.buffer.push(...events);
  feed.next = next;
  startFolding(node, state);
}

function onAppeared(node: Node, state: Subscriber, batch: string): void {
  const { feed } = state;
  feed.heard = true;
  const from = positionOf(batch);
  if (from > feed.next) {
    node.become('DROPPED', 'a position is missing');
    feed.live = false;
    return ask(node, feed.next);
  }
  // What it has is skipped: a page may have brought some of them.
  const events = linesIn(batch);
  // The next ones, and nothing before them: the list is taken as it is.
  if (from === feed.next && feed.buffer.length === 0) {
    feed.buffer = events;
    feed.next += events.length;
    return startFolding(node, state);
  }
  for (let i = feed.next - from; i < events.length; i += 1) {
    feed.buffer.push(events[i]!);
    feed.next += 1;
  }
  startFolding(node, state);
}

/** How far behind, where there is something to say: one event that is folded at once is not worth it. */
function tell(node: Node, feed: Feed): void {
  const behind = feed.next - feed.done;
  const worth = behind > 1 ? behind : 0;
  if (worth === feed.told) return;
  feed.told = worth;
  node.metric('behind', worth);
}

/** Mostly all that is there: then the list itself, and a new one for what comes. */
function taken(feed: Feed, count: number): readonly Line[] {
  const { buffer } = feed;
  if (count < buffer.length) return buffer.splice(0, count);
  feed.buffer = [];
  return buffer;
}

function startFolding(node: Node, state: Subscriber): void {
  const { feed } = state;
  if (feed.folding > 0 || (feed.buffer.length === 0 && feed.packed === null)) return;
  feed.folding = (feed.packed === null ? 0 : feed.packed.count) + feed.buffer.length;
  tell(node, feed);
  node.work('foldEvents', feed.folding * Number(node.settings['fold.usPerEvent']), feed.done);
}

/** The handlers that make a program a subscriber. */
export const subscriber = <S extends Subscriber>(apply: Apply<S>) =>
  ({
    on: {
      Page: (node, state, page) => onPage(node, state, page),
      EventAppeared: (node, state, { events }) => onAppeared(node, state, events),
      CaughtUp(node, state, { head }) {
        state.feed.heard = true;
        if (state.feed.next < head) return;
        state.feed.live = true;
        node.become('LIVE', 'caught up');
        if (state.feed.folding === 0) apply(node, state, NOTHING);
      },
    },
    work: {
      foldEvents(node, state, from: number) {
        const { feed } = state;
        // Begun again meanwhile: what was being folded belongs to an earlier life.
        if (feed.folding === 0 || from !== feed.done) return;
        const room = feed.folding - (feed.packed === null ? 0 : feed.packed.count);
        const batch: Batch = { packed: feed.packed, events: taken(feed, room) };
        feed.packed = null;
        feed.done += feed.folding;
        feed.folding = 0;
        apply(node, state, batch);
        tell(node, feed);
        if (feed.buffer.length > 0) startFolding(node, state);
        else if (!feed.live) ask(node, feed.next);
      },
    },
    timers: {
      checkForSilence(node, state) {
        node.setTimer('checkForSilence', HEARTBEAT_US);
        // Silence may mean that nothing happens, or that the store has forgotten us: ask.
        if (!state.feed.heard && state.feed.folding === 0) ask(node, state.feed.next);
        state.feed.heard = false;
      },
    },
  }) satisfies Partial<Program<S, Msg>>;
