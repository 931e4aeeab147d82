import type { PatternMeta } from '../../pattern-kit/pattern.ts';

// TEMPLATE: `id` and `order` are right already. Replace the three texts; they are all that the gallery shows.
export const meta: PatternMeta = {
  id: 'template',
  title: 'Template',
  summary: 'An answer gets lost, and nobody knows whether the order was placed.',
  answers: 'When is it safe to ask again?',
  order: 999,
};
