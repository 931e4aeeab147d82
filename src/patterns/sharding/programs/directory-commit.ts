import { ms } from '../../../kernel/time.ts';
import { spread, writeDown } from './directory-group.ts';
import { isMost, othersOf, type Due, type Node, type State } from './directory-state.ts';
import { ownsChunk } from './placement/change-map.ts';
import { wordsFor, type Move, type ShardMap } from './placement/shard-map.ts';

/** From a change to a map that everybody may go by. */

export const push = (node: Node, map: ShardMap): void => {
  for (const to of node.peers)
    if (to !== 'mover' && !othersOf(node).includes(to)) node.send(to, { type: 'MapUpdate', map });
};

/** One change, one epoch. Nobody hears of it before it is durable. */
export function commit(node: Node, state: State, map: ShardMap, due: Due | null): void {
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
  spread(node, state);
}

export function write(node: Node, state: State): void {
  writeDown(node, state);
  node.disk.sync('stored', { reign: state.reign, epoch: state.ledger.map.epoch } satisfies Storing);
}

export type Storing = { readonly reign: number; readonly epoch: number };

/** One more directory has it on disk. When most have it, it counts. */
export function isKept(node: Node, state: State, { reign, epoch }: Storing, by: string): void {
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
export function notStored(node: Node, state: State): void {
  if (othersOf(node).length > 0) return node.work('write', ms(100));
  const { open } = state.latest;
  if (open !== null && open.id !== state.map.open?.id)
    state.plan.unshift({ from: open.from, to: open.to, chunk: open.chunk });
  state.syncing = false;
  state.latest = state.map;
  state.due = [];
  state.later = [];
}

export function answerDue(node: Node, state: State, { call, reply }: Due): void {
  const { map } = state;
  if (reply === 'committed') node.reply(call, { type: 'Committed', epoch: map.epoch });
  else node.reply(call, reply === 'map' ? { type: 'MapUpdate', map } : { type: 'MoveIs', map });
}
