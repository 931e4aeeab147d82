import { program, type DiskImage, type NodeContext, type Program } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import {
  copyFromDisk,
  emptyCopy,
  foldBatch,
  merge,
  reach,
  stand,
  takeBatch,
  writeCheckpoint,
  writeRows,
  type Changed,
  type Copy,
  type Dedupe,
  type Entry,
} from './projection.ts';
import { RULES, type Commit, type Config, type ProjectorRules, type ProjectorState } from './projector-state.ts';
import { count } from './told.ts';

type Node = NodeContext<Msg>;

const ATTEMPTS = 3;
const configOf = (node: Node): Config => node.config as unknown as Config;
const dial = (node: Node, name: string): number => Number(node.settings[`projector.${name}`]);
const dedupeOf = (node: Node, rules: ProjectorRules): Dedupe =>
  rules.dedupe ?? (node.settings['projector.dedupe'] as Dedupe);
const copyOf = (state: ProjectorState, generation: number): Copy | null =>
  state.blue.generation === generation ? state.blue : state.green?.generation === generation ? state.green : null;

const passesOver = (node: Node, rules: ProjectorRules): boolean =>
  rules.passesOver ?? node.settings['facets.stockFirst'] === 'passed over';

/** Says how far it has come: that acknowledges, and subscribes where the log has forgotten. */
function report(node: Node, state: ProjectorState, copy: Copy): void {
  const { generation, offsets } = copy;
  const { logs } = configOf(node);
  const only = state.green === null;
  for (let i = 0; i < logs.length; i += 1) {
    if (copy.next === 0 && copy !== state.blue) node.send(logs[i]!, { type: 'RebuildStart', generation });
    else node.send(logs[i]!, { type: 'Checkpoint', generation, next: offsets[i]!, only });
  }
}

function copies(node: Node, copy: Copy, rows: Copy['rows'], from: number) {
  const { generation, next, offsets, reached, position, committedUs } = copy;
  return { view: configOf(node).view, generation, from, next, offsets, reached, position, committedUs, rows };
}

function measure(node: Node, state: ProjectorState): void {
  const { heads, blue } = state;
  let behind = 0;
  for (let i = 0; i < heads.length; i += 1) behind += Math.max(0, heads[i]! - blue.offsets[i]!);
  if (behind !== state.behind) node.metric('lagPositions', behind);
  state.behind = behind;
  if (state.stalled || !state.deployed) return;
  if (state.green !== null) node.become('REBUILDING', 'a second copy reads the whole history');
  else if (behind === 0 && !heads.includes(-1)) node.become('LIVE', 'at the head of the log');
  else if (behind > 24) node.become('CATCHING_UP', 'far behind the head of the log');
}

/**
 * Nothing came, and yet the view is newer than it was: a partition said that it has nothing more up to
 * a later position. That is learned again after a restart, so it is not written down.
 */
function raise(node: Node, state: ProjectorState): void {
  const { blue, marks } = state;
  if (marks.length === 1 || state.current !== null) return;
  const reached = reach(blue.offsets, blue.reached, marks);
  if (Math.min(...reached) <= blue.position) return;
  stand(blue, blue.offsets, reached);
  for (const replica of configOf(node).replicas)
    node.send(replica, { type: 'Changes', ...copies(node, blue, {}, blue.next) });
}

const isWaiting = ({ inbox }: Copy, partition: number, offset: number): boolean =>
  inbox.some((entry) => entry.offset === offset && entry.partition === partition);

/** Begins a transaction where events are waiting and none is under way. Blue first: it has readers. */
function pump(node: Node, state: ProjectorState, rules: ProjectorRules): void {
  if (state.current !== null || state.stalled || node.mode === 'held') return;
  for (const copy of state.green === null ? [state.blue] : [state.blue, state.green]) {
    const entries = takeBatch(copy, dedupeOf(node, rules), dial(node, 'batch'));
    if (entries.length === 0) continue;
    state.current = { generation: copy.generation, entries, changed: null };
    node.work('applyEvents', ms(dial(node, 'applyMs')) * entries.length);
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
  if (state.attempts < ATTEMPTS) return node.setTimer('tryAgain', ms(200));
  if (node.settings['projector.onPoison'] === 'set aside') return skip(node, state);
  state.stalled = true;
  node.become('STALLED', 'poison event');
}

/** One transaction without rows: only the checkpoint moves. */
function skip(node: Node, state: ProjectorState): void {
  const isNext = ({ inbox, offsets }: Copy): boolean => inbox[0]?.offset === offsets[inbox[0]?.partition ?? 0];
  const copy = state.green !== null && isNext(state.green) ? state.green : state.blue;
  const entry = copy.inbox.shift();
  if (entry === undefined) return;
  state.attempts = 0;
  state.stalled = false;
  state.setAside += 1;
  node.note('set aside', `event ${entry.offset} is left for people to look at`, { offset: entry.offset });
  const { partition, offset, event } = entry;
  const offsets = copy.offsets.slice();
  const reached = copy.reached.slice();
  offsets[partition] = Math.max(offsets[partition]!, offset + 1);
  reached[partition] = Math.max(reached[partition]!, event.position);
  const changed: Changed = {
    rows: {},
    versions: { [event.stream]: event.version },
    offsets,
    reached,
    committedUs: copy.committedUs,
    applied: [],
    duplicates: 0,
    poison: null,
  };
  state.current = { generation: copy.generation, entries: [entry], changed };
  writeRows(node.disk, copy.generation, changed);
  writeCheckpoint(node.disk, copy.generation, changed);
  node.disk.sync('rowsAndCheckpoint');
}

/**
 * Effect and checkpoint in one write, one sync: after a crash both are there, or neither. In two, a
 * crash in between loses what the checkpoint claims, or repeats what the rows have.
 */
function commit(node: Node, changed: Changed, generation: number, rules: ProjectorRules): void {
  const how = rules.commit ?? (node.settings['projector.commit'] as Commit);
  if (how !== 'checkpoint first') writeRows(node.disk, generation, changed);
  if (how !== 'rows first') writeCheckpoint(node.disk, generation, changed);
  node.disk.sync(how === 'together' ? 'rowsAndCheckpoint' : 'firstHalf', how);
}

function share(node: Node, state: ProjectorState, type: 'Snapshot' | 'Swap', to = configOf(node).replicas): void {
  for (const replica of to) node.send(replica, { type, ...copies(node, state.blue, state.blue.rows, 0) });
}

function signOfLife(node: Node, state: ProjectorState): void {
  node.setTimer('signOfLife', seconds(1));
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
    heads: blue.offsets.map(() => -1),
    marks: blue.offsets.map(() => ({ head: 0, upTo: -1 })),
    behind: -1,
    current: null,
    attempts: 0,
    stalled: false,
    setAside: 0,
    memory: {},
  };
  node.become(deployed ? 'CATCHING_UP' : 'ABSENT', deployed ? 'reads from its checkpoint' : 'not deployed yet');
  signOfLife(node, state);
  return state;
}

function recover(node: Node, disk: DiskImage): ProjectorState {
  const live = Number(disk['live'] ?? 1);
  const newest = Math.max(live, Number(disk['newest'] ?? 1));
  // A copy that was being built is given up: its rows are of no use to a later one.
  for (const key in disk) if (/^\w+\/\d+/.test(key) && Number(key.split('/')[1]) !== live) node.disk.delete(key);
  const state = boot(
    node,
    copyFromDisk(disk, live, configOf(node).logs.length),
    newest,
    configOf(node).deployed || disk['deployed'] === true,
  );
  node.note('recovered', `rows and checkpoint ${state.blue.next} are on disk`, { next: state.blue.next });
  if (state.deployed) share(node, state, 'Snapshot');
  return state;
}

/** Folds the log into one view. What it knows it can always learn again. */
export const projectorWith = (rules: ProjectorRules): Program<ProjectorState, Msg> => ({
  start: (node) => boot(node, emptyCopy(1, configOf(node).logs.length), 1, configOf(node).deployed),
  restart: (node, disk) => recover(node, disk),
  on: {
    Event(node, state, { generation, offset, events, head, upTo }, { from }) {
      const partition = configOf(node).logs.indexOf(from);
      if (head > state.heads[partition]!) state.heads[partition] = head;
      if (upTo > state.marks[partition]!.upTo) state.marks[partition] = { head, upTo };
      const copy = copyOf(state, generation);
      if (copy === null || !state.deployed) return;
      const naive = dedupeOf(node, rules) !== 'version';
      let again = 0;
      for (const [i, event] of events.entries()) {
        const at = offset + i;
        const known = at < copy.offsets[partition]! || isWaiting(copy, partition, at);
        if (known && !naive) again += 1;
        else copy.inbox.push({ partition, offset: at, event });
      }
      if (again > 0)
        node.note('duplicate ignored', `${count(again, 'event')} came again, and ${again === 1 ? 'is' : 'are'} known`);
      measure(node, state);
      pump(node, state, rules);
      raise(node, state);
    },
    Refresh(node, state, { generation, next }, { from }) {
      const { blue } = state;
      if (state.deployed && (generation !== blue.generation || next < blue.next))
        node.send(from, { type: 'Snapshot', ...copies(node, blue, blue.rows, 0) });
    },
  },
  modes: ['ok', 'held'],
  modeChanged: (node, state) => pump(node, state, rules),
  timers: {
    signOfLife: (node, state) => signOfLife(node, state),
    tryAgain: (node, state) => pump(node, state, rules),
  },
  work: {
    applyEvents(node, state) {
      const { generation, entries } = state.current!;
      const { view } = configOf(node);
      const copy = copyOf(state, generation)!;
      const changed = foldBatch(view, copy, entries, dedupeOf(node, rules), state.memory, passesOver(node, rules));
      if (changed.poison !== null && changed.poison === entries[0]) return poisoned(node, state, entries[0]);
      state.current!.changed = changed;
      const { applied } = changed;
      if (applied.length > 0)
        rules.applied(
          node,
          view,
          entries.map(({ event }) => event).filter(({ id }) => applied.includes(id)),
        );
      commit(node, changed, generation, rules);
    },
  },
  disk: {
    firstHalf(node, state, { ok }, how: Commit) {
      if (!ok) return failed(node, state);
      const { generation, changed } = state.current!;
      if (how === 'rows first') writeCheckpoint(node.disk, generation, changed!);
      else writeRows(node.disk, generation, changed!);
      node.disk.sync('rowsAndCheckpoint');
    },
    rowsAndCheckpoint(node, state, { ok }) {
      if (!ok) return failed(node, state);
      const { generation, entries } = state.current!;
      const changed = state.current!.changed!;
      state.current = null;
      const copy = copyOf(state, generation)!;
      const from = copy.next;
      merge(copy, changed);
      if (changed.poison !== null) {
        copy.inbox = [...entries.slice(entries.indexOf(changed.poison)), ...copy.inbox];
      }
      if (dedupeOf(node, rules) === 'memory') for (const id of changed.applied) state.memory[id] = true;
      const { applied, duplicates } = changed;
      const { next } = copy;
      const keys = Object.keys(changed.rows);
      node.note('committed', `rows and checkpoint ${next} are on disk`, { generation, next, applied, keys });
      if (duplicates > 0)
        node.note(
          'duplicate ignored',
          `${count(duplicates, 'event')} ${duplicates === 1 ? 'is' : 'are'} known by stream and version`,
        );
      report(node, state, copy);
      if (copy === state.blue) {
        node.metric('lagMs', Math.max(0, Math.floor((node.now() - changed.committedUs) / 1_000)));
        for (const replica of configOf(node).replicas)
          node.send(replica, { type: 'Changes', ...copies(node, copy, changed.rows, from) });
      }
      raise(node, state);
      measure(node, state);
      if (state.green !== null && rules.ready(state.green, state.blue)) return swap(node, state);
      pump(node, state, rules);
    },
    swapped(node, state, { ok }) {
      state.current = null;
      if (!ok) return node.setTimer('tryAgain', ms(200));
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
    deployment: () => undefined,
  },
  commands: {
    rebuild(node, state) {
      if (!state.deployed || state.green !== null) return;
      state.newest += 1;
      state.green = emptyCopy(state.newest, configOf(node).logs.length);
      node.note('rebuild', `generation ${state.newest} reads the log from its first event`);
      report(node, state, state.green);
      measure(node, state);
    },
    deploy(node, state) {
      if (state.deployed) return;
      state.deployed = true;
      node.disk.set('deployed', true);
      node.disk.sync('deployment');
      node.become('CATCHING_UP', 'deployed: reads the log from its first event');
      report(node, state, state.blue);
    },
    setAside: (node, state) => void (state.stalled && skip(node, state)),
  },
});

function swap(node: Node, state: ProjectorState): void {
  state.current = { generation: state.green!.generation, entries: [], changed: null };
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
  node.setTimer('tryAgain', ms(200));
}

export const projector = program<ProjectorState, Msg>(projectorWith(RULES));
