import type { Goal } from '../../pattern-kit/pattern.ts';

// TEMPLATE: choose the figures that users care about, and at least one that shows what the pattern costs. The primary one is drawn on the timeline.
export const goals: readonly Goal[] = [
  {
    id: 'answered',
    title: 'Orders answered',
    unit: '%',
    better: 'higher',
    measure: { kind: 'ratio', op: 'placeOrder', outcomes: ['ok'] },
    primary: true,
  },
  {
    id: 'requests',
    title: 'Requests to the server',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'deliveries', node: 'server', message: 'PlaceOrder' },
  },
];
