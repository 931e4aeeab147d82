import type { NodeInspection } from '../../../kernel/inspection.ts';
import type { Settings } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import type { Topology } from '../../../kernel/topology.ts';
import type { Scene } from '../../../derive/types.ts';
import { isLeading, type RaftState, type Written } from '../programs/raft-state.ts';

/** A replica as the board shows it, with consensus or without. */
export interface Row {
  readonly id: string;
  readonly label: string;
  readonly isDown: boolean;
  readonly isLeader: boolean;
  readonly role: string;
  readonly term: number;
  /** Entries up to here lie in a snapshot. */
  readonly base: number;
  readonly entries: readonly Written[];
  readonly commit: number;
  readonly durable: number;
  /** What leaders know of the others: how far their logs match. */
  readonly match: Readonly<Record<string, number>>;
  /** Under its name. */
  readonly says: string;
}

interface FailoverState {
  readonly primary: string;
  readonly log: readonly Written[];
}

const EMPTY = { base: 0, entries: [], commit: 0, durable: 0, match: {}, term: 0, isLeader: false };

export const isRaft = (state: unknown): state is RaftState =>
  typeof state === 'object' && state !== null && 'votedFor' in state && 'snapshot' in state;
const isFailover = (state: unknown): state is FailoverState =>
  typeof state === 'object' && state !== null && 'primary' in state && 'log' in state;

/** What of the run the rows are made of. */
interface Shown {
  readonly topology: Topology;
  readonly nodes: Readonly<Record<string, NodeInspection>>;
  readonly scene: Scene;
  readonly settings: Settings;
}

export function rowsOf({ topology, nodes, scene, settings }: Shown): Row[] {
  return topology.nodes.flatMap(({ id, label, program }) =>
    program === 'replica' || program === 'failover'
      ? [rowOf(id, label, nodes[id], scene.nodes[id], settings['raft.reads'])]
      : [],
  );
}

function rowOf(
  id: string,
  label: string,
  inspection: NodeInspection | undefined,
  now: Scene['nodes'][string] | undefined,
  reads: unknown,
): Row {
  const state: unknown = inspection?.state ?? null;
  if (isRaft(state)) {
    const { log, role } = state;
    const leading = isLeading(state);
    return {
      id,
      label,
      isDown: false,
      isLeader: leading,
      // From then on it takes no requests.
      role: role === 'transferring' ? `hands over to ${state.transferTo.slice(1)}` : role,
      term: state.term,
      base: log.base,
      entries: log.entries,
      commit: state.commit,
      durable: state.disk.durable,
      match: Object.fromEntries(Object.entries(state.progress).map(([to, { match }]) => [to, match])),
      says: leading ? leads(state, inspection, reads) : follows(state.leader),
    };
  }
  if (isFailover(state)) {
    const isLeader = state.primary === id;
    const last = state.log.length;
    return {
      ...EMPTY,
      id,
      label,
      isDown: false,
      isLeader,
      role: isLeader ? 'primary' : 'copy',
      entries: state.log,
      commit: last,
      durable: last,
      says: isLeader ? `${last} writes answered` : follows(state.primary),
    };
  }
  const base = { ...EMPTY, id, label, says: '' };
  // What it holds is asked for, and comes a moment later than what the scene shows of it.
  if (now !== undefined && now.status !== 'down')
    return { ...base, isDown: false, role: now.lanes['main'] ?? '', term: now.metrics['term'] ?? 0 };
  return { ...base, isDown: true, role: 'down', entries: onDisk(inspection), durable: Infinity };
}

function leads(state: RaftState, inspection: NodeInspection | undefined, reads: unknown): string {
  const { commit, log } = state;
  const last = log.base + log.entries.length;
  return reads === 'lease'
    ? `${commit}/${last}, ${sayLease(leaseLeftUs(state, inspection))}`
    : `${commit} of ${last} committed`;
}

const follows = (leader: string): string => (leader === '' ? 'knows no leader' : `follows ${leader.slice(1)}`);

/** Its lease runs on its own clock, as the deadline does. */
export const leaseLeftUs = ({ leaseUntilUs, leaseBroken }: RaftState, inspection: NodeInspection | undefined): Us =>
  leaseBroken ? 0 : Math.max(0, leaseUntilUs - (inspection?.localClockUs ?? 0));

export const sayLease = (leftUs: Us): string => (leftUs > 0 ? `lease ${Math.round(leftUs / 1_000)} ms` : 'lease over');

/** A replica that is down shows what is left on its disk. */
function onDisk(inspection: NodeInspection | undefined): readonly Written[] {
  const log = inspection?.disk['log'];
  if (!Array.isArray(log)) return [];
  return (log as unknown as readonly Written[]).filter(({ command }) => command !== undefined);
}

export function sayEntry({ index, term, command }: Written): string {
  const what =
    command.f === 'noop'
      ? 'the leader’s first, empty entry'
      : command.f === 'config'
        ? `members ${command.voters.join(', ')}`
        : command.f === 'register'
          ? `a session of ${command.client.replace('-', ' ')}`
          : command.f === 'read'
            ? `read ${command.key}`
            : `${command.key} = ${command.value ?? 'empty'}${command.f === 'cas' ? ` if ${command.from ?? 'empty'}` : ''}`;
  return `Entry ${index}, term ${term}: ${what}`;
}
