import type { Property, World } from '../../kernel/property.ts';
import type { Us } from '../../kernel/time.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { called, failed, loosened, returned, watchKey, type KeyWatch } from '../../pattern-kit/linearizability/live.ts';
import type { Model } from '../../pattern-kit/linearizability/model.ts';
import { ownerOf, type ShardMap } from './programs/placement/shard-map.ts';
import { followZombies, wasZombie, type Zombies } from './zombies.ts';

type Call = { readonly f: 'read' } | { readonly f: 'write'; readonly value: string };

/** After a failover nobody knows what the last write was that survived: the next read says. */
const ANYTHING = '*';

/** A wall: what was posted last. Every post is different. */
const wall: Model<string, Call, string> = {
  initial: '',
  step(state, call, answer) {
    if (call.f === 'write') return call.value;
    if (answer === undefined || answer === state) return state;
    return state === ANYTHING ? answer : undefined;
  },
  reads: (call) => call.f === 'read',
  describe: (call, answer) => (call.f === 'read' ? `read → ${JSON.stringify(answer ?? '?')}` : `post ${call.value}`),
};

const READS_AND_POSTS: readonly string[] = ['read', 'read-eu', 'post'];

interface Open {
  readonly key: string;
  readonly beganUs: Us;
}
interface Histories {
  /** While nothing is under way and only one state is possible, that state is all that is kept of a key. */
  keys: Record<string, KeyWatch | string>;
  open: Record<string, Open>;
  zombies: Zombies;
}
type Output = { readonly value: string; readonly by: string; readonly relaxed: boolean };

/**
 * "Per-key histories linearizable outside the declared async window": what people read and post could
 * have come from one copy of each wall. Declared are copies of hot keys, and what a replaced primary
 * answers or had not replicated.
 */
export const oneCopy: Property<Histories> = {
  id: 'one-copy',
  kind: 'always',
  title: 'Each wall reads as one copy',
  explain:
    'Wherever a key is, and whoever is moving it, every read sees the newest post that was taken: linearizable, key by key. Two things are declared and left out: reads of hot copies, and what a failover loses because replication is asynchronous.',
  init: () => ({ keys: {}, open: {}, zombies: {} }),
  step(state, event, world) {
    const promoted = event.effects.length > 0 ? followZombies(state.zombies, event, world) : null;
    if (promoted !== null) forgetShard(state, promoted, world);
    for (const effect of event.effects) {
      const problem = follow(state, event, effect);
      if (problem !== null) return problem;
    }
    return undefined;
  },
};

function follow(state: Histories, event: TraceEvent, effect: Effect): string | null {
  if (effect.kind === 'begin' && READS_AND_POSTS.includes(effect.name)) {
    const { key } = effect.input as { readonly key: string };
    state.open[effect.op] = { key, beganUs: event.timeUs };
    const watch = opened(state, key);
    const call: Call = effect.name === 'post' ? { f: 'write', value: effect.op } : { f: 'read' };
    called(watch, effect.op, event.node, call);
    return null;
  }
  if (effect.kind !== 'end' || state.open[effect.op] === undefined) return null;
  const { key, beganUs } = state.open[effect.op]!;
  delete state.open[effect.op];
  const { value, by, relaxed } = effect.output as unknown as Output;
  const watch = opened(state, key);
  const declared = relaxed || wasZombie(state.zombies, by, beganUs);
  if (effect.outcome === 'unknown' || (effect.outcome === 'ok' && declared)) {
    loosened(watch, wall, effect.op);
    settle(state, key, watch);
    return null;
  }
  const stuck = effect.outcome === 'ok' ? returned(watch, wall, effect.op, value) : failed(watch, wall, effect.op);
  settle(state, key, watch);
  return stuck === null
    ? null
    : `${stuck.client}: ${wall.describe(stuck.call as Call, stuck.answer as string | undefined)} on ${key}. No order of the operations explains it.`;
}

const watchFrom = (wallState: string): KeyWatch => ({
  ...watchKey(wall),
  configurations: [{ state: wallState, placed: [] }],
});

function opened(state: Histories, key: string): KeyWatch {
  const kept = state.keys[key] ?? '';
  if (typeof kept !== 'string') return kept;
  const watch = watchFrom(kept);
  state.keys[key] = watch;
  return watch;
}

function settle(state: Histories, key: string, { undecided, operations, tail, configurations }: KeyWatch): void {
  const [only, ...others] = configurations;
  if (undecided || operations.length > 0 || tail.length > 0 || only === undefined || others.length > 0) return;
  if (only.placed.length === 0) state.keys[key] = only.state as string;
}

/** The directory's newest map; null while it is down. */
export const latestMap = (world: World): ShardMap | null =>
  (world.state('directory') as { readonly latest: ShardMap } | null | undefined)?.latest ?? null;

/** A shard has a new primary: its keys start over, with only the writes that may still come to light. */
function forgetShard(state: Histories, shard: string, world: World): void {
  const map = latestMap(world);
  for (const key in state.keys) {
    if (map !== null && !concerns(map, key, shard)) continue;
    const old = state.keys[key]!;
    if (typeof old === 'string') {
      state.keys[key] = ANYTHING;
      continue;
    }
    const fresh = watchFrom(ANYTHING);
    for (const { id, client, call, fate } of old.operations) {
      const write = (call as Call).f === 'write';
      if (fate === 'returned' || (!write && fate === 'loose')) continue;
      called(fresh, id, client, call);
      if (fate === 'loose') loosened(fresh, wall, id);
    }
    if (!old.undecided) state.keys[key] = fresh;
  }
}

/** Whether a key is, or was until just now, in the hands of a shard. */
export const concerns = (map: ShardMap, key: string, shard: string): boolean =>
  ownerOf(map, key) === shard ||
  map.open?.from === shard ||
  map.open?.to === shard ||
  (map.previous.length > 0 && ownerOf(map, key, map.previous) === shard);
