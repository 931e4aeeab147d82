import { program, type DiskImage, type Program } from '../../../kernel/program.ts';
import type { DeleteStream, Msg, Page } from '../messages.ts';
import { judgeAppend, tailOf, type StreamIds, type Verdict } from '../../../pattern-kit/append-rules.ts';
import { batchKey, batchOf, readLog } from './disk-log.ts';
import { SHOP } from './events.ts';
import { linked } from './hash-chain.ts';
import type { Packed } from './history.ts';
import { idOf, placed, type Body, type Line } from './line.ts';
import { opening } from './opening.ts';
import { SAYS, who } from './told.ts';
import { erase, tamper } from './store-edits.ts';
import {
  fateOf,
  head,
  historyOf,
  isGone,
  linkBefore,
  streamOf,
  type Judged,
  type Node,
  type State,
  type Write,
} from './store-state.ts';
import { takeAsItIs } from './upcasters.ts';

export type Judge = (stream: StreamIds, message: Write) => Verdict;
/** `eager`: answers without waiting for the disk. `forever`: whether a tombstone is one. */
export type Parts = {
  readonly judge: Judge;
  readonly eager: boolean;
  readonly forever: boolean;
  readonly backward: typeof pageBackward;
};

/** Takes an event into the log: version, position and link are the store's to give. */
function take(node: Node, state: State, stream: string, body: Body): void {
  const { log } = state;
  const kept = streamOf(state, stream);
  const { base, ids, at } = kept;
  // Who writes to a deleted stream begins it again.
  kept.fate = 'there';
  const bare = placed(state.history + log.length, stream, base + ids.length, node.now(), body);
  ids.push(idOf(body));
  at.push(log.length);
  log.push(linked(linkBefore(state, log.length), bare));
}

function fresh(node: Node): State {
  const history = historyOf(node);
  const state: State = { history, log: [], streams: {}, durable: 0, queue: [], batch: [], live: [], archived: {} };
  streamOf(state, SHOP).base = history;
  node.disk.set('history', history);
  for (const { stream, events } of opening(history > 0)) for (const event of events) take(node, state, stream, event);
  node.disk.set(batchKey(0), batchOf(state.log, 0));
  node.disk.sync('otherRecords');
  state.durable = state.log.length;
  tell(node, state, 0);
  return state;
}

/** After a crash: what is on disk is the log, answered or not. A writer that asks again finds its ids in it. */
function recover(node: Node, disk: DiskImage): State {
  const log = readLog(disk);
  if (log.length === 0) return fresh(node);
  const state: State = {
    history: Number(disk['history']),
    log,
    streams: {},
    durable: 0,
    queue: [],
    batch: [],
    live: [],
    archived: { ...(disk['archived'] as State['archived'] | undefined) },
  };
  streamOf(state, SHOP).base = state.history;
  state.log.forEach((line, index) => {
    const { id, stream } = takeAsItIs(line);
    const { ids, at } = streamOf(state, stream);
    ids.push(id);
    at.push(index);
  });
  for (const stream in state.streams) {
    const kept = state.streams[stream]!;
    kept.fate = fateOf(state, stream);
    // Deleted, and the power was gone before the archive knew.
    if (kept.fate === 'deleted') state.archived[stream] = tailOf(kept);
  }
  state.durable = state.log.length;
  node.note('log recovered', `${state.durable} events are on disk`);
  tell(node, state, Math.max(0, state.durable - 64));
  return state;
}

/** Says what is stored for good, for whoever watches the run. */
function tell(node: Node, state: State, from: number): void {
  for (let i = from; i < state.durable; i += 1) {
    const line = state.log[i]!;
    const { type, stream, version, position } = takeAsItIs(line);
    node.note('appended', `“${SAYS[type]}” is version ${version} of ${who(stream)}, position ${position} of all`, line);
  }
  node.metric('head', head(state));
}

/** Judges all who wait, in order, and writes what they bring in one go. */
function write(parts: Parts, node: Node, state: State): void {
  const asked = state.queue;
  state.queue = [];
  for (const { message, call } of asked) {
    const { stream, events } = message;
    const verdict = parts.judge(streamOf(state, stream), message);
    if (verdict.kind === 'append') {
      for (let i = 0; i < events.length; i += 1) take(node, state, stream, events[i]!);
      if (message.type === 'DeleteStream')
        streamOf(state, stream).fate = message.forever && parts.forever ? 'tombstoned' : 'deleted';
    }
    state.batch.push({ message, call, verdict, last: state.log.length - 1 });
  }
  if (state.log.length === state.durable) return written(parts, node, state);
  node.disk.set(batchKey(state.durable), batchOf(state.log, state.durable));
  node.disk.sync('newEvents');
  if (parts.eager) written(parts, node, state);
}

/** Durable: now it may be answered and shown to others. */
function written(parts: Parts, node: Node, state: State): void {
  const from = state.durable;
  state.durable = state.log.length;
  if (state.durable > from) tell(node, state, from);
  const judgements = state.batch;
  state.batch = [];
  for (const judged of judgements) {
    if (judged.verdict.kind === 'wrong') refuse(node, judged, judged.verdict.current);
    else if (judged.verdict.kind === 'gone') refuseForEver(node, judged);
    else accept(node, state, judged, judged.verdict);
  }
  if (state.durable > from) {
    const events = batchOf(state.log, from);
    for (const peer of state.live) node.send(peer, { type: 'EventAppeared', events });
  }
  if (state.queue.length > 0) write(parts, node, state);
}

function accept(node: Node, state: State, { call, message, last }: Judged, verdict: Verdict): void {
  let index = last;
  if (verdict.kind === 'idempotent') {
    const { base, at } = streamOf(state, message.stream);
    index = at[verdict.version - base]!;
    const { stream, expected } = message;
    const ids = message.events.map(idOf);
    const facts = { stream, expected, ids, verdict: verdict.kind };
    node.note('idempotent append', `${ids.join(', ')} is stored already: nothing is written`, facts);
  }
  const { version } = takeAsItIs(state.log[index]!);
  if (message.type === 'DeleteStream') buried(node, state, message, version);
  node.reply(call, { type: 'Appended', version, position: state.history + index });
}

function buried(node: Node, state: State, { stream, forever }: DeleteStream, version: number): void {
  if (forever)
    return node.note(
      'tombstone',
      `the stream of ${who(stream)} ends with version ${version}: nothing is written after it`,
    );
  node.note(
    'stream deleted',
    `the stream of ${who(stream)} is deleted; begun again, it goes on with version ${version + 1}`,
  );
  archive(node, state, stream, version);
}

/** From there on a stream is read. */
function archive(node: Node, state: State, stream: string, before: number): void {
  state.archived[stream] = before;
  node.disk.set('archived', { ...state.archived });
  node.disk.sync('otherRecords');
}

function refuseForEver(node: Node, { call, message: { stream, expected, events } }: Judged): void {
  node.note(
    'refused by a tombstone',
    `the stream of ${who(stream)} takes nothing any more, whatever version is expected`,
    {
      stream,
      expected,
      ids: events.map(idOf),
      verdict: 'gone',
    },
  );
  node.reply(call, { type: 'StreamGone', stream });
}

function refuse(node: Node, { call, message: { stream, expected, events } }: Judged, current: number): void {
  const stale = { name: 'version', got: Number(expected), have: current };
  const isOld = stale.got < current;
  const text = `an append to ${who(stream)} is refused: version ${stale.got} is older than ${current}`;
  node.note(
    'wrong expected version',
    isOld ? text : `an append to ${who(stream)} is refused: the stream is not where it is expected`,
    {
      stream,
      expected,
      ids: events.map(idOf),
      verdict: 'wrong',
      ...(isOld && { stale }),
    },
  );
  node.reply(call, { type: 'WrongExpectedVersion', current });
}

/** The disk refused. The writers are not answered: part of it may have been kept, and then a crash brings it back. */
function refused(parts: Parts, node: Node, state: State): void {
  node.note('disk refused the write', `${state.batch.length} writers get no answer`);
  for (const line of state.log.splice(state.durable)) {
    const { stream } = takeAsItIs(line);
    const kept = streamOf(state, stream);
    kept.ids.pop();
    kept.at.pop();
    kept.fate = fateOf(state, stream);
  }
  state.batch = [];
  if (state.queue.length > 0) write(parts, node, state);
}

/** Events of one stream from a version on, or of all from a position on: at most a page. */
function page(node: Node, state: State, asked: number, stream: string | null): Page {
  const from = stream === null ? asked : Math.max(asked, state.archived[stream] ?? 0);
  const size = Number(node.settings['store.pageSize']);
  const { base, at } = stream === null ? { base: state.history, at: null } : streamOf(state, stream);
  const packed: Packed | null = from < base ? { stream: SHOP, from, count: Math.min(size, base - from) } : null;
  const first = packed ? packed.from + packed.count : from;
  const room = size - (packed?.count ?? 0);
  const index = first - base;
  const events =
    at === null
      ? state.log.slice(index, Math.min(index + room, state.durable))
      : linesAt(state, at, index, Math.min(index + room, at.length));
  const known = at === null ? state.durable : knownOf(state, at);
  const before = at === null ? linkBefore(state, index) : '';
  return { type: 'Page', from, packed, events, next: first + events.length, head: base + known, before };
}

/** Events of one stream from a version back, the newest first; −1: from its end. What is archived is not read. */
function pageBackward(node: Node, state: State, stream: string, from: number, count: number): Page {
  const { base, at } = streamOf(state, stream);
  const head = base + knownOf(state, at);
  const first = state.archived[stream] ?? 0;
  const newest = from < 0 ? head - 1 : Math.min(from, head - 1);
  const oldest = Math.max(first, newest + 1 - Math.min(count, Number(node.settings['store.pageSize'])));
  const events: Line[] = [];
  for (let version = newest; version >= Math.max(oldest, base); version -= 1)
    events.push(state.log[at[version - base]!]!);
  const years = Math.min(newest + 1, base) - oldest;
  const packed: Packed | null = years > 0 ? { stream: SHOP, from: oldest, count: years } : null;
  const next = oldest > first ? oldest - 1 : -1;
  return { type: 'Page', from: newest, packed, events, next, head, before: '' };
}

/** The durable ones of a stream's events; what is not durable is at its end. */
function linesAt(state: State, at: readonly number[], from: number, to: number): Line[] {
  const lines: Line[] = [];
  for (let i = from; i < to && at[i]! < state.durable; i += 1) lines.push(state.log[at[i]!]!);
  return lines;
}

function knownOf(state: State, at: readonly number[]): number {
  let known = at.length;
  while (known > 0 && at[known - 1]! >= state.durable) known -= 1;
  return known;
}

/** Streams, one global order, expected versions, idempotent appends, subscriptions. It does not know what an account is. */
export const eventStoreWith = (parts: Parts): Program<State, Msg> =>
  program<State, Msg>({
    start: fresh,
    restart: recover,
    on: {
      Append(node, state, message, call) {
        state.queue.push({ message, call });
        if (state.batch.length === 0) write(parts, node, state);
      },
      DeleteStream(node, state, message, call) {
        state.queue.push({ message, call });
        if (state.batch.length === 0) write(parts, node, state);
      },
      ReadStream(node, state, { stream, from, dir, count }, call) {
        if (!isGone(state, stream))
          return node.reply(
            call,
            dir === 'forward' ? page(node, state, from, stream) : parts.backward(node, state, stream, from, count),
          );
        node.note('refused by a tombstone', `the stream of ${who(stream)} is not read any more`);
        node.reply(call, { type: 'StreamGone', stream });
      },
      Archive(node, state, { stream, before }) {
        if ((state.archived[stream] ?? 0) >= before) return;
        archive(node, state, stream, before);
        node.note('archived', `${who(stream)} is read from version ${before} on: what is before is in the archive`, {
          stream,
          before,
        });
      },
      ReadAll: (node, state, { from }, call) => node.reply(call, page(node, state, from, null)),
      Subscribe(node, state, { from }, { from: peer }) {
        const live = from >= head(state);
        state.live = state.live.filter((each) => each !== peer);
        if (live) state.live.push(peer);
        node.send(peer, live ? { type: 'CaughtUp', head: head(state) } : page(node, state, from, null));
      },
    },
    disk: {
      newEvents: (node, state, { ok }) => (ok ? written : refused)(parts, node, state),
      otherRecords: () => undefined,
    },
    commands: {
      tamper: (node, state) => tamper(node, state, false),
      rewrite: (node, state) => tamper(node, state, true),
      erase,
    },
  });

/** By the book. The version of the last event with its ids is what a writer must know, and no more. */
const byTheRules: Judge = (stream, { expected, events }) => judgeAppend(stream, expected, events.map(idOf));

export const BY_THE_BOOK: Parts = { judge: byTheRules, eager: false, forever: true, backward: pageBackward };

export const eventStore = eventStoreWith(BY_THE_BOOK);
