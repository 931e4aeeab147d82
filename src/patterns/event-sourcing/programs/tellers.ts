import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds, type Us } from '../../../kernel/time.ts';
import { arrivalGapUs, backoffUs, pickWeighted } from '../../../pattern-kit/workloads.ts';
import type { Command, Msg } from '../messages.ts';
import type { CommandKind } from './account.ts';
import { CUSTOMERS, SHOP } from './events.ts';
import { who } from './told.ts';

type Node = NodeContext<Msg>;
type Kind = Extract<
  CommandKind,
  | 'deposit'
  | 'withdraw'
  | 'transfer'
  | 'pay'
  | 'reverse'
  | 'closeBooks'
  | 'closeAccount'
  | 'open'
  | 'deleteStream'
  | 'tombstone'
>;

interface State {
  /** What is not answered yet. */
  open: Operation[];
  /** The newest deposit that went through: what a person would reverse. */
  lastDeposit: { id: string; account: string; cents: number } | null;
}

/** One command of one customer, over all of its attempts. */
type Operation = {
  readonly op: string;
  readonly command: Command;
  /** Which desk is asked first. */
  readonly desk: number;
  attempt: number;
  /** An attempt ended without an answer: it may have gone through. */
  unsure: boolean;
};

type Wish = {
  readonly kind: Kind;
  readonly account: string;
  readonly other?: string;
  readonly cents: number;
  readonly ref?: string;
  readonly lateUs?: Us;
  readonly desk?: number;
};

/** How often a command without an answer is sent again. */
export const RETRIES = 3;
const DESKS = ['desk-a', 'desk-b'] as const;
const KINDS: readonly (readonly [Kind, number])[] = [
  ['deposit', 32],
  ['withdraw', 30],
  ['transfer', 20],
  ['pay', 18],
];

/** Operation ids are `tellers:17`; the command is c17, for every attempt. */
const commandId = (op: string): string => `c${op.slice(op.indexOf(':') + 1)}`;

function begin(
  node: Node,
  state: State,
  { kind, account, other = '', cents, ref = '', lateUs = 0, desk = 0 }: Wish,
): void {
  const op = node.begin('command', { kind, account, cents });
  const validUs = Math.max(0, node.now() - lateUs);
  const command: Command = {
    type: 'Command',
    id: commandId(op),
    kind,
    account,
    other,
    cents,
    ref,
    validUs,
    cause: '',
    causeAt: -1,
    actor: 'teller',
  };
  const operation: Operation = { op, command, desk, attempt: 0, unsure: false };
  state.open.push(operation);
  attempt(node, operation);
}

function operationOf({ open }: State, op: string): Operation {
  for (const operation of open) if (operation.op === op) return operation;
  throw new Error(`no operation ${op} is open`);
}

function attempt(node: Node, operation: Operation): void {
  // Another try goes to the other desk: the first one may be the trouble.
  node.request(DESKS[(operation.desk + operation.attempt) % 2]!, operation.command, {
    timeoutUs: ms(Number(node.settings['tellers.patienceMs'])),
    tag: 'answered',
    data: operation.op,
  });
}

/** Ends the operation, or tries again: the same command, the same id. */
function conclude(node: Node, state: State, id: string, reply: Msg | TimedOut): void {
  const operation = operationOf(state, id);
  const { op, command, attempt: tries } = operation;
  const status = reply.type === 'CommandResult' ? reply.status : 'unknown';
  const reason = reply.type === 'CommandResult' ? reply.reason : 'no answer';
  const unsure = operation.unsure || status === 'unknown';
  if ((status === 'busy' || status === 'unknown') && tries < RETRIES) {
    const waitUs = backoffUs(node, tries + 1, ms(200), seconds(3));
    Object.assign(operation, { unsure, attempt: tries + 1 });
    return node.work('waitToTryAgain', waitUs, op);
  }
  state.open.splice(state.open.indexOf(operation), 1);
  if (status === 'done' && command.kind === 'deposit')
    state.lastDeposit = { id: command.id, account: command.account, cents: command.cents };
  // A refusal does not undo an earlier attempt of which nobody knows.
  node.end(op, status === 'done' ? 'ok' : unsure ? 'unknown' : 'fail', { command: command.id, status, reason });
}

/** Draws the same whatever serves it: what is drawn does not depend on any answer. */
function arrive(node: Node, state: State): void {
  const kind = pickWeighted(node, KINDS);
  const accounts = node.stream('accounts');
  const own = accounts.int(CUSTOMERS.length);
  const hot = accounts.int(100) < Number(node.settings['tellers.shopPct']);
  const other = CUSTOMERS[(own + 1 + accounts.int(CUSTOMERS.length - 1)) % CUSTOMERS.length]!;
  const cents = 100 * node.stream('amounts').between(10, 120);
  const late = node.stream('late').int(100) < Number(node.settings['tellers.backDatedPct']);
  const desk = node.stream('desks').int(2);
  const account = hot ? SHOP : CUSTOMERS[own]!;
  begin(node, state, {
    kind,
    account,
    other: kind === 'transfer' ? other : '',
    cents,
    desk,
    lateUs: late && kind === 'deposit' ? seconds(5) : 0,
  });
}

/** Customers come whether or not the ledger keeps up: an open loop. */
export const tellers = program<State, Msg>({
  start(node) {
    node.setTimer('nextCustomer', arrivalGapUs(node, 'tellers.ratePerSecond'));
    return { open: [], lastDeposit: null };
  },
  timers: {
    nextCustomer(node, state) {
      arrive(node, state);
      node.setTimer('nextCustomer', arrivalGapUs(node, 'tellers.ratePerSecond'));
    },
    nextTheft(node, state, left: number) {
      begin(node, state, { kind: 'withdraw', account: 'eva', cents: 2_000 });
      if (left > 1) node.setTimer('nextTheft', ms(110), left - 1);
    },
  },
  replies: {
    shown(node, _state, reply: Msg | TimedOut, op: string) {
      node.end(op, reply.type === 'Entries' ? 'ok' : 'unknown', reply.type === 'Entries' ? reply.entries : []);
      if (reply.type === 'Entries' && reply.entries.length === 0)
        node.note('nothing to show', `nobody can say what came last to ${who(reply.account)}`);
    },
    answered: (node, state, reply, op: string) => conclude(node, state, op, reply),
  },
  work: {
    waitToTryAgain: (node, state, op: string) => attempt(node, operationOf(state, op)),
  },
  commands: {
    deposit: (node, state) => begin(node, state, { kind: 'deposit', account: 'ada', cents: 10_000 }),
    transfer: (node, state) => begin(node, state, { kind: 'transfer', account: 'ada', other: 'ben', cents: 10_000 }),
    race(node, state) {
      node.note('two withdrawals at once', 'Dan asks for 400 at one desk, and for 400 at the other');
      for (const desk of [0, 1]) begin(node, state, { kind: 'withdraw', account: 'dan', cents: 40_000, desk });
    },
    backDate(node, state) {
      node.note('a cheque found late', 'Ada brought 100 five seconds ago; it is entered only now');
      begin(node, state, { kind: 'deposit', account: 'ada', cents: 10_000, lateUs: seconds(5) });
    },
    spree(node) {
      node.note('a stolen card', 'five times 20 from Eva, within half a second');
      node.setTimer('nextTheft', 0, 5);
    },
    closeBooks(node, state) {
      node.note('the year ends', 'the books of the shop are closed: what it has is carried forward');
      begin(node, state, { kind: 'closeBooks', account: SHOP, cents: 0 });
    },
    closeAccount(node, state) {
      node.note('a customer leaves', 'Finn is paid out, and his account is closed');
      begin(node, state, { kind: 'closeAccount', account: 'finn', cents: 0 });
    },
    deleteStream(node, state) {
      node.note('an account is cleared away', 'the closed account of Finn is deleted');
      begin(node, state, { kind: 'deleteStream', account: 'finn', cents: 0 });
    },
    reopen(node, state) {
      node.note('a customer comes back', 'an account is opened for Finn');
      begin(node, state, { kind: 'open', account: 'finn', cents: 0 });
    },
    tombstone(node, state) {
      node.note('an account is cleared away', 'the closed account of Finn is deleted, for ever');
      begin(node, state, { kind: 'tombstone', account: 'finn', cents: 0 });
    },
    sendToFinn: (node, state) => begin(node, state, { kind: 'transfer', account: 'ada', other: 'finn', cents: 10_000 }),
    lastEntries(node) {
      const op = node.begin('look', { account: SHOP });
      const ask = { type: 'AskEntries', account: SHOP, count: 5 } as const;
      node.request(DESKS[0], ask, {
        timeoutUs: ms(Number(node.settings['tellers.patienceMs'])),
        tag: 'shown',
        data: op,
      });
    },
    reverse(node, state) {
      const { lastDeposit } = state;
      if (lastDeposit === null) return node.note('nothing to reverse', 'no deposit has gone through yet');
      const { id, account, cents } = lastDeposit;
      node.note('a deposit is reversed', `${id} stays; an entry with its sides swapped is added`);
      begin(node, state, { kind: 'reverse', account, cents, ref: id });
    },
  },
});
