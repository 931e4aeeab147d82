import type { Property, World } from '../../kernel/property.ts';
import type { Effect } from '../../kernel/trace.ts';
import { called, failed, loosened, returned, type KeyWatch } from '../../pattern-kit/linearizability/live.ts';
import { latestMap } from './latest-map.ts';
import { ownerOf, type ShardMap } from './programs/placement/shard-map.ts';
import {
  ANYTHING,
  begins,
  endsWell,
  endsWithout,
  rowAnew,
  rowFrom,
  wall,
  watchAnew,
  watchOf,
  type Call,
  type Row,
} from './row.ts';
import { followZombies, wasZombie, ZOMBIE_EFFECTS, type Zombies } from './zombies.ts';

interface Histories {
  /** Of a wall that nobody asks about, what stands there; else its row, or, where posts overlap, all orders. */
  keys: Record<string, KeyWatch | Row | string>;
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
  const writes = name === 'post' ? op : null;
  let kept = state.keys[key] ?? '';
  if (typeof kept === 'string') state.keys[key] = kept = rowFrom(kept);
  if (isRow(kept)) begins(kept, op, client, writes);
  else called(kept, op, client, writes === null ? { f: 'read' } : { f: 'write', value: writes });
}

function ended(state: Histories, effect: Extract<Effect, { kind: 'end' }>): string | null {
  const { name, op, outcome, output, beganUs } = effect;
  const key = isReadOrPost(name) ? state.open[op] : undefined;
  if (key === undefined) return null;
  delete state.open[op];
  const { value, by, relaxed } = outcome === 'ok' ? (output as unknown as Output) : NOTHING;
  // A read without an answer, whatever the reason, says nothing about anything.
  const loose =
    outcome === 'ok' ? relaxed || wasZombie(state.zombies, by, beganUs) : outcome === 'unknown' || name !== 'post';
  let kept = state.keys[key] as KeyWatch | Row;
  if (isRow(kept)) {
    if (fitsIn(kept, op, name === 'post', loose, outcome === 'ok', value)) {
      if (kept.open.length === 0) state.keys[key] = kept.stood[0]!.value;
      return null;
    }
    state.keys[key] = kept = watchOf(kept);
  }
  if (loose) loosened(kept, wall, op);
  const stuck = loose ? null : outcome === 'ok' ? returned(kept, wall, op, value) : failed(kept, wall, op);
  settle(state, key, kept);
  return stuck === null ? null : stuckWords(stuck.client, stuck.call as Call, stuck.answer as string | undefined, key);
}

/** Takes the end of an operation into its row; false where the row cannot say whether it is right. */
function fitsIn(row: Row, op: string, post: boolean, loose: boolean, ok: boolean, value: string): boolean {
  // A write that may have happened has to be remembered.
  if (loose && post) return false;
  if (ok && !loose) return endsWell(row, op, value);
  endsWithout(row, op);
  return true;
}

const NOTHING: Output = { value: '', by: '', relaxed: false };
const isRow = (kept: KeyWatch | Row): kept is Row => 'row' in kept;
const stuckWords = (client: string, call: Call, answer: string | undefined, key: string): string =>
  `${client}: ${wall.describe(call, answer)} on ${key}. No order of the operations explains it.`;

function settle(state: Histories, key: string, { undecided, operations, tail, configurations }: KeyWatch): void {
  const [only, ...others] = configurations;
  if (undecided || operations.length > 0 || tail.length > 0 || only === undefined || others.length > 0) return;
  if (only.placed.length === 0) state.keys[key] = only.state as string;
}

/** A shard has a new primary: its keys start over, with only the writes that may still come to light. */
function forgetShard(state: Histories, shard: string, world: World): void {
  const map = latestMap(world);
  for (const key in state.keys) {
    if (map !== null && !concerns(map, key, shard)) continue;
    const old = state.keys[key]!;
    if (typeof old === 'string') state.keys[key] = ANYTHING;
    else if (isRow(old)) rowAnew(old);
    else if (!old.undecided) state.keys[key] = watchAnew(old);
  }
}

/** Whether a key is, or was until just now, in the hands of a shard. */
export const concerns = (map: ShardMap, key: string, shard: string): boolean =>
  ownerOf(map, key) === shard ||
  map.open?.from === shard ||
  map.open?.to === shard ||
  (map.previous.length > 0 && ownerOf(map, key, map.previous) === shard);
