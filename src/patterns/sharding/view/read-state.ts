import type { NodeInspection } from '../../../kernel/inspection.ts';
import type { ShardMap } from '../programs/placement/shard-map.ts';
import type { State as ShardState } from '../programs/shard-state.ts';

/** The states of this pattern's programs, as an inspection hands them over: plain data, or null while a node is down. */
export type Nodes = Readonly<Record<string, NodeInspection>>;

const stateOf = (nodes: Nodes, node: string): unknown => nodes[node]?.state ?? null;

export const shardAt = (nodes: Nodes, node: string): ShardState | null => {
  const state = stateOf(nodes, node) as ShardState | null;
  return state !== null && typeof state === 'object' && 'data' in state ? state : null;
};
/** The newest map that anybody up holds. Of equals a shard's: clients stand before them, and may draw a ring of their own. */
export function truthIn(nodes: Nodes): ShardMap | null {
  let newest: ShardMap | null = null;
  for (const node of Object.keys(nodes)) {
    const map = (stateOf(nodes, node) as { readonly map?: ShardMap } | null)?.map;
    if (map?.members !== undefined && (newest === null || map.epoch >= newest.epoch)) newest = map;
  }
  return newest;
}

/** Shards that are shown: members, and the newcomer that waits. */
export function shownShards(map: ShardMap): readonly string[] {
  const known = Object.keys(map.primaries);
  return [...map.members, ...known.filter((shard) => !map.members.includes(shard))];
}
