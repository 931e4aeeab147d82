import { program, type Call, type DiskImage, type NodeContext } from '../../../kernel/program.ts';
import type { Msg, PaymentRow, Row, WriteRows } from '../messages.ts';
import { OPENING_CENTS } from './opening.ts';
import { money, who } from './told.ts';
import { CUSTOMERS, SHOP } from './events.ts';

type Node = NodeContext<Msg>;
type Request = { readonly message: WriteRows; readonly call: Call };

interface State {
  rows: Record<string, Row>;
  payments: Record<string, PaymentRow>;
  /** Requests that were carried out, where somebody thought of a table for them. */
  requests: Record<string, true>;
  queue: Request[];
  batch: (Request & { readonly result: 'ok' | 'conflict' })[];
  /** Schema of the table, and whether it is locked for a migration. */
  schema: number;
  locked: boolean;
}

function fresh(node: Node): State {
  const cents = OPENING_CENTS;
  const rows: Record<string, Row> = {};
  for (const account of [...CUSTOMERS, SHOP])
    rows[account] = { account, cents, held: 0, closed: false, version: 0, updatedUs: 0 };
  const schema = Number(node.settings['schema.write']);
  const state: State = { rows, payments: {}, requests: {}, queue: [], batch: [], schema, locked: false };
  keep(node, state, 'tables');
  return state;
}

/** All three tables in one write: a database transaction. */
function keep(node: Node, { rows, payments, requests }: State, tag: string): void {
  node.disk.set('tables', { rows: { ...rows }, payments: { ...payments }, requests: { ...requests } });
  node.disk.sync(tag);
}

function recover(node: Node, disk: DiskImage): State {
  const tables = disk['tables'] as unknown as Pick<State, 'rows' | 'payments' | 'requests'> | undefined;
  if (tables === undefined) return fresh(node);
  const { rows, payments, requests } = tables;
  return {
    rows: { ...rows },
    payments: { ...payments },
    requests: { ...requests },
    queue: [],
    batch: [],
    schema: Number(node.settings['schema.write']),
    locked: false,
  };
}

/** What was there before is gone. */
function overwrite(node: Node, state: State, { rows, payment, command, remove }: WriteRows): 'ok' | 'conflict' {
  if (node.settings['rows.requestIds'] === true && state.requests[command]) return 'ok';
  const locking = node.settings['rows.versionColumn'] === true;
  if (locking && rows.some((row) => (state.rows[row.account]?.version ?? 0) !== row.version)) return 'conflict';
  for (const row of rows) {
    const before = state.rows[row.account] ?? { ...row, cents: 0, version: 0 };
    if (remove) {
      delete state.rows[row.account];
      node.note('row deleted', `${who(row.account)} is gone, and with it how it stood and how often it was written`);
      continue;
    }
    node.note(
      'row overwritten',
      `the row of ${who(row.account)} said ${money(before.cents)}, and says ${money(row.cents)} now`,
      {
        account: row.account,
        change: row.cents - before.cents,
        command,
      },
    );
    state.rows[row.account] = { ...row, version: before.version + 1, updatedUs: node.now() };
  }
  if (payment) state.payments[payment.ref] = payment;
  if (node.settings['rows.requestIds'] === true) state.requests[command] = true;
  return 'ok';
}

function write(node: Node, state: State): void {
  if (state.locked || state.batch.length > 0 || state.queue.length === 0) return;
  for (const request of state.queue.splice(0))
    state.batch.push({ ...request, result: overwrite(node, state, request.message) });
  keep(node, state, 'rowsWritten');
}

/** The accounts table: one row an account, always up to date, and without a past. */
export const rows = program<State, Msg>({
  start: fresh,
  restart: recover,
  on: {
    ReadRows: (node, state, { accounts, command }, call) =>
      node.reply(call, {
        type: 'Rows',
        rows: accounts.flatMap((account) => state.rows[account] ?? []),
        known: node.settings['rows.requestIds'] === true && state.requests[command] === true,
      }),
    WriteRows(node, state, message, call) {
      state.queue.push({ message, call });
      write(node, state);
    },
    ReadPayment: (node, state, { ref }, call) =>
      node.reply(call, { type: 'PaymentFound', payment: state.payments[ref] ?? null }),
  },
  disk: {
    tables: () => undefined,
    rowsWritten(node, state, { ok }) {
      for (const { call, result } of state.batch.splice(0)) if (ok) node.reply(call, { type: 'RowsWritten', result });
      write(node, state);
    },
  },
  work: {
    migrateTable(node, state) {
      state.locked = false;
      node.note('table migrated', 'every row has the new shape; the old one is gone');
      keep(node, state, 'tables');
      write(node, state);
    },
  },
  commands: {
    tamper(node, state) {
      const row = state.rows['ada']!;
      state.rows['ada'] = { ...row, cents: row.cents + 50_000 };
      node.note('a row was edited', 'Ada has 500 more, and nothing says since when or why');
      keep(node, state, 'tables');
    },
  },
  settingsChanged(node, state) {
    const schema = Number(node.settings['schema.write']);
    if (schema === state.schema) return;
    state.schema = schema;
    state.locked = true;
    node.note('table locked for a migration', 'nobody can write until every row is rewritten');
    node.work('migrateTable', 800_000);
  },
});
