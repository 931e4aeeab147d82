import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';

export const POD = 'order-service';

const net = (a: string, b: string, minMs: number, maxMs: number): LinkSpec => ({
  a,
  b,
  channel: 'stream',
  latency: { kind: 'uniform', minUs: ms(minMs), maxUs: ms(maxMs) },
});
const local = (a: string, b: string): LinkSpec => ({ a, b, channel: 'local', latency: { kind: 'fixed', us: ms(4) } });

/** Without the pattern the order service calls both services itself, with the same timeouts, and there is no pay-later queue. */
export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  const dial = (key: string): number => Number(settings[key]);
  const calls = on
    ? { payment: 'payment-breaker', inventory: 'inventory-breaker', payLater: 'pay-later' }
    : { payment: 'gateway', inventory: 'inventory', payLater: '' };
  const shared: NodeSpec[] = [
    { id: 'shoppers', program: 'shoppers', label: 'Shoppers' },
    {
      id: 'orders',
      program: 'orders',
      label: 'Order service',
      pod: POD,
      capacity: { workers: dial('orders.workers'), queueLimit: dial('orders.queueLimit') },
      config: calls,
    },
    {
      id: 'gateway',
      program: 'gateway',
      label: 'Payment gateway',
      capacity: { workers: dial('gateway.workers'), queueLimit: dial('gateway.queueLimit') },
      disk: { syncUs: ms(5) },
    },
    { id: 'inventory', program: 'inventory', label: 'Inventory', capacity: { workers: 8, queueLimit: 64 } },
  ];
  const shoppersLink = net('shoppers', 'orders', 40, 60);
  const payment = (from: string): LinkSpec => net(from, 'gateway', 70, 100);
  if (!on) return { nodes: shared, links: [shoppersLink, payment('orders'), net('orders', 'inventory', 20, 30)] };
  return {
    nodes: [
      ...shared,
      { id: 'payment-breaker', program: 'breaker', label: 'Payment breaker', pod: POD, config: { calls: 'gateway' } },
      {
        id: 'inventory-breaker',
        program: 'breaker',
        label: 'Inventory breaker',
        pod: POD,
        config: { calls: 'inventory' },
      },
      { id: 'pay-later', program: 'payLater', label: 'Pay later', disk: { syncUs: ms(5) } },
    ],
    links: [
      shoppersLink,
      local('orders', 'payment-breaker'),
      local('orders', 'inventory-breaker'),
      payment('payment-breaker'),
      net('inventory-breaker', 'inventory', 20, 30),
      net('orders', 'pay-later', 15, 25),
      net('pay-later', 'payment-breaker', 15, 25),
    ],
  };
}

/** Centres of the nodes. */
export const layout: Pattern['layout'] = {
  shoppers: { x: 112, y: 300 },
  orders: { x: 330, y: 300 },
  'payment-breaker': { x: 482, y: 214 },
  'inventory-breaker': { x: 482, y: 404 },
  gateway: { x: 664, y: 168 },
  inventory: { x: 664, y: 440 },
  'pay-later': { x: 424, y: 54 },
};
