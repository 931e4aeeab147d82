import { program, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg, Outbox } from '../messages.ts';
import { partOf, type StoreEvent } from './store-event.ts';

type Node = NodeContext<Msg>;

export interface RelayState {
  /** Position of the last event that the log has; −1: ask the store. */
  cursor: number;
  highWater: number;
  /** Partitions that have not answered yet, and whether all others have confirmed. */
  left: number;
  sound: boolean;
}

export interface RelayRules {
  /** Events that may be published now. */
  publishable(node: Node, outbox: Outbox): readonly StoreEvent[];
  /** When the store is told: planted bugs tell it too early. */
  readonly markBefore: boolean;
}

/**
 * A position below the high-water mark is either committed or will never be. Above it, a lower one may
 * still commit: whoever goes past it never comes back for it.
 */
export const RULES: RelayRules = {
  publishable: (node, { events, highWater }) =>
    node.settings['relay.gaps'] === 'skip' ? events : events.filter(({ position }) => position <= highWater),
  markBefore: false,
};

/** Where services publish themselves, the relay does so only for what the store writes on its own account. */
function toPublish(node: Node, events: readonly StoreEvent[]): readonly StoreEvent[] {
  if (node.settings['publish.how'] === 'outbox') return events;
  return events.filter(({ id }) => id.startsWith('opening.') || id.startsWith('repair-'));
}

const dial = (node: Node, name: string): number => Number(node.settings[`relay.${name}`]);
const lookIntoOutbox = (node: Node, afterUs = ms(dial(node, 'pollMs'))): void =>
  node.setTimer('lookIntoOutbox', afterUs);

function started(node: Node): RelayState {
  lookIntoOutbox(node);
  return { cursor: -1, highWater: 0, left: 0, sound: true };
}

/** The partitions of the log. */
const logsOf = (node: Node): readonly string[] => node.config as unknown as readonly string[];

interface Round {
  /** Of the last event, and whether there may be more behind it. */
  readonly position: number;
  readonly full: boolean;
}

/**
 * To each partition its own events. Where there are several, each is told how far it is complete with
 * them, also those that get nothing: who reads all of them could not tell otherwise.
 */
function publish(node: Node, state: RelayState, events: readonly StoreEvent[], round: Round): void {
  const logs = logsOf(node);
  const complete = logs.length > 1 && node.settings['publish.how'] === 'outbox';
  const upTo = complete ? round.position : -1;
  state.left = 0;
  state.sound = true;
  for (let i = 0; i < logs.length; i += 1) {
    const part = partOf(events, i, logs.length);
    if (part.length === 0 && !complete) continue;
    state.left += 1;
    const data = { position: round.position, full: round.full };
    node.request(logs[i]!, { type: 'Publish', events: part, upTo }, { timeoutUs: seconds(1), tag: 'published', data });
  }
}

function confirmed(node: Node, state: RelayState, position: number, full: boolean): void {
  state.cursor = Math.max(state.cursor, position);
  node.metric('cursor', state.cursor);
  node.send('write-store', { type: 'MarkPublished', position: state.cursor });
  lookIntoOutbox(node, full ? 0 : ms(dial(node, 'pollMs')));
}

/** Moves events from the outbox to the log, at least once: a crash between the two marks repeats some. */
export const relayWith = (rules: RelayRules): Program<RelayState, Msg> => ({
  start: started,
  modes: ['ok', 'held'],
  timers: {
    lookIntoOutbox(node, state) {
      if (node.mode === 'held') return lookIntoOutbox(node);
      const message: Msg = { type: 'ReadOutbox', after: state.cursor, limit: dial(node, 'batch') };
      node.request('write-store', message, { timeoutUs: seconds(1), tag: 'rows' });
    },
  },
  replies: {
    rows(node, state, reply: Msg | TimedOut) {
      if (reply.type !== 'Outbox') return lookIntoOutbox(node);
      if (state.cursor < 0) state.cursor = reply.after;
      if (reply.highWater !== state.highWater) node.metric('highWater', reply.highWater);
      state.highWater = reply.highWater;
      const events = rules.publishable(node, reply);
      const held = reply.events.length - events.length;
      if (held > 0)
        node.note(
          'wait for the gap',
          `${held} committed ${held === 1 ? 'event' : 'events'} above the high-water mark ${reply.highWater}`,
        );
      if (events.length === 0) return lookIntoOutbox(node);
      const position = events.at(-1)!.position;
      const due = toPublish(node, events);
      const full = events.length >= dial(node, 'batch');
      if (due.length === 0) return confirmed(node, state, position, full);
      if (rules.markBefore) node.send('write-store', { type: 'MarkPublished', position });
      publish(node, state, due, { position, full });
    },
    published(node, state, reply: Msg | TimedOut, { position, full }: Round) {
      state.left -= 1;
      state.sound &&= reply.type === 'Published';
      if (state.left > 0) return;
      // No answer: it may be in the log all the same. The same events once more, and whoever reads them sorts it out.
      if (!state.sound) return lookIntoOutbox(node);
      confirmed(node, state, position, full);
    },
  },
});

export const relay = program<RelayState, Msg>(relayWith(RULES));
