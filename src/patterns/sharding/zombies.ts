import type { World } from '../../kernel/property.ts';
import type { Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';

/**
 * The declared window of asynchronous failover: a primary that another node has replaced, and that
 * has not heard of it yet. What it answers may be old, and what it takes may be lost; Redis Cluster
 * promises no more ("Write safety"). By node: null while it lasts, then when it ended.
 */
export type Zombies = Record<string, Us | null>;

export interface Promoted {
  readonly shard: string;
  /** The node that was primary before. */
  readonly instead: string;
}

/** The effects that the window is followed by, for a property's `watches`: who is promoted becomes primary at once. */
export const ZOMBIE_EFFECTS = ['become', 'status'] as const;

/** Follows the window. Answers the shard that has just got a new primary, or null. */
export function followZombies(zombies: Zombies, event: TraceEvent, world: World): string | null {
  let promoted: string | null = null;
  for (const effect of event.effects) {
    if (effect.kind === 'note' && effect.rule === 'promoted') {
      const { shard, instead: old } = effect.data as unknown as Promoted;
      promoted = shard;
      delete zombies[event.node];
      if (world.status(old) !== 'down' && world.lane(old) !== 'REPLICA' && world.lane(old) !== 'JOINING')
        zombies[old] = null;
    } else if (effect.kind === 'become' && effect.to === 'REPLICA') bury(zombies, event.node, event.timeUs);
    else if (effect.kind === 'status' && effect.status === 'down') bury(zombies, effect.node, event.timeUs);
  }
  return promoted;
}

function bury(zombies: Zombies, node: string, atUs: Us): void {
  if (zombies[node] === null) zombies[node] = atUs;
}

/** Whether something that began at a time may have been done by a node while it was a zombie. */
export function wasZombie(zombies: Zombies, node: string, beganUs: Us): boolean {
  const endedUs = zombies[node];
  return endedUs === null || (endedUs !== undefined && beganUs <= endedUs);
}
