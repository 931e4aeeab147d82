import { program, type Call, type DiskImage, type NodeContext, type Program } from '../../../kernel/program.ts';
import type { Append, Msg, Page } from '../messages.ts';
import { judgeAppend, type StreamIds, type Verdict } from './append-rules.ts';
import { CUSTOMERS, SHOP, SUSPENSE, type NewEvent, type StoredEvent } from './events.ts';
import { GENESIS, link } from './hash-chain.ts';
import type { Packed } from './history.ts';
import { inSchema } from './upcasters.ts';

type Node = NodeContext<Msg>;
type Request = { readonly message: Append; readonly call: Call };
/** `last`: index of the newest event when this was judged. */
type Judged = Request & { readonly verdict: Verdict; readonly last: number };

interface State {
  /** How many events of the shop come from the years before: positions and versions below it. */
  history: number;
  /** Everything since, in global order; position = history + index. */
  log: StoredEvent[];
  /** The ids of each stream, in order of version. */
  streams: Record<string, { base: number; ids: string[]; at: number[] }>;
  /** How much of the log is on disk for good: nobody is shown more. */
  durable: number;
  /** Writers that wait for the next write, and those that this one will answer. */
  queue: Request[];
  batch: Judged[];
  /** Live subscribers. */
  live: string[];
}

export type Judge = (stream: StreamIds, message: Append) => Verdict;
/** `eager`: answers without waiting for the disk. */
export type Parts = { readonly judge: Judge; readonly eager: boolean };

const dial = (node: Node, name: string): number => Number(node.settings[`store.${name}`]);
const streamOf = (state: State, stream: string) => (state.streams[stream] ??= { base: 0, ids: [], at: [] });
const head = (state: State): number => state.history + state.durable;

/** Takes an event into the log: version, position and link are the store's to give. */
function take(node: Node, state: State, stream: string, event: NewEvent): StoredEvent {
  const { base, ids, at } = streamOf(state, stream);
  const bare = {
    ...event,
    stream,
    version: base + ids.length,
    position: state.history + state.log.length,
    recordedUs: node.now(),
  };
  const stored: StoredEvent = { ...bare, hash: link(state.log.at(-1)?.hash ?? GENESIS, bare) };
  ids.push(event.id);
  at.push(state.log.length);
  state.log.push(stored);
  return stored;
}

/** What every account begins with. */
export const OPENING_CENTS = 50_000;

/** The accounts as they are when the run begins: entries of an older release, in its schema. */
function opening(node: Node): { readonly stream: string; readonly events: NewEvent[] }[] {
  const start = OPENING_CENTS;
  const data = { debits: [], credits: [], validUs: 0 };
  const meta = { command: '', cause: '', actor: 'opening' };
  const open = (stream: string, floor: number): NewEvent =>
    inSchema(1, { id: `${stream}:open`, type: 'AccountOpened', meta }, { ...data, cents: floor });
  const first = (stream: string): NewEvent =>
    inSchema(
      1,
      { id: `${stream}:first`, type: 'Deposited', meta },
      {
        ...data,
        cents: start,
        debits: [{ account: 'cash', cents: start }],
        credits: [{ account: stream, cents: start }],
      },
    );
  return [
    ...CUSTOMERS.map((stream) => ({ stream, events: [open(stream, 0), first(stream)] })),
    { stream: SHOP, events: dial(node, 'history') > 0 ? [] : [open(SHOP, 0), first(SHOP)] },
    { stream: SUSPENSE, events: [open(SUSPENSE, -100_000_000)] },
  ];
}

function fresh(node: Node): State {
  const history = dial(node, 'history');
  const state: State = { history, log: [], streams: {}, durable: 0, queue: [], batch: [], live: [] };
  streamOf(state, SHOP).base = history;
  node.disk.set('history', history);
  for (const { stream, events } of opening(node)) for (const event of events) take(node, state, stream, event);
  node.disk.set(batchKey(0), state.log);
  node.disk.sync('opened');
  state.durable = state.log.length;
  tell(node, state, 0);
  return state;
}

/** A batch is kept under the place of its first event, so a write that failed is overwritten by the next one. */
const batchKey = (index: number): string => `batch-${index}`;

export function readLog(disk: DiskImage): StoredEvent[] {
  const log: StoredEvent[] = [];
  for (;;) {
    const batch = disk[batchKey(log.length)] as unknown as StoredEvent[] | undefined;
    if (batch === undefined || batch.length === 0) return log;
    log.push(...batch);
  }
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
  };
  streamOf(state, SHOP).base = state.history;
  state.log.forEach((event, index) => {
    const { ids, at } = streamOf(state, event.stream);
    ids.push(event.id);
    at.push(index);
  });
  state.durable = state.log.length;
  node.note('log recovered', `${state.durable} events are on disk`);
  tell(node, state, Math.max(0, state.durable - 64));
  return state;
}

/** Says what is stored for good, for whoever watches the run. */
function tell(node: Node, state: State, from: number): void {
  for (const { id, type, stream, version, position, data, meta, hash } of state.log.slice(from, state.durable))
    node.note('appended', `${type} is version ${version} of ${stream}, position ${position}`, {
      id,
      type,
      stream,
      version,
      position,
      data,
      command: meta.command,
      hash,
    });
  node.metric('head', head(state));
}

/** Judges all who wait, in order, and writes what they bring in one go. */
function write(parts: Parts, node: Node, state: State): void {
  for (const request of state.queue.splice(0)) {
    const { stream, events } = request.message;
    const verdict = parts.judge(streamOf(state, stream), request.message);
    if (verdict.kind === 'append') for (const event of events) take(node, state, stream, event);
    state.batch.push({ ...request, verdict, last: state.log.length - 1 });
  }
  if (state.log.length === state.durable) return written(parts, node, state);
  node.disk.set(batchKey(state.durable), state.log.slice(state.durable));
  node.disk.sync('written');
  if (parts.eager) written(parts, node, state);
}

/** Durable: now it may be answered and shown to others. */
function written(parts: Parts, node: Node, state: State): void {
  const from = state.durable;
  state.durable = state.log.length;
  tell(node, state, from);
  for (const { call, message, verdict, last } of state.batch.splice(0)) {
    const ids = message.events.map((event) => event.id);
    const facts = { stream: message.stream, expected: message.expected, ids, verdict: verdict.kind };
    if (verdict.kind === 'wrong') {
      const stale = { name: 'version', got: Number(message.expected), have: verdict.current };
      const text = `the append to ${message.stream} is refused: version ${stale.got} is older than ${stale.have}`;
      const isOld = stale.got < stale.have;
      node.note('wrong expected version', isOld ? text : 'the append is refused', {
        ...facts,
        ...(isOld && { stale }),
      });
      node.reply(call, { type: 'WrongExpectedVersion', current: verdict.current });
    } else {
      const again = verdict.kind === 'idempotent';
      if (again) node.note('idempotent append', `${ids.join(', ')} was stored before: nothing is written`, facts);
      const index = again
        ? streamOf(state, message.stream).at[verdict.version - streamOf(state, message.stream).base]!
        : last;
      node.reply(call, {
        type: 'Appended',
        version: state.log[index]!.version,
        position: state.history + index,
      });
    }
  }
  const events = state.log.slice(from);
  if (events.length > 0) for (const peer of state.live) node.send(peer, { type: 'EventAppeared', events });
  if (state.queue.length > 0) write(parts, node, state);
}

/** The disk refused. The writers are not answered: part of it may have been kept, and then a crash brings it back. */
function refused(parts: Parts, node: Node, state: State): void {
  node.note('disk refused the write', `${state.batch.length} writers get no answer`);
  for (const { stream } of state.log.splice(state.durable)) {
    streamOf(state, stream).ids.pop();
    streamOf(state, stream).at.pop();
  }
  state.batch = [];
  if (state.queue.length > 0) write(parts, node, state);
}

/** Events of one stream from a version on, or of all from a position on: at most a page. */
function page(node: Node, state: State, from: number, stream: string | null): Page {
  const size = dial(node, 'pageSize');
  const { base, at } = stream === null ? { base: state.history, at: null } : streamOf(state, stream);
  const packed: Packed | null = from < base ? { stream: SHOP, from, count: Math.min(size, base - from) } : null;
  const first = packed ? packed.from + packed.count : from;
  const room = size - (packed?.count ?? 0);
  const index = first - base;
  const events =
    at === null
      ? state.log.slice(index, Math.min(index + room, state.durable))
      : at.slice(index, index + room).flatMap((place) => (place < state.durable ? [state.log[place]!] : []));
  const known = at === null ? state.durable : at.filter((place) => place < state.durable).length;
  const before = events.length === 0 ? '' : (state.log[events[0]!.position - state.history - 1]?.hash ?? GENESIS);
  return { type: 'Page', packed, events, next: first + events.length, head: base + known, before };
}

/** An old event is edited in place, its link is not: what an administrator with a database client can do. */
function tamper(node: Node, state: State, rewrite: boolean): void {
  const index = state.log.findIndex(
    (event, at) => at < state.durable && event.type === 'Withdrawn' && event.data.cents !== 0,
  );
  const event = state.log[index];
  if (event === undefined) return node.note('nothing to edit', 'there is no withdrawal yet');
  // The clumsy one forgets the other side of the entry; who rewrites the chain thinks of both.
  const smaller = (legs: StoredEvent['data']['debits']) =>
    legs.map((leg, at) => (at === 0 ? { ...leg, cents: 100 } : leg));
  const data = {
    ...event.data,
    debits: smaller(event.data.debits),
    ...(rewrite && { credits: smaller(event.data.credits) }),
  };
  state.log[index] = { ...event, data };
  if (rewrite) relink(state, index);
  node.disk.set(batchKey(0), state.log.slice(0, state.durable));
  if (state.batch.length > 0) node.disk.set(batchKey(state.durable), state.log.slice(state.durable));
  node.disk.sync('opened');
  node.note(
    'an old event was edited',
    `${event.type} at position ${event.position} was about ${event.data.cents ?? 0} cents, now it says 100${rewrite ? ', and every hash after it is new' : ''}`,
    { position: event.position, rewrite },
  );
}

function relink(state: State, from: number): void {
  for (let i = from; i < state.log.length; i += 1)
    state.log[i] = { ...state.log[i]!, hash: link(state.log[i - 1]?.hash ?? GENESIS, state.log[i]!) };
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
      ReadStream: (node, state, { stream, from }, call) => node.reply(call, page(node, state, from, stream)),
      ReadAll: (node, state, { from }, call) => node.reply(call, page(node, state, from, null)),
      Subscribe(node, state, { from }, { from: peer }) {
        const live = from >= head(state);
        state.live = state.live.filter((each) => each !== peer);
        if (live) state.live.push(peer);
        node.send(peer, live ? { type: 'CaughtUp', head: head(state) } : page(node, state, from, null));
      },
    },
    disk: {
      written: (node, state, { ok }) => (ok ? written : refused)(parts, node, state),
      opened: () => undefined,
    },
    commands: {
      tamper: (node, state) => tamper(node, state, false),
      rewrite: (node, state) => tamper(node, state, true),
    },
  });

/** By the book. The version of the last event with its ids is what a writer must know, and no more. */
export const byTheRules: Judge = (stream, { expected, events }) =>
  judgeAppend(
    stream,
    expected,
    events.map((event) => event.id),
  );

export const eventStore = eventStoreWith({ judge: byTheRules, eager: false });
