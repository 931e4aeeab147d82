import type { Goal } from '../../pattern-kit/pattern.ts';
import { variantGoals } from './variants/goals.ts';

export const goals: readonly Goal[] = [
  {
    id: 'writes',
    title: 'Writes answered',
    unit: '/s',
    better: 'higher',
    measure: { kind: 'rate', op: 'write', outcomes: ['ok'] },
    primary: true,
  },
  {
    id: 'lost',
    title: 'Acknowledged writes lost',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'discards an acknowledged write' },
  },
  {
    id: 'reads',
    title: 'Reads answered',
    unit: '/s',
    better: 'higher',
    measure: { kind: 'rate', op: 'read', outcomes: ['ok'] },
  },
  {
    id: 'p99',
    title: 'Write latency, 99th percentile',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'write', percentile: 99 },
  },
  {
    id: 'unsure',
    title: 'Writes with an unknown fate',
    unit: '%',
    better: 'lower',
    measure: { kind: 'ratio', op: 'write', outcomes: ['unknown'] },
  },
  {
    id: 'waiting-1',
    title: 'Client 1 is not served',
    unit: 's',
    better: 'lower',
    measure: { kind: 'timeIn', node: 'client-1', state: 'waiting' },
  },
  {
    id: 'waiting-2',
    title: 'Client 2 is not served',
    unit: 's',
    better: 'lower',
    measure: { kind: 'timeIn', node: 'client-2', state: 'waiting' },
  },
  {
    id: 'elections',
    title: 'Elections',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'stands for election' },
  },
  {
    id: 'overwritten',
    title: 'Times that a log was cut',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'truncates' },
  },
  ...variantGoals,
];
