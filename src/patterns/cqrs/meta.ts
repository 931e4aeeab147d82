import type { PatternMeta } from '../../pattern-kit/pattern.ts';

export const meta: PatternMeta = {
  id: 'cqrs',
  title: 'CQRS',
  summary: 'Many people browse for each one who orders, and all of them share one model.',
  answers: 'How stale may a read be before someone notices, and what does the split buy for it?',
  order: 4,
};
