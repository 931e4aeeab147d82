import type { Goal } from '../../pattern-kit/pattern.ts';

export const goals: readonly Goal[] = [
  {
    id: 'goodput',
    title: 'Commands done',
    unit: '/s',
    better: 'higher',
    measure: { kind: 'rate', op: 'command', outcomes: ['ok'] },
    primary: true,
  },
  {
    id: 'p99',
    title: 'Command latency, 99th percentile',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'command', percentile: 99 },
  },
  {
    id: 'unsure',
    title: 'Commands with an unknown fate',
    unit: '%',
    better: 'lower',
    measure: { kind: 'ratio', op: 'command', outcomes: ['unknown'] },
  },
  {
    id: 'conflicts',
    title: 'Conflicts',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'count', rule: 'wrong expected version', node: 'store' },
  },
  {
    id: 'folded',
    title: 'Events folded per command',
    unit: '',
    better: 'lower',
    measure: { kind: 'metric', node: 'desk-a', metric: 'foldedPerCommand' },
  },
  {
    id: 'lag',
    title: 'Balances behind by',
    unit: 'events',
    better: 'lower',
    measure: { kind: 'metric', node: 'balances', metric: 'behind' },
  },
  {
    id: 'rebuilding',
    title: 'Last rebuild of the balances',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'metric', node: 'balances', metric: 'rebuildMs' },
  },
  {
    id: 'breaks',
    title: 'Reconciliation breaks',
    unit: '',
    better: 'lower',
    measure: { kind: 'metric', node: 'reconciler', metric: 'breaks' },
  },
  {
    id: 'open',
    title: 'Transfers and payments under way',
    unit: '',
    better: 'lower',
    measure: { kind: 'metric', node: 'clearing', metric: 'open' },
  },
];
