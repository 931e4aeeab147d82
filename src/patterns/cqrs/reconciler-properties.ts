import type { Property, World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { partitionOf, type StoreEvent } from './programs/store-event.ts';
import type { ViewName } from './programs/views.ts';
import type { WriteStoreState } from './programs/write-store.ts';
import { noteOf, partitionsIn, PROJECTORS, replicaState } from './reading.ts';
import { REPLICAS, VIEWS } from './topology.ts';
import { differingRow, emptyOracle, learn, type Oracle } from './view-oracle.ts';

/** What can be relied on of the comparison with the write model. */

/** With each of these nothing is lost, made up or counted twice. */
const SOUND: readonly (readonly [setting: string, value: string])[] = [
  ['publish.how', 'outbox'],
  ['relay.gaps', 'wait'],
  ['projector.dedupe', 'version'],
  ['projector.commit', 'together'],
  ['projector.onPoison', 'stall'],
  ['facets.stockFirst', 'kept'],
];
const isSound = ({ settings }: World): boolean => SOUND.every(([setting, value]) => settings[setting] === value);
const WATCHES = { nodes: ['reconciler'], effects: ['note', 'metric', 'become'] } as const;

export const noFalseAlarm: Property<{ unsound: boolean }> = {
  id: 'no-false-alarm',
  kind: 'always',
  title: 'No false alarm',
  explain:
    'Where events are neither lost nor counted twice, the reconciler finds no difference, however late a view is: what is late is compared as of its own position.',
  appliesOff: false,
  watches: { nodes: ['reconciler', ...PROJECTORS], effects: ['note'] },
  init: (world) => ({ unsound: !isSound(world) }),
  step(state, event, world) {
    if (noteOf(event, 'set aside') !== undefined) state.unsound = true;
    if (event.node !== 'reconciler' || state.unsound) return undefined;
    state.unsound = !isSound(world);
    const alarm = state.unsound ? undefined : noteOf(event, 'views differ');
    return alarm === undefined ? undefined : `the reconciler is wrong about this: ${alarm.text}`;
  },
};

/** All that is committed, by position: what is true as of any of them is a prefix of each partition. */
function committedIn(world: World, partitions: number): Oracle {
  const oracle = emptyOracle(partitions);
  const store = world.state('write-store') as WriteStoreState | undefined;
  for (const event of store?.outbox ?? []) learn(oracle, [event], partitionOf(event.stream, partitions));
  return oracle;
}

function countUpTo(log: readonly StoreEvent[], position: number): number {
  let count = log.length;
  while (count > 0 && log[count - 1]!.position > position) count -= 1;
  return count;
}

/** A row of this view on this replica that is not what was committed by then; null where there is none. */
function wrongRow(world: World, truth: Oracle, replica: string, view: ViewName): string | null {
  const held = replicaState(world, replica)?.views[view];
  if (held === undefined) return null;
  const { reached, rows } = held;
  return differingRow(
    truth,
    view,
    rows,
    truth.logs.map((log, partition) => countUpTo(log, reached[partition]!)),
  );
}

const concluded = ({ effects }: TraceEvent): boolean =>
  effects.some((effect) => effect.kind === 'metric' && effect.name === 'differences');

export const wrongIsFound: Property<Record<string, number>> = {
  id: 'wrong-is-found',
  kind: 'always',
  title: 'A wrong view is found',
  explain:
    'When the reconciler has compared three times while a view on a replica was not what is committed, it does not say that they agree. It may be any of the views.',
  appliesOff: false,
  watches: WATCHES,
  init: () => ({}),
  step(looks, event, world) {
    if (event.node !== 'reconciler' || !concluded(event)) return undefined;
    if (world.state('write-store') === undefined) return undefined;
    const truth = committedIn(world, partitionsIn(world));
    for (const replica of REPLICAS)
      for (const [view] of VIEWS) {
        const wrong = wrongRow(world, truth, replica, view);
        const key = `${replica} ${view}`;
        looks[key] = wrong === null ? 0 : (looks[key] ?? 0) + 1;
        if (looks[key] > 2 && world.lane('reconciler') === 'AGREE')
          return `the reconciler says that all agree; on ${replica} ${wrong}`;
      }
    return undefined;
  },
};
