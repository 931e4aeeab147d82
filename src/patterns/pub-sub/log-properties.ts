import type { Property, Watched, World } from '../../kernel/property.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { LogRecord, ReadingRecord } from './records.ts';
import type { BrokerState } from './programs/broker-state.ts';
import { ALL_PARTITIONS, BROKERS, GATEWAYS, READINGS } from './programs/cluster.ts';
import { endOf } from './programs/partition-log.ts';

/**
 * What must hold of the log. A partition is not judged any more once one of its brokers has lost what it
 * had not written to disk, or an unclean leader was elected: there Kafka promises nothing.
 */
interface Excuses {
  /** A broker has lost something. */
  lossy: boolean;
  unclean: Record<string, true>;
}

const noExcuses = (): Excuses => ({ lossy: false, unclean: {} });

/** Metrics of brokers, and the partition that each speaks of. */
const metricsOf = (what: string): Readonly<Record<string, string>> =>
  Object.fromEntries(ALL_PARTITIONS.map((partition) => [`${what} ${partition}`, partition]));
const MARKS = metricsOf('mark');
/** How far consumers have been sent records. */
const SERVED = metricsOf('served');

/** Faults come from the world, elections from the metadata, and marks from the brokers. */
const WORLD = '';
const STANDBY = GATEWAYS[1];
/** Excuses, and what brokers say: marks as metrics, new leaders as notes. */
const NEWS: Watched = {
  nodes: [WORLD, 'metadata', ...BROKERS],
  events: ['action', 'restart'],
  effects: ['metric', 'note'],
  names: [...Object.keys(MARKS), 'unclean leader elected', 'becomes leader', 'acknowledged'],
};

export const isBroker = (node: string): boolean => (BROKERS as readonly string[]).includes(node);

function followExcuses(excuses: Excuses, event: TraceEvent, world: World): void {
  if (event.kind !== 'action' && event.node !== 'metadata') return;
  for (const effect of event.effects) {
    if (effect.kind === 'status') {
      if (effect.status === 'down' && losesDisk(event) && isBroker(effect.node)) excuses.lossy = true;
    } else if (effect.kind === 'condition') {
      if (effect.name === 'diskFull' && effect.value > 0 && isBroker(effect.node)) excuses.lossy = true;
    } else if (
      effect.kind === 'note' &&
      effect.rule === 'unclean leader elected' &&
      world.settings['log.uncleanElection'] === true
    )
      excuses.unclean[(effect.data as { readonly partition: string }).partition] = true;
  }
}

const losesDisk = ({ action }: TraceEvent): boolean => action?.kind === 'crash' && action.loseUnsynced === true;

const isExcused = (excuses: Excuses, partition: string): boolean =>
  excuses.lossy || excuses.unclean[partition] === true;

/** Judges one high-water mark that a broker has raised. */
type Judge<S> = (state: S, broker: string, partition: string, mark: number, world: World) => string | undefined;

/** Each high-water mark that this event has raised: only brokers do. */
function eachMark<S>(state: S, event: TraceEvent, world: World, judge: Judge<S>): string | undefined {
  const { effects } = event;
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    if (effect.kind !== 'metric') continue;
    const partition = MARKS[effect.name];
    if (partition === undefined) continue;
    const problem = judge(state, event.node, partition, effect.value, world);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const replicaOf = (world: World, broker: string, partition: string) =>
  (world.state(broker) as BrokerState | undefined)?.replicas[partition];

/** How far each broker's copy of each partition has been looked at. */
type Seen = Record<string, Record<string, number>>;

/** One number for a record: who appended it, and what it is. */
function markOf({ epoch, producerEpoch, reading }: LogRecord): number {
  return (epoch * 1_000 + producerEpoch) * 1_000_000 + (reading ?? 0);
}

interface Committed extends Excuses {
  /** Records that consumers could read, by partition and offset. */
  records: Record<string, number[]>;
  /** Up to where they were compared. */
  seen: Seen;
}

export const committedStays: Property<Committed> = {
  id: 'committed-stays',
  kind: 'always',
  title: 'Committed records stay',
  explain:
    'A record below the high-water mark never vanishes or changes, whoever leads. Not judged after a power loss or an unclean election.',
  appliesOff: false,
  watches: NEWS,
  init: () => ({ ...noExcuses(), records: {}, seen: {} }),
  step(state, event, world) {
    followExcuses(state, event, world);
    if (event.kind === 'restart') delete state.seen[event.node];
    if (!isBroker(event.node)) return undefined;
    return leaderLacks(state, event) ?? eachMark(state, event, world, compare);
  },
};

function leaderLacks(state: Committed, event: TraceEvent): string | undefined {
  for (const effect of event.effects) {
    if (effect.kind !== 'note' || effect.rule !== 'becomes leader') continue;
    const { partition, end } = effect.data as { readonly partition: string; readonly end: number };
    const known = state.records[partition]?.length ?? 0;
    if (end < known && !isExcused(state, partition))
      return `${event.node} leads ${partition} with a log up to ${end}, and consumers could read up to ${known}`;
  }
  return undefined;
}

const compare: Judge<Committed> = (state, broker, partition, mark, world) => {
  if (isExcused(state, partition)) return undefined;
  const log = replicaOf(world, broker, partition)?.log;
  if (log === undefined) return undefined;
  const records = (state.records[partition] ??= []);
  const seen = (state.seen[broker] ??= {});
  const from = Math.max(seen[partition] ?? 0, log.start);
  for (let offset = from; offset < mark; offset++) {
    const record = log.records[offset - log.start];
    if (record === undefined)
      return `${broker} has nothing at ${partition} ${offset}, below the high-water mark ${mark}`;
    const found = markOf(record);
    if (records[offset] === undefined) {
      while (records.length < offset) records.push(-1);
      records[offset] = found;
    } else if (records[offset] !== found && records[offset] !== -1)
      return `${partition} ${offset} is another record on ${broker} than the one that consumers could read`;
  }
  seen[partition] = mark;
  return undefined;
};

export const denseOffsets: Property<Seen> = {
  id: 'dense-offsets',
  kind: 'always',
  title: 'Offsets are dense',
  explain: 'In every copy of a partition each record has the offset after the one before it: no hole, none twice.',
  appliesOff: false,
  watches: { nodes: BROKERS, events: ['restart'], effects: ['metric'], names: Object.keys(MARKS) },
  init: () => ({}),
  step(state, event, world) {
    // What it holds now was read from its disk.
    if (event.kind === 'restart') delete state[event.node];
    return isBroker(event.node) ? eachMark(state, event, world, counted) : undefined;
  },
};

const counted: Judge<Seen> = (state, broker, partition, mark, world) => {
  const log = replicaOf(world, broker, partition)?.log;
  if (log === undefined) return undefined;
  const seen = (state[broker] ??= {});
  for (let offset = Math.max(Math.min(seen[partition] ?? 0, mark), log.start); offset < mark; offset++)
    if (log.records[offset - log.start]?.offset !== offset)
      return `${broker} has offset ${log.records[offset - log.start]?.offset ?? 'none'} in the place of ${partition} ${offset}`;
  seen[partition] = mark;
  return undefined;
};

export const markWithinIsr: Property<Excuses> = {
  id: 'mark-within-isr',
  kind: 'always',
  title: 'High-water mark within the ISR',
  explain: 'When a leader raises its high-water mark, every in-sync replica has all records below it.',
  appliesOff: false,
  watches: NEWS,
  init: noExcuses,
  step(excuses, event, world) {
    followExcuses(excuses, event, world);
    return isBroker(event.node) ? eachMark(excuses, event, world, allHave) : undefined;
  },
};

const allHave: Judge<Excuses> = (excuses, by, partition, mark, world) => {
  const leader = replicaOf(world, by, partition);
  if (leader?.role !== 'leader' || isExcused(excuses, partition)) return undefined;
  for (const broker of leader.isr) {
    const log = world.status(broker) === 'down' ? undefined : replicaOf(world, broker, partition)?.log;
    if (log !== undefined && endOf(log) < mark)
      return `the mark of ${partition} is ${mark}, and ${broker}, in sync, ends at ${endOf(log)}`;
  }
  return undefined;
};

export const readsBelowMark: Property<null> = {
  id: 'reads-below-mark',
  kind: 'always',
  title: 'Nobody reads past the mark',
  explain: 'Consumers are sent records below the high-water mark only: what lies above may still be taken back.',
  appliesOff: false,
  watches: { nodes: BROKERS, effects: ['metric'], names: Object.keys(SERVED) },
  init: () => null,
  step(_state, event, world) {
    if (!isBroker(event.node)) return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'metric') continue;
      const partition = SERVED[effect.name];
      if (partition === undefined) continue;
      const mark = replicaOf(world, event.node, partition)?.highWatermark ?? 0;
      if (effect.value > mark)
        return `${event.node} sends consumers ${partition} ${effect.value - 1}, and the mark is ${mark}`;
    }
    return undefined;
  },
};

interface Acked extends Excuses {
  /** Readings below the high-water mark, by partition and offset. */
  readings: Record<string, number[]>;
}

export const ackedIsCommitted: Property<Acked> = {
  id: 'acked-is-committed',
  kind: 'always',
  title: 'Acknowledged means committed',
  explain:
    'With acks=all, a reading that the producer takes for written lies below the high-water mark, at the offset it was told. Once the mark has passed it, it stays.',
  appliesOff: false,
  watches: { ...NEWS, nodes: [WORLD, 'metadata', ...GATEWAYS, ...BROKERS] },
  init: () => ({ ...noExcuses(), readings: {} }),
  step(state, event, world) {
    followExcuses(state, event, world);
    if (isBroker(event.node)) return eachMark(state, event, world, learn);
    if (!GATEWAYS.includes(event.node) || world.settings['producer.acks'] !== 'all') return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'acknowledged') continue;
      const { partition, offset, readings } = effect.data as {
        readonly partition: string;
        readonly offset: number;
        readonly readings: readonly number[];
      };
      if (isExcused(state, partition)) continue;
      for (let index = 0; index < readings.length; index++)
        if (state.readings[partition]?.[offset + index] !== readings[index])
          return `reading ${readings[index]} is acknowledged at ${partition} ${offset + index}, and is not committed there`;
    }
    return undefined;
  },
};

/** What is below the mark now: nobody is told of it before. */
const learn: Judge<Acked> = (state, broker, partition, mark, world) => {
  const log = replicaOf(world, broker, partition)?.log;
  const known = (state.readings[partition] ??= []);
  if (log !== undefined)
    for (let offset = known.length; offset < mark; offset++) known.push(log.records[offset - log.start]?.reading ?? 0);
  return undefined;
};

interface Order extends Excuses {
  seen: Record<string, number>;
  /** By partition and sensor: the gateway's count and epoch of its newest record. */
  newest: Record<string, Record<string, { accepted: number; producerEpoch: number }>>;
  /** Two lives, or two gateways, count from one each: only epochs tell them apart. */
  another: boolean;
}

export const keyOrder: Property<Order> = {
  id: 'key-order',
  kind: 'always',
  title: 'Order per sensor',
  explain:
    'The readings of one sensor lie in their partition in the order in which the gateway took them in. Judged where it is promised: idempotent, or one batch in flight.',
  appliesOff: false,
  watches: { ...NEWS, nodes: [WORLD, 'metadata', ...GATEWAYS, ...BROKERS] },
  init: () => ({ ...noExcuses(), seen: {}, newest: {}, another: false }),
  step(state, event, world) {
    followExcuses(state, event, world);
    if (event.node === STANDBY || (event.kind === 'restart' && GATEWAYS.includes(event.node))) state.another = true;
    return isBroker(event.node) ? eachMark(state, event, world, inOrder) : undefined;
  },
};

const inOrder: Judge<Order> = (state, broker, partition, mark, world) => {
  const seen = state.seen[partition] ?? 0;
  if (seen >= mark || !READINGS.includes(partition) || isExcused(state, partition)) return undefined;
  const log = replicaOf(world, broker, partition)?.log;
  if (log === undefined) return undefined;
  const { settings } = world;
  const idempotent = settings['producer.idempotence'] === true && settings['producer.acks'] === 'all';
  const promised = idempotent || (settings['producer.maxInFlight'] === 1 && !state.another);
  const newest = (state.newest[partition] ??= {});
  for (let offset = Math.max(seen, log.start); offset < mark; offset++) {
    const { sensor, accepted, producerEpoch } = log.records[offset - log.start] as ReadingRecord;
    const before = newest[sensor];
    if (before === undefined) newest[sensor] = { accepted, producerEpoch };
    else {
      if (promised && accepted < before.accepted && before.producerEpoch === producerEpoch)
        return `${partition} ${offset}: ${sensor} sent it before the one that lies in front of it`;
      before.accepted = accepted;
      before.producerEpoch = producerEpoch;
    }
  }
  state.seen[partition] = mark;
  return undefined;
};

/** What is durable goes to the brokers. */
const isPublished = (effect: Effect): boolean => effect.kind === 'note' && effect.rule === 'metadata changed';

export const isrInReplicas: Property<null> = {
  id: 'isr-in-replicas',
  kind: 'always',
  title: 'ISR within the replicas',
  explain: 'In-sync replicas are replicas, there is always at least one, and the leader is one of them.',
  appliesOff: false,
  watches: { nodes: ['metadata'], effects: ['note'] },
  init: () => null,
  step(_state, event, world) {
    if (event.node !== 'metadata' || !event.effects.some(isPublished)) return undefined;
    const cluster = (
      world.state('metadata') as
        | {
            readonly cluster: {
              readonly partitions: Record<string, { leader: string; isr: string[]; replicas: string[] }>;
            };
          }
        | undefined
    )?.cluster;
    for (const [partition, { leader, isr, replicas }] of Object.entries(cluster?.partitions ?? {})) {
      if (isr.length === 0 || !isr.every((broker) => replicas.includes(broker)))
        return `${partition}: in sync are ${isr.join(', ') || 'none'}, of the replicas ${replicas.join(', ')}`;
      if (leader !== '' && !isr.includes(leader)) return `${partition}: its leader ${leader} is not in sync`;
    }
    return undefined;
  },
};
