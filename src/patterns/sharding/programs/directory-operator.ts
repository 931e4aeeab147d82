import { commit } from './directory-commit.ts';
import type { Node, State } from './directory-state.ts';
import { KEYS, PEOPLE, wallOf } from './keys.ts';
import { committed, movedKeys, nextEpoch, planFor } from './placement/change-map.ts';
import { isComputed, NEWCOMER, ownerOf, type ShardMap } from './placement/shard-map.ts';

/** What an operator tells the directory to do. */

/** "SETSLOT STABLE". Nothing of a copy has changed hands; slots that have gone, have gone. */
export function cancelMove(node: Node, state: State, id?: number): void {
  const { open } = state.latest;
  if (open === null || open.cut || (id !== undefined && open.id !== id))
    return node.note('nothing to do', 'no move is open that could be called off');
  node.note('called off', `move ${open.id} to ${open.to}, and what was to follow it there`);
  state.plan = state.plan.filter((move) => move.to !== open.to);
  const rest = open.chunk.kind === 'slots' ? { ...open, cut: true } : null;
  commit(node, state, nextEpoch(state.latest, { open: rest }), null);
  node.send('mover', { type: 'Wake' });
}

/** How many keys the change moves, and how many an ideal placement would. */
function measure(node: Node, before: ShardMap, after: ShardMap): void {
  const moved = movedKeys(before, after).length;
  const bound = Math.max(before.members.length, after.members.length);
  node.metric('movedPct', (moved * 100) / KEYS.length);
  node.metric('idealPct', 100 / bound);
  node.note(
    'placement changed',
    `${moved} of ${KEYS.length} keys have another owner; at best ${Math.floor(KEYS.length / bound)}`,
    {
      moved,
      of: KEYS.length,
      shards: bound,
    },
  );
}

export function addNode(node: Node, state: State): void {
  const { latest } = state;
  if (latest.members.includes(NEWCOMER)) return node.note('nothing to do', 'the new shard is a member already');
  if (latest.previous.length > 0 || latest.open !== null)
    return node.note('one change at a time', 'keys are still on their way');
  const members = [...latest.members, NEWCOMER];
  if (isComputed(latest.strategy)) {
    state.drained = {};
    const map = nextEpoch(latest, { members, previous: latest.members });
    measure(node, latest, map);
    return commit(node, state, map, null);
  }
  const plan = planFor(latest, NEWCOMER, Number(node.settings['mover.batchSlots']));
  state.plan.push(...plan);
  measure(
    node,
    latest,
    plan.reduce<ShardMap>((map, move) => committed(map, move), { ...latest, members }),
  );
  commit(node, state, nextEpoch(latest, { members }), null);
}

/** Computed placements only: keys go to their new owners by themselves. Jump numbers its buckets, so only the last can go. */
export function removeNode(node: Node, state: State, shard: string): void {
  const { latest } = state;
  const { members, strategy } = latest;
  if (!isComputed(strategy) || members.length < 3 || !members.includes(shard))
    return node.note('nothing to do', `shard ${shard} cannot leave`);
  if (latest.previous.length > 0) return node.note('one change at a time', 'keys are still on their way');
  if (strategy === 'jump' && members.at(-1) !== shard)
    return node.note('only the last bucket', `a jump hash cannot take shard ${shard} from the middle`);
  state.drained = {};
  const map = nextEpoch(latest, { members: members.filter((each) => each !== shard), previous: members });
  measure(node, latest, map);
  commit(node, state, map, null);
}

export function moveUser(node: Node, state: State, user: number, to: string): void {
  const from = ownerOf(state.latest, wallOf(user));
  if (from === to || !state.latest.members.includes(to) || !(user >= 0 && user < PEOPLE))
    return node.note('nothing to do', `person ${user} is at ${from}`);
  if (state.latest.strategy !== 'region') return node.note('nothing to do', 'only a directory can name one person');
  node.note('a person moves', `person ${user} goes from ${from} to ${to}`);
  state.plan.push({ from, to, chunk: { kind: 'people', people: [user] } });
  node.send('mover', { type: 'Wake' });
}
