import { program, type Call, type NodeContext, type Program } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Changes, Msg, Query, ShownView, Snapshot, Swap } from '../messages.ts';
import type { Row, ViewName } from './views.ts';
import { resultOf } from './result.ts';
import { noSlots, put, take, type Slots } from './slots.ts';
import { JOIN_US, LOOK_UP_US } from './timing.ts';
import { person, viewName } from './told.ts';

type Node = NodeContext<Msg>;
type Copied = Changes | Snapshot | Swap;

/** A view as this replica has it. */
interface Held {
  generation: number;
  next: number;
  offsets: readonly number[];
  reached: readonly number[];
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
  /** Queries that are being looked up. */
  reading: Slots<Parked>;
  /** What waits for the lag of this replica. */
  coming: Slots<Copied>;
}

export interface ReplicaRules {
  /** Whether changes go on exactly where this copy of the view ends. */
  follows(held: Held | undefined, changes: Changes): boolean;
}
const RULES: ReplicaRules = {
  follows: (held, { generation, from }) => held?.generation === generation && held.next === from,
};

interface Config {
  /** Whose lag it has: near or far. */
  readonly lag: string;
  /** Which projector has which view. */
  readonly projectors: Readonly<Record<string, string>>;
}

/** Metrics: the position of each view here. */
const AT: Readonly<Record<ViewName, string>> = {
  cards: 'at cards',
  facets: 'at facets',
  orders: 'at orders',
  best: 'at best',
};

const configOf = (node: Node): Config => node.config as unknown as Config;
const dial = (node: Node, name: string): number => Number(node.settings[name]);
const lateMs = (node: Node, committedUs: number): number => Math.max(0, Math.floor((node.now() - committedUs) / 1_000));

/** Asks the projector for its view, if that is newer than what has arrived here. */
function askWhatIsMissing(node: Node, view: string, have: ReplicaState['received'][string] | null): void {
  const { generation, next } = have ?? { generation: 0, next: -1 };
  node.send(configOf(node).projectors[view]!, { type: 'Refresh', view: view as Query['view'], generation, next });
}

function refreshAll(node: Node, state: ReplicaState): void {
  for (const view in configOf(node).projectors) askWhatIsMissing(node, view, state.received[view] ?? null);
  node.setTimer('askWhatIsMissing', seconds(2));
}

function applyChanges(node: Node, state: ReplicaState, message: Copied, rules: ReplicaRules): void {
  const { view, generation, next, offsets, reached, position, committedUs, rows } = message;
  const verdict = judge(state.views[view], message, rules);
  if (verdict === 'known') return;
  if (verdict === 'hole') {
    node.note('missed something', `changes of ${viewName(view)} do not follow what is here: all of it is asked for`);
    return askWhatIsMissing(node, view, null);
  }
  const kept = verdict === 'follows' ? Object.assign(state.views[view]?.rows ?? {}, rows) : { ...rows };
  const held: Held = { generation, next, offsets, reached, position, committedUs, rows: kept };
  state.views[view] = held;
  node.metric(AT[view], position);
  if (message.type === 'Changes' && message.from < next) node.metric('lagMs', lateMs(node, committedUs));
  wake(node, state, view, held);
}

/** What arrives is applied after the lag of this replica: it is far away, or busy with other things. */
function arrive(node: Node, state: ReplicaState, message: Copied, rules: ReplicaRules): void {
  const known = state.received[message.view];
  const newer = known === undefined || message.generation > known.generation || message.next > known.next;
  if (newer && message.generation >= (known?.generation ?? 0))
    state.received[message.view] = { generation: message.generation, next: message.next };
  const lagMs = dial(node, configOf(node).lag);
  if (lagMs === 0) return applyChanges(node, state, message, rules);
  node.work('applyChanges', ms(lagMs), put(state.coming, message));
}

/** What to do with a message: it is older than what is here, follows it, is all of a view, or leaves something out. */
function judge(held: Held | undefined, message: Copied, rules: ReplicaRules): 'known' | 'follows' | 'whole' | 'hole' {
  const { generation, next, position } = message;
  if (held !== undefined && generation < held.generation) return 'known';
  // Where nothing was added it may still be newer: as of a later position.
  if (held?.generation === generation && (next < held.next || (next === held.next && position <= held.position)))
    return 'known';
  if (message.type !== 'Changes') return 'whole';
  return rules.follows(held, message) ? 'follows' : 'hole';
}

function answer(node: Node, held: Held, { query, call }: Parked): void {
  const { view, key } = query;
  node.reply(call, resultOf(view, key, held.rows[key] ?? null, held.position, lateMs(node, held.committedUs)));
}

function wake(node: Node, state: ReplicaState, view: string, held: Held): void {
  if (state.parked.length === 0) return;
  const due = state.parked.filter(({ query }) => query.view === view && query.min <= held.position);
  if (due.length === 0) return;
  state.parked = state.parked.filter((parked) => !due.includes(parked));
  for (const parked of due) answer(node, held, parked);
  node.metric('parked', state.parked.length);
}

/** Answers by key, cheaply, and as of its own position. In memory: it can always have everything again. */
export const replicaWith = (rules: ReplicaRules): Program<ReplicaState, Msg> => ({
  start(node) {
    const state: ReplicaState = { views: {}, received: {}, parked: [], reading: noSlots(), coming: noSlots() };
    refreshAll(node, state);
    return state;
  },
  needsWorker: ['Query', 'ShowAll'],
  on: {
    Changes: (node, state, message) => arrive(node, state, message, rules),
    Snapshot: (node, state, message) => arrive(node, state, message, rules),
    Swap: (node, state, message) => arrive(node, state, message, rules),
    ShowAll: (node, _state, _message, call) => node.work('showAll', JOIN_US, call),
    Query: (node, state, query, call) => node.work('lookUp', LOOK_UP_US, put(state.reading, { query, call })),
  },
  overflow: (node, _state, _message, call) => node.reply(call, { type: 'Rejected', reason: 'busy' }),
  timers: { askWhatIsMissing: (node, state) => refreshAll(node, state) },
  work: {
    applyChanges: (node, state, slot: number) => applyChanges(node, state, take(state.coming, slot), rules),
    showAll(node, state, call: Call) {
      const views = Object.entries(state.views).map(([view, { reached, rows }]): ShownView => ({
        view: view as ViewName,
        reached,
        rows: { ...rows },
      }));
      node.reply(call, { type: 'Shown', views });
    },
    lookUp(node, state, slot: number) {
      const job = take(state.reading, slot);
      const { view, min } = job.query;
      const held = state.views[view];
      if (held !== undefined && held.position >= min) return answer(node, held, job);
      const waitMs = dial(node, 'reads.waitMs');
      if (held === undefined || waitMs === 0)
        return node.reply(job.call, { type: 'NotYet', asOf: held?.position ?? -1 });
      const epoch = { name: 'position', got: held.position, have: min };
      refuseStale(node, epoch, `no answer yet for ${person(job.query.session)}`, 'wait for the position');
      state.parked.push(job);
      node.release(job.call);
      node.metric('parked', state.parked.length);
      node.work('waitForPosition', ms(waitMs), job.call.id);
    },
    waitForPosition(node, state, id: string) {
      const parked = state.parked.find(({ call }) => call.id === id);
      if (parked === undefined) return;
      state.parked = state.parked.filter((other) => other !== parked);
      node.metric('parked', state.parked.length);
      const { view } = parked.query;
      node.reply(parked.call, { type: 'NotYet', asOf: state.views[view]?.position ?? -1 });
    },
  },
});

export const replica = program<ReplicaState, Msg>(replicaWith(RULES));
