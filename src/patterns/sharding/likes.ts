import type { Property } from '../../kernel/property.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { concerns } from './history.ts';
import { latestMap } from './latest-map.ts';
import { followZombies, wasZombie, ZOMBIE_EFFECTS, type Zombies } from './zombies.ts';

interface Counts {
  /** Likes that were confirmed, and that were tried, by person's wall. */
  confirmed: Record<string, number>;
  tried: Record<string, number>;
  /** Likes and profiles under way: whose, since when, and what was confirmed by then. */
  open: Record<string, { readonly wall: string; readonly beganUs: number; readonly floor: number }>;
  zombies: Zombies;
}
type Output = { readonly value: number | string; readonly by: string };

const wallOf = (key: string): string => key.replace(':likes', ':wall');

/** Counters, split or whole, moving or not: a profile shows every like that was confirmed before it was opened. */
export const likesCount: Property<Counts> = {
  id: 'likes-count',
  kind: 'always',
  title: 'Every like counts, once',
  explain:
    'A profile shows at least the likes that were confirmed before it was asked for, and at most those that were ever given, whether the counter is moving, split into parts or neither. What a failover loses is left out.',
  watches: { effects: ['begin', 'end', ...ZOMBIE_EFFECTS] },
  init: () => ({ confirmed: {}, tried: {}, open: {}, zombies: {} }),
  step(state, event, world) {
    const promoted = followZombies(state.zombies, event, world);
    const map = promoted === null ? null : latestMap(world);
    if (promoted !== null)
      for (const wall in state.confirmed)
        if (map === null || concerns(map, wall.replace(':wall', ':likes'), promoted)) forget(state, wall);
    for (const effect of event.effects) {
      if ((effect.kind !== 'begin' && effect.kind !== 'end') || (effect.name !== 'like' && effect.name !== 'profile'))
        continue;
      const problem = follow(state, event, effect);
      if (problem !== null) return problem;
    }
    return undefined;
  },
};

/** Nobody knows how many likes the new primary has. */
function forget(state: Counts, wall: string): void {
  state.confirmed[wall] = 0;
  for (const op in state.open) if (state.open[op]!.wall === wall) state.open[op] = { ...state.open[op]!, floor: 0 };
}

type BeginOrEnd = Extract<Effect, { kind: 'begin' | 'end' }>;

function follow(state: Counts, event: TraceEvent, effect: BeginOrEnd): string | null {
  if (effect.kind === 'begin') {
    const wall = wallOf((effect.input as { readonly key: string }).key);
    if (effect.name === 'like') state.tried[wall] = (state.tried[wall] ?? 0) + 1;
    state.open[effect.op] = { wall, beganUs: event.timeUs, floor: state.confirmed[wall] ?? 0 };
    return null;
  }
  if (state.open[effect.op] === undefined) return null;
  const { wall, beganUs, floor } = state.open[effect.op]!;
  delete state.open[effect.op];
  if (effect.outcome !== 'ok') return null;
  const { value, by } = effect.output as unknown as Output;
  // What was gathered may come from any of them.
  const sources = by === '' ? Object.keys(state.zombies) : [by];
  if (sources.some((node) => wasZombie(state.zombies, node, beganUs))) return null;
  if (effect.name === 'like') {
    state.confirmed[wall] = (state.confirmed[wall] ?? 0) + 1;
    return null;
  }
  const [shown, most] = [Number(value), state.tried[wall] ?? 0];
  return shown >= floor && shown <= most
    ? null
    : `a profile shows ${shown} likes of ${wall}, but ${floor} were confirmed and ${most} given`;
}
