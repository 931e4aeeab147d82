import type { Program, TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { ClientCall, Msg, NotVisited, ShardAnswer } from '../messages.ts';
import {
  clientTimeoutUs,
  dial,
  learn,
  placed,
  primaryOf,
  refreshMap,
  reportHits,
  type ClientState,
  type Finish,
  type Job,
  type Node,
} from './client-state.ts';
import { gathered, isApart, scatter, type LegId } from './gather.ts';
import { isPart, numberOf, partOf } from './keys.ts';
import { ownerOf, type ShardMap } from './placement/shard-map.ts';
import { seeks } from './seat.ts';

/**
 * A cluster client, as it lies inside of a router or, "smart", inside of the application itself. It
 * keeps a copy of the map, asks the node that owns the key, and follows what it is told: MOVED changes
 * its map, ASK changes nothing ("the next query only"), TRYAGAIN means later.
 */

/** What an answer teaches: one slot, and that there is a newer map. `MOVED` 's epoch is not ours until we have its map. */
export type Follow = (node: Node, state: ClientState, answer: ShardAnswer) => void;

export const followTruly: Follow = (node, state, answer) => {
  if (answer.type === 'Moved' && state.map.epoch <= answer.epoch) {
    const { slot, shard, node: primary } = answer;
    const { map } = state;
    state.map = {
      ...map,
      slots: withSlot(map.slots, slot, shard),
      primaries: { ...map.primaries, [shard]: primary },
    };
  }
  if (answer.type === 'Moved' || answer.type === 'StaleMap') refreshMap(node, state);
};

function withSlot(slots: ShardMap['slots'], slot: number, shard: string): ShardMap['slots'] {
  return slots.flatMap(([from, to, owner]) => {
    if (slot < from || slot > to || owner === shard) return [[from, to, owner] as const];
    const parts: (readonly [number, number, string])[] = [
      [from, slot - 1, owner],
      [slot, slot, shard],
      [slot + 1, to, owner],
    ];
    return parts.filter(([a, b]) => a <= b);
  });
}

export function submit(node: Node, state: ClientState, job: Job): void {
  const { what, key, keys } = job;
  const { map, hits } = state;
  if (keys === null) hits[numberOf(key)]! += 1;
  else for (const each of keys) hits[numberOf(each)]! += 1;
  if (what === 'feed' || (what === 'profile' && isApart(map, keys!))) return scatter(node, state, job, null);
  const remedy = map.hot[key];
  if (remedy === 'split' && what === 'like') return likePart(node, state, job);
  const copy = remedy === 'copied' && what === 'read';
  // A copy is everywhere.
  const shard = copy ? node.stream('spread').pick(map.members) : ownerOf(map, key);
  send(node, state, placed(state.jobs, job), job, primaryOf(map, shard), copy);
}

/** A counter in parts: any shard will do. */
function likePart(node: Node, state: ClientState, whole: Job): void {
  const shard = node.stream('spread').pick(state.map.members);
  const job = { ...whole, key: partOf(whole.key, shard) };
  send(node, state, placed(state.jobs, job), job, primaryOf(state.map, shard), false);
}

function send(node: Node, state: ClientState, place: number, job: Job, to: string, copy: boolean): void {
  job.at = to;
  node.request(to, callFor(job, state.map.epoch, copy), {
    timeoutUs: clientTimeoutUs(node),
    tag: 'answered',
    data: place,
  });
}

function callFor({ what, key, keys, value }: Job, epoch: number, copy: boolean): ClientCall {
  switch (what) {
    case 'read':
      return { type: 'Get', key, copy, epoch };
    case 'post':
      return { type: 'Put', key, value, epoch };
    case 'like':
      return { type: 'Like', key, epoch };
    default:
      return { type: 'GetMany', keys: keys!, epoch };
  }
}

const MOST_HOPS = 6;
const MOST_TRIES = 12;

/** Handlers that a router and a smart application have in common. */
export function clientHandlers(
  finish: Finish,
  follow: Follow = followTruly,
): Pick<Program<ClientState, Msg>, 'replies' | 'work' | 'on' | 'timers'> {
  return {
    on: {
      MapUpdate(node, state, { map }, { from }) {
        if (map.epoch > state.map.epoch) state.seat = from;
        learn(node, state, map);
      },
    },
    replies: {
      mapIs(node, state, reply) {
        state.asksForMap = false;
        if (seeks(node, state, reply) && reply.type === 'SeatAt') return refreshMap(node, state);
        if (reply.type === 'MapUpdate') learn(node, state, reply.map);
      },
      answered(node, state, reply, place: number) {
        if (reply.type !== 'timeout') follow(node, state, reply as ShardAnswer);
        answered(node, state, reply as ShardAnswer | TimedOut, place, finish);
      },
      gathered: (node, state, reply, leg: LegId) => gathered(node, state, reply as ShardAnswer | TimedOut, leg, finish),
    },
    work: {
      again(node, state, place: number) {
        const job = state.jobs[place]!;
        send(node, state, place, job, primaryOf(state.map, shardFor(state.map, job.key)), false);
      },
    },
    timers: {
      report(node, state) {
        reportHits(node, state);
      },
    },
  };
}

const shardFor = (map: ShardMap, key: string): string =>
  isPart(key) ? key.slice(key.indexOf('#') + 1) : ownerOf(map, key);

function answered(node: Node, state: ClientState, reply: ShardAnswer | TimedOut, place: number, finish: Finish): void {
  const job = state.jobs[place]!;
  const end = (outcome: NotVisited['outcome'], reason: string): void => {
    state.jobs[place] = null;
    finish(node, job, { type: 'NotVisited', outcome, reason });
  };
  switch (reply.type) {
    case 'Value': {
      const { value, copy } = reply;
      state.jobs[place] = null;
      return finish(node, job, { type: 'Visited', value, by: job.at, relaxed: copy || isPart(job.key) });
    }
    case 'Values':
      state.jobs[place] = null;
      return finish(node, job, { type: 'Visited', value: reply.values.at(-1)!, by: job.at, relaxed: false });
    case 'Moved':
    case 'StaleMap':
      if (job.hops >= MOST_HOPS) return end('fail', 'too many redirections');
      node.note('redirected', `epoch ${reply.had} was refused for ${reply.epoch}: on to ${reply.node}`, {
        had: reply.had,
        epoch: reply.epoch,
      });
      // After the first hop the map may be in flux: a moment of patience is cheaper than running in circles.
      job.hops += 1;
      if (job.hops > 2) return node.work('again', ms(40), place);
      return send(node, state, place, job, reply.node, false);
    case 'AskAt':
      if (job.hops >= MOST_HOPS) return end('fail', 'too many redirections');
      node.note('asking', `slot ${reply.slot}: this request only, at ${reply.node}, behind an ASKING`);
      job.hops += 1;
      node.send(reply.node, { type: 'Asking' });
      return send(node, state, place, job, reply.node, false);
    case 'Parted':
      // For this visit only: the map is not in it.
      state.jobs[place] = null;
      refreshMap(node, state);
      return scatter(node, state, job, reply.members);
    case 'TryAgain':
      if (job.tries >= MOST_TRIES) return end('fail', 'tried again in vain');
      job.tries += 1;
      return node.work('again', ms(dial(node, 'client.tryAgainMs')), place);
    case 'CrossSlot':
      return end('fail', 'CROSSSLOT');
    case 'ClusterDown':
      refreshMap(node, state);
      return end('fail', reply.why);
    case 'Busy':
      return end('fail', 'queue full');
    case 'Gathered':
      return end('fail', 'no such answer');
    case 'timeout':
      // It may have happened, or may happen yet: nobody asks twice.
      refreshMap(node, state);
      return end('unknown', 'no answer in time');
  }
}
