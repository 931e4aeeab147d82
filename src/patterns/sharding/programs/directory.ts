import { program, type Call } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type {
  CancelMove,
  CommitMove,
  CutMove,
  Drained,
  Fence,
  GetMap,
  Join,
  MarkHot,
  Msg,
  NextMove,
  Promote,
  Rebalance,
  SplitReady,
} from '../messages.ts';
import { answerDue, commit, isKept, notStored, push, write, type Storing } from './directory-commit.ts';
import * as group from './directory-group.ts';
import { addNode, cancelMove, moveUser, removeNode } from './directory-operator.ts';
import { othersOf, stateFrom, type Due, type Ledger, type Node, type State } from './directory-state.ts';
import { committed, cutShort, nextEpoch, ownsChunk, splitPlan } from './placement/change-map.ts';
import { firstMap, ownerOf, wordsFor, type ShardMap } from './placement/shard-map.ts';

function refuse(node: Node, state: State, call: Call, had: number, why: string): void {
  const { epoch } = state.latest;
  if (had < epoch) refuseStale(node, { name: 'map epoch', got: had, have: epoch }, `${why}, refused`, 'refused');
  else node.note('refused', why);
  node.reply(call, { type: 'Refused', had, epoch, why });
}

function commitMove(node: Node, state: State, { id, epoch }: CommitMove, call: Call): void {
  const { open } = state.latest;
  if (open?.id !== id || epoch !== state.latest.epoch)
    return refuse(node, state, call, epoch, 'the move has changed since');
  commit(node, state, committed(state.latest, open), { call, reply: 'committed' });
}

function cutMove(node: Node, state: State, { id, epoch, slot, half }: CutMove, call: Call): void {
  const { open } = state.latest;
  if (open?.id !== id || !open.cut || epoch !== state.latest.epoch)
    return refuse(node, state, call, epoch, 'the move has changed since');
  commit(node, state, cutShort(state.latest, open, slot, half), { call, reply: 'committed' });
}

function drain(node: Node, state: State, { shard, epoch }: Drained): void {
  const { latest } = state;
  if (latest.previous.length === 0 || epoch !== latest.epoch) return;
  state.drained[shard] = true;
  if (![...latest.previous, ...latest.members].every((each) => state.drained[each])) return;
  node.note('drained', 'every key is with its owner');
  commit(node, state, nextEpoch(latest, { previous: [] }), null);
}

/** Opens the next planned move; moves whose source does not own the chunk any more are dropped. */
function nextMove(node: Node, state: State, call: Call): void {
  const due: Due = { call, reply: 'move' };
  if (state.latest.open !== null || state.latest.previous.length > 0) return answerDue(node, state, due);
  while (state.plan.length > 0) {
    const move = state.plan.shift()!;
    if (!ownsChunk(state.latest, move.from, move.chunk) || !state.latest.members.includes(move.to)) continue;
    state.moves += 1;
    return commit(node, state, nextEpoch(state.latest, { open: { ...move, id: state.moves, cut: false } }), due);
  }
  answerDue(node, state, due);
}

function promote(node: Node, state: State, { shard, offset, epoch }: Promote, call: Call): void {
  const { latest } = state;
  const due: Due = { call, reply: 'committed' };
  if (latest.primaries[shard] === call.from) return commit(node, state, latest, due);
  if (epoch !== latest.epoch) return refuse(node, state, call, epoch, 'the map has changed since the vote');
  const primaries = { ...latest.primaries, [shard]: call.from };
  commit(node, state, nextEpoch(latest, { primaries, forks: { ...latest.forks, [shard]: offset } }), due);
}

/** Only the one with the seat answers; the others say who that is. */
function bySeat<M extends Msg>(handler: (node: Node, state: State, message: M, call: Call) => void) {
  return (node: Node, state: State, message: M, call: Call): void => {
    if (state.rank === 'seated') handler(node, state, message, call);
    else if (call.request) node.reply(call, { type: 'SeatAt', node: state.seat });
  };
}

function begin(node: Node): State {
  const map = firstMap(node.settings);
  const state = stateFrom(node, { map, plan: [], moves: 0, drained: {} });
  if (node.id === state.seat) state.rank = 'seated';
  node.metric('epoch', map.epoch);
  enter(node, state);
  return state;
}

function enter(node: Node, state: State): void {
  if (othersOf(node).length === 0) return;
  node.become(state.rank === 'seated' ? 'SEATED' : 'FOLLOWS', 'starts');
  if (state.rank === 'seated') group.beat(node, state);
  else group.listen(node);
}

/** Says who owns what: one node, or three of which one has the seat. */
export const directory = program<State, Msg>({
  start: begin,
  restart(node, disk) {
    const map = (disk['map'] as ShardMap | undefined) ?? firstMap(node.settings);
    const kept = disk['plan'] as Omit<Ledger, 'map'> | undefined;
    const state = stateFrom(node, {
      map,
      plan: kept?.plan ?? [],
      moves: kept?.moves ?? 0,
      drained: kept?.drained ?? {},
    });
    const promised = disk['reign'] as { readonly reign: number; readonly kept: number } | undefined;
    Object.assign(state, { reign: promised?.reign ?? 0, keptReign: promised?.kept ?? 0 });
    if (state.rank === 'seated') {
      node.metric('epoch', map.epoch);
      push(node, map);
    }
    enter(node, state);
    return state;
  },
  on: {
    GetMap: bySeat<GetMap>((node, state, _message, call) => node.reply(call, { type: 'MapUpdate', map: state.map })),
    /** A primary that comes back gets an epoch of its own: whatever it began in its last life is refused. */
    Join: bySeat<Join>((node, state, { shard }, call) => {
      const due: Due = { call, reply: 'map' };
      if (state.latest.primaries[shard] === call.from) commit(node, state, nextEpoch(state.latest, {}), due);
      else commit(node, state, state.latest, due);
    }),
    NextMove: bySeat<NextMove>((node, state, _message, call) => nextMove(node, state, call)),
    CommitMove: bySeat<CommitMove>((node, state, message, call) => commitMove(node, state, message, call)),
    CancelMove: bySeat<CancelMove>((node, state, { id }) => cancelMove(node, state, id)),
    CutMove: bySeat<CutMove>((node, state, message, call) => cutMove(node, state, message, call)),
    Fence: bySeat<Fence>((node, state, { id }, call) => {
      const still = state.latest.open?.id === id;
      commit(node, state, still ? nextEpoch(state.latest, {}) : state.latest, { call, reply: 'move' });
    }),
    Promote: bySeat<Promote>((node, state, message, call) => promote(node, state, message, call)),
    Drained: bySeat<Drained>((node, state, message) => drain(node, state, message)),
    MarkHot: bySeat<MarkHot>((node, state, { key, remedy }) => {
      if (state.latest.hot[key] !== undefined) return;
      node.note('hot key', `${key} is to be ${remedy === 'copied' ? 'copied' : 'split'}`, { key, remedy });
      commit(node, state, nextEpoch(state.latest, { hot: { ...state.latest.hot, [key]: remedy } }), null);
    }),
    /** Parts are written to only when nobody takes the rest for the whole. */
    SplitReady: bySeat<SplitReady>((node, state, { key }, { from }) => {
      const { latest } = state;
      if (latest.hot[key] !== 'splitting' || latest.primaries[ownerOf(latest, key)] !== from) return;
      commit(node, state, nextEpoch(latest, { hot: { ...latest.hot, [key]: 'split' } }), null);
    }),
    Rebalance: bySeat<Rebalance>((node, state, { from, to, people }) => {
      if (state.plan.length > 0 || state.latest.open !== null) return;
      const plan = splitPlan(state.latest, from, to, people);
      state.plan.push(...plan);
      for (const { chunk } of plan) node.note('split', `${wordsFor(chunk)} are to go from ${from} to ${to}`);
      if (plan.length > 0) node.send('mover', { type: 'Wake' });
    }),
    Keep: (node, state, message, call) => group.keep(node, state, message, call),
    Kept(node, state, { reign, epoch }, { from }) {
      if (reign <= state.reign) return isKept(node, state, { reign, epoch }, from);
      state.reign = reign;
      group.follow(node, state, from);
    },
    Reigns: (node, state, message, call) => group.reigns(node, state, message, call),
    Stand: (node, state, message, call) => group.promise(node, state, message, call),
    Promised(node, state, message, call) {
      const next = group.countPromise(node, state, message, call);
      if (next === null) return;
      group.beat(node, state);
      commit(node, state, next, null);
    },
  },
  disk: {
    stored(node, state, { ok }, storing: Storing) {
      if (ok) isKept(node, state, storing, node.id);
      else if (state.rank === 'seated' && state.syncing) notStored(node, state);
    },
    keeps: (node, state, { ok }, keeping: group.Keeping) => group.keeps(node, state, ok, keeping),
    stood: (node, state, { ok }, reign: number) => group.stood(node, state, ok, reign),
    promised: (node, state, { ok }, { to, reign }: { readonly to: string; readonly reign: number }) =>
      group.promised(node, state, ok, to, reign),
  },
  work: {
    write(node, state) {
      if (state.rank === 'seated' && state.syncing) write(node, state);
    },
  },
  timers: { beat: group.beat, silence: group.stand },
  commands: {
    addNode: (node, state) => told(node, state, () => addNode(node, state)),
    cancelMove: (node, state) => told(node, state, () => cancelMove(node, state)),
    removeNode: (node, state, args: { readonly shard?: string } | null) =>
      told(node, state, () => removeNode(node, state, args?.shard ?? 'c')),
    moveUser: (node, state, args: { readonly user?: number; readonly to?: string } | null) =>
      told(node, state, () => moveUser(node, state, args?.user ?? 0, args?.to ?? 'b')),
  },
});

/** An operator has to tell the one with the seat. */
function told(node: Node, state: State, command: () => void): void {
  if (state.rank === 'seated') command();
  else node.note('not seated', `${state.seat} has the seat`);
}
