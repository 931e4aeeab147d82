import type { Goal } from '../../pattern-kit/pattern.ts';
import { GROUPS } from './programs/cluster.ts';

const NAMES: Readonly<Record<string, string>> = { analytics: 'Analytics', alerting: 'Alerting', archiver: 'Archiver' };

/** Results of every group, counted once each, and those that came twice. */
const perGroup: readonly Goal[] = GROUPS.flatMap((group): Goal[] => [
  {
    id: `${group}-results`,
    title: `${NAMES[group]}: readings processed`,
    unit: '/s',
    better: 'higher',
    measure: { kind: 'count', rule: `${group} result`, node: 'store' },
    ...(group === 'alerting' ? { primary: true } : {}),
  },
  {
    id: `${group}-duplicates`,
    title: `${NAMES[group]}: processed twice`,
    unit: 'results',
    better: 'lower',
    measure: { kind: 'count', rule: `${group} duplicate`, node: 'store' },
  },
  {
    id: `${group}-age`,
    title: `${NAMES[group]}: from sensor to result`,
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'metric', node: 'store', metric: `${group} ageMs` },
  },
]);

export const goals: readonly Goal[] = [
  ...[...perGroup].sort((a, b) => Number(b.primary === true) - Number(a.primary === true)),
  {
    id: 'taken-in',
    title: 'Readings taken in',
    unit: '%',
    better: 'higher',
    measure: { kind: 'ratio', op: 'reading', outcomes: ['ok'] },
  },
  {
    id: 'publish-p99',
    title: 'Until the sensor may forget it, 99th percentile',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'reading', percentile: 99 },
  },
  {
    id: 'lag',
    title: 'Lag of Analytics 1',
    unit: 'readings',
    better: 'lower',
    measure: { kind: 'metric', node: 'analytics-1', metric: 'lag' },
  },
  {
    id: 'alerting-lag',
    title: 'Lag of alerting',
    unit: 'readings',
    better: 'lower',
    measure: { kind: 'metric', node: 'alerting', metric: 'lag' },
  },
  {
    id: 'archiver-lag',
    title: 'Lag of the archiver',
    unit: 'readings',
    better: 'lower',
    measure: { kind: 'metric', node: 'archiver', metric: 'lag' },
  },
  {
    id: 'given-up',
    title: 'Deliveries given up',
    unit: 'deliveries',
    better: 'lower',
    measure: { kind: 'count', rule: 'given up', node: 'edge' },
  },
  {
    id: 'truncations',
    title: 'Logs cut back',
    unit: 'times',
    better: 'lower',
    measure: { kind: 'count', rule: 'log truncated' },
  },
  {
    id: 'zombies',
    title: 'Results of zombies',
    unit: 'results',
    better: 'lower',
    measure: { kind: 'count', rule: 'zombie result', node: 'store' },
  },
  {
    id: 'rebalance',
    title: 'Analytics 1 without partitions',
    unit: 's',
    better: 'lower',
    measure: { kind: 'timeIn', node: 'analytics-1', state: 'joining' },
  },
  {
    id: 'dead-letters',
    title: 'Dead letters',
    unit: 'records',
    better: 'lower',
    measure: { kind: 'count', rule: 'dead letter' },
  },
];
