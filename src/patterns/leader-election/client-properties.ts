import type { Property, World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { linearizable, type LinearizableState } from '../../pattern-kit/linearizability/property.ts';
import { CALLS, KEY } from './client-calls.ts';
import { algorithmOf, promisesOneCopy } from './promises.ts';

/** What clients see, judged by the history of their requests alone. */

const judge = linearizable({ id: '', title: '', explain: '', model: KEY, ...CALLS });

interface Judged {
  readonly history: LinearizableState;
  /** Clocks of replicas that run fast or slow, in ppm. */
  readonly drift: Record<string, number>;
  /** At some time a lease was trusted, and clocks differed by more than it allows for. */
  overtrusted: boolean;
}

const isRaft = (world: World): boolean => world.on && algorithmOf(world) === 'raft';

/**
 * Raft promises it. Without consensus nobody does, nor do algorithms that only say who leads, nor does
 * a lease that trusts clocks more than they deserve (dissertation, 6.4.1).
 */
const isPromised = ({ overtrusted }: Judged, world: World): boolean => isRaft(world) && !overtrusted;

function followClocks(state: Judged, { effects }: TraceEvent, { settings }: World): void {
  for (const effect of effects) {
    if (effect.kind !== 'condition' || effect.name !== 'clockDrift' || !effect.node.startsWith('n')) continue;
    if (effect.value === 0) delete state.drift[effect.node];
    else state.drift[effect.node] = effect.value;
  }
  if (state.overtrusted || settings['raft.reads'] !== 'lease') return;
  // Those that run true are among them, whoever else does.
  let [slowest, fastest] = [0, 0];
  for (const node in state.drift) {
    slowest = Math.min(slowest, state.drift[node]!);
    fastest = Math.max(fastest, state.drift[node]!);
  }
  const allowed = 100 + Number(settings['raft.driftPct']);
  state.overtrusted = (1_000_000 + fastest) * 100 > (1_000_000 + slowest) * allowed;
}

const clients: Pick<Property<Judged>, 'watches' | 'init'> = {
  watches: { effects: ['begin', 'end', 'status', 'condition'] },
  init: (world) => ({
    history: judge.init(world),
    drift: {},
    overtrusted: false,
  }),
};

export const linearizableClients: Property<Judged> = {
  ...clients,
  id: 'linearizable',
  kind: 'always',
  title: 'Clients see one database',
  explain:
    'All that clients were answered could come from a single copy that does one request at a time (Wing and Gong’s check, live). No stale read, no lost write. A key with more unknown ends than can be followed is never called broken. A lease promises it only while clocks differ by no more than it allows for.',
  appliesOff: false,
  applies: promisesOneCopy,
  step(state, event, world) {
    followClocks(state, event, world);
    return isPromised(state, world) ? judge.step(state.history, event, world) : undefined;
  },
};

/** The same judge where it is no promise: there it is worth seeing. */
export const contradiction: Property<Judged> = {
  ...clients,
  id: 'contradiction',
  kind: 'sometimes',
  title: 'Clients see two databases',
  explain:
    'Some answer cannot come from a single copy any more: a value that was overwritten is read, or an acknowledged write is gone. With Raft it never happens, unless reads trust a lease and the lease trusts clocks too much.',
  applies: (world) =>
    !isRaft(world) ||
    world.settings['raft.reads'] === 'lease' ||
    'Raft promises that it never happens as long as reads trust no clock: see “Clients see one database”.',
  step(state, event, world) {
    followClocks(state, event, world);
    return typeof judge.step(state.history, event, world) === 'string' && !isPromised(state, world);
  },
};
