import type { Json } from '../../../kernel/json.ts';
import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Command, Msg, Query } from '../messages.ts';
import { openingEvents } from './catalogue.ts';
import { decide } from './decide.ts';
import { resultOf } from './result.ts';
import type { StoreEvent } from './store-event.ts';
import { applyEvent, emptyTables, eventId, remember, select, type Tables } from './tables.ts';
import { commandName } from './told.ts';

type Node = NodeContext<Msg>;
type Job = { readonly command: Command; readonly call: Call };

/** One model for everything: the same tables are written to and read from. */
export interface DatabaseState {
  tables: Tables;
  position: number;
  ready: Job[];
  writing: Job | null;
}

const dial = (node: Node, name: string): number => Number(node.settings[`database.${name}`]);

/** One transaction at a time reaches the disk: what it decides on cannot change under its hands. */
function flush(node: Node, state: DatabaseState): void {
  while (state.writing === null && state.ready.length > 0) {
    const job = state.ready.shift()!;
    const known = state.tables.commands[job.command.cmdId];
    if (known !== undefined) {
      node.note(
        'same command, same answer',
        `${commandName(job.command.cmdId)} took effect before: it is not done twice`,
      );
      node.reply(job.call, { type: 'Accepted', position: known });
      continue;
    }
    const decision = decide(state.tables.rows, job.command, null);
    if (decision.kind === 'reject') {
      node.reply(job.call, { type: 'Rejected', reason: decision.reason });
      continue;
    }
    if (decision.kind === 'outdated') {
      node.reply(job.call, { type: 'Conflict' });
      continue;
    }
    const events = decision.appends.map(({ stream, payload }, i): StoreEvent => ({
      id: eventId(job.command.cmdId, i),
      stream,
      version: state.tables.ids[stream]?.length ?? 0,
      position: state.position + 1 + i,
      committedUs: node.now(),
      payload,
    }));
    state.writing = job;
    for (const event of events) node.disk.append('rows', event);
    node.disk.sync('tables', events);
  }
}

function take(state: DatabaseState, events: readonly StoreEvent[]): void {
  for (const event of events) applyEvent(state.tables, event);
  state.position = events.at(-1)?.position ?? state.position;
}

const started = (): DatabaseState => ({ tables: emptyTables(), position: 0, ready: [], writing: null });

function openShop(node: Node): DatabaseState {
  const state = started();
  const events = openingEvents().map(([stream, payload], i): StoreEvent => ({
    id: eventId('opening', i),
    stream,
    version: 0,
    position: i + 1,
    committedUs: node.now(),
    payload,
  }));
  take(state, events);
  for (const event of events) node.disk.append('rows', event);
  node.disk.sync('openingTables');
  node.note('recovered', 'the shelves are filled', { events: brief(events) });
  return state;
}

const brief = (events: readonly StoreEvent[]): Json =>
  events.map(({ id, stream, version, position }) => ({ id, stream, version, position }));

/** What a competent shop has without the pattern: correct, consistent, and busy with everything at once. */
export const database = program<DatabaseState, Msg>({
  start: openShop,
  restart(node, disk) {
    const state = started();
    const rows = (disk['rows'] as unknown as readonly StoreEvent[] | undefined) ?? [];
    // Where power failed before the first rows were safe, the shop is filled anew.
    if (rows.length === 0) return openShop(node);
    take(state, rows);
    node.note('recovered', `${rows.length} events are on disk`, { events: brief(rows.slice(-40)) });
    return state;
  },
  needsWorker: ['PlaceOrder', 'ChangePrice', 'Reprice', 'Restock', 'Query'],
  on: {
    PlaceOrder: (node, _state, command, call) => accept(node, command, call),
    ChangePrice: (node, _state, command, call) => accept(node, command, call),
    Reprice: (node, _state, command, call) => accept(node, command, call),
    Restock: (node, _state, command, call) => accept(node, command, call),
    Query: (node, _state, query, call) => node.work('joinForPage', ms(dial(node, 'readMs')), { query, call }),
  },
  overflow: (node, _state, _message, call) => node.reply(call, { type: 'Rejected', reason: 'busy' }),
  work: {
    transaction(node, state, job: Job) {
      state.ready.push(job);
      flush(node, state);
    },
    joinForPage(node, state, { query, call }: { query: Query; call: Call }) {
      const { view, key } = query;
      node.reply(call, resultOf(view, key, select(state.tables, view, key), state.position, 0));
    },
  },
  disk: {
    openingTables: () => undefined,
    tables(node, state, { ok }, events: readonly StoreEvent[]) {
      const { command, call } = state.writing!;
      state.writing = null;
      if (ok) {
        take(state, events);
        remember(state.tables, command.cmdId, Number(node.settings['store.dedupWindow']));
        node.note('committed', `it is committed up to position ${state.position}`, { events: brief(events) });
        node.metric('position', state.position);
        node.reply(call, { type: 'Accepted', position: state.position });
      } else node.reply(call, { type: 'Rejected', reason: 'disk full' });
      flush(node, state);
    },
  },
});

function accept(node: Node, command: Command, call: Call): void {
  const takesMs = command.type === 'Reprice' ? Number(node.settings['store.longMs']) : dial(node, 'writeMs');
  node.work('transaction', ms(takesMs), { command, call });
}
