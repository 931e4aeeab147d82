import type { Goal } from '../../pattern-kit/pattern.ts';

export const goals: readonly Goal[] = [
  {
    id: 'answered',
    title: 'Orders placed',
    unit: '%',
    better: 'higher',
    measure: { kind: 'ratio', op: 'checkout', outcomes: ['ok'] },
    primary: true,
  },
  {
    id: 'p99',
    title: 'Order latency, 99th percentile',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'checkout', percentile: 99 },
  },
  {
    id: 'stored',
    title: 'Logs of orders stored',
    unit: '',
    better: 'higher',
    measure: { kind: 'count', rule: 'log stored' },
  },
  {
    id: 'copies',
    title: 'Logs stored twice',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'log stored twice' },
  },
  {
    id: 'drops',
    title: 'Times that logs were dropped',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'log dropped' },
  },
  {
    id: 'lag',
    title: 'Lag of the newest chunk',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'metric', node: 'collector-a', metric: 'lagMs' },
  },
  {
    id: 'up',
    title: 'Time that the application runs',
    unit: 's',
    better: 'higher',
    measure: { kind: 'timeIn', node: 'app', state: 'RUNNING' },
  },
];
