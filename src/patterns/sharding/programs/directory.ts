import { program, type Call } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
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
} from '../messages.ts';
import * as group from './directory-group.ts';
import { isMost, othersOf, stateFrom, type Due, type Ledger, type Node, type State } from './directory-state.ts';
import { KEYS, PEOPLE, wallOf } from './keys.ts';
import { committed, cutShort, movedKeys, nextEpoch, ownsChunk, planFor, splitPlan } from './placement/change-map.ts';
import { firstMap, isComputed, NEWCOMER, ownerOf, wordsFor, type Move, type ShardMap } from './placement/shard-map.ts';

const push = (node: Node, map: ShardMap): void => {
  for (const to of node.peers)
    if (to !== 'mover' && !othersOf(node).includes(to)) node.send(to, { type: 'MapUpdate', map });
};

/** One change, one epoch. Nobody hears of it before it is durable. */
function commit(node: Node, state: State, map: ShardMap, due: Due | null): void {
  state.latest = map;
  if (due !== null) state.later.push(due);
  if (!state.syncing) store(node, state);
}

function store(node: Node, state: State): void {
  const { latest: map, plan, moves, drained, reign } = state;
  state.ledger = { map, plan: [...plan], moves, drained: { ...drained } };
  state.keptReign = reign;
  state.syncing = true;
  state.kept = {};
  state.due = state.later;
  state.later = [];
  write(node, state);
  group.spread(node, state);
}

function write(node: Node, state: State): void {
  group.writeDown(node, state);
  node.disk.sync('stored', { reign: state.reign, epoch: state.ledger.map.epoch } satisfies Storing);
}

type Storing = { readonly reign: number; readonly epoch: number };

/** One more directory has it on disk. When most have it, it counts. */
function isKept(node: Node, state: State, { reign, epoch }: Storing, by: string): void {
  const { ledger, due } = state;
  const { map } = ledger;
  if (state.rank !== 'seated' || !state.syncing || reign !== state.reign || epoch !== map.epoch) return;
  state.kept[by] = true;
  if (!isMost(node, state.kept)) return;
  state.syncing = false;
  state.due = [];
  const changed = epoch > state.map.epoch;
  state.map = map;
  node.metric('epoch', epoch);
  tell(node, state.told, map);
  state.told = map;
  if (changed) push(node, map);
  for (const each of due) answerDue(node, state, each);
  if (state.later.length > 0 || state.latest.epoch > epoch) store(node, state);
  else if (state.plan.length > 0 && map.open === null) node.send('mover', { type: 'Wake' });
}

/** What is different now. Said when it is durable, and not before. */
function tell(node: Node, before: ShardMap, map: ShardMap): void {
  const { epoch, open, primaries } = map;
  const over = before.open;
  if (over !== null && over.id !== open?.id && ownsChunk(map, over.to, over.chunk))
    node.note('move committed', `epoch ${epoch}: ${wordsFor(over.chunk)} belong to ${over.to}`, { epoch, id: over.id });
  else if (over !== null && (over.id !== open?.id || over.cut)) tellCut(node, over, map);
  if (open !== null && over?.id !== open.id)
    node.note('move opened', `move ${open.id}: ${wordsFor(open.chunk)} from ${open.from} to ${open.to}`);
  for (const shard in primaries)
    if (primaries[shard] !== before.primaries[shard])
      node.note('failover', `epoch ${epoch}: ${primaries[shard]!} speaks for shard ${shard}`, { shard, epoch });
}

function tellCut(node: Node, { id, to, chunk }: Move, { epoch, open }: ShardMap): void {
  const half = open?.id === id;
  const gone =
    chunk.kind === 'slots' ? `only what has gone of ${wordsFor(chunk)} belongs to ${to}` : 'nothing has gone';
  const rest = half ? `; ${wordsFor(open.chunk)} will follow when ${to} answers` : '';
  node.note('move cut short', `epoch ${epoch}: ${gone}${rest}`, { half, chunk });
}

/** The disk is full. One directory alone has not done it then; whoever asked hears nothing, and asks again. */
function notStored(node: Node, state: State): void {
  if (othersOf(node).length > 0) return node.work('write', ms(100));
  const { open } = state.latest;
  if (open !== null && open.id !== state.map.open?.id)
    state.plan.unshift({ from: open.from, to: open.to, chunk: open.chunk });
  state.syncing = false;
  state.latest = state.map;
  state.due = [];
  state.later = [];
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

function commitMove(node: Node, state: State, { id, epoch }: CommitMove, call: Call): void {
  const { open } = state.latest;
  if (open?.id !== id || epoch !== state.latest.epoch)
    return refuse(node, state, call, epoch, 'the move has changed since');
  commit(node, state, committed(state.latest, open), { call, reply: 'committed' });
}

/** "SETSLOT STABLE". Nothing of a copy has changed hands; slots that have gone, have gone. */
function cancelMove(node: Node, state: State, id?: number): void {
  const { open } = state.latest;
  if (open === null || open.cut || (id !== undefined && open.id !== id))
    return node.note('nothing to do', 'no move is open that could be called off');
  node.note('called off', `move ${open.id} to ${open.to}, and what was to follow it there`);
  state.plan = state.plan.filter((move) => move.to !== open.to);
  const rest = open.chunk.kind === 'slots' ? { ...open, cut: true } : null;
  commit(node, state, nextEpoch(state.latest, { open: rest }), null);
  node.send('mover', { type: 'Wake' });
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
    plan.reduce<ShardMap>((map, move) => committed(map, move), { ...latest, members }),
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
      node.note('hot key', `${key} is to be ${remedy}`, { key, remedy });
      commit(node, state, nextEpoch(state.latest, { hot: { ...state.latest.hot, [key]: remedy } }), null);
    }),
    Rebalance: bySeat<Rebalance>((node, state, { from, to }) => {
      if (state.plan.length > 0 || state.latest.open !== null) return;
      const plan = splitPlan(state.latest, from, to);
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
