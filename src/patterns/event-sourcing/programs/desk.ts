import { program, type Call, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Command, CommandResult, Msg, Page, Snapshot } from '../messages.ts';
import { decide, emptyAccount, evolve, type Account, type Evolve, type Rules } from './account.ts';
import type { Expected } from './append-rules.ts';
import type { NewEvent } from './events.ts';
import { digest } from './hash-chain.ts';
import { evolveHistory } from './history.ts';
import { inSchema, takeAsItIs, upcast, type Read } from './upcasters.ts';

type Node = NodeContext<Msg>;

/** Desks keep nothing but figures: what they decide by is read anew for every command. */
interface State {
  conflicts: number;
  folded: number;
}

/** A command under way. */
type Job = {
  readonly command: Command;
  readonly call: Call;
  /** Conflicts so far. */
  readonly tries: number;
};
/** … with what has been folded for it. */
type Loaded = Job & {
  readonly account: Account;
  /** Version of the snapshot it began with; −1: the beginning. */
  readonly since: number;
  readonly folded: number;
};
type Writing = Loaded & { readonly events: readonly NewEvent[]; readonly sends: number };

/** Which `evolve` a snapshot was made by: a new one makes the old ones worthless. */
export const CODE = 7;

const dial = (node: Node, name: string): number => Number(node.settings[name]);
const timeoutUs = (node: Node): Us => ms(dial(node, 'desk.timeoutMs'));
const reader = (node: Node): Read => (node.settings['schema.upcasters'] === true ? upcast : takeAsItIs);
const checkOf = (account: Account): string => digest(JSON.stringify(account));

export const rulesOf = (settings: Node['settings']): Rules => ({
  feeCents: Number(settings['desk.feeCents']),
  pendingUs: ms(Number(settings['clearing.expiryMs'])),
  commandIds: settings['desk.commandIds'] === true,
});

/** Load: the newest snapshot, or nothing. */
function begin(node: Node, job: Job): void {
  if (dial(node, 'snapshots.every') === 0) return read(node, fromStart(job));
  node.request(
    'snapshots',
    { type: 'LoadSnapshot', stream: job.command.account },
    { timeoutUs: timeoutUs(node), tag: 'snapshot', data: job },
  );
}

const fromStart = (job: Job): Loaded => ({ ...job, account: emptyAccount(), since: -1, folded: 0 });

/** A snapshot is a hint. Not by this code, or not what it was: then the stream is folded from its beginning. */
function trusted(node: Node, snapshot: Snapshot): boolean {
  const { stream, code, check, account } = snapshot;
  if (node.settings['snapshots.verify'] !== true) return true;
  if (code === CODE && check === checkOf(account)) return true;
  node.note(
    code === CODE ? 'snapshot fails its check' : 'snapshot of other code',
    `the snapshot of ${stream} is left aside: all of its events are folded instead`,
  );
  return false;
}

function read(node: Node, job: Loaded): void {
  node.request(
    'store',
    { type: 'ReadStream', stream: job.command.account, from: job.account.version + 1 },
    { timeoutUs: timeoutUs(node), tag: 'page', data: job },
  );
}

/** Folds a page; how long that takes depends on how many events there are. */
function fold(evolve: Evolve, node: Node, state: State, job: Loaded, { packed, events, next, head }: Page): void {
  const account = copyOf(job.account);
  if (packed) evolveHistory(account, packed);
  for (const event of events) evolve(account, reader(node)(event));
  const count = (packed?.count ?? 0) + events.length;
  state.folded += count;
  const folded: Loaded = { ...job, account, folded: job.folded + count };
  node.work(next < head ? 'more' : 'loaded', count * dial(node, 'fold.usPerEvent'), folded);
}

const copyOf = (account: Account): Account => ({
  ...account,
  pending: { ...account.pending },
  settled: account.settled.slice(),
  recent: account.recent.slice(),
});

/** Decide, and append what was decided at exactly the version it was decided by. */
function conclude(node: Node, job: Loaded): void {
  const { command, account, folded } = job;
  node.metric('foldedPerCommand', folded);
  const decision = decide(account, command, rulesOf(node.settings), node.now());
  const at = { stream: command.account, version: account.version, cents: account.cents, held: account.held };
  if (decision.kind === 'exists') {
    node.note('command exists', `${command.id} had its effect before: nothing is done again`, at);
    return answer(node, job, 'done', 'exists');
  }
  if (decision.kind === 'rejected') {
    node.note('command rejected', `${command.id}: ${decision.reason}`, at);
    return answer(node, job, 'rejected', decision.reason);
  }
  node.note('decided', `${command.id}: ${decision.events.map((event) => event.type).join(', ')}`, at);
  const { id, cents, cause, actor } = command;
  const meta = { command: id, asked: cents, cause, actor };
  // Without ids that follow from the command, every attempt is something new to the store.
  const name = node.settings['desk.commandIds'] === true ? id : `${id}@${node.id}-${node.now()}`;
  const events = decision.events.map(({ type, data }, i) =>
    inSchema(dial(node, 'schema.write'), { id: `${name}/${i}`, type, meta }, data),
  );
  append(node, { ...job, events, sends: 1 });
}

function append(node: Node, job: Writing): void {
  const { account } = job;
  const exact: Expected = account.version < 0 ? 'noStream' : account.version;
  const expected: Expected = node.settings['desk.expect'] === 'any' ? 'any' : exact;
  node.request(
    'store',
    { type: 'Append', stream: job.command.account, expected, events: job.events },
    { timeoutUs: timeoutUs(node), tag: 'appended', data: job },
  );
}

/** Somebody was faster: read again and decide again, three times at most, 100 ms × 1.5. */
function conflict(node: Node, state: State, { command, call, tries }: Writing): void {
  state.conflicts += 1;
  node.metric('conflicts', state.conflicts);
  const job: Job = { command, call, tries: tries + 1 };
  if (tries >= dial(node, 'desk.retries')) return answer(node, job, 'rejected', 'conflict');
  node.note('retry after conflict', `${command.id} is decided again on what the stream says now`);
  let waitUs = ms(dial(node, 'desk.backoffMs'));
  for (let i = 0; i < tries; i += 1) waitUs = Math.floor((waitUs * 3) / 2);
  node.work('again', waitUs, job);
}

/** No answer: stored or not, nobody knows. The same ids at the same version make it safe to ask again. */
function unsure(node: Node, job: Writing): void {
  if (job.sends > 2) return answer(node, job, 'unknown', 'the store does not answer');
  node.note('append again, same ids', `${job.command.id}: if it was stored, the store will say so`);
  append(node, { ...job, sends: job.sends + 1 });
}

/** Every so many events the fold is kept, so that the next reader need not begin at the beginning. */
function snapshot(evolve: Evolve, node: Node, job: Writing, version: number): void {
  const every = dial(node, 'snapshots.every');
  if (every === 0 || version - job.since < every) return;
  const account = copyOf(job.account);
  for (const event of job.events) {
    const { account: stream } = job.command;
    evolve(account, reader(node)({ ...event, stream, version: account.version + 1, position: 0, recordedUs: 0, hash: '' }));
  }
  // Appended blindly, the events may not be the next ones: then there is nothing to keep.
  if (account.version !== version) return;
  const { account: stream } = job.command;
  node.send('snapshots', { type: 'SaveSnapshot', snapshot: { stream, account, code: CODE, check: checkOf(account) } });
}

function answer(node: Node, { command, call }: Job, status: CommandResult['status'], reason = ''): void {
  node.reply(call, { type: 'CommandResult', id: command.id, status, reason });
}

/** Command handler: load, decide, append. Two of them serve the same accounts, and need no lock for it. */
export const deskWith = (evolve: Evolve): Program<State, Msg> =>
  program<State, Msg>({
    start: () => ({ conflicts: 0, folded: 0 }),
    needsWorker: ['Command'],
    on: {
      Command: (node, _state, command, call) => begin(node, { command, call, tries: 0 }),
    },
    overflow(node, _state, message, call) {
      if (message.type === 'Command')
        node.reply(call, { type: 'CommandResult', id: message.id, status: 'busy', reason: 'no worker free' });
    },
    replies: {
      snapshot(node, _state, reply: Msg | TimedOut, job: Job) {
        const found = reply.type === 'SnapshotLoaded' ? reply.snapshot : null;
        if (found === null || !trusted(node, found)) return read(node, fromStart(job));
        read(node, { ...job, account: found.account, since: found.account.version, folded: 0 });
      },
      page(node, state, reply: Msg | TimedOut, job: Loaded) {
        if (reply.type === 'Page') fold(evolve, node, state, job, reply);
        else answer(node, job, 'busy', 'the store does not answer');
      },
      appended(node, state, reply: Msg | TimedOut, job: Writing) {
        if (reply.type === 'WrongExpectedVersion') return conflict(node, state, job);
        if (reply.type !== 'Appended') return unsure(node, job);
        snapshot(evolve, node, job, reply.version);
        answer(node, job, 'done');
      },
    },
    work: {
      more: (node, _state, job: Loaded) => read(node, job),
      loaded: (node, _state, job: Loaded) => conclude(node, job),
      again: (node, _state, job: Job) => begin(node, job),
    },
  });

export const desk = deskWith(evolve);
