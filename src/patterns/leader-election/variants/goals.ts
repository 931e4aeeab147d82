import type { Goal } from '../../../pattern-kit/pattern.ts';

export const variantGoals: readonly Goal[] = [
  {
    id: 'stale-kept',
    title: 'Stale writes kept',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'stale write kept', node: 'storage' },
  },
  {
    id: 'stale-refused',
    title: 'Stale tokens refused',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'stale token', node: 'storage' },
  },
  {
    id: 'proposals-failed',
    title: 'Proposals that failed',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'proposal failed' },
  },
];
