import { ms, seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

export const experiments: readonly Experiment[] = [
  {
    id: 'crash',
    title: 'Between debit and credit',
    question: 'A desk crashes between the two halves of a transfer. Where is the money, and can anybody say why?',
    watch: 'w',
    answer: 'a',
    on: true,
    seed: 7,
    settings: { 'rows.transaction': false, 'snapshots.every': 10 },
    actions: [
      { kind: 'crash', node: 'desk-a', atUs: seconds(6), forUs: seconds(1) },
    ],
    untilUs: seconds(20),
    goals: ['goodput', 'p99', 'open'],
  },
];
void ms;
