import type { Call } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Keep, Promised, Reigns, Stand } from '../messages.ts';
import { isMost, ledgerIn, othersOf, refuseReign, type Node, type State } from './directory-state.ts';
import { nextEpoch } from './placement/change-map.ts';
import type { ShardMap } from './placement/shard-map.ts';
import { DIRECTORIES } from './seat.ts';

/**
 * Three directories keep one map, as MongoDB's config servers are a replica set. A map counts when most
 * of them have it on disk. Whoever misses the seat stands for it under a higher number, its reign: most
 * have to promise to follow no older one, and hand over the newest map they keep. (Lamport, "Paxos Made
 * Simple": promise, then accept; here the one value is the map, and each new map takes the place of the last.)
 */

const timeoutUs = (node: Node): number => ms(Number(node.settings['failover.timeoutMs']));

/** Everybody else is to keep what the seat is writing down itself. */
export function spread(node: Node, { reign, ledger }: State): void {
  for (const to of othersOf(node)) node.send(to, { type: 'Keep', reign, ledger });
}

/** Heartbeat of the seat. What was lost on the way is sent again. */
export function beat(node: Node, state: State): void {
  if (state.rank !== 'seated') return;
  node.setTimer('beat', Math.floor(timeoutUs(node) / 4));
  if (state.syncing) return spread(node, state);
  for (const to of othersOf(node)) node.send(to, { type: 'Reigns', reign: state.reign, epoch: state.map.epoch });
}

/** One after the other gets impatient, so that they do not stand against each other. */
export function listen(node: Node): void {
  const place = DIRECTORIES.indexOf(node.id);
  node.setTimer('silence', timeoutUs(node) + Math.floor((timeoutUs(node) * place) / 4));
}

/** Somebody has a newer reign. What is not in the ledger is forgotten; whoever asked for it asks again. */
export function follow(node: Node, state: State, seat: string): void {
  if (state.rank !== 'following') node.become('FOLLOWS', `${seat} has a newer reign`);
  if (state.rank === 'seated') Object.assign(state, ledgerIn(state.ledger), { syncing: false, due: [], later: [] });
  state.rank = 'following';
  state.seat = seat;
  listen(node);
}

function refuse(node: Node, state: State, reign: number, to: string, what: string): void {
  refuseReign(node, reign, state.reign, what);
  node.send(to, { type: 'Kept', reign: state.reign, epoch: state.ledger.map.epoch });
}

export function keep(node: Node, state: State, { reign, ledger }: Keep, { from }: Call): void {
  if (reign < state.reign) return refuse(node, state, reign, from, `the map from ${from} is refused`);
  follow(node, state, from);
  Object.assign(state, ledgerIn(ledger), { reign, keptReign: reign });
  writeDown(node, state);
  node.disk.sync('keeps', { to: from, reign, epoch: ledger.map.epoch } satisfies Keeping);
}

/** A follower answers only for what is on its disk. */
export function keeps(node: Node, state: State, ok: boolean, { to, reign, epoch }: Keeping): void {
  if (ok && reign === state.reign) node.send(to, { type: 'Kept', reign, epoch });
}

export type Keeping = { readonly to: string; readonly reign: number; readonly epoch: number };

export function writeDown(node: Node, { ledger, reign, keptReign }: State): void {
  const { map, plan, moves, drained } = ledger;
  node.disk.set('map', map);
  node.disk.set('plan', { plan, moves, drained });
  if (othersOf(node).length > 0) node.disk.set('reign', { reign, kept: keptReign });
}

/** The seat's heartbeat: most have that epoch by now. */
export function reigns(node: Node, state: State, { reign, epoch }: Reigns, { from }: Call): void {
  if (reign < state.reign) return refuse(node, state, reign, from, `the seat of ${from} is refused`);
  state.reign = reign;
  follow(node, state, from);
  if (state.keptReign !== reign || state.latest.epoch !== epoch || state.map.epoch === epoch) return;
  state.map = state.latest;
  node.metric('epoch', epoch);
}

/** Nobody has been heard from the seat: asks for it under a reign that nobody else can use. */
export function stand(node: Node, state: State): void {
  if (state.rank === 'seated') return;
  const count = DIRECTORIES.length;
  state.reign = (Math.floor(state.reign / count) + 1) * count + DIRECTORIES.indexOf(node.id);
  state.rank = 'standing';
  state.votes = {};
  node.become('STANDS', 'the seat is silent');
  node.disk.set('reign', { reign: state.reign, kept: state.keptReign });
  node.disk.sync('stood', state.reign);
  listen(node);
}

export function stood(node: Node, state: State, ok: boolean, reign: number): void {
  if (!ok || state.rank !== 'standing' || reign !== state.reign) return;
  state.votes[node.id] = true;
  for (const to of othersOf(node)) node.send(to, { type: 'Stand', reign });
}

export function promise(node: Node, state: State, { reign }: Stand, { from }: Call): void {
  if (reign <= state.reign) return refuseReign(node, reign, state.reign, `${from} may not have the seat`);
  state.reign = reign;
  follow(node, state, from);
  node.disk.set('reign', { reign, kept: state.keptReign });
  node.disk.sync('promised', { to: from, reign });
}

export function promised(node: Node, state: State, ok: boolean, to: string, reign: number): void {
  if (!ok || reign !== state.reign) return;
  const { keptReign, ledger } = state;
  node.send(to, { type: 'Promised', reign, keptReign, ledger });
}

/** Answers the map that it begins its reign with once most have promised; until then null. */
export function countPromise(node: Node, state: State, message: Promised, { from }: Call): ShardMap | null {
  if (state.rank !== 'standing' || message.reign !== state.reign) return null;
  const { keptReign, ledger } = message;
  // What most of them have kept is among what any most of them have.
  if (keptReign > state.keptReign || (keptReign === state.keptReign && ledger.map.epoch > state.latest.epoch))
    Object.assign(state, ledgerIn(ledger), { keptReign });
  state.votes[from] = true;
  if (!isMost(node, state.votes)) return null;
  Object.assign(state, { rank: 'seated', seat: node.id, told: state.latest });
  node.cancelTimer('silence');
  node.become('SEATED', 'most follow');
  const next = nextEpoch(state.latest, {});
  node.note('takes the seat', `reign ${state.reign} begins with epoch ${next.epoch}`, { open: next.open !== null });
  return next;
}
