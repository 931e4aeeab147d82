import type { Property, World } from '../../kernel/property.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { followFaults, type Faults } from '../../pattern-kit/properties.ts';
import type { ClusterState } from './messages.ts';
import { BROKERS } from './programs/cluster.ts';

const WORLD = '';
const CLUSTER: readonly string[] = ['metadata', ...BROKERS];
const OBEYS = 'obeys the controller';

/** In one kind of note the partition, in the other the controller. */
type Led = {
  readonly partition: string;
  readonly epoch: number;
  readonly controller: string;
  readonly controllerEpoch: number;
};
type Orders = { readonly controllerEpoch: number; readonly version: number };

export const obeysNewest: Property<Record<string, number>> = {
  id: 'obeys-newest',
  kind: 'always',
  title: 'A deposed controller is not obeyed',
  explain: 'Once a broker has taken orders of one controller, it takes none of an earlier one.',
  appliesOff: false,
  watches: { nodes: BROKERS, events: ['restart'], effects: ['note'] },
  init: () => ({}),
  step(newest, event) {
    // It has forgotten whom it obeyed; its incarnation protects it now.
    if (event.kind === 'restart') delete newest[event.node];
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== OBEYS) continue;
      const { controllerEpoch } = effect.data as Orders;
      const before = newest[event.node] ?? 0;
      if (controllerEpoch < before)
        return `${event.node} obeys the controller of epoch ${controllerEpoch}, and has obeyed that of ${before}`;
      newest[event.node] = controllerEpoch;
    }
    return undefined;
  },
};

export const metadataKept: Property<{ version: number }> = {
  id: 'metadata-kept',
  kind: 'always',
  title: 'The metadata forgets nothing',
  explain:
    'After a crash, even a power loss, the metadata knows every leader, epoch and in-sync set that it has told anybody.',
  appliesOff: false,
  watches: { nodes: ['metadata'], events: ['restart'], effects: ['note'] },
  init: () => ({ version: 0 }),
  step(told, { node, kind, effects }, world) {
    if (node !== 'metadata') return undefined;
    for (const effect of effects)
      if (effect.kind === 'note' && effect.rule === 'metadata changed') told.version = (effect.data as Orders).version;
    if (kind !== 'restart') return undefined;
    const { version } = (world.state('metadata') as { readonly cluster: ClusterState }).cluster;
    return version < told.version
      ? `the metadata is back with version ${version}, and has told others of ${told.version}`
      : undefined;
  },
};

export const oneLeader: Property<Record<string, string>> = {
  id: 'one-leader',
  kind: 'always',
  title: 'One leader an epoch',
  explain:
    'In one leader epoch of a partition only one broker ever leads it, and in one controller epoch only one is controller.',
  appliesOff: false,
  watches: { nodes: BROKERS, effects: ['note'] },
  init: () => ({}),
  step(leaders, { node, effects }) {
    for (const effect of effects) {
      if (effect.kind !== 'note' || effect.data === undefined) continue;
      const { partition, epoch, controller, controllerEpoch } = effect.data as Led;
      const [what, who] =
        effect.rule === 'becomes leader'
          ? [`epoch ${epoch} of ${partition}`, node]
          : [`controller epoch ${controllerEpoch}`, effect.rule === OBEYS ? controller : ''];
      if (who === '') continue;
      const before = (leaders[what] ??= who);
      if (before !== who) return `${who} leads in ${what}, as ${before} did`;
    }
    return undefined;
  },
};

interface Settling {
  faults: Faults;
  /** Since when the cluster is in order; −1: it is not. */
  calmUs: Us;
  /** Version of the last orders that each broker has taken. */
  known: Record<string, number>;
  owing: boolean;
}

export const clusterSettles: Property<Settling> = {
  id: 'cluster-settles',
  kind: 'eventually',
  title: 'Somebody leads',
  explain:
    'When brokers, metadata and their links have been well for a while, one broker is controller, every partition has a leader, and all have heard of it.',
  appliesOff: false,
  watches: { nodes: [WORLD, ...CLUSTER], events: ['action', 'repair', 'restart'], effects: ['note'] },
  init: () => ({ faults: {}, calmUs: 0, known: {}, owing: false }),
  step(state, event, world) {
    if (event.node !== WORLD && !CLUSTER.includes(event.node)) return undefined;
    if (event.kind === 'restart') delete state.known[event.node];
    const moved = followFaults(state.faults, event, ['ok', '']);
    if (moved) {
      const calm = concernsNone(state.faults);
      if (!calm) state.calmUs = -1;
      else if (state.calmUs < 0) state.calmUs = event.timeUs;
    }
    if (!heard(state, event) && !moved) return undefined;
    const problem = state.calmUs < 0 ? '' : unsettled(state, world);
    if (problem === '') {
      const had = state.owing;
      state.owing = false;
      return had ? null : undefined;
    }
    if (state.owing && !moved) return undefined;
    state.owing = true;
    return { dueUs: Math.max(event.timeUs, state.calmUs) + withinUs(world), detail: problem };
  },
};

/** Faults of consumers, of the gateway and of their links are no matter of the cluster. */
function concernsNone(faults: Faults): boolean {
  for (const key in faults) {
    const where = key.slice(key.indexOf(' ') + 1).split('>');
    if (where.every((node) => CLUSTER.includes(node))) return false;
  }
  return true;
}

/** A session for who is gone, and time to elect and to tell everybody. */
const withinUs = ({ settings }: World): Us => ms(Number(settings['broker.sessionMs'])) + seconds(4);

function heard(state: Settling, event: TraceEvent): boolean {
  let news = false;
  for (const effect of event.effects) {
    if (effect.kind !== 'note') continue;
    if (effect.rule === OBEYS) state.known[event.node] = (effect.data as Orders).version;
    else if (effect.rule !== 'metadata changed') continue;
    news = true;
  }
  return news;
}

/** What is missing still; empty: nothing. */
function unsettled(state: Settling, world: World): string {
  const cluster = (world.state('metadata') as { readonly cluster: ClusterState } | undefined)?.cluster;
  if (cluster === undefined) return '';
  if (cluster.controller === '') return 'nobody is controller';
  for (const partition in cluster.partitions)
    if (cluster.partitions[partition]!.leader === '') return `nobody leads ${partition}`;
  for (const broker of BROKERS) {
    if (cluster.live[broker] === undefined) return `${broker} has no session`;
    if (state.known[broker] !== cluster.version) return `${broker} has not heard of version ${cluster.version}`;
  }
  return '';
}
