import { program, type Call, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { BACKOFF_US, FEE_CENTS, STORE_TIMEOUT_US } from './desk.ts';
import type { Command, CommandResult, Msg, PaymentRow, Row } from '../messages.ts';

type Node = NodeContext<Msg>;

type State = Record<string, never>;

type Change = { readonly account: string; readonly cents: number; readonly held: number };
/** One step of a command: rows to change, all in one transaction. */
type Step = {
  readonly id: string;
  readonly changes: readonly Change[];
  readonly payment: PaymentRow | null;
  readonly remove?: true;
};
type Job = {
  readonly command: Command;
  readonly call: Call;
  readonly steps: readonly Step[];
  readonly at: number;
  readonly tries: number;
};

const dial = (node: Node, name: string): number => Number(node.settings[name]);

/** What a command does to which rows. Without a transaction over both rows, a transfer is two steps. */
function stepsOf(node: Node, { id, kind, account, other, cents }: Command): Step[] {
  const change = (name: string, by: number, held = 0): Change => ({ account: name, cents: by, held });
  const one = (...changes: Change[]): Step[] => [{ id, changes, payment: null }];
  switch (kind) {
    case 'withdraw': {
      // The same bug as in the projector; here it goes into the only copy of the balance that there is.
      const fee = node.settings['balances.code'] === 'correct' ? FEE_CENTS : 0;
      return one(change(account, -cents - fee));
    }
    case 'reverse':
      return one(change(account, -cents));
    case 'transfer': {
      if (node.settings['rows.transaction'] === true) return one(change(account, -cents), change(other, cents));
      return [...one(change(account, -cents)), { id: `${id}:in`, changes: [change(other, cents)], payment: null }];
    }
    case 'deleteStream':
    case 'tombstone':
      return [{ id, changes: [change(account, 0)], payment: null, remove: true }];
    case 'pay':
      return [{ id, changes: [change(account, 0, cents)], payment: { ref: id, cents, status: 'pending' } }];
    default:
      return one(change(account, cents));
  }
}

function read(node: Node, job: Job): void {
  const { id, changes } = job.steps[job.at]!;
  node.request(
    'store',
    { type: 'ReadRows', accounts: changes.map((each) => each.account), command: id },
    { timeoutUs: STORE_TIMEOUT_US, tag: 'read', data: job },
  );
}

/** Why not, where a row says so; empty where it may be. Settling a payment spends what was held for it: that was checked before. */
function refusal(job: Job, rows: readonly Row[], changed: readonly Row[]): string {
  const { changes, remove, id } = job.steps[job.at]!;
  if (rows.length < changes.length) return 'account_not_found';
  if (job.at > 0 || id.includes(':')) return '';
  if (remove) return rows[0]!.closed && rows[0]!.cents === 0 ? '' : 'account_not_empty';
  if (rows.some((row) => row.closed)) return 'account_closed';
  if (job.command.kind === 'closeAccount') return rows[0]!.held > 0 ? 'payments_pending' : '';
  const spends = (i: number): boolean => changes[i]!.cents < 0 || changes[i]!.held > 0;
  return changed.some((row, i) => spends(i) && row.cents - row.held < 0) ? 'exceeds_credits' : '';
}

/** Read, change, write back: with a version column, only over what was read. */
function write(node: Node, job: Job, found: readonly Row[]): void {
  const { id, changes, payment, remove = false } = job.steps[job.at]!;
  const { kind, account } = job.command;
  const opens = kind === 'open' && found.length === 0;
  const closes = kind === 'closeAccount';
  const rows = opens ? [{ account, cents: 0, held: 0, closed: false, version: 0, updatedUs: 0 }] : found;
  const changed = rows.map((row, i) => ({
    ...row,
    cents: closes ? 0 : row.cents + changes[i]!.cents,
    held: row.held + changes[i]!.held,
    closed: row.closed || closes,
  }));
  const reason = refusal(job, rows, changed);
  if (reason !== '') return answer(node, job, 'rejected', reason);
  node.request(
    'store',
    { type: 'WriteRows', rows: changed, command: id, payment, remove },
    { timeoutUs: STORE_TIMEOUT_US, tag: 'written', data: job },
  );
}

function next(node: Node, job: Job): void {
  if (job.at + 1 < job.steps.length) return read(node, { ...job, at: job.at + 1, tries: 0 });
  answer(node, job, 'done');
  const { id, kind, cents } = job.command;
  if (kind !== 'pay' || job.steps[0]!.id !== id) return;
  node.request(
    'bank',
    { type: 'PayOut', ref: id, cents },
    { timeoutUs: ms(dial(node, 'clearing.expiryMs')), tag: 'said', data: job },
  );
}

/** Paid: the hold becomes a debit. Refused, or no answer in time: the hold goes, as if nothing had been. */
function settle(node: Node, { command, call }: Job, paid: boolean): void {
  const { id, account, cents } = command;
  const step: Step = {
    id: `${id}:settle`,
    changes: [{ account, cents: paid ? -cents : 0, held: -cents }],
    payment: { ref: id, cents, status: paid ? 'posted' : 'voided' },
  };
  read(node, { command, call, steps: [step], at: 0, tries: 0 });
}

const settling = ({ command, steps }: Job): boolean => command.id !== steps[0]!.id;

function again(node: Node, job: Job): void {
  if (!settling(job) && job.at === 0 && job.tries >= dial(node, 'desk.retries'))
    return answer(node, job, 'rejected', 'conflict');
  node.work('waitAfterConflict', BACKOFF_US, { ...job, tries: job.tries + 1 });
}

function answer(node: Node, job: Job, status: CommandResult['status'], reason = ''): void {
  if (!settling(job)) node.reply(job.call, { type: 'CommandResult', id: job.command.id, status, reason });
}

/** The same desk without events: it reads rows, changes them and writes them back. */
export const rowDesk = program<State, Msg>({
  start: () => ({}),
  needsWorker: ['Command'],
  on: {
    Command: (node, _state, command, call) =>
      read(node, { command, call, steps: stepsOf(node, command), at: 0, tries: 0 }),
    // The row says how it stands, and nothing about how it stood.
    AskEntries: (node, _state, { account }, call) => node.reply(call, { type: 'Entries', account, entries: [], of: 0 }),
  },
  overflow(node, _state, message, call) {
    if (message.type === 'Command')
      node.reply(call, { type: 'CommandResult', id: message.id, status: 'busy', reason: 'no worker free' });
  },
  replies: {
    read(node, _state, reply: Msg | TimedOut, job: Job) {
      if (reply.type === 'Rows') return reply.known ? next(node, job) : write(node, job, reply.rows);
      if (settling(job) || job.at > 0) again(node, job);
      else answer(node, job, 'busy', 'the table does not answer');
    },
    written(node, _state, reply: Msg | TimedOut, job: Job) {
      if (reply.type === 'RowsWritten' && reply.result === 'ok') next(node, job);
      else if (reply.type === 'RowsWritten' || settling(job)) again(node, job);
      else answer(node, job, 'unknown', 'the table does not answer');
    },
    said(node, _state, reply: Msg | TimedOut, job: Job) {
      settle(node, job, reply.type === 'PayOutResult' && reply.result === 'paid');
    },
  },
  work: {
    waitAfterConflict: (node, _state, job: Job) => read(node, job),
  },
});
