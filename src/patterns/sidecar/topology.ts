import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';

export const POD = 'checkout-pod';
/** Sidecars first, in the order in which they start; the application last. */
export const SIDECARS = ['proxy', 'watcher', 'shipper'] as const;

const net = (a: string, b: string, minMs: number, maxMs: number): LinkSpec => ({
  a,
  b,
  channel: 'stream',
  latency: { kind: 'uniform', minUs: ms(minMs), maxUs: ms(maxMs) },
});
/** Inside the host: between containers, with the volume, and from the kubelet. */
const local = (a: string, b: string): LinkSpec => ({ a, b, channel: 'local', latency: { kind: 'fixed', us: ms(3) } });

const PAYMENTS = ['payments-a', 'payments-b'] as const;
const COLLECTORS = ['collector-a', 'collector-b'] as const;

/** What is there in any case: customers, one container, and everything outside of the pod. */
function shared(settings: Settings, on: boolean): { nodes: NodeSpec[]; links: LinkSpec[] } {
  const dial = (key: string): number => Number(settings[key]);
  return {
    nodes: [
      { id: 'customers', program: 'customers', label: 'Customers' },
      {
        id: 'app',
        program: 'app',
        label: 'Checkout app',
        pod: POD,
        capacity: { workers: dial('app.workers'), queueLimit: 32 },
        config: { inApp: !on, proxy: 'proxy' },
      },
      {
        id: 'kubelet',
        program: 'kubelet',
        label: 'Kubelet',
        disk: { syncUs: ms(5) },
        config: { containers: on ? [...SIDECARS, 'app'] : ['app'], volume: on ? 'volume' : '' },
      },
      ...PAYMENTS.map((id, i): NodeSpec => ({ id, program: 'payments', label: `Payments ${'AB'[i]}` })),
      ...COLLECTORS.map((id, i): NodeSpec => ({
        id,
        program: 'collector',
        label: `Collector ${'AB'[i]}`,
        disk: { syncUs: ms(5) },
      })),
      { id: 'control-plane', program: 'controlPlane', label: 'Control plane', disk: { syncUs: ms(5) } },
      { id: 'registry', program: 'registry', label: 'Registry' },
    ],
    links: [
      net('customers', 'app', 20, 30),
      local('kubelet', 'app'),
      net('kubelet', 'customers', 20, 30),
      ...PAYMENTS.map((id) => net(id, 'registry', 8, 12)),
      net('registry', 'control-plane', 8, 12),
    ],
  };
}

/** Without the pattern one process does it all: calls hosts that it knows, asks for its configuration, ships its logs. */
export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  const { nodes, links } = shared(settings, on);
  const caller = on ? 'proxy' : 'app';
  const ships = on ? 'shipper' : 'app';
  const outward = [
    ...PAYMENTS.map((id) => net(caller, id, 15, 25)),
    ...COLLECTORS.map((id) => net(ships, id, 25, 40)),
    net(caller, 'control-plane', 15, 25),
  ];
  if (!on) return { nodes, links: [...links, ...outward] };
  return {
    nodes: [
      ...nodes,
      { id: 'proxy', program: 'proxy', label: 'Proxy', pod: POD },
      { id: 'watcher', program: 'watcher', label: 'Config watcher', pod: POD },
      { id: 'volume', program: 'volume', label: 'Log volume', pod: POD, disk: { syncUs: ms(2) } },
      { id: 'shipper', program: 'shipper', label: 'Log shipper', pod: POD, disk: { syncUs: ms(2) } },
    ],
    links: [
      ...links,
      ...outward,
      local('app', 'proxy'),
      local('app', 'volume'),
      local('volume', 'shipper'),
      local('watcher', 'app'),
      net('watcher', 'control-plane', 15, 25),
      ...['proxy', 'watcher', 'shipper', 'volume'].map((id) => local('kubelet', id)),
    ],
  };
}

/** Centres of the nodes. */
export const layout: Pattern['layout'] = {
  customers: { x: 60, y: 250 },
  kubelet: { x: 60, y: 430 },
  watcher: { x: 250, y: 80 },
  proxy: { x: 420, y: 80 },
  app: { x: 250, y: 250 },
  volume: { x: 250, y: 430 },
  shipper: { x: 420, y: 430 },
  'control-plane': { x: 600, y: 60 },
  registry: { x: 770, y: 60 },
  'payments-a': { x: 600, y: 200 },
  'payments-b': { x: 770, y: 200 },
  'collector-a': { x: 600, y: 350 },
  'collector-b': { x: 735, y: 490 },
};
