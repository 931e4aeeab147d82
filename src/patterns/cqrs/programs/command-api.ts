import { program, type Call, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Command, Msg } from '../messages.ts';
import type { AggregateRows } from './aggregates.ts';
import { decide, streamsOf } from './decide.ts';
import type { StoreEvent } from './store-event.ts';
import type { CardRow } from './views.ts';
import { PUBLISH_US, TIMEOUT_US } from './timing.ts';

type Node = NodeContext<Msg>;
/** Everything about a command travels with its requests: the service keeps nothing. */
type State = Record<string, never>;
type Job = {
  readonly command: Command;
  readonly call: Call;
  /** Conflicts so far. */
  readonly retries: number;
  /** What a read model says is on the shelf; null: the aggregate is asked. */
  readonly seen: number | null;
  /** Published already, before it was committed. */
  readonly published: boolean;
};

const howToPublish = (node: Node): string => String(node.settings['publish.how']);

/** received → (checked in a read model) → loaded → decided → committed, or a conflict and once more. */
function receive(node: Node, command: Command, call: Call): void {
  const job: Job = { command, call, retries: 0, seen: null, published: false };
  if (command.type === 'PlaceOrder' && node.settings['orders.stockCheck'] === 'read model') {
    node.request(
      'query-api',
      { type: 'Query', view: 'cards', key: command.product, session: call.id, min: -1 },
      { timeoutUs: TIMEOUT_US, tag: 'checked', data: job },
    );
  } else load(node, job);
}

function load(node: Node, job: Job): void {
  const message: Msg = { type: 'Load', streams: streamsOf(job.command) };
  node.request('write-store', message, { timeoutUs: TIMEOUT_US, tag: 'loaded', data: job });
}

/** The decision is made on versions; the commit holds only while they are still the newest. */
function decideOn(node: Node, job: Job, rows: AggregateRows): void {
  const { command, call } = job;
  const decision = decide(rows, command, job.seen);
  if (decision.kind === 'reject') return node.reply(call, { type: 'Rejected', reason: decision.reason });
  if (howToPublish(node) === 'before the commit' && !job.published) {
    // Nobody knows the positions yet, so they are made up; a commit that fails leaves a phantom behind.
    const events = decision.appends.map(({ stream, expected, payload }, i): StoreEvent => ({
      id: `${command.cmdId}.${i}`,
      stream,
      version: typeof expected === 'number' ? expected + 1 : 0,
      position: i,
      committedUs: node.now(),
      payload,
    }));
    node.send('log', { type: 'Publish', events });
  }
  const { appends } = decision;
  const commit: Msg = { type: 'Commit', cmdId: command.cmdId, appends, long: command.type === 'Reprice' };
  const waitUs = TIMEOUT_US + (commit.long ? ms(Number(node.settings['store.longMs'])) * 2 : 0);
  node.request('write-store', commit, {
    timeoutUs: waitUs,
    tag: 'committed',
    data: { ...job, published: true },
  });
}

/** Emmett's defaults: three more times, after 100 ms, 150 ms, 225 ms. */
function conflict(node: Node, job: Job): void {
  node.note('conflict', `${job.command.cmdId} was decided on versions that are not the newest any more`);
  if (job.retries >= Number(node.settings['conflict.retries'])) return node.reply(job.call, { type: 'Conflict' });
  let waitMs = Number(node.settings['conflict.waitMs']);
  for (let i = 0; i < job.retries; i += 1) waitMs = Math.floor((waitMs * 3) / 2);
  node.work('again', ms(waitMs), { ...job, retries: job.retries + 1 });
}

function publishLater(node: Node, events: readonly StoreEvent[]): void {
  if (howToPublish(node) !== 'after the commit') return;
  node.work('publish', PUBLISH_US, events);
}

/** Command handlers: stateless, so there may be many; what keeps them apart is the expected version. */
export const commandApi = program<State, Msg>({
  start: () => ({}),
  on: {
    PlaceOrder: (node, _state, command, call) => receive(node, command, call),
    ChangePrice: (node, _state, command, call) => receive(node, command, call),
    Reprice: (node, _state, command, call) => receive(node, command, call),
    Restock: (node, _state, command, call) => receive(node, command, call),
  },
  replies: {
    checked(node, _state, reply: Msg | TimedOut, job: Job) {
      const row = reply.type === 'Result' ? (reply.row as CardRow | null) : null;
      if (row === null) return node.reply(job.call, { type: 'Rejected', reason: 'the read model does not answer' });
      load(node, { ...job, seen: row.available });
    },
    loaded(node, _state, reply: Msg | TimedOut, job: Job) {
      if (reply.type === 'Loaded') decideOn(node, job, reply.rows);
      // Nothing was written yet, so nothing happened.
      else node.reply(job.call, { type: 'Rejected', reason: 'busy' });
    },
    committed(node, _state, reply: Msg | TimedOut, job: Job) {
      if (reply.type === 'Committed') {
        node.reply(job.call, { type: 'Accepted', position: reply.position });
        publishLater(node, reply.events);
      } else if (reply.type === 'Conflict') conflict(node, job);
      else if (reply.type === 'Rejected') node.reply(job.call, reply);
      // A timeout is no refusal: it may have been committed. Whoever asked asks again, under the same id.
    },
  },
  work: {
    again: (node, _state, job: Job) => load(node, job),
    publish: (node, _state, events: readonly StoreEvent[]) => void node.send('log', { type: 'Publish', events }),
  },
});
