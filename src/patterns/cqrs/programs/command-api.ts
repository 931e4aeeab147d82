import { program, type Call, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Command, Msg } from '../messages.ts';
import type { AggregateRows, Append } from './aggregates.ts';
import { decide, streamsOf } from './decide.ts';
import { partOf, type StoreEvent } from './store-event.ts';
import { PUBLISH_US, TIMEOUT_US } from './timing.ts';
import { commandName } from './told.ts';

type Node = NodeContext<Msg>;

/** received → (checked in a read model) → loaded and decided → committed, or a conflict and once more. */
type Stage = 'checking' | 'loading' | 'committing' | 'waiting';

interface Job {
  readonly command: Command;
  readonly call: Call;
  stage: Stage;
  /** Conflicts so far. */
  retries: number;
  /** What a read model says is on the shelf; null: the aggregate is asked. */
  seen: number | null;
  /** Published already, before it was committed. */
  published: boolean;
}

export interface CommandApiState {
  /** Commands under way, by the id of the call. They die with this process; whoever sent them asks again. */
  jobs: Record<string, Job>;
}

const howToPublish = (node: Node): string => String(node.settings['publish.how']);

function receive(node: Node, state: CommandApiState, command: Command, call: Call): void {
  const job: Job = { command, call, stage: 'checking', retries: 0, seen: null, published: false };
  state.jobs[call.id] = job;
  if (command.type === 'PlaceOrder' && node.settings['orders.stockCheck'] === 'read model') {
    const query: Msg = { type: 'Query', view: 'cards', key: command.product, session: call.id, min: -1 };
    node.request('query-api', query, { timeoutUs: TIMEOUT_US, tag: 'checked', data: call.id });
  } else load(node, job);
}

function load(node: Node, job: Job): void {
  job.stage = 'loading';
  const message: Msg = { type: 'Load', streams: streamsOf(job.command) };
  node.request('write-store', message, { timeoutUs: TIMEOUT_US, tag: 'loaded', data: job.call.id });
}

function done(node: Node, state: CommandApiState, { call }: Job, answer: Msg | null): void {
  delete state.jobs[call.id];
  if (answer !== null) node.reply(call, answer);
}

const logsOf = (node: Node): readonly string[] => node.config as unknown as readonly string[];

function publish(node: Node, events: readonly StoreEvent[]): void {
  logsOf(node).forEach((log, i, { length }) => {
    const part = partOf(events, i, length);
    if (part.length > 0) node.send(log, { type: 'Publish', events: part, upTo: -1 });
  });
}

/** Nobody knows the positions yet, so they are made up; a commit that fails leaves a phantom behind. */
function publishFirst(node: Node, { command }: Job, appends: readonly Append[]): void {
  const events = appends.map(({ stream, expected, payload }, i): StoreEvent => ({
    id: `${command.cmdId}.${i}`,
    stream,
    version: typeof expected === 'number' ? expected + 1 : 0,
    position: i,
    committedUs: node.now(),
    payload,
  }));
  publish(node, events);
}

/** The decision is made on versions; the commit holds only while they are still the newest. */
function decideOn(node: Node, state: CommandApiState, job: Job, rows: AggregateRows): void {
  const { command, call } = job;
  const decision = decide(rows, command, job.seen);
  if (decision.kind === 'reject') return done(node, state, job, { type: 'Rejected', reason: decision.reason });
  if (decision.kind === 'outdated') {
    const epoch = { name: 'version', got: decision.seen, have: decision.have };
    refuseStale(
      node,
      epoch,
      `${commandName(command.cmdId)} is refused: somebody has changed it since it was looked at`,
    );
    return done(node, state, job, { type: 'Conflict' });
  }
  const { appends } = decision;
  if (howToPublish(node) === 'before the commit' && !job.published) publishFirst(node, job, appends);
  job.published = true;
  job.stage = 'committing';
  const commit: Msg = { type: 'Commit', cmdId: command.cmdId, appends, long: command.type === 'Reprice' };
  const timeoutUs = TIMEOUT_US + (commit.long ? ms(Number(node.settings['store.longMs'])) * 2 : 0);
  node.request('write-store', commit, { timeoutUs, tag: 'committed', data: call.id });
}

/** Emmett's defaults: three more times, after 100 ms, 150 ms, 225 ms. */
function conflict(node: Node, state: CommandApiState, job: Job): void {
  node.note('conflict', `${commandName(job.command.cmdId)} was decided on versions that are not the newest any more`);
  if (job.retries >= Number(node.settings['conflict.retries'])) return done(node, state, job, { type: 'Conflict' });
  let waitMs = Number(node.settings['conflict.waitMs']);
  for (let i = 0; i < job.retries; i += 1) waitMs = Math.floor((waitMs * 3) / 2);
  job.retries += 1;
  job.stage = 'waiting';
  node.work('waitAfterConflict', ms(waitMs), job.call.id);
}

function publishLater(node: Node, events: readonly StoreEvent[]): void {
  if (howToPublish(node) !== 'after the commit') return;
  node.work('publish', PUBLISH_US, events);
}

/** Command handlers. There may be many of them: what keeps them apart is the expected version. */
export const commandApi = program<CommandApiState, Msg>({
  start: () => ({ jobs: {} }),
  on: {
    PlaceOrder: (node, state, command, call) => receive(node, state, command, call),
    ChangePrice: (node, state, command, call) => receive(node, state, command, call),
    Reprice: (node, state, command, call) => receive(node, state, command, call),
    Restock: (node, state, command, call) => receive(node, state, command, call),
  },
  replies: {
    checked(node, state, reply: Msg | TimedOut, id: string) {
      const job = state.jobs[id]!;
      const available = reply.type === 'Result' ? reply.available : undefined;
      if (available === undefined)
        return done(node, state, job, { type: 'Rejected', reason: 'the read model does not answer' });
      job.seen = available;
      load(node, job);
    },
    loaded(node, state, reply: Msg | TimedOut, id: string) {
      const job = state.jobs[id]!;
      if (reply.type === 'Loaded') decideOn(node, state, job, reply.rows);
      // Nothing was written yet, so nothing happened.
      else done(node, state, job, { type: 'Rejected', reason: 'busy' });
    },
    committed(node, state, reply: Msg | TimedOut, id: string) {
      const job = state.jobs[id]!;
      if (reply.type === 'Committed') {
        done(node, state, job, { type: 'Accepted', position: reply.position });
        publishLater(node, reply.events);
      } else if (reply.type === 'Conflict') conflict(node, state, job);
      // A timeout is no refusal: it may have been committed. Whoever asked asks again, under the same id.
      else done(node, state, job, reply.type === 'Rejected' ? reply : null);
    },
  },
  work: {
    waitAfterConflict: (node, state, id: string) => load(node, state.jobs[id]!),
    publish: (node, _state, events: readonly StoreEvent[]) => publish(node, events),
  },
});
