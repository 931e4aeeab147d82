import type { Json } from '../../../kernel/json.ts';
import { program, type Call, type NodeContext, type Program } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { AsOf, Commit, Msg } from '../messages.ts';
import { judgeAppend, type Expected, type Verdict } from '../../../pattern-kit/append-rules.ts';
import type { AggregateRows, Append } from './aggregates.ts';
import { openingEvents } from './catalogue.ts';
import { resultOf } from './result.ts';
import type { StoreEvent } from './store-event.ts';
import { applyEvent, emptyTables, eventId, highWater, remember, rowsAsOf, select, type Tables } from './tables.ts';
import { JOIN_US, LOAD_US, LOCK_US } from './timing.ts';
import { aggregate, commandName } from './told.ts';

type Node = NodeContext<Msg>;

/** A transaction between its first statement and the disk. Its positions are taken when it begins. */
interface Transaction {
  readonly cmdId: string;
  readonly call: Call | null;
  readonly appends: readonly Append[];
  readonly first: number;
  /** What is written of it; empty before that. */
  events: readonly StoreEvent[];
}

export interface WriteStoreState {
  tables: Tables;
  /** Committed events by position: rows of the outbox table, written by the transaction that changes the aggregates. */
  outbox: StoreEvent[];
  nextPosition: number;
  /** Transactions that have begun and not ended, by the id of their command. */
  open: Record<string, Transaction>;
  ready: Transaction[];
  /** What is being written; empty while the disk is idle. */
  syncing: Transaction[];
  /** How far the relay has come, as it said. */
  published: number;
}

/** How a commit is judged; planted bugs replace it. */
export interface StoreRules {
  judge(ids: readonly string[], append: Append, id: string): Verdict['kind'];
}
/** Nothing is ever deleted here. */
export const judge = (ids: readonly string[], expected: Expected, id: string): Verdict['kind'] =>
  judgeAppend({ base: 0, ids, fate: 'there' }, expected, [id]).kind;
const RULES: StoreRules = { judge: (ids, { expected }, id) => judge(ids, expected, id) };

const dial = (node: Node, name: string): number => Number(node.settings[`store.${name}`]);
const spread = (node: Node, meanUs: Us): Us =>
  node.random.between(Math.floor(meanUs / 2), Math.floor((meanUs * 3) / 2));

function begin(state: WriteStoreState, cmdId: string, call: Call | null, appends: readonly Append[]): Transaction {
  const first = state.nextPosition;
  state.nextPosition += appends.length;
  const tx: Transaction = { cmdId, call, appends, first, events: [] };
  state.open[cmdId] = tx;
  return tx;
}

/** Positions stay used: a transaction that rolls back leaves a gap. */
function rollBack(node: Node, state: WriteStoreState, tx: Transaction, answer: Msg, why: string): void {
  delete state.open[tx.cmdId];
  node.note('rolled back', `${why}; positions from ${tx.first} on stay empty`, { first: tx.first });
  if (tx.call) node.reply(tx.call, answer);
}

const touches = ({ appends }: Transaction, stream: string): boolean =>
  appends.some((append) => append.stream === stream);

/** Row locks: what another transaction is writing cannot be written now. */
const isLocked = (state: WriteStoreState, stream: string): boolean =>
  [...state.ready, ...state.syncing].some((tx) => touches(tx, stream));

/** Where no version is expected, nothing but the lock keeps two writers apart: the older one goes first. */
function waitsForLock(state: WriteStoreState, { appends, first }: Transaction): boolean {
  for (const { stream, expected } of appends) {
    if (expected !== 'any') continue;
    for (const id in state.open) if (state.open[id]!.first < first && touches(state.open[id]!, stream)) return true;
  }
  return false;
}

function checkVersions(node: Node, state: WriteStoreState, tx: Transaction, rules: StoreRules): void {
  if (waitsForLock(state, tx)) return node.work('checkVersions', LOCK_US, tx.cmdId);
  const verdicts = tx.appends.map((append, i) =>
    rules.judge(state.tables.ids[append.stream] ?? [], append, eventId(tx.cmdId, i)),
  );
  if (verdicts.every((verdict) => verdict === 'append') && !tx.appends.some(({ stream }) => isLocked(state, stream))) {
    state.ready.push(tx);
    flush(node, state);
  } else if (verdicts.every((verdict) => verdict === 'idempotent')) {
    delete state.open[tx.cmdId];
    node.note('already there', 'the same events stand where they are expected: nothing is written');
    answerAgain(node, state, tx.cmdId, tx.call!);
  } else {
    for (const { stream, expected } of tx.appends) {
      const have = (state.tables.ids[stream]?.length ?? 0) - 1;
      if (typeof expected === 'number' && expected < have)
        refuseStale(node, { name: 'version', got: expected, have }, `the commit to ${aggregate(stream)} is refused`);
    }
    rollBack(node, state, tx, { type: 'Conflict' }, 'wrong expected version');
  }
}

function eventsOf(state: WriteStoreState, tx: Transaction, nowUs: Us): StoreEvent[] {
  return tx.appends.map((append, i) => ({
    id: eventId(tx.cmdId, i),
    stream: append.stream,
    version: state.tables.ids[append.stream]?.length ?? 0,
    position: tx.first + i,
    committedUs: nowUs,
    payload: append.payload,
  }));
}

/** Aggregates and outbox in one write, one sync: both are there afterwards, or neither. */
function flush(node: Node, state: WriteStoreState): void {
  if (state.syncing.length > 0 || state.ready.length === 0) return;
  state.syncing = state.ready;
  state.ready = [];
  for (const tx of state.syncing) {
    tx.events = eventsOf(state, tx, node.now());
    for (const event of tx.events) node.disk.append('outbox', event);
  }
  node.disk.set('published', state.published);
  node.disk.sync('transactions');
}

/** By position: transactions end in another order than they began. */
function insert(outbox: StoreEvent[], event: StoreEvent): void {
  let at = outbox.length;
  while (at > 0 && outbox[at - 1]!.position > event.position) at -= 1;
  outbox.splice(at, 0, event);
}

function take(node: Node, state: WriteStoreState, events: readonly StoreEvent[]): void {
  for (const event of events) {
    applyEvent(state.tables, event);
    insert(state.outbox, event);
  }
  remember(state.tables, events[0]!.id.slice(0, events[0]!.id.lastIndexOf('.')), dial(node, 'dedupWindow'));
}

const brief = (events: readonly StoreEvent[]): Json =>
  events.map(({ id, stream, version, position }) => ({ id, stream, version, position }));

/** The events go along only where the service publishes them itself. */
const committed = (node: Node, events: readonly StoreEvent[]): Msg => ({
  type: 'Committed',
  position: events.at(-1)?.position ?? -1,
  events: node.settings['publish.how'] === 'after the commit' ? events : [],
});

function answerAgain(node: Node, state: WriteStoreState, cmdId: string, call: Call): void {
  const events = state.outbox.filter(({ id }) => id.startsWith(`${cmdId}.`));
  node.reply(call, committed(node, events));
}

function empty(): WriteStoreState {
  return { tables: emptyTables(), outbox: [], nextPosition: 1, open: {}, ready: [], syncing: [], published: 0 };
}

/** Tables and outbox come back from the log on disk; transactions that were open never happened. */
function recover(node: Node, state: WriteStoreState, written: readonly StoreEvent[]): void {
  for (const event of written) take(node, state, [event]);
  state.nextPosition = (state.outbox.at(-1)?.position ?? 0) + 1;
  const recent = written.slice(-40);
  node.note('recovered', `${written.length} events are on disk`, { events: brief(recent) });
}

const needs = ['Load', 'Commit', 'ReadOutbox', 'Query', 'Audit'] as const;

/** The model that rules are checked on. It is asked for little, so it is quick. */
export const writeStoreWith = (rules: StoreRules): Program<WriteStoreState, Msg> => ({
  start(node) {
    const state = empty();
    const appends = openingEvents().map(([stream, payload]): Append => ({ stream, expected: 'noStream', payload }));
    state.ready.push(begin(state, 'opening', null, appends));
    flush(node, state);
    return state;
  },
  restart(node, disk) {
    const state = empty();
    state.published = Number(disk['published'] ?? 0);
    recover(node, state, (disk['outbox'] as unknown as readonly StoreEvent[] | undefined) ?? []);
    return state;
  },
  needsWorker: needs,
  on: {
    Load: (node, _state, { streams }, call) => node.work('load', LOAD_US, { streams, call }),
    Commit(node, state, { cmdId, appends, long }: Commit, call) {
      if (state.tables.commands[cmdId] !== undefined) {
        node.note('same command, same answer', `${commandName(cmdId)} took effect before: it is not done twice`);
        return answerAgain(node, state, cmdId, call);
      }
      if (state.open[cmdId] !== undefined) return node.reply(call, { type: 'Conflict' });
      const tx = begin(state, cmdId, call, appends);
      node.work('checkVersions', spread(node, ms(dial(node, long ? 'longMs' : 'commitMs'))), tx.cmdId);
    },
    ReadOutbox: (node, _state, message, call) => node.work('readOutbox', LOAD_US, { message, call }),
    MarkPublished(_node, state, { position }) {
      state.published = Math.max(state.published, position);
    },
    Query: (node, _state, message, call) => node.work('query', JOIN_US, { message, call }),
    Audit: (node, _state, { copies }, call) => node.work('audit', JOIN_US, { copies, call }),
    Repair(node, state, { streams }) {
      for (const stream of streams) repair(node, state, stream);
      flush(node, state);
    },
  },
  overflow: (node, _state, _message, call) => node.reply(call, { type: 'Rejected', reason: 'busy' }),
  work: {
    load(node, state, { streams, call }: { streams: readonly string[]; call: Call }) {
      const rows: Record<string, AggregateRows[string]> = {};
      for (const stream of streams) if (state.tables.rows[stream]) rows[stream] = state.tables.rows[stream];
      node.reply(call, { type: 'Loaded', rows });
    },
    checkVersions: (node, state, cmdId: string) => checkVersions(node, state, state.open[cmdId]!, rules),
    readOutbox(node, state, { message, call }: { message: Extract<Msg, { type: 'ReadOutbox' }>; call: Call }) {
      const after = message.after < 0 ? state.published : message.after;
      let from = state.outbox.length;
      while (from > 0 && state.outbox[from - 1]!.position > after) from -= 1;
      const events = state.outbox.slice(from, from + message.limit);
      node.reply(call, { type: 'Outbox', after, events, highWater: highWater(state) });
    },
    query(node, state, { message, call }: { message: Extract<Msg, { type: 'Query' }>; call: Call }) {
      const { view, key, min } = message;
      const asOf = highWater(state);
      const answer = (): Msg => resultOf(view, key, select(state.tables, view, key), asOf, 0);
      node.reply(call, asOf < min ? { type: 'NotYet', asOf } : answer());
    },
    audit: (node, state, { copies, call }: { copies: readonly AsOf[]; call: Call }) =>
      node.reply(call, { type: 'AuditResult', rows: rowsAsOf(state.outbox, copies) }),
  },
  disk: {
    transactions(node, state, { ok }) {
      const done = state.syncing;
      state.syncing = [];
      for (const tx of done) {
        const { events } = tx;
        if (!ok) {
          rollBack(node, state, tx, { type: 'Rejected', reason: 'disk full' }, 'the disk is full');
          continue;
        }
        delete state.open[tx.cmdId];
        take(node, state, events);
        node.note('committed', `positions ${tx.first} to ${tx.first + events.length - 1} are committed`, {
          events: brief(events),
        });
        if (tx.call) node.reply(tx.call, committed(node, events));
      }
      node.metric('position', state.outbox.at(-1)?.position ?? 0);
      flush(node, state);
    },
  },
});

/** Writes once more what the views have missed: the same order, or a shelf or a price as it stands now. */
function repair(node: Node, state: WriteStoreState, stream: string): void {
  const row = state.tables.rows[stream];
  const old = state.outbox.find((event) => event.stream === stream)?.payload;
  if (row === undefined || old === undefined || old.name === 'StockReserved' || isLocked(state, stream)) return;
  let payload: Append['payload'] = old;
  if (row.available !== undefined && old.name !== 'OrderPlaced')
    payload = { name: 'StockCounted', product: old.product, available: row.available };
  else if (row.price !== undefined && old.name !== 'OrderPlaced')
    payload = { name: 'PriceChanged', product: old.product, price: row.price };
  node.note('repair', `${aggregate(stream)} is written again as it stands`);
  state.ready.push(begin(state, `repair-${state.nextPosition}`, null, [{ stream, expected: row.version, payload }]));
}

export const writeStore = program<WriteStoreState, Msg>(writeStoreWith(RULES));
