import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import { FIRST_SHARDS, NEWCOMER } from './programs/placement/shard-map.ts';
import { DIRECTORIES } from './programs/seat.ts';

const link = (a: string, b: string, minMs: number, maxMs: number): LinkSpec => ({
  a,
  b,
  channel: 'stream',
  latency: { kind: 'uniform', minUs: ms(minMs), maxUs: ms(maxMs) },
});

/** All nodes of a shard: the one that begins as primary, and its replicas. The newcomer brings its own. */
const nodesOf = (shard: string, replicas: number): readonly string[] =>
  [`shard-${shard}`, `replica-${shard}`, `replica2-${shard}`].slice(0, 1 + replicas);
const SHARDS = [...FIRST_SHARDS, NEWCOMER];
const LABELS: Readonly<Record<string, string>> = { eu: 'Europe', us: 'America', ap: 'Asia' };

/** Europe and America go through a router; Asia's application is a smart client and asks the shards itself. */
function people(on: boolean): NodeSpec[] {
  return ['eu', 'us', 'ap'].map((region) => ({
    id: `users-${region}`,
    program: 'users',
    label: LABELS[region]!,
    config: { region, router: region === 'ap' ? '' : 'router', alone: !on },
  }));
}

const SYNC_US = ms(2);

/** Off: one machine as large as all the shards together, behind the same router. */
function single(dial: (key: string) => number): Topology {
  return {
    nodes: [
      ...people(false),
      { id: 'router', program: 'router', label: 'Router', config: { alone: true } },
      {
        id: 'database',
        program: 'shard',
        label: 'Database',
        capacity: {
          workers: FIRST_SHARDS.length * dial('shard.workers'),
          queueLimit: FIRST_SHARDS.length * dial('shard.queueLimit'),
        },
        disk: { syncUs: SYNC_US },
        config: { shard: 'db', others: [], replica: false, alone: true },
      },
    ],
    links: [
      link('users-eu', 'router', 10, 20),
      link('users-us', 'router', 10, 20),
      link('router', 'database', 2, 4),
      link('users-ap', 'database', 10, 20),
    ],
  };
}

export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  const dial = (key: string): number => Number(settings[key]);
  if (!on) return single(dial);
  const capacity = { workers: dial('shard.workers'), queueLimit: dial('shard.queueLimit') };
  const groups = SHARDS.map((shard) => nodesOf(shard, dial('failover.replicas')));
  const shardNode = (shard: string, place: number): NodeSpec => {
    const all = groups[SHARDS.indexOf(shard)]!;
    return {
      id: all[place]!,
      program: 'shard',
      label: `${place === 0 ? 'Shard' : 'Replica'} ${shard.toUpperCase()}${place > 1 ? place : ''}`,
      capacity,
      disk: { syncUs: SYNC_US },
      config: { shard, others: all.filter((_, i) => i !== place), replica: place > 0, alone: false },
    };
  };
  const stores = groups[0]!.flatMap((_, place) => groups.map((group) => group[place]!));
  const directories = dial('directory.members') > 1 ? DIRECTORIES : DIRECTORIES.slice(0, 1);
  const directory = (id: string, place: number): NodeSpec => ({
    id,
    program: 'directory',
    label: `Directory${place > 0 ? ` ${place + 1}` : ''}`,
    disk: { syncUs: SYNC_US },
    config: { others: directories.filter((other) => other !== id) },
  });
  /** One more keeper of the map is joined to all that the first is joined to. */
  const joined = (id: string): LinkSpec[] => [
    ...[...stores, 'router', 'users-ap', 'mover', 'detector'].map((other) => link(id, other, 2, 4)),
    ...directories.slice(0, directories.indexOf(id)).map((other) => link(other, id, 2, 4)),
  ];
  const pairs = stores.flatMap((a, i) => stores.slice(i + 1).map((b) => [a, b] as const));
  return {
    nodes: [
      ...people(true),
      { id: 'router', program: 'router', label: 'Router', config: { alone: false } },
      directory(DIRECTORIES[0]!, 0),
      { id: 'mover', program: 'mover', label: 'Mover' },
      { id: 'detector', program: 'detector', label: 'Detector' },
      ...groups[0]!.flatMap((_, place) => SHARDS.map((shard) => shardNode(shard, place))),
      ...directories.slice(1).map((id, i) => directory(id, i + 1)),
    ],
    links: [
      link('users-eu', 'router', 10, 20),
      link('users-us', 'router', 10, 20),
      ...stores.flatMap((store) => [
        link('router', store, 2, 4),
        link('users-ap', store, 10, 20),
        link('directory', store, 2, 4),
        link('mover', store, 2, 4),
      ]),
      ...['router', 'users-ap', 'mover', 'detector'].map((other) => link('directory', other, 2, 4)),
      link('detector', 'router', 2, 4),
      link('detector', 'users-ap', 10, 20),
      ...pairs.map(([a, b]) => link(a, b, 2, 4)),
      ...directories.slice(1).flatMap(joined),
    ],
  };
}

/** Centres of the nodes: shards in columns, close enough to be read on a phone. */
export const layout: Pattern['layout'] = {
  'users-eu': { x: 30, y: 20 },
  'users-us': { x: 30, y: 160 },
  'users-ap': { x: 30, y: 300 },
  router: { x: 130, y: 65 },
  detector: { x: 130, y: 230 },
  mover: { x: 135, y: 385 },
  directory: { x: 495, y: 0 },
  directory2: { x: 610, y: 0 },
  directory3: { x: 725, y: 0 },
  ...column('a', 300),
  ...column('b', 430),
  ...column('c', 560),
  ...column('d', 690),
  database: { x: 430, y: 155 },
};

function column(shard: string, x: number): Pattern['layout'] {
  return {
    [`shard-${shard}`]: { x, y: 155 },
    [`replica-${shard}`]: { x, y: 352 },
    [`replica2-${shard}`]: { x, y: 549 },
  };
}
