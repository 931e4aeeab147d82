import { ms } from '../../../kernel/time.ts';
import { writeImage } from './shard-log.ts';
import { configOf, ownPrimary, type Node, type State } from './shard-state.ts';

/** From an election won to a shard that is spoken for. */

/** Most votes are in. First all it has becomes durable, then it claims the shard, then it serves. */
export function prepare(node: Node, state: State): void {
  state.role = 'promoting';
  node.become('PROMOTING', 'won the election');
  writeImage(node, state);
}

export function imaged(node: Node, state: State, ok: boolean): void {
  if (state.role !== 'promoting') return;
  if (ok) claim(node, state);
  else node.work('image', ms(100));
}

/** The directory makes it so, or refuses because the map has changed meanwhile. */
export function claim(node: Node, state: State): void {
  if (state.role !== 'promoting') return;
  const { shard } = configOf(node);
  if (!state.failed[ownPrimary(node, state)]) return standDown(node, state);
  node.request(
    state.seat,
    { type: 'Promote', shard, offset: state.offset, epoch: state.map.epoch },
    { timeoutUs: ms(500), tag: 'claimed' },
  );
}

function standDown(node: Node, state: State): void {
  Object.assign(state, { role: 'replica', election: 0, standsUs: 0, synced: false });
  node.become('REPLICA', 'the primary is back');
  node.send(ownPrimary(node, state), { type: 'Resync' });
}
