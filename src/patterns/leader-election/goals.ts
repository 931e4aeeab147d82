import type { Goal } from '../../pattern-kit/pattern.ts';
import { elections, messagesPerWrite, timeToLeader, unavailable } from './goal-books.ts';
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
    id: 'to-leader',
    title: 'Time to the newest leader',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'own', start: timeToLeader },
  },
  {
    id: 'unavailable',
    title: 'Outage of writes',
    unit: 's',
    better: 'lower',
    measure: { kind: 'own', start: unavailable },
  },
  {
    id: 'per-write',
    title: 'Messages for a write',
    unit: '',
    better: 'lower',
    measure: { kind: 'own', start: messagesPerWrite },
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
    title: 'Unavailable to client 1',
    unit: 's',
    better: 'lower',
    measure: { kind: 'timeIn', node: 'client-1', state: 'waiting' },
  },
  {
    id: 'waiting-2',
    title: 'Unavailable to client 2',
    unit: 's',
    better: 'lower',
    measure: { kind: 'timeIn', node: 'client-2', state: 'waiting' },
  },
  {
    id: 'elections',
    title: 'Elections',
    unit: '',
    better: 'lower',
    measure: { kind: 'own', start: elections },
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
