import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Changes, Msg, Query, Snapshot, Swap } from '../messages.ts';
import type { Row } from './views.ts';
import { LOOK_UP_US } from './timing.ts';

type Node = NodeContext<Msg>;
type Copied = Changes | Snapshot | Swap;

/** A view as this replica has it. */
interface Held {
  generation: number;
  next: number;
  position: number;
  committedUs: number;
  rows: Record<string, Row>;
}

/** A query that asks for more than is here yet. It waits without a worker. */
interface Parked {
  readonly query: Query;
  readonly call: Call;
}

export interface ReplicaState {
  views: Record<string, Held>;
  /** What has arrived of each view, applied or not: generation and checkpoint. */
  received: Record<string, { generation: number; next: number }>;
  parked: Parked[];
}

interface Config {
  /** Whose lag it has: near or far. */
  readonly lag: string;
  /** Which projector has which view. */
  readonly projectors: Readonly<Record<string, string>>;
}

const configOf = (node: Node): Config => node.config as unknown as Config;
const dial = (node: Node, name: string): number => Number(node.settings[name]);

function refresh(node: Node, state: ReplicaState, view: string): void {
  const { generation, next } = state.received[view] ?? { generation: 0, next: -1 };
  node.send(configOf(node).projectors[view]!, { type: 'Refresh', view: view as Query['view'], generation, next });
}

function refreshAll(node: Node, state: ReplicaState): void {
  for (const view in configOf(node).projectors) refresh(node, state, view);
  node.setTimer('refresh', seconds(1));
}

/** What arrives is applied after the lag of this replica: it is far away, or busy with other things. */
function arrive(node: Node, state: ReplicaState, message: Copied): void {
  const known = state.received[message.view];
  const newer = known === undefined || message.generation > known.generation || message.next > known.next;
  if (newer && message.generation >= (known?.generation ?? 0))
    state.received[message.view] = { generation: message.generation, next: message.next };
  node.work('apply', ms(dial(node, configOf(node).lag)), message);
}

/** The view as it is after the message; null where the message does not fit. */
function after(held: Held | undefined, message: Copied): Held | null {
  const { generation, next, position, committedUs, rows } = message;
  if (message.type !== 'Changes') {
    const newer =
      held === undefined || generation > held.generation || (generation === held.generation && next > held.next);
    return newer ? { generation, next, position, committedUs, rows: { ...rows } } : held;
  }
  if (held === undefined || generation > held.generation) return null;
  if (generation < held.generation || next <= held.next) return held;
  if (message.from !== held.next) return null;
  return { generation, next, position, committedUs, rows: { ...held.rows, ...rows } };
}

function answer(node: Node, held: Held, { query, call }: Parked): void {
  const { view, key } = query;
  const lagMs = Math.max(0, Math.floor((node.now() - held.committedUs) / 1_000));
  node.reply(call, { type: 'Result', view, key, row: held.rows[key] ?? null, asOf: held.position, lagMs });
}

function wake(node: Node, state: ReplicaState, view: string, held: Held): void {
  const due = state.parked.filter(({ query }) => query.view === view && query.min <= held.position);
  if (due.length === 0) return;
  state.parked = state.parked.filter((parked) => !due.includes(parked));
  for (const parked of due) answer(node, held, parked);
  node.metric('parked', state.parked.length);
}

/** Answers by key, cheaply, and as of its own position. In memory: it can always have everything again. */
export const replica = program<ReplicaState, Msg>({
  start(node) {
    const state: ReplicaState = { views: {}, received: {}, parked: [] };
    refreshAll(node, state);
    return state;
  },
  needsWorker: ['Query'],
  on: {
    Changes: (node, state, message) => arrive(node, state, message),
    Snapshot: (node, state, message) => arrive(node, state, message),
    Swap: (node, state, message) => arrive(node, state, message),
    Query: (node, _state, query, call) => node.work('read', LOOK_UP_US, { query, call } satisfies Parked),
  },
  overflow: (node, _state, _message, call) => node.reply(call, { type: 'Rejected', reason: 'busy' }),
  timers: { refresh: (node, state) => refreshAll(node, state) },
  work: {
    apply(node, state, message: Copied) {
      const { view } = message;
      const held = after(state.views[view], message);
      if (held === null) {
        node.note('missed something', `changes of ${view} do not follow what is here: asks for all of it`);
        return refresh(node, { ...state, received: {} }, view);
      }
      if (held === state.views[view]) return;
      state.views[view] = held;
      node.metric(`at ${view}`, held.position);
      if (message.type === 'Changes')
        node.metric('lagMs', Math.max(0, Math.floor((node.now() - held.committedUs) / 1_000)));
      wake(node, state, view, held);
    },
    read(node, state, job: Parked) {
      const { view, min } = job.query;
      const held = state.views[view];
      if (held !== undefined && held.position >= min) return answer(node, held, job);
      const waitMs = dial(node, 'reads.waitMs');
      if (held === undefined || waitMs === 0)
        return node.reply(job.call, { type: 'NotYet', view, asOf: held?.position ?? -1 });
      const epoch = { name: 'position', got: held.position, have: min };
      refuseStale(node, epoch, `no answer yet for ${job.query.session}`, 'wait for the position');
      state.parked.push(job);
      node.release(job.call);
      node.metric('parked', state.parked.length);
      node.work('waited', ms(waitMs), { id: job.call.id });
    },
    waited(node, state, { id }: { id: string }) {
      const parked = state.parked.find(({ call }) => call.id === id);
      if (parked === undefined) return;
      state.parked = state.parked.filter((other) => other !== parked);
      node.metric('parked', state.parked.length);
      const { view } = parked.query;
      node.reply(parked.call, { type: 'NotYet', view, asOf: state.views[view]?.position ?? -1 });
    },
  },
});
