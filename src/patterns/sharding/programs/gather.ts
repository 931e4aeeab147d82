import type { TimedOut } from '../../../kernel/program.ts';
import type { ShardAnswer } from '../messages.ts';
import {
  clientTimeoutUs,
  placed,
  primaryOf,
  refreshMap,
  type ClientState,
  type Finish,
  type Job,
  type Leg,
  type Node,
} from './client-state.ts';
import { isCounter, partOf, type Item } from './keys.ts';
import { ownerOf, type ShardMap } from './placement/shard-map.ts';

/** Scatter and gather: what no one shard has all of. */

export type LegId = { readonly id: number; readonly leg: number };

/** Keys of several shards, or a counter in parts. */
export function isApart(map: ShardMap, keys: readonly string[]): boolean {
  const owner = ownerOf(map, keys[0]!);
  for (const key of keys) if (map.hot[key] === 'split' || ownerOf(map, key) !== owner) return true;
  return false;
}

/** Fan-out: as slow as the slowest shard. `parted`: where counters are in parts, whatever the map says. */
export function scatter(node: Node, state: ClientState, job: Job, parted: readonly string[] | null): void {
  const { map } = state;
  const legs: Record<string, string[]> = {};
  for (const key of job.keys!) {
    (legs[ownerOf(map, key)] ??= []).push(key);
    const shards = map.hot[key] === 'split' ? map.members : isCounter(key) ? parted : null;
    for (const shard of shards ?? []) (legs[shard] ??= []).push(partOf(key, shard));
  }
  const id = placed(state.gathers, { job, legs: [], left: 0, found: {}, failed: 0 });
  for (const shard in legs) sendLeg(node, state, primaryOf(map, shard), id, { keys: legs[shard]!, again: false });
}

function sendLeg(node: Node, state: ClientState, to: string, id: number, leg: Leg): void {
  const gather = state.gathers[id]!;
  gather.left += 1;
  if (leg.again) node.send(to, { type: 'Asking' });
  node.request(
    to,
    { type: 'Scatter', keys: leg.keys, epoch: state.map.epoch },
    { timeoutUs: clientTimeoutUs(node), tag: 'gathered', data: { id, leg: gather.legs.push(leg) - 1 } satisfies LegId },
  );
}

/** What the map had in the wrong place is asked for once more, where its owner is said to be. */
function followOwners(node: Node, state: ClientState, id: number, leg: Leg, owners: readonly (string | null)[]): void {
  const astray: Record<string, string[]> = {};
  for (let i = 0; i < leg.keys.length; i++) {
    const owner = owners[i] ?? null;
    if (owner !== null) (astray[owner] ??= []).push(leg.keys[i]!);
  }
  for (const owner in astray) {
    node.note('redirected', `${astray[owner]!.join(', ')}: on to ${owner}`);
    sendLeg(node, state, owner, id, { keys: astray[owner]!, again: true });
  }
}

export function gathered(
  node: Node,
  state: ClientState,
  reply: ShardAnswer | TimedOut,
  { id, leg: number }: LegId,
  finish: Finish,
): void {
  const gather = state.gathers[id]!;
  const leg = gather.legs[number]!;
  gather.left -= 1;
  if (reply.type === 'Gathered') {
    for (let i = 0; i < leg.keys.length; i++) {
      const item = reply.values[i] ?? null;
      if (item !== null) gather.found[leg.keys[i]!] = item;
    }
    if (!leg.again) followOwners(node, state, id, leg, reply.owners);
  } else {
    gather.failed += 1;
    if (reply.type === 'timeout' || reply.type === 'Moved' || reply.type === 'StaleMap') refreshMap(node, state);
  }
  if (gather.left > 0) return;
  state.gathers[id] = null;
  const { job, found, failed } = gather;
  let holes = 0;
  // A part of a counter that is nowhere has never been counted; a key that is nowhere is on its way.
  for (const key of job.keys!) if (found[key] === undefined) holes++;
  if (failed > 0) finish(node, job, { type: 'NotVisited', outcome: 'fail', reason: `${failed} shards are missing` });
  else if (holes > 0) finish(node, job, { type: 'NotVisited', outcome: 'fail', reason: `${holes} keys are missing` });
  else finish(node, job, { type: 'Visited', value: summed(found, job.keys!.at(-1)!), by: '', relaxed: true });
}

/** A counter is the sum of its parts. */
function summed(found: Readonly<Record<string, Item>>, key: string): Item {
  let total = found[key] ?? '';
  for (const each in found) if (each.startsWith(`${key}#`)) total = Number(total) + Number(found[each]);
  return total;
}
