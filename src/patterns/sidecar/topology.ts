import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';
import { PODS, type PodName } from './pods.ts';

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

const dial = (settings: Settings, key: string): number => Number(settings[key]);
/** " 2" behind the labels of the second pod. */
const second = (label: string, pod: PodName): string => (pod === '' ? label : `${label} 2`);

interface Part {
  readonly nodes: readonly NodeSpec[];
  readonly links: readonly LinkSpec[];
}

/** One pod on its host: application and kubelet, and then, with sidecars, what stands beside the application. */
function podWith(on: boolean, settings: Settings, pod: PodName): Part {
  const at = (part: string): string => `${part}${pod}`;
  const inside = { pod: `${POD}${pod}` };
  const caller = on ? at('proxy') : at('app');
  const ships = on ? at('shipper') : at('app');
  const host: Part = {
    nodes: [
      {
        id: at('app'),
        program: 'app',
        label: second('Checkout app', pod),
        ...inside,
        capacity: { workers: dial(settings, 'app.workers'), queueLimit: 32 },
        config: { inApp: !on, proxy: at('proxy') },
      },
      {
        id: at('kubelet'),
        program: 'kubelet',
        label: second('Kubelet', pod),
        disk: { syncUs: ms(5) },
        config: { containers: on ? [...SIDECARS.map(at), at('app')] : [at('app')], volume: on ? at('volume') : '' },
      },
    ],
    links: [
      net('customers', at('app'), 20, 30),
      local(at('kubelet'), at('app')),
      net(at('kubelet'), 'customers', 20, 30),
      ...PAYMENTS.map((id) => net(caller, id, 15, 25)),
      ...COLLECTORS.map((id) => net(ships, id, 25, 40)),
      net(caller, 'control-plane', 15, 25),
    ],
  };
  if (!on) return host;
  return {
    nodes: [
      ...host.nodes,
      { id: at('proxy'), program: 'proxy', label: second('Proxy', pod), ...inside },
      { id: at('watcher'), program: 'watcher', label: second('Config watcher', pod), ...inside },
      { id: at('volume'), program: 'volume', label: second('Log volume', pod), ...inside, disk: { syncUs: ms(2) } },
      { id: at('shipper'), program: 'shipper', label: second('Log shipper', pod), ...inside, disk: { syncUs: ms(2) } },
    ],
    links: [
      ...host.links,
      local(at('app'), at('proxy')),
      local(at('app'), at('volume')),
      local(at('volume'), at('shipper')),
      local(at('watcher'), at('app')),
      net(at('watcher'), 'control-plane', 15, 25),
      ...['proxy', 'watcher', 'shipper', 'volume'].map((part) => local(at('kubelet'), at(part))),
    ],
  };
}

/** What stands outside of every pod: payments and log platform, and those who know where things are. */
const PLATFORM: Part = {
  nodes: [
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
  links: [...PAYMENTS.map((id) => net(id, 'registry', 8, 12)), net('registry', 'control-plane', 8, 12)],
};

/** Without the pattern one process does it all: calls hosts that it knows, asks for its configuration, ships its logs. */
export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  const pods = PODS.slice(0, settings['scene.pods'] === 'two' ? 2 : 1).map((pod) => podWith(on, settings, pod));
  const customers: NodeSpec = {
    id: 'customers',
    program: 'customers',
    label: 'Customers',
    config: { apps: pods.map(({ nodes }) => nodes[0]!.id) },
  };
  return {
    nodes: [
      customers,
      ...pods.flatMap(({ nodes }) => nodes.slice(0, 2)),
      ...PLATFORM.nodes,
      ...pods.flatMap(({ nodes }) => nodes.slice(2)),
    ],
    links: [...pods.flatMap(({ links }) => links), ...PLATFORM.links],
  };
}

/** Centres of the nodes. */
export const layout: Pattern['layout'] = {
  customers: { x: 60, y: 250 },
  kubelet: { x: 60, y: 430 },
  watcher: { x: 250, y: 80 },
  proxy: { x: 436, y: 80 },
  app: { x: 250, y: 250 },
  volume: { x: 250, y: 430 },
  shipper: { x: 436, y: 430 },
  'control-plane': { x: 622, y: 60 },
  registry: { x: 792, y: 60 },
  'payments-a': { x: 622, y: 200 },
  'payments-b': { x: 792, y: 200 },
  'collector-a': { x: 622, y: 340 },
  'collector-b': { x: 622, y: 500 },
  'kubelet-2': { x: 60, y: 680 },
  'app-2': { x: 250, y: 622 },
  'proxy-2': { x: 470, y: 622 },
  'watcher-2': { x: 690, y: 640 },
  'volume-2': { x: 372, y: 748 },
  'shipper-2': { x: 590, y: 748 },
};
