import { program, type Call, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Command, CommandResult, Msg, Page, Snapshot } from '../messages.ts';
import { decide, emptyAccount, evolve, type Account, type Rules } from './account.ts';
import type { Expected } from '../../../pattern-kit/append-rules.ts';
import { checksum } from './hash-chain.ts';
import { evolveHistory } from './history.ts';
import { bodyOf, type Body } from './line.ts';
import { opened, resumed } from './snapshot-text.ts';
import { grouped, money, SAYS, who, why, wish } from './told.ts';
import { takeAsItIs, upcast, type Read } from './upcasters.ts';

type Node = NodeContext<Msg>;

/** A command under way: read, folded, decided and appended, or begun again. */
type Job = {
  readonly id: number;
  readonly command: Command;
  readonly call: Call;
  /** Conflicts so far. */
  tries: number;
  /** What has been folded for it so far. */
  account: Account;
  /** Version of the snapshot it began with; −1: the beginning. */
  since: number;
  folded: number;
  /** The page being folded: since when, by this clock, and from which version on. */
  foldingSinceUs: Us;
  foldingFrom: number;
  /** What was decided, and how often it was sent to the store. */
  events: readonly Body[];
  sends: number;
};

/** A desk keeps nothing but what it is working on: what it decides by is read anew for every command. */
interface State {
  jobs: Job[];
  taken: number;
  conflicts: number;
  /** The newest entries that it has looked up last: from one version back to another. */
  looked: { readonly stream: string; readonly newest: number; readonly oldest: number; readonly atUs: Us } | null;
}

/** Somebody wants to see the newest entries. */
type Looking = { readonly account: string; readonly count: number; readonly call: Call };

/** Which `evolve` a snapshot was made by: a new one makes the old ones worthless. */
export const CODE = 10;

const dial = (node: Node, name: string): number => Number(node.settings[name]);
/** How long it waits for the store before it asks again, with the same ids. */
export const STORE_TIMEOUT_US: Us = ms(500);
export const BACKOFF_US: Us = ms(100);
export const FEE_CENTS = 100;

/** What a desk is made of; the rest is carrying messages to and fro. */
export type Parts = {
  readonly decide: typeof decide;
  readonly evolve: typeof evolve;
  readonly upcast: Read;
  /** What a snapshot stands for, before reading on from its version. */
  readonly resume: (account: Account) => Account;
};
export const PARTS: Parts = { decide, evolve, upcast, resume: (account) => account };

const reader = ({ upcast }: Parts, node: Node): Read =>
  node.settings['schema.upcasters'] === true ? upcast : takeAsItIs;

const rulesOf = (settings: Node['settings']): Rules => ({
  feeCents: FEE_CENTS,
  pendingUs: ms(Number(settings['clearing.expiryMs'])),
  commandIds: settings['desk.commandIds'] === true,
});

/** Load: the newest snapshot, or nothing. */
function begin(node: Node, job: Job): void {
  if (dial(node, 'snapshots.every') === 0) return read(node, job);
  node.request(
    'snapshots',
    { type: 'LoadSnapshot', stream: job.command.account },
    { timeoutUs: STORE_TIMEOUT_US, tag: 'snapshot', data: job.id },
  );
}

function again(node: Node, job: Job): void {
  job.account = emptyAccount();
  job.since = -1;
  job.folded = 0;
  begin(node, job);
}

/** A snapshot is a hint. Not by this code, or not what it was: then the stream is folded from its beginning. */
function trusted(node: Node, { stream, code, check, account }: Snapshot): boolean {
  if (node.settings['snapshots.verify'] !== true) return true;
  if (code === CODE && check === opened(stream, account).check) return true;
  node.note(
    code === CODE ? 'snapshot fails its check' : 'snapshot of other code',
    `the snapshot of ${who(stream)} is left aside: all of its events are folded instead`,
  );
  return false;
}

function read(node: Node, { id, command, account }: Job): void {
  node.request(
    'store',
    { type: 'ReadStream', stream: command.account, from: account.version + 1, dir: 'forward', count: 0 },
    { timeoutUs: STORE_TIMEOUT_US, tag: 'page', data: id },
  );
}

/** Folds a page; how long that takes depends on how many events there are. */
function fold(parts: Parts, node: Node, job: Job, { packed, events, next, head }: Page): void {
  job.foldingSinceUs = node.now();
  job.foldingFrom = job.account.version + 1;
  if (packed) evolveHistory(job.account, packed);
  const read = reader(parts, node);
  for (let i = 0; i < events.length; i += 1) parts.evolve(job.account, read(events[i]!));
  const count = (packed === null ? 0 : packed.count) + events.length;
  job.folded += count;
  node.work(next < head ? 'foldPage' : 'foldAccount', count * dial(node, 'fold.usPerEvent'), job.id);
}

/** Decide, and append what was decided at exactly the version it was decided by. */
function conclude({ decide }: Parts, node: Node, state: State, job: Job): void {
  const { command, account } = job;
  node.metric('foldedPerCommand', job.folded);
  const decision = decide(account, command, rulesOf(node.settings), node.now());
  const { version, cents, held } = account;
  const at = { command: command.id, stream: command.account, version, cents, held };
  if (decision.kind === 'exists') {
    node.note('command exists', `${command.id} had its effect before: nothing is done again`, at);
    return answer(node, state, job, 'done', 'exists');
  }
  if (decision.kind === 'rejected') {
    node.note('command rejected', `${command.id} is refused: ${why(decision.reason)}`, at);
    return answer(node, state, job, 'rejected', decision.reason);
  }
  node.note('decided', `${command.id} is allowed: ${wish(command)}`, at);
  const { id, cause, actor } = command;
  // Without ids that follow from the command, every attempt is something new to the store.
  const name = node.settings['desk.commandIds'] === true ? id : `${id}@${node.id}-${node.now()}`;
  const schema = dial(node, 'schema.write');
  const bodies: Body[] = [];
  for (let i = 0; i < decision.events.length; i += 1)
    bodies.push(
      bodyOf(schema, decision.events[i]!, { id: i === 0 ? name : `${name}/${i}`, command: id, cause, actor }),
    );
  job.events = bodies;
  job.sends = 0;
  append(node, job);
}

function append(node: Node, job: Job): void {
  const { id, account, command, events } = job;
  job.sends += 1;
  const { account: stream, kind } = command;
  // A stream that was deleted has a last version, and is none all the same.
  const isThere = account.status !== 'none';
  const { 'desk.expect': expect } = node.settings;
  const right: Expected = expect === 'exists' ? 'streamExists' : account.version;
  const expected: Expected = expect === 'any' ? 'any' : isThere ? right : 'noStream';
  const forever = kind === 'tombstone';
  node.request(
    'store',
    forever || kind === 'deleteStream'
      ? { type: 'DeleteStream', stream, expected, events, forever }
      : { type: 'Append', stream, expected, events },
    { timeoutUs: STORE_TIMEOUT_US, tag: 'appended', data: id },
  );
}

/** Somebody was faster: read again and decide again, three times at most, 100 ms × 1.5. */
function conflict(node: Node, state: State, job: Job): void {
  state.conflicts += 1;
  node.metric('conflicts', state.conflicts);
  if (job.tries >= dial(node, 'desk.retries')) return answer(node, state, job, 'rejected', 'conflict');
  node.note('retry after conflict', `${job.command.id} is decided again, on what the stream says now`);
  let waitUs = BACKOFF_US;
  for (let i = 0; i < job.tries; i += 1) waitUs = Math.floor((waitUs * 3) / 2);
  job.tries += 1;
  node.work('waitAfterConflict', waitUs, job.id);
}

/** There is a tombstone. Who wanted it has it; for everybody else the answer is no, today and always. */
function gone(node: Node, state: State, job: Job): void {
  const { id, kind, account: stream } = job.command;
  if (kind === 'tombstone') return answer(node, state, job, 'done', 'exists');
  node.note('no such stream, for ever', `${id} cannot be: ${who(stream)} has a tombstone`);
  answer(node, state, job, 'rejected', 'stream_tombstoned');
}

/** No answer: stored or not, nobody knows. The same ids at the same version make it safe to ask again. */
function unsure(node: Node, state: State, job: Job): void {
  if (job.sends > 2) return answer(node, state, job, 'unknown', 'the store does not answer');
  node.note('append again, same ids', `${job.command.id} is sent once more: if it was stored, the store will say so`);
  append(node, job);
}

/** What was read backward, in words, the newest first. */
function looked(parts: Parts, node: Node, state: State, reply: Msg | TimedOut, { account, call }: Looking): void {
  const found = reply.type === 'Page' ? reply : null;
  const events = (found?.events ?? []).map(reader(parts, node));
  const entries = events.map(({ type, cents }) => `${SAYS[type]} ${money(cents)}`);
  if (found !== null && events.length > 0) {
    const { from: newest, head } = found;
    state.looked = { stream: account, newest, oldest: newest - events.length + 1, atUs: node.now() };
    node.note(
      'read backward',
      `${events.length} of the ${grouped(head)} events of ${who(account)} are read, the newest first`,
      {
        stream: account,
        head,
        read: events.map(({ version, hash }) => [version, hash]),
      },
    );
  }
  node.reply(call, { type: 'Entries', account, entries, of: found?.head ?? 0 });
}

/** Every so many events what was folded is kept, so that the next reader need not begin at the beginning. */
function snapshot(node: Node, { account, since, command }: Job): void {
  const every = dial(node, 'snapshots.every');
  const { version } = account;
  if (every === 0 || version - since < every) return;
  const stream = command.account;
  const kept = JSON.stringify(account);
  const snapshot: Snapshot = { stream, version, account: kept, code: CODE, check: checksum(kept) };
  node.send('snapshots', { type: 'SaveSnapshot', snapshot });
}

function answer(node: Node, state: State, job: Job, status: CommandResult['status'], reason = ''): void {
  state.jobs.splice(state.jobs.indexOf(job), 1);
  node.reply(job.call, { type: 'CommandResult', id: job.command.id, status, reason });
}

function jobOf({ jobs }: State, id: number): Job {
  for (const job of jobs) if (job.id === id) return job;
  throw new Error(`no command ${id} is in work`);
}

/** Command handler: load, decide, append. Two of them serve the same accounts, and need no lock for it. */
export const deskWith = (parts: Parts): Program<State, Msg> =>
  program<State, Msg>({
    start: () => ({ jobs: [], taken: 0, conflicts: 0, looked: null }),
    needsWorker: ['Command'],
    on: {
      Command(node, state, command, call) {
        const job: Job = {
          id: (state.taken += 1),
          command,
          call,
          tries: 0,
          account: emptyAccount(),
          since: -1,
          folded: 0,
          foldingSinceUs: 0,
          foldingFrom: 0,
          events: [],
          sends: 0,
        };
        state.jobs.push(job);
        begin(node, job);
      },
      // To say what came last nothing has to be folded: the stream is read from its end.
      AskEntries(node, _state, { account, count }, call) {
        const data: Looking = { account, count, call };
        node.request(
          'store',
          { type: 'ReadStream', stream: account, from: -1, dir: 'backward', count },
          { timeoutUs: STORE_TIMEOUT_US, tag: 'looked', data },
        );
      },
    },
    overflow(node, _state, message, call) {
      if (message.type === 'Command')
        node.reply(call, { type: 'CommandResult', id: message.id, status: 'busy', reason: 'no worker free' });
    },
    replies: {
      snapshot(node, state, reply: Msg | TimedOut, id: number) {
        const job = jobOf(state, id);
        const found = reply.type === 'SnapshotLoaded' ? reply.snapshot : null;
        if (found !== null && trusted(node, found)) {
          job.account = parts.resume(resumed(opened(found.stream, found.account)));
          job.since = found.version;
        }
        read(node, job);
      },
      page(node, state, reply: Msg | TimedOut, id: number) {
        const job = jobOf(state, id);
        if (reply.type === 'Page') fold(parts, node, job, reply);
        else if (reply.type === 'StreamGone') gone(node, state, job);
        else answer(node, state, job, 'busy', 'the store does not answer');
      },
      looked: (node, state, reply: Msg | TimedOut, asked: Looking) => looked(parts, node, state, reply, asked),
      appended(node, state, reply: Msg | TimedOut, id: number) {
        const job = jobOf(state, id);
        if (reply.type === 'WrongExpectedVersion') return conflict(node, state, job);
        if (reply.type === 'StreamGone') return gone(node, state, job);
        if (reply.type !== 'Appended') return unsure(node, state, job);
        const { command } = job;
        if (command.kind === 'closeBooks')
          node.send('store', { type: 'Archive', stream: command.account, before: reply.version });
        snapshot(node, job);
        answer(node, state, job, 'done');
      },
    },
    work: {
      foldPage: (node, state, id: number) => read(node, jobOf(state, id)),
      foldAccount: (node, state, id: number) => conclude(parts, node, state, jobOf(state, id)),
      waitAfterConflict: (node, state, id: number) => again(node, jobOf(state, id)),
    },
  });

export const desk = deskWith(PARTS);
