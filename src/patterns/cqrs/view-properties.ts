import type { Property, World } from '../../kernel/property.ts';
import { seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { FAULT_EFFECTS } from '../../pattern-kit/properties.ts';
import { nothingOwed, owe, pay, settle, type Owed } from './log-properties.ts';
import type { Copy } from './programs/projection.ts';
import { eventName, reader, viewName } from './programs/told.ts';
import type { ViewName } from './programs/views.ts';
import { LOGS, REPLICAS } from './topology.ts';
import {
  appendedBy,
  isLog,
  isProjector,
  isReplica,
  logState,
  noteOf,
  partitionAt,
  partitionsIn,
  projectorState,
  PROJECTORS,
  replicaState,
  viewOf,
  type Applied,
} from './reading.ts';
import { differingRow, differs, emptyOracle, keyOf, learn, type Oracle } from './view-oracle.ts';

/** What is true of each copy of each view. */

interface Folds {
  /** The log as it was confirmed: it outlives the log's own crashes. */
  oracle: Oracle;
  /** Checkpoint and generation that each view on each replica had when it was last compared. */
  copied: Record<string, Record<string, { generation: number; offsets: readonly number[] }>>;
}

const copyKey = (node: string, generation: number): string => `${node}/${generation}`;

function copyIn(world: World, node: string, generation: number): Copy | undefined {
  const state = projectorState(world, node);
  if (state?.blue.generation === generation) return state.blue;
  return state?.green?.generation === generation ? state.green : undefined;
}

/** The rows that a transaction of a projector has changed; all of them after a restart. */
function compareView({ oracle }: Folds, world: World, { node, effects }: TraceEvent): string | null {
  let problem: string | null = null;
  for (const effect of effects) {
    if (effect.kind !== 'note') continue;
    const view = viewOf(node);
    if (effect.rule === 'committed') {
      const { generation, keys } = effect.data as unknown as Applied;
      const copy = copyIn(world, node, generation);
      if (copy !== undefined)
        for (const key of keys) problem ??= differs(oracle, view, key, copy.rows[key], copy.offsets);
    } else if (effect.rule === 'recovered') {
      const copy = projectorState(world, node)?.blue;
      if (copy !== undefined) problem ??= differingRow(oracle, view, copy.rows, copy.offsets);
    }
  }
  return problem;
}

/** The rows that events since the last look should have changed; all of them where a whole view was copied. */
function compareCopies(folds: Folds, world: World, { node, effects }: TraceEvent): string | null {
  let problem: string | null = null;
  for (const effect of effects) {
    if (effect.kind !== 'metric' || !effect.name.startsWith('at ')) continue;
    const view = effect.name.slice('at '.length) as ViewName;
    const held = replicaState(world, node)?.views[view];
    if (held === undefined) continue;
    const { generation, offsets } = held;
    const copied = (folds.copied[node] ??= {});
    const before = copied[view];
    copied[view] = { generation, offsets };
    if (before?.generation !== generation || offsets.some((offset, i) => offset < before.offsets[i]!)) {
      problem ??= differingRow(folds.oracle, view, held.rows, offsets);
      continue;
    }
    const { logs } = folds.oracle;
    for (let partition = 0; partition < logs.length; partition += 1) {
      const log = logs[partition]!;
      const end = Math.min(offsets[partition]!, log.length);
      for (let offset = before.offsets[partition]!; offset < end; offset += 1) {
        const key = keyOf(view, log[offset]!);
        if (key !== null) problem ??= differs(folds.oracle, view, key, held.rows[key], offsets);
      }
    }
  }
  return problem;
}

export const viewIsFold: Property<Folds> = {
  id: 'view-is-fold',
  kind: 'always',
  title: 'A view is the fold of its log',
  explain:
    'After each transaction the rows of a view, and of each copy of it on a replica, are what the log up to the checkpoint says, each event once. The fold is computed a second time, another way.',
  appliesOff: false,
  watches: { nodes: [...LOGS, ...PROJECTORS, ...REPLICAS], effects: ['note', 'metric'] },
  init: (world) => ({ oracle: emptyOracle(partitionsIn(world)), copied: {} }),
  step(folds, event, world) {
    const { node } = event;
    if (isProjector(node)) return compareView(folds, world, event) ?? undefined;
    if (isReplica(node)) return compareCopies(folds, world, event) ?? undefined;
    if (!isLog(node) || noteOf(event, 'appended') === undefined) return undefined;
    const partition = partitionAt(node);
    const known = folds.oracle.logs[partition]!.length;
    learn(folds.oracle, logState(world, node)?.entries.slice(known) ?? [], partition);
    return undefined;
  },
};

export const appliedOnce: Property<Record<string, Record<string, true>>> = {
  id: 'applied-once',
  kind: 'always',
  title: 'Each event once a view',
  explain: 'Delivery is at least once, the effect is not: no event changes the rows of one copy twice.',
  appliesOff: false,
  watches: { nodes: PROJECTORS, effects: ['note'] },
  init: () => ({}),
  step(seen, event) {
    const note = isProjector(event.node) ? noteOf(event, 'committed') : undefined;
    if (note === undefined) return undefined;
    let problem: string | undefined;
    const { generation, applied } = note.data as unknown as Applied;
    const copy = (seen[copyKey(event.node, generation)] ??= {});
    for (const id of applied) {
      if (copy[id]) problem = `${eventName(id)} is applied to ${viewName(viewOf(event.node))} twice`;
      copy[id] = true;
    }
    return problem;
  },
};

interface Checkpoints {
  /** Newest checkpoint of each copy, and which copy answers. */
  next: Record<string, number>;
  live: Record<string, number>;
  head: number;
}

export const checkpointMonotone: Property<Checkpoints> = {
  id: 'checkpoint-monotone',
  kind: 'always',
  title: 'Checkpoints only go forward',
  explain:
    'A checkpoint never goes back, never past the head of the log, and a rebuilt view takes over only when it has come as far as the old one.',
  appliesOff: false,
  watches: { nodes: [...LOGS, ...PROJECTORS], effects: ['note'] },
  init: () => ({ next: {}, live: {}, head: 0 }),
  step(state, event) {
    state.head += appendedBy(event).length;
    if (!isProjector(event.node)) return undefined;
    let problem: string | undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'committed') {
        const { generation, next } = effect.data as unknown as Applied;
        const key = copyKey(event.node, generation);
        if (next < (state.next[key] ?? 0))
          problem = `${reader(event.node)} goes back from ${state.next[key]} to ${next}`;
        if (next > state.head) problem = `${reader(event.node)} is at ${next}, the log ends at ${state.head}`;
        state.next[key] = next;
        state.live[event.node] ??= generation;
      } else if (effect.rule === 'swap') {
        const { generation, next } = effect.data as unknown as Applied;
        const before = state.next[copyKey(event.node, state.live[event.node] ?? 1)] ?? 0;
        if (next < before) problem = `${reader(event.node)} is swapped at ${next}, the old copy was at ${before}`;
        state.live[event.node] = generation;
      } else if (effect.rule === 'recovered') {
        const { next } = effect.data as unknown as Applied;
        const before = state.next[copyKey(event.node, state.live[event.node] ?? 1)] ?? 0;
        if (next < before) problem = `${reader(event.node)} was at ${before}, and is at ${next} after a restart`;
      }
    }
    return problem;
  },
};

/** `heads`: of each partition. `at`: those that a view has to come to. */
type Behind = Owed & { readonly heads: number[]; readonly at: Record<string, readonly number[]> };

export const viewsCatchUp: Property<Behind> = {
  id: 'views-catch-up',
  kind: 'eventually',
  title: 'Views catch up',
  explain:
    'When nothing is broken, each view has each event of the log within four seconds, unless it stands still on a poison event.',
  appliesOff: false,
  watches: { effects: ['note', 'become', ...FAULT_EFFECTS] },
  init: (world) => ({ ...nothingOwed(), heads: Array.from({ length: partitionsIn(world) }, () => 0), at: {} }),
  step(state, event, world) {
    follow(state, event, world);
    return settle(state, event, seconds(4), (id) => `${reader(id)} has not come to the head of the log`);
  },
};

const hasAll = (offsets: readonly number[], heads: readonly number[]): boolean =>
  heads.every((head, i) => offsets[i]! >= head);

/** One debt a view: since when it is behind the heads that it had then. */
function follow(state: Behind, event: TraceEvent, world: World): void {
  const { node, timeUs } = event;
  const appended = appendedBy(event).length;
  if (appended > 0) {
    state.heads[partitionAt(node)]! += appended;
    for (const view of PROJECTORS) {
      const lane = world.lane(view);
      if (state.due.includes(view) || lane === 'ABSENT' || lane === 'STALLED') continue;
      owe(state, view, timeUs);
      state.at[view] = state.heads.slice();
    }
  }
  if (!isProjector(node)) return;
  if (world.lane(node) === 'STALLED') pay(state, node);
  if (!state.due.includes(node) || noteOf(event, 'committed') === undefined) return;
  const offsets = projectorState(world, node)?.blue.offsets ?? state.heads;
  if (!hasAll(offsets, state.at[node]!)) return;
  pay(state, node);
  if (hasAll(offsets, state.heads)) return;
  // A new debt for what came meanwhile; the watch begins anew.
  owe(state, node, timeUs);
  state.at[node] = state.heads.slice();
  if (state.watched === node) state.watched = '';
}
