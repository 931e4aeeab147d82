import { program, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds, type Us } from '../../../kernel/time.ts';
import type { Msg, Page } from '../messages.ts';
import {
  differences,
  emptyView,
  project,
  projectHistory,
  trialBalance,
  type View,
  type ViewCode,
} from './balance-view.ts';
import type { LedgerEvent } from './events.ts';
import { open } from './seal.ts';
import { subscribe, subscriber, type Batch, type Feed } from './subscription.ts';
import { who } from './told.ts';
import { takeAsItIs, upcast, type Read } from './upcasters.ts';

type Node = NodeContext<Msg>;

interface State {
  feed: Feed;
  /** What is asked today. */
  view: View;
  /** Rebuilt from the beginning, beside it; takes its place when it has caught up. */
  next: View | null;
  /** When that was begun, by the steady clock. */
  sinceUs: Us;
  /** Events folded since the view was last kept. */
  unkept: number;
  /** The trial balance that it has last shown. */
  told: number;
  /** Owners as they can be read now. Never kept: whoever restarts has to have the key again. */
  names: Record<string, string>;
}

/** The clock is offered, and not to be used: a replay has another one. */
export type Project = (view: View, event: LedgerEvent, nowUs: Us) => void;

const code = (node: Node): ViewCode => node.settings['balances.code'] as ViewCode;
const read = (node: Node): Read => (node.settings['schema.upcasters'] === true ? upcast : takeAsItIs);

function fold(to: Project, node: Node, view: View, { packed, events }: Batch): void {
  if (packed) projectHistory(view, packed);
  const reads = read(node);
  for (const line of events) to(view, reads(line), node.now());
}

function show(node: Node, state: State): void {
  const { view } = state;
  node.metric('position', view.next);
  const sum = trialBalance(view);
  if (sum === state.told) return;
  state.told = sum;
  node.metric('trialBalance', sum);
}

/** The view and its checkpoint are written together, or an event would count twice after a crash. */
function keep(node: Node, state: State, count: number): void {
  state.unkept += count;
  if (state.unkept < Number(node.settings['projector.checkpointEvery'])) return;
  state.unkept = 0;
  node.disk.set('view', state.view);
  node.disk.sync('viewKept');
}

/** What is kept never changes; what is folded on does. */
const unkept = (view: View): View => ({
  ...view,
  cents: { ...view.cents },
  held: { ...view.held },
  lines: Object.fromEntries(Object.entries(view.lines).map(([account, lines]) => [account, lines.slice()])),
});

/** A new release reads everything from the beginning, while the old view goes on answering. */
function rebuild(node: Node, state: State): void {
  state.next = emptyView(code(node));
  state.sinceUs = node.monotonic();
  node.become('REBUILDING', 'a new release folds from position 0', 'view');
  more(node, state.next.next);
}

const more = (node: Node, from: number): void =>
  void node.request('store', { type: 'ReadAll', from }, { timeoutUs: seconds(1), tag: 'rebuilding', data: from });

const balancesOf = (view: View, accounts: readonly string[]): number[] =>
  accounts.map((account) => view.cents[account] ?? 0);

/** The new view has come as far as the old one: compare, and change over. */
function switchOver(node: Node, state: State, next: View): void {
  const differ = differences(state.view, next);
  node.note(
    'view switched',
    differ.length === 0 ? 'both views say the same' : `the old view was wrong about ${differ.map(who).join(', ')}`,
    {
      sameCode: state.view.code === next.code,
      differ,
      old: balancesOf(state.view, differ),
      next: balancesOf(next, differ),
    },
  );
  node.metric('rebuildMs', Math.floor((node.monotonic() - state.sinceUs) / 1_000));
  state.view = next;
  state.next = null;
  node.become('CURRENT', 'the rebuilt view has caught up', 'view');
  node.disk.set('view', next);
  node.disk.sync('viewKept');
  show(node, state);
}

function begin(node: Node, view: View): State {
  node.become('CURRENT', 'one view', 'view');
  const state: State = {
    feed: subscribe(node, view.next),
    view,
    next: null,
    sinceUs: 0,
    unkept: 0,
    told: 0,
    names: {},
  };
  if (view.code !== code(node)) rebuild(node, state);
  show(node, state);
  return state;
}

/** A name is sealed in the event; to read it takes the key. */
const unseal = (node: Node, account: string, sealed: string): void =>
  void node.request(
    'keys',
    { type: 'ReadKey', account },
    { timeoutUs: ms(500), tag: 'key', data: { account, sealed } },
  );

function ownersIn({ events }: Batch, node: Node): void {
  for (const line of events) {
    const { type, stream, text } = takeAsItIs(line);
    if (type === 'AccountOpened' && text !== '') unseal(node, stream, text);
  }
}

/** What the keys say, in the order in which they say it: a key that is gone does not come back. */
function name(state: State, account: string, sealed: string, key: number): void {
  if (key === 0) delete state.names[account];
  else state.names[account] = open(sealed, key);
}

export const projectorWith = (to: Project): Program<State, Msg> => {
  const feed = subscriber<State>((node, state, batch) => {
    fold(to, node, state.view, batch);
    ownersIn(batch, node);
    show(node, state);
    keep(node, state, batch.events.length);
  });
  return program<State, Msg>({
    start: (node) => begin(node, emptyView(code(node))),
    restart: (node, disk) =>
      begin(node, disk['view'] === undefined ? emptyView(code(node)) : unkept(disk['view'] as View)),
    on: {
      ...feed.on,
      KeyGone(node, state, { account }, call) {
        delete state.names[account];
        node.note('name erased', `the name of ${who(account)} is gone from the views`, { account });
        node.reply(call, { type: 'NameErased', account });
      },
    },
    timers: {
      ...feed.timers,
      compareViews: (node, state) => void (state.next && more(node, state.next.next)),
    },
    work: {
      foldEvents: feed.work.foldEvents,
      foldNewView(node, state, page: Page) {
        const { next } = state;
        if (next === null || page.from !== next.next) return;
        fold(to, node, next, page);
        node.metric('rebuilt', next.next);
        if (next.next < state.view.next) more(node, next.next);
        else if (next.next === state.view.next) switchOver(node, state, next);
        // It has overtaken the old one, whose turn it is to catch up.
        else node.setTimer('compareViews', ms(50));
      },
    },
    replies: {
      key(node, state, reply: Msg | TimedOut, { account, sealed }: { account: string; sealed: string }) {
        if (reply.type === 'Key') name(state, account, sealed, reply.key);
        else unseal(node, account, sealed);
      },
      rebuilding(node, state, reply: Msg | TimedOut, from: number) {
        if (state.next === null || from !== state.next.next) return;
        if (reply.type !== 'Page') return more(node, from);
        const count = (reply.packed?.count ?? 0) + reply.events.length;
        node.work('foldNewView', count * Number(node.settings['fold.usPerEvent']), reply);
      },
    },
    disk: { viewKept: () => undefined },
    commands: { rebuild },
    settingsChanged(node, state) {
      if (code(node) !== (state.next ?? state.view).code) rebuild(node, state);
    },
  });
};

export const projector = projectorWith(project);
