import type { World } from '../../kernel/property.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { LogState } from './programs/log.ts';
import type { ProjectorState } from './programs/projector-state.ts';
import type { DatabaseState } from './programs/database.ts';
import type { ReplicaState } from './programs/replica.ts';
import type { ViewName } from './programs/views.ts';
import type { WriteStoreState } from './programs/write-store.ts';
import { LOGS, VIEWS, projectorOf } from './topology.ts';

/** What properties, lesson and view read out of a trace and of live states. */

/** An event as notes name it. */
export interface Named {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly position: number;
}

export type Note = Extract<Effect, { kind: 'note' }>;

export const PROJECTORS: readonly string[] = VIEWS.map(([view]) => projectorOf(view));
const VIEW_OF: Readonly<Record<string, ViewName>> = Object.fromEntries(
  VIEWS.map(([view]) => [projectorOf(view), view]),
);
export const viewOf = (node: string): ViewName => VIEW_OF[node]!;
export const isReplica = (node: string): boolean => node === 'near' || node === 'far';
export const isProjector = (node: string): boolean => VIEW_OF[node] !== undefined;
/** Where things are committed: the write store, or the one database. */
export const STORES: readonly string[] = ['write-store', 'database'];
export const isStore = (node: string): boolean => node === 'write-store' || node === 'database';

/** The first note of a rule in an event. */
export function noteOf(event: TraceEvent, rule: string): Note | undefined {
  for (const effect of event.effects) if (effect.kind === 'note' && effect.rule === rule) return effect;
  return undefined;
}

const NONE: readonly Named[] = [];

export const namedIn = (note: Note): readonly Named[] =>
  (note.data as { readonly events?: readonly Named[] } | undefined)?.events ?? NONE;

/** What all notes of one of two rules name. */
function namedBy({ effects }: TraceEvent, one: string, other: string): readonly Named[] {
  let found = NONE;
  for (const effect of effects) {
    if (effect.kind !== 'note' || (effect.rule !== one && effect.rule !== other)) continue;
    const named = namedIn(effect);
    found = found.length === 0 ? named : found.concat(named);
  }
  return found;
}

/** Events committed by this event; also those that a restart found on disk and nobody had been told of. */
export const committedBy = (event: TraceEvent): readonly Named[] =>
  isStore(event.node) ? namedBy(event, 'committed', 'recovered') : NONE;

/** Those of them that were committed just now. */
export const newlyCommittedBy = (event: TraceEvent): readonly Named[] =>
  isStore(event.node) ? namedBy(event, 'committed', '') : NONE;

export const isLog = (node: string): boolean => node === 'log' || node === 'log-2';
export const partitionAt = (log: string): number => LOGS.indexOf(log as (typeof LOGS)[number]);
export const partitionsIn = ({ topology }: World): number =>
  topology.nodes.reduce((count, { program }) => (program === 'log' ? count + 1 : count), 0);

export const appendedBy = (event: TraceEvent): readonly Named[] =>
  isLog(event.node) ? namedBy(event, 'appended', '') : NONE;

export const logState = (world: World, node: string): LogState | undefined => world.state(node) as LogState | undefined;
export const projectorState = (world: World, node: string): ProjectorState | undefined =>
  world.state(node) as ProjectorState | undefined;

export const replicaState = (world: World, node: string): ReplicaState | undefined =>
  world.state(node) as ReplicaState | undefined;

/** Tables of whichever node holds the truth. */
export function tablesOf(world: World): WriteStoreState['tables'] | undefined {
  const state = world.state(world.on ? 'write-store' : 'database') as WriteStoreState | DatabaseState | undefined;
  return state?.tables;
}

/** What a projector says when rows and checkpoint are safe. */
export interface Applied {
  readonly generation: number;
  readonly next: number;
  readonly applied: readonly string[];
  readonly keys: readonly string[];
}
