import type { PatternMeta } from '../../pattern-kit/pattern.ts';

export const meta: PatternMeta = {
  id: 'leader-election',
  title: 'Leader Election',
  summary: 'The network splits, and two databases both believe that they are in charge.',
  answers: 'Who may accept writes while the network is split, and how long until somebody does?',
  order: 2,
};
