import type { Goal } from '../../pattern-kit/pattern.ts';

export const goals: readonly Goal[] = [
  {
    id: 'goodput',
    title: 'Orders accepted',
    unit: '/s',
    better: 'higher',
    measure: { kind: 'rate', op: 'placeOrder', outcomes: ['ok'] },
    primary: true,
  },
  {
    id: 'p99',
    title: 'Order latency, 99th percentile',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'placeOrder', percentile: 99 },
  },
  {
    id: 'bystander',
    title: 'Stock checks answered',
    unit: '%',
    better: 'higher',
    measure: { kind: 'ratio', op: 'checkStock', outcomes: ['ok'] },
  },
  {
    id: 'paid',
    title: 'Orders paid',
    unit: '/s',
    better: 'higher',
    measure: { kind: 'count', rule: 'charge executed', node: 'gateway' },
  },
  {
    id: 'gateway-load',
    title: 'Calls to the gateway',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'deliveries', node: 'gateway', message: 'Charge' },
  },
  {
    id: 'unsure',
    title: 'Orders with an unknown fate',
    unit: '%',
    better: 'lower',
    measure: { kind: 'ratio', op: 'placeOrder', outcomes: ['unknown'] },
  },
  {
    id: 'waiting',
    title: 'Most workers waiting for payment',
    unit: '',
    better: 'lower',
    measure: { kind: 'metric', node: 'orders', metric: 'waitingForPayment', of: 'peak' },
  },
  {
    id: 'time-open',
    title: 'Time open',
    unit: 's',
    better: 'lower',
    measure: { kind: 'timeIn', node: 'payment-breaker', state: 'OPEN' },
  },
  {
    id: 'pending',
    title: 'Most orders waiting to be charged',
    unit: '',
    better: 'lower',
    measure: { kind: 'metric', node: 'pay-later', metric: 'pending', of: 'peak' },
  },
];
