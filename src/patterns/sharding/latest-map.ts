import type { World } from '../../kernel/property.ts';
import type { State } from './programs/directory-state.ts';
import type { ShardMap } from './programs/placement/shard-map.ts';
import { DIRECTORIES } from './programs/seat.ts';

/** The newest map of whoever has the seat; null while nobody has. One that has been replaced may not know it. */
export function latestMap(world: World): ShardMap | null {
  let newest: State | null = null;
  for (const { id: node } of world.topology.nodes) {
    if (!DIRECTORIES.includes(node)) continue;
    const state = world.state(node) as State | null | undefined;
    if (state?.rank === 'seated' && (newest === null || state.reign > newest.reign)) newest = state;
  }
  return newest === null ? null : newest.latest;
}
