import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Msg, Promote } from '../messages.ts';
import { KEYS, PEOPLE, wallOf } from './keys.ts';
import { committed, movedKeys, nextEpoch, ownsChunk, planFor, splitPlan } from './placement/change-map.ts';
import { firstMap, isComputed, NEWCOMER, ownerOf, wordsFor, type Move, type ShardMap } from './placement/shard-map.ts';

type Node = NodeContext<Msg>;

/** What is to be answered when the next map is durable. */
type Due = { readonly call: Call; readonly reply: 'map' | 'move' | 'committed' };

interface State {
  /** Durable, and known to others. */
  map: ShardMap;
  /** With the changes that are being written. */
  latest: ShardMap;
  /** Moves to come; the first is opened when the mover asks. */
  plan: Omit<Move, 'id'>[];
  moves: number;
  /** Shards that hold nothing of others any more, since the last change of members. */
  drained: Record<string, true>;
  syncing: boolean;
  due: Due[];
  later: Due[];
}

const push = (node: Node, map: ShardMap): void => {
  for (const to of node.peers) if (to !== 'mover') node.send(to, { type: 'MapUpdate', map });
};

/** One change, one epoch. Nobody hears of it before it is durable. */
function commit(node: Node, state: State, map: ShardMap, due: Due | null): void {
  state.latest = map;
  if (due !== null) state.later.push(due);
  if (!state.syncing) store(node, state);
}

function store(node: Node, state: State): void {
  state.syncing = true;
  state.due = state.later;
  state.later = [];
  node.disk.set('map', state.latest);
  node.disk.set('plan', { plan: state.plan, moves: state.moves, drained: state.drained });
  node.disk.sync('stored', state.latest);
}

function refuse(node: Node, state: State, call: Call, had: number, why: string): void {
  const { epoch } = state.latest;
  if (had < epoch) refuseStale(node, { name: 'map epoch', got: had, have: epoch }, `${why}, refused`, 'refused');
  else node.note('refused', why);
  node.reply(call, { type: 'Refused', had, epoch, why });
}

function answerDue(node: Node, state: State, { call, reply }: Due): void {
  const { map } = state;
  if (reply === 'committed') node.reply(call, { type: 'Committed', epoch: map.epoch });
  else node.reply(call, reply === 'map' ? { type: 'MapUpdate', map } : { type: 'MoveIs', map });
}

/** Opens the next planned move; moves whose source does not own the chunk any more are dropped. */
function nextMove(node: Node, state: State, call: Call): void {
  const due: Due = { call, reply: 'move' };
  if (state.latest.open !== null || state.latest.previous.length > 0) return answerDue(node, state, due);
  while (state.plan.length > 0) {
    const move = state.plan.shift()!;
    if (!ownsChunk(state.latest, move.from, move.chunk) || !state.latest.members.includes(move.to)) continue;
    state.moves += 1;
    const open = { id: state.moves, ...move };
    node.note('move opened', `move ${open.id}: ${wordsFor(open.chunk)} from ${open.from} to ${open.to}`);
    return commit(node, state, nextEpoch(state.latest, { open }), due);
  }
  answerDue(node, state, due);
}

function promote(node: Node, state: State, { shard, offset, epoch }: Promote, call: Call): void {
  const { latest } = state;
  const due: Due = { call, reply: 'committed' };
  if (latest.primaries[shard] === call.from) return commit(node, state, latest, due);
  if (epoch !== latest.epoch) return refuse(node, state, call, epoch, 'the map has changed since the vote');
  const map = nextEpoch(latest, {
    primaries: { ...latest.primaries, [shard]: call.from },
    forks: { ...latest.forks, [shard]: offset },
  });
  node.note('failover', `epoch ${map.epoch}: ${call.from} speaks for shard ${shard}`, {
    shard,
    offset,
    epoch: map.epoch,
  });
  commit(node, state, map, due);
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

function addNode(node: Node, state: State): void {
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
    plan.reduce<ShardMap>((map, move) => committed(map, { id: 0, ...move }), { ...latest, members }),
  );
  commit(node, state, nextEpoch(latest, { members }), null);
}

/** Computed placements only: keys go to their new owners by themselves. Jump numbers its buckets, so only the last can go. */
function removeNode(node: Node, state: State, shard: string): void {
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

function moveUser(node: Node, state: State, user: number, to: string): void {
  const from = ownerOf(state.latest, wallOf(user));
  if (from === to || !state.latest.members.includes(to) || !(user >= 0 && user < PEOPLE))
    return node.note('nothing to do', `person ${user} is at ${from}`);
  if (state.latest.strategy !== 'region') return node.note('nothing to do', 'only a directory can name one person');
  node.note('a person moves', `person ${user} goes from ${from} to ${to}`);
  state.plan.push({ from, to, chunk: { kind: 'people', people: [user] } });
  node.send('mover', { type: 'Wake' });
}

/** The one place that says who owns what. In production it is a replicated group of its own. */
export const directory = program<State, Msg>({
  start(node) {
    const map = firstMap(node.settings);
    node.metric('epoch', map.epoch);
    return { map, latest: map, plan: [], moves: 0, drained: {}, syncing: false, due: [], later: [] };
  },
  restart(node, disk) {
    const map = (disk['map'] as ShardMap | undefined) ?? firstMap(node.settings);
    const kept = disk['plan'] as Pick<State, 'plan' | 'moves' | 'drained'> | undefined;
    node.metric('epoch', map.epoch);
    push(node, map);
    return {
      map,
      latest: map,
      plan: [...(kept?.plan ?? [])],
      moves: kept?.moves ?? 0,
      drained: { ...kept?.drained },
      syncing: false,
      due: [],
      later: [],
    };
  },
  on: {
    GetMap: (node, state, _message, call) => node.reply(call, { type: 'MapUpdate', map: state.map }),
    /** A primary that comes back gets an epoch of its own: whatever it began in its last life is refused. */
    Join(node, state, { shard }, call) {
      const due: Due = { call, reply: 'map' };
      if (state.latest.primaries[shard] === call.from) commit(node, state, nextEpoch(state.latest, {}), due);
      else commit(node, state, state.latest, due);
    },
    NextMove: (node, state, _message, call) => nextMove(node, state, call),
    CommitMove(node, state, { id, epoch }, call) {
      const { open } = state.latest;
      if (open?.id !== id || epoch !== state.latest.epoch)
        return refuse(node, state, call, epoch, 'the move has changed since');
      const map = committed(state.latest, open);
      node.note('move committed', `epoch ${map.epoch}: ${wordsFor(open.chunk)} belong to ${open.to}`, {
        epoch: map.epoch,
        id,
      });
      commit(node, state, map, { call, reply: 'committed' });
    },
    Fence(node, state, { id }, call) {
      const still = state.latest.open?.id === id;
      commit(node, state, still ? nextEpoch(state.latest, {}) : state.latest, { call, reply: 'move' });
    },
    Promote: (node, state, message, call) => promote(node, state, message, call),
    Drained(node, state, { shard, epoch }) {
      const { latest } = state;
      if (latest.previous.length === 0 || epoch !== latest.epoch) return;
      state.drained[shard] = true;
      if (![...latest.previous, ...latest.members].every((each) => state.drained[each])) return;
      node.note('drained', 'every key is with its owner');
      commit(node, state, nextEpoch(latest, { previous: [] }), null);
    },
    MarkHot(node, state, { key, remedy }) {
      if (state.latest.hot[key] !== undefined) return;
      node.note('hot key', `${key} is to be ${remedy}`, { key, remedy });
      commit(node, state, nextEpoch(state.latest, { hot: { ...state.latest.hot, [key]: remedy } }), null);
    },
    Rebalance(node, state, { from, to }) {
      if (state.plan.length > 0 || state.latest.open !== null) return;
      const plan = splitPlan(state.latest, from, to);
      state.plan.push(...plan);
      for (const { chunk } of plan) node.note('split', `${wordsFor(chunk)} are to go from ${from} to ${to}`);
      if (plan.length > 0) node.send('mover', { type: 'Wake' });
    },
  },
  disk: {
    stored(node, state, { ok }, stored: ShardMap) {
      state.syncing = false;
      const { due } = state;
      state.due = [];
      if (!ok) {
        // The disk is full. Nothing of it has happened; whoever asked hears nothing, and asks again.
        const { open } = state.latest;
        if (open !== null && open.id !== state.map.open?.id)
          state.plan.unshift({ from: open.from, to: open.to, chunk: open.chunk });
        state.latest = state.map;
        state.later = [];
        return;
      }
      const changed = stored.epoch > state.map.epoch;
      state.map = stored;
      node.metric('epoch', stored.epoch);
      if (changed) push(node, stored);
      for (const each of due) answerDue(node, state, each);
      if (state.later.length > 0 || state.latest.epoch > stored.epoch) store(node, state);
      else if (state.plan.length > 0 && stored.open === null) node.send('mover', { type: 'Wake' });
    },
  },
  commands: {
    addNode: (node, state) => addNode(node, state),
    removeNode: (node, state, args: { readonly shard?: string } | null) => removeNode(node, state, args?.shard ?? 'c'),
    moveUser: (node, state, args: { readonly user?: number; readonly to?: string } | null) =>
      moveUser(node, state, args?.user ?? 0, args?.to ?? 'b'),
  },
});
