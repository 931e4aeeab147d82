import type { World } from '../../kernel/property.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { LogState } from './programs/log.ts';
import type { ProjectorState } from './programs/projector-state.ts';
import type { DatabaseState } from './programs/database.ts';
import type { ReplicaState } from './programs/replica.ts';
import type { ViewName } from './programs/views.ts';
import type { WriteStoreState } from './programs/write-store.ts';
import { VIEWS, projectorOf } from './topology.ts';

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
export const viewOf = (node: string): ViewName => node.slice('projector-'.length) as ViewName;
export const isReplica = (node: string): boolean => node === 'near' || node === 'far';
export const isProjector = (node: string): boolean => node.startsWith('projector-');
/** Where things are committed: the write store, or the one database. */
export const STORES: readonly string[] = ['write-store', 'database'];
export const isStore = (node: string): boolean => STORES.includes(node);

/** The first note of a rule in an event. */
export function noteOf(event: TraceEvent, rule: string): Note | undefined {
  for (const effect of event.effects) if (effect.kind === 'note' && effect.rule === rule) return effect;
  return undefined;
}

export function eachNote(event: TraceEvent, rule: string, look: (note: Note) => void): void {
  for (const effect of event.effects) if (effect.kind === 'note' && effect.rule === rule) look(effect);
}

export const namedIn = (note: Note): readonly Named[] =>
  (note.data as { readonly events?: readonly Named[] } | undefined)?.events ?? [];

export const logState = (world: World): LogState | undefined => world.state('log') as LogState | undefined;
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
  readonly position: number;
  readonly applied: readonly string[];
  readonly keys: readonly string[];
}
