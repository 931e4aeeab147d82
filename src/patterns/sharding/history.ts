import type { Property, World } from '../../kernel/property.ts';
import type { Effect } from '../../kernel/trace.ts';
import { called, failed, loosened, returned, watchKey, type KeyWatch } from '../../pattern-kit/linearizability/live.ts';
import type { Model } from '../../pattern-kit/linearizability/model.ts';
import { ownerOf, type ShardMap } from './programs/placement/shard-map.ts';
import { followZombies, wasZombie, ZOMBIE_EFFECTS, type Zombies } from './zombies.ts';

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

/** One operation on a key, and nothing before it that is not settled: there is only one order of one. */
interface Sole {
  readonly sole: true;
  state: string;
  readonly id: string;
  readonly client: string;
  readonly call: Call;
}
interface Histories {
  /**
   * While only one state is possible, that state is all that is kept of a key, with the one operation
   * that may be under way. It is judged in full from when a second one begins.
   */
  keys: Record<string, KeyWatch | Sole | string>;
  /** The key of every operation under way. */
  open: Record<string, string>;
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
  watches: { effects: ['begin', 'end', ...ZOMBIE_EFFECTS] },
  init: () => ({ keys: {}, open: {}, zombies: {} }),
  step(state, event, world) {
    const promoted = followZombies(state.zombies, event, world);
    if (promoted !== null) forgetShard(state, promoted, world);
    for (const effect of event.effects) {
      if (effect.kind === 'begin') begun(state, event.node, effect);
      else if (effect.kind === 'end') {
        const problem = ended(state, effect);
        if (problem !== null) return problem;
      }
    }
    return undefined;
  },
};

const isReadOrPost = (name: string): boolean => name === 'read' || name === 'read-eu' || name === 'post';

function begun(state: Histories, client: string, { name, op, input }: Extract<Effect, { kind: 'begin' }>): void {
  if (!isReadOrPost(name)) return;
  const { key } = input as { readonly key: string };
  state.open[op] = key;
  const call: Call = name === 'post' ? { f: 'write', value: op } : { f: 'read' };
  const kept = state.keys[key] ?? '';
  if (typeof kept === 'string') state.keys[key] = { sole: true, state: kept, id: op, client, call };
  else called(watched(state, key, kept), op, client, call);
}

function ended(state: Histories, effect: Extract<Effect, { kind: 'end' }>): string | null {
  const { name, op, outcome, output, beganUs } = effect;
  const key = isReadOrPost(name) ? state.open[op] : undefined;
  if (key === undefined) return null;
  delete state.open[op];
  const { value, by, relaxed } = (outcome === 'ok' ? output : NOTHING) as unknown as Output;
  // A read without an answer, whatever the reason, says nothing about anything.
  const loose =
    outcome === 'ok' ? relaxed || wasZombie(state.zombies, by, beganUs) : outcome === 'unknown' || name !== 'post';
  const kept = state.keys[key]!;
  // A write that may have happened has to be remembered; all else leaves one state behind it.
  if (isSole(kept) && !(loose && kept.call.f === 'write')) {
    const next = loose || outcome === 'fail' ? kept.state : wall.step(kept.state, kept.call, value);
    if (next === undefined) return stuckWords(kept.client, kept.call, value, key);
    state.keys[key] = next;
    return null;
  }
  const watch = watched(state, key, kept);
  if (loose) loosened(watch, wall, op);
  const stuck = loose ? null : outcome === 'ok' ? returned(watch, wall, op, value) : failed(watch, wall, op);
  settle(state, key, watch);
  return stuck === null ? null : stuckWords(stuck.client, stuck.call as Call, stuck.answer as string | undefined, key);
}

const NOTHING: Output = { value: '', by: '', relaxed: false };
const isSole = (kept: KeyWatch | Sole | string): kept is Sole => typeof kept !== 'string' && 'sole' in kept;
const stuckWords = (client: string, call: Call, answer: string | undefined, key: string): string =>
  `${client}: ${wall.describe(call, answer)} on ${key}. No order of the operations explains it.`;

const watchFrom = (wallState: string): KeyWatch => ({
  ...watchKey(wall),
  configurations: [{ state: wallState, placed: [] }],
});

function watched(state: Histories, key: string, kept: KeyWatch | Sole | string): KeyWatch {
  if (typeof kept !== 'string' && !isSole(kept)) return kept;
  const watch = watchFrom(typeof kept === 'string' ? kept : kept.state);
  if (isSole(kept)) called(watch, kept.id, kept.client, kept.call);
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
    if (isSole(old)) {
      old.state = ANYTHING;
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
