import type { Json } from '../../../kernel/json.ts';
import { program, type DiskImage, type NodeContext, type Program } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import {
  copyFromDisk,
  emptyCopy,
  foldBatch,
  merge,
  takeBatch,
  writeCheckpoint,
  writeRows,
  type Changed,
  type Copy,
  type Dedupe,
  type Entry,
} from './projection.ts';
import type { ViewName } from './views.ts';

type Node = NodeContext<Msg>;

interface Config {
  readonly view: ViewName;
  readonly replicas: readonly string[];
  /** Whether it is there when the shop opens. */
  readonly deployed: boolean;
}

export interface ProjectorState {
  deployed: boolean;
  /** The copy that answers … */
  blue: Copy;
  /** … and the one that is being built. */
  green: Copy | null;
  /** Newest generation ever begun. */
  newest: number;
  /** Offset after the newest event of the log, as far as is known here. */
  head: number;
  /** One transaction at a time. */
  current: { readonly generation: number; readonly entries: readonly Entry[] } | null;
  attempts: number;
  stalled: boolean;
  setAside: number;
  /** Ids applied in this life: all that the naive kind knows. */
  memory: Record<string, true>;
}

export interface ProjectorRules {
  /** null: as the dials say. */
  readonly commit: 'together' | 'checkpoint first' | null;
  readonly dedupe: Dedupe | null;
  /** Whether green may take over. */
  ready(green: Copy, blue: Copy): boolean;
  applied(node: Node, view: ViewName, entries: readonly Entry[]): void;
}
export const RULES: ProjectorRules = {
  commit: null,
  dedupe: null,
  ready: (green, blue) => green.next >= blue.next,
  applied: () => undefined,
};

const ATTEMPTS = 3;
const configOf = (node: Node): Config => node.config as unknown as Config;
const dial = (node: Node, name: string): number => Number(node.settings[`projector.${name}`]);
const dedupeOf = (node: Node, rules: ProjectorRules): Dedupe =>
  rules.dedupe ?? (node.settings['projector.dedupe'] as Dedupe);
const copyOf = (state: ProjectorState, generation: number): Copy | null =>
  state.blue.generation === generation ? state.blue : state.green?.generation === generation ? state.green : null;

/** Says how far it has come: that acknowledges, and subscribes where the log has forgotten. */
function report(node: Node, state: ProjectorState, copy: Copy): void {
  if (copy.next === 0 && copy !== state.blue) node.send('log', { type: 'RebuildStart', generation: copy.generation });
  else
    node.send('log', {
      type: 'Checkpoint',
      generation: copy.generation,
      next: copy.next,
      only: state.green === null,
    });
}

function copies(node: Node, copy: Copy, rows: Copy['rows'], from: number) {
  const { generation, next, position, committedUs } = copy;
  return { view: configOf(node).view, generation, from, next, position, committedUs, rows };
}

function measure(node: Node, state: ProjectorState): void {
  node.metric('lagPositions', Math.max(0, state.head - state.blue.next));
  if (state.stalled || !state.deployed) return;
  if (state.green !== null) node.become('REBUILDING', 'a second copy reads the whole history');
  else if (state.blue.next >= state.head) node.become('LIVE', 'at the head of the log');
  else if (state.head - state.blue.next > 24) node.become('CATCHING_UP', 'far behind the head of the log');
}

/** Begins a transaction where events are waiting and none is under way. Blue first: it has readers. */
function pump(node: Node, state: ProjectorState, rules: ProjectorRules): void {
  if (state.current !== null || state.stalled || node.mode === 'held') return;
  for (const copy of state.green === null ? [state.blue] : [state.blue, state.green]) {
    const entries = takeBatch(copy, dedupeOf(node, rules), dial(node, 'batch'));
    if (entries.length === 0) continue;
    state.current = { generation: copy.generation, entries };
    node.work('apply', ms(dial(node, 'applyMs')) * entries.length);
    return;
  }
}

/** The event that nothing can be made of: tried again, then set aside, or the view stands still. */
function poisoned(node: Node, state: ProjectorState, entry: Entry): void {
  state.attempts += 1;
  node.note('poison event', `event ${entry.offset} cannot be applied (attempt ${state.attempts})`);
  const copy = copyOf(state, state.current!.generation)!;
  copy.inbox = [...state.current!.entries, ...copy.inbox];
  state.current = null;
  if (state.attempts < ATTEMPTS) return node.setTimer('again', ms(200));
  if (node.settings['projector.onPoison'] === 'set aside') return skip(node, state);
  state.stalled = true;
  node.become('STALLED', 'poison event');
}

/** One transaction without rows: only the checkpoint moves. */
function skip(node: Node, state: ProjectorState): void {
  const copy = state.green !== null && state.green.inbox[0]?.offset === state.green.next ? state.green : state.blue;
  const entry = copy.inbox.shift();
  if (entry === undefined) return;
  state.attempts = 0;
  state.stalled = false;
  state.setAside += 1;
  node.note('set aside', `event ${entry.offset} is left for people to look at`, { offset: entry.offset });
  state.current = { generation: copy.generation, entries: [entry] };
  const { next, position, committedUs } = copy;
  const changed: Changed = {
    rows: {},
    versions: { [entry.event.stream]: entry.event.version },
    next: Math.max(next, entry.offset + 1),
    position: Math.max(position, entry.event.position),
    committedUs,
    applied: [],
    duplicates: 0,
    poison: null,
  };
  writeRows(node.disk, copy.generation, changed);
  writeCheckpoint(node.disk, copy.generation, changed);
  node.disk.sync('committed', changed as unknown as Json);
}

/** Effect and checkpoint in one write, one sync: after a crash both are there, or neither. */
function commit(node: Node, changed: Changed, generation: number, rules: ProjectorRules): void {
  const how = rules.commit ?? node.settings['projector.commit'];
  writeCheckpoint(node.disk, generation, changed);
  if (how === 'checkpoint first') return node.disk.sync('half', changed as unknown as Json);
  writeRows(node.disk, generation, changed);
  node.disk.sync('committed', changed as unknown as Json);
}

function share(node: Node, state: ProjectorState, type: 'Snapshot' | 'Swap', to = configOf(node).replicas): void {
  for (const replica of to) node.send(replica, { type, ...copies(node, state.blue, state.blue.rows, 0) });
}

function alive(node: Node, state: ProjectorState): void {
  node.setTimer('alive', ms(500));
  if (!state.deployed) return;
  report(node, state, state.blue);
  if (state.green !== null) report(node, state, state.green);
}

function boot(node: Node, blue: Copy, newest: number, deployed: boolean): ProjectorState {
  const state: ProjectorState = {
    deployed,
    blue,
    green: null,
    newest,
    head: blue.next,
    current: null,
    attempts: 0,
    stalled: false,
    setAside: 0,
    memory: {},
  };
  node.become(deployed ? 'CATCHING_UP' : 'ABSENT', deployed ? 'reads from its checkpoint' : 'not deployed yet');
  alive(node, state);
  return state;
}

function recover(node: Node, disk: DiskImage): ProjectorState {
  const live = Number(disk['live'] ?? 1);
  const newest = Math.max(live, Number(disk['newest'] ?? 1));
  // A copy that was being built is given up: its rows are of no use to a later one.
  for (const key in disk) if (/^\w+\/\d+/.test(key) && Number(key.split('/')[1]) !== live) node.disk.delete(key);
  const state = boot(node, copyFromDisk(disk, live), newest, configOf(node).deployed || disk['deployed'] === true);
  node.note('recovered', `rows and checkpoint ${state.blue.next} are on disk`, { next: state.blue.next });
  if (state.deployed) share(node, state, 'Snapshot');
  return state;
}

/** Folds the log into one view. What it knows it can always learn again. */
export const projectorWith = (rules: ProjectorRules): Program<ProjectorState, Msg> => ({
  start: (node) => boot(node, emptyCopy(1), 1, configOf(node).deployed),
  restart: (node, disk) => recover(node, disk),
  on: {
    Event(node, state, { generation, offset, event, head }) {
      state.head = Math.max(state.head, head);
      const copy = copyOf(state, generation);
      if (copy === null || !state.deployed) return;
      const naive = dedupeOf(node, rules) !== 'version';
      const known = offset < copy.next || copy.inbox.some((entry) => entry.offset === offset);
      if (known && !naive) node.note('duplicate ignored', `event ${offset} came again`);
      else copy.inbox.push({ offset, event });
      measure(node, state);
      pump(node, state, rules);
    },
    Refresh(node, state, { generation, next }, call) {
      const { blue } = state;
      const answer: Msg = { type: 'Snapshot', ...copies(node, blue, blue.rows, 0) };
      if (call.request) node.reply(call, answer);
      else if (state.deployed && (generation !== blue.generation || next < blue.next)) node.send(call.from, answer);
    },
  },
  modes: ['ok', 'held'],
  modeChanged: (node, state) => pump(node, state, rules),
  timers: {
    alive: (node, state) => alive(node, state),
    again: (node, state) => pump(node, state, rules),
  },
  work: {
    apply(node, state) {
      const { generation, entries } = state.current!;
      const { view } = configOf(node);
      const copy = copyOf(state, generation)!;
      const changed = foldBatch(view, copy, entries, dedupeOf(node, rules), state.memory);
      if (changed.poison !== null && changed.poison === entries[0]) return poisoned(node, state, entries[0]);
      rules.applied(node, view, entries);
      commit(node, changed, generation, rules);
    },
  },
  disk: {
    half(node, state, { ok }, changed: Changed) {
      if (!ok) return failed(node, state);
      writeRows(node.disk, state.current!.generation, changed);
      node.disk.sync('committed', changed as unknown as Json);
    },
    committed(node, state, { ok }, changed: Changed) {
      if (!ok) return failed(node, state);
      const { generation, entries } = state.current!;
      state.current = null;
      const copy = copyOf(state, generation)!;
      const from = copy.next;
      merge(copy, changed);
      if (changed.poison !== null) {
        const at = entries.findIndex(({ offset }) => offset === changed.poison!.offset);
        copy.inbox = [...entries.slice(at), ...copy.inbox];
      }
      for (const id of changed.applied) if (dedupeOf(node, rules) === 'memory') state.memory[id] = true;
      const { next, position, applied, duplicates } = changed;
      node.note('committed', `rows and checkpoint ${next}`, {
        generation,
        next,
        position,
        applied,
        keys: Object.keys(changed.rows),
      });
      if (duplicates > 0) node.note('duplicate ignored', `${duplicates} known by stream and version`);
      report(node, state, copy);
      if (copy === state.blue) {
        node.metric('lagMs', Math.max(0, Math.floor((node.now() - changed.committedUs) / 1_000)));
        for (const replica of configOf(node).replicas)
          node.send(replica, { type: 'Changes', ...copies(node, copy, changed.rows, from) });
      }
      measure(node, state);
      if (state.green !== null && rules.ready(state.green, state.blue)) return swap(node, state);
      pump(node, state, rules);
    },
    swapped(node, state, { ok }) {
      state.current = null;
      if (!ok) return node.setTimer('again', ms(200));
      state.blue = state.green!;
      state.green = null;
      node.become('LIVE', 'swap: the new copy answers');
      node.note('swap', `generation ${state.blue.generation} answers from now on`, {
        generation: state.blue.generation,
        next: state.blue.next,
      });
      report(node, state, state.blue);
      share(node, state, 'Swap');
      pump(node, state, rules);
    },
    noted: () => undefined,
  },
  commands: {
    rebuild(node, state) {
      if (!state.deployed || state.green !== null) return;
      state.newest += 1;
      state.green = emptyCopy(state.newest);
      node.note('rebuild', `generation ${state.newest} reads the log from its first event`);
      report(node, state, state.green);
      measure(node, state);
    },
    deploy(node, state) {
      if (state.deployed) return;
      state.deployed = true;
      node.disk.set('deployed', true);
      node.disk.sync('noted');
      node.become('CATCHING_UP', 'deployed: reads the log from its first event');
      report(node, state, state.blue);
    },
    setAside: (node, state) => void (state.stalled && skip(node, state)),
  },
});

function swap(node: Node, state: ProjectorState): void {
  state.current = { generation: state.green!.generation, entries: [] };
  node.disk.set('live', state.green!.generation);
  node.disk.set('newest', state.newest);
  node.disk.sync('swapped');
}

/** The disk is full: nothing was written, and the events are still in the log. */
function failed(node: Node, state: ProjectorState): void {
  const { generation, entries } = state.current!;
  const copy = copyOf(state, generation)!;
  copy.inbox = [...entries, ...copy.inbox];
  state.current = null;
  node.note('disk full', 'rows and checkpoint stay as they were; once more later');
  node.setTimer('again', ms(200));
}

export const projector = program<ProjectorState, Msg>(projectorWith(RULES));
