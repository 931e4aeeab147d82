import { ms } from '../../../kernel/time.ts';
import { inChunk, type ShardMap } from './placement/shard-map.ts';
import { allMayReplace, isMine } from './shard-log.ts';
import {
  configOf,
  dial,
  emptyState,
  hearEverybody,
  ownPrimary,
  refuseOld,
  type Node,
  type State,
} from './shard-state.ts';

/** A new map: what am I now, what is mine, what is on its way. Epochs only grow; an older map is refused. */
export function adopt(node: Node, state: State, map: ShardMap): void {
  if (map.epoch < state.map.epoch) return refuseOld(node, map.epoch, state.map.epoch, 'the map is refused');
  const before = state.map;
  if (before.epoch === map.epoch && state.role !== 'promoting') return;
  state.map = map;
  node.metric('epoch', map.epoch);
  meetNewcomers(node, state, before);
  // A node that has just booted waits for the answer to its own question: that answer is a fence.
  if (state.role === 'joining') return;
  const primary = map.primaries[configOf(node).shard] === node.id;
  if (state.role === 'primary' && !primary) demote(node, state);
  else if (state.role === 'promoting' && primary) install(node, state, ownPrimary(node, { ...state, map: before }));
  else if (!primary && ownPrimary(node, { ...state, map: before }) !== ownPrimary(node, state)) follow(node, state);
  afterMove(node, state);
  sayReady(node, state);
  if (map.previous.length > 0) node.setTimer('sweep', ms(dial(node, 'mover.sweepMs')));
  else if (state.role === 'primary') node.setTimer('orphans', ms(dial(node, 'mover.orphanMs')));
}

/** Whoever speaks for a shard only now has not been silent before. */
function meetNewcomers(node: Node, state: State, before: ShardMap): void {
  const { map } = state;
  for (const shard of map.members) {
    const other = map.primaries[shard]!;
    if (before.primaries[shard] === other && before.members.includes(shard)) continue;
    state.heardUs[other] = node.monotonic();
    delete state.failed[other];
    delete state.reports[other];
  }
  if (before.members.length !== map.members.length) hearEverybody(node, state);
}

/** A hot counter of ours is to be split: from now on nobody is shown what is here for the whole. Said until the map says so. */
export function sayReady(node: Node, state: State): void {
  const { map } = state;
  if (state.role !== 'primary' || map.previous.length > 0) return;
  for (const key in map.hot)
    if (
      map.hot[key] === 'splitting' &&
      isMine(node, state, key) &&
      (map.open === null || !inChunk(map.open.chunk, key))
    )
      node.send(state.seat, { type: 'SplitReady', key });
}

/** Booted, and the directory says what this node is. */
export function settle(node: Node, state: State, map: ShardMap): void {
  if (map.epoch < state.map.epoch) return;
  state.map = map;
  node.metric('epoch', map.epoch);
  if (map.primaries[configOf(node).shard] !== node.id) return demote(node, state);
  doubtMoves(node, state);
  state.replicated = allMayReplace(node);
  serve(node, state, 'the directory says so');
  if (map.previous.length > 0) node.setTimer('sweep', ms(dial(node, 'mover.sweepMs')));
}

function serve(node: Node, state: State, why: string): void {
  state.role = 'primary';
  Object.assign(state, { election: 0, standsUs: 0 });
  hearEverybody(node, state);
  node.become('PRIMARY', why);
  node.become('STABLE', why, 'slots');
}

/** In the middle of a move away from here, nobody knows what has gone already. */
function doubtMoves(node: Node, state: State): void {
  const { open } = state.map;
  state.migrating = null;
  state.critical = false;
  state.toCopy = null;
  state.locked = {};
  state.doubt = open !== null && open.from === configOf(node).shard ? open.id : 0;
}

/** Another node speaks for the shard. What was written here and never reached it is lost: the price of async. */
function demote(node: Node, state: State): void {
  const fork = state.map.forks[configOf(node).shard] ?? state.offset;
  const lost = state.role === 'primary' || state.role === 'joining' ? Math.max(0, state.offset - fork) : 0;
  if (lost > 0)
    node.note('writes lost', `${lost} writes had not reached the replica when it took over`, { lost, fork });
  for (let each = fork + 1; each <= fork + lost; each++)
    node.note('confirmed write lost', `write ${each} is here and nowhere else, and is thrown away`);
  // Workers finish what they hold, and then find out that they are no primary's.
  const { map, heardUs, asksForMap, seat, serving, votedIn } = state;
  Object.assign(state, { ...emptyState(map, 'replica'), heardUs, asksForMap, seat, serving, votedIn, synced: false });
  node.become('REPLICA', 'another node speaks for the shard');
  node.cancelTimer('critical');
  node.send(ownPrimary(node, state), { type: 'Resync' });
}

/** Another replica has won. Whatever this one has that the winner has not is not history any more. */
function follow(node: Node, state: State): void {
  Object.assign(state, { role: 'replica', election: 0, standsUs: 0, synced: false });
  node.become('REPLICA', 'follows the new primary');
  node.cancelTimer('election');
  node.send(ownPrimary(node, state), { type: 'Resync' });
}

function install(node: Node, state: State, instead: string): void {
  const { shard } = configOf(node);
  // Nobody else can be elected now before it has got everything from here.
  state.replicated = {};
  doubtMoves(node, state);
  node.note('promoted', `speaks for shard ${shard} with ${state.offset} writes`, { shard, instead });
  serve(node, state, 'replica election and promotion');
}

/** The move that was open is over: committed, or open in another epoch; or it is to end where it stands. */
function afterMove(node: Node, state: State): void {
  const { open } = state.map;
  if (state.migrating !== null && open?.id === state.migrating.id) state.migrating = open;
  else if (state.migrating !== null) {
    state.migrating = null;
    state.toCopy = null;
    state.critical = false;
    node.cancelTimer('critical');
  }
  if (state.doubt > 0 && open?.id !== state.doubt) state.doubt = 0;
  if (state.role === 'primary' && open === null) node.become('STABLE', 'SETSLOT NODE', 'slots');
}
