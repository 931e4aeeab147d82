import type { Json } from '../../kernel/json.ts';
import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import type { ViewName } from './programs/views.ts';

export const REPLICAS = ['near', 'far'] as const;
export const VIEWS: readonly (readonly [view: ViewName, label: string])[] = [
  ['cards', 'Catalogue'],
  ['facets', 'Facets'],
  ['orders', 'Order history'],
  ['best', 'Best-sellers'],
];
export const projectorOf = (view: ViewName): string => `projector-${view}`;

/** The partitions of the log, each a node. */
export const LOGS = ['log', 'log-2'] as const;

const net = (a: string, b: string, minMs: number, maxMs: number): LinkSpec => ({
  a,
  b,
  channel: 'stream',
  latency: { kind: 'uniform', minUs: ms(minMs), maxUs: ms(maxMs) },
});
/** Deliveries of the log: may be lost, come twice, overtake each other. */
const lossy = (a: string, b: string): LinkSpec => ({
  a,
  b,
  channel: 'datagram',
  latency: { kind: 'fixed', us: ms(12) },
});
const disk = { syncUs: ms(6) };

const people = (on: boolean): NodeSpec[] => {
  const commands = on ? 'command-api' : 'shop';
  const queries = on ? 'query-api' : 'shop';
  return [
    { id: 'browsers', program: 'browsers', label: 'Browsers', config: queries },
    { id: 'buyers', program: 'buyers', label: 'Buyers', config: { commands, queries } },
    { id: 'merchandiser', program: 'merchandiser', label: 'Merchandiser', config: { commands, queries } },
  ];
};

function without(dial: (key: string) => number): Topology {
  return {
    nodes: [
      ...people(false),
      { id: 'shop', program: 'shop', label: 'Shop' },
      {
        id: 'database',
        program: 'database',
        label: 'Database',
        capacity: { workers: dial('database.workers'), queueLimit: dial('database.queueLimit') },
        disk,
      },
      { id: 'mailer', program: 'mailer', label: 'Mailer', disk, config: [] },
    ],
    links: [
      net('browsers', 'shop', 20, 30),
      net('buyers', 'shop', 20, 30),
      net('merchandiser', 'shop', 20, 30),
      net('shop', 'database', 4, 6),
      net('shop', 'mailer', 8, 12),
    ],
  };
}

function readSide(fromStart: boolean, logs: readonly string[]): Topology {
  const projectors = Object.fromEntries(VIEWS.map(([view]) => [view, projectorOf(view)]));
  return {
    nodes: [
      ...VIEWS.map(([view, label]): NodeSpec => ({
        id: projectorOf(view),
        program: 'projector',
        label,
        disk,
        config: { view, logs, replicas: REPLICAS, deployed: view !== 'facets' || fromStart },
      })),
      ...REPLICAS.map((id): NodeSpec => ({
        id,
        program: 'replica',
        label: id === 'near' ? 'Near replica' : 'Far replica',
        capacity: { workers: 4, queueLimit: 400 },
        config: { lag: `replica.${id}LagMs`, projectors } as Json,
      })),
      { id: 'query-api', program: 'queryApi', label: 'Query API', config: REPLICAS },
    ],
    links: [
      ...VIEWS.flatMap(([view]) => [
        ...logs.map((log) => lossy(log, projectorOf(view))),
        net(projectorOf(view), 'near', 4, 8),
        net(projectorOf(view), 'far', 30, 40),
      ]),
      net('near', 'query-api', 4, 6),
      net('far', 'query-api', 4, 6),
      net('browsers', 'query-api', 20, 30),
      net('buyers', 'query-api', 20, 30),
      net('query-api', 'write-store', 4, 6),
      net('command-api', 'query-api', 4, 6),
    ],
  };
}

const logLabel = (id: string, logs: readonly string[]): string =>
  logs.length === 1 ? 'Log' : `Partition ${LOGS.indexOf(id as 'log') + 1}`;

export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  const dial = (key: string): number => Number(settings[key]);
  if (!on) return without(dial);
  const logs = LOGS.slice(0, dial('log.partitions'));
  const reads = readSide(settings['facets.fromStart'] === true, logs);
  return {
    nodes: [
      ...people(true),
      { id: 'command-api', program: 'commandApi', label: 'Command API', config: logs },
      {
        id: 'write-store',
        program: 'writeStore',
        label: 'Write store',
        capacity: { workers: dial('store.workers'), queueLimit: 200 },
        disk,
      },
      { id: 'relay', program: 'relay', label: 'Relay', config: logs },
      ...logs.map((id): NodeSpec => ({ id, program: 'log', label: logLabel(id, logs), disk })),
      ...reads.nodes,
      { id: 'mailer', program: 'mailer', label: 'Mailer', disk, config: logs },
      { id: 'reconciler', program: 'reconciler', label: 'Reconciler', config: REPLICAS },
    ],
    links: [
      net('buyers', 'command-api', 20, 30),
      net('merchandiser', 'command-api', 20, 30),
      net('merchandiser', 'query-api', 20, 30),
      net('command-api', 'write-store', 4, 6),
      ...logs.map((log) => net('command-api', log, 4, 6)),
      net('write-store', 'relay', 4, 6),
      ...logs.map((log) => net('relay', log, 4, 6)),
      ...reads.links,
      ...logs.map((log) => lossy(log, 'mailer')),
      net('reconciler', 'write-store', 4, 6),
      ...REPLICAS.map((replica) => net('reconciler', replica, 4, 6)),
    ],
  };
}

/** What these have to do with each other is a dial, a command or a look now and then. */
export const seldom: NonNullable<Pattern['seldom']> = [
  ['reconciler', 'writeStore'],
  ['reconciler', 'replica'],
  ['commandApi', 'queryApi'],
  ['commandApi', 'log'],
  ['queryApi', 'writeStore'],
  ['merchandiser', 'queryApi'],
];

/** Centres of the nodes: writes go right along the top; from the log they come back as views, to the left, to those who read. */
export const layout: Pattern['layout'] = {
  merchandiser: { x: 50, y: 60 },
  buyers: { x: 50, y: 200 },
  browsers: { x: 50, y: 345 },
  'command-api': { x: 200, y: 60 },
  'write-store': { x: 350, y: 60 },
  relay: { x: 500, y: 60 },
  log: { x: 814, y: 60 },
  'log-2': { x: 814, y: 165 },
  mailer: { x: 910, y: 60 },
  'projector-cards': { x: 620, y: 136 },
  'projector-orders': { x: 620, y: 252 },
  'projector-facets': { x: 620, y: 368 },
  'projector-best': { x: 620, y: 484 },
  near: { x: 358, y: 228 },
  far: { x: 358, y: 392 },
  'query-api': { x: 195, y: 345 },
  reconciler: { x: 235, y: 200 },
  shop: { x: 300, y: 215 },
  database: { x: 560, y: 215 },
};
