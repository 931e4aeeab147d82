import { ms } from '../../kernel/time.ts';
import type { Settings } from '../../kernel/program.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import { BROKERS, GATEWAYS } from './programs/cluster.ts';

const net = (a: string, b: string): LinkSpec => ({
  a,
  b,
  channel: 'stream',
  latency: { kind: 'uniform', minUs: ms(2), maxUs: ms(5) },
});

export const analyticsMembers = (settings: Settings): string[] =>
  Array.from({ length: Number(settings['group.members']) }, (_, i) => `analytics-${i + 1}`);

/** The same sensors, gateway, services and store; between gateway and services a log, or nothing. */
export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  const members = analyticsMembers(settings);
  const consumers = [...members, 'alerting', 'archiver'];
  const labelOf = (id: string): string =>
    id.startsWith('analytics') ? id.replace('analytics-', 'Analytics ') : id === 'alerting' ? 'Alerting' : 'Archiver';
  const queue = on && settings['log.kind'] === 'queue';
  const target = queue ? 'queue' : on ? 'log' : 'services';
  const gateways = GATEWAYS.slice(0, settings['edge.standby'] === true ? 2 : 1);
  const edges = gateways.map((id, i): NodeSpec => ({
    id,
    program: 'edge',
    label: i === 0 ? 'Radio gateway' : 'Gateway 2',
    config: { target, standby: i > 0 },
  }));
  const sensors: NodeSpec = { id: 'sensors', program: 'sensors', label: 'Sensors' };
  const store: NodeSpec = { id: 'store', program: 'store', label: 'Results', disk: { syncUs: ms(2) } };
  const radio = gateways.map((b): LinkSpec => ({
    a: 'sensors',
    b,
    channel: 'datagram',
    latency: { kind: 'longTail', minUs: ms(15), meanUs: ms(40) },
    lossPpm: Number(settings['radio.lossPct']) * 10_000,
  }));
  const from = (...others: readonly string[]): LinkSpec[] =>
    gateways.flatMap((gateway) => others.map((other) => net(gateway, other)));
  const results = consumers.map((consumer) => net(consumer, 'store'));
  if (!on)
    return {
      nodes: [
        sensors,
        ...edges.map((edge) => ({
          ...edge,
          capacity: { workers: Number(settings['direct.workers']), queueLimit: 16 },
        })),
        ...consumers.map((id): NodeSpec => ({
          id,
          program: 'service',
          label: labelOf(id),
          capacity: { workers: 1, queueLimit: 20 },
        })),
        store,
      ],
      links: [...radio, ...from(...consumers), ...results],
    };
  if (queue)
    return {
      nodes: [
        sensors,
        ...edges,
        { id: 'queue', program: 'queue', label: 'Queue server', disk: { syncUs: ms(4) } },
        ...consumers.map((id): NodeSpec => ({ id, program: 'worker', label: labelOf(id) })),
        store,
      ],
      links: [...radio, ...from('queue'), ...consumers.map((consumer) => net('queue', consumer)), ...results],
    };
  const brokers = BROKERS.map((id): NodeSpec => ({
    id,
    program: 'broker',
    label: id.replace('broker-', 'Broker '),
    disk: { syncUs: ms(4) },
  }));
  return {
    nodes: [
      sensors,
      ...edges,
      ...brokers,
      { id: 'metadata', program: 'metadata', label: 'Metadata', disk: { syncUs: ms(2) } },
      ...consumers.map((id): NodeSpec => ({ id, program: 'consumer', label: labelOf(id) })),
      store,
    ],
    links: [
      ...radio,
      ...BROKERS.flatMap((broker, i) => [
        ...from(broker),
        net('metadata', broker),
        ...BROKERS.slice(i + 1).map((other) => net(broker, other)),
        ...consumers.map((consumer) => net(broker, consumer)),
      ]),
      ...results,
    ],
  };
}

/** Centres of the nodes. */
export const layout: Pattern['layout'] = {
  sensors: { x: 10, y: 40 },
  edge: { x: 10, y: 225 },
  'edge-2': { x: 10, y: 330 },
  metadata: { x: 55, y: 425 },
  queue: { x: 215, y: 225 },
  'broker-1': { x: 175, y: 30 },
  'broker-2': { x: 290, y: 225 },
  'broker-3': { x: 205, y: 392 },
  'analytics-1': { x: 405, y: 30 },
  'analytics-2': { x: 415, y: 225 },
  'analytics-3': { x: 405, y: 410 },
  alerting: { x: 575, y: 125 },
  archiver: { x: 575, y: 325 },
  store: { x: 695, y: 225 },
};
