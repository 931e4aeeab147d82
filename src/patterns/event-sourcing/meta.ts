import type { PatternMeta } from '../../pattern-kit/pattern.ts';

export const meta: PatternMeta = {
  id: 'event-sourcing',
  title: 'Event Sourcing',
  summary: 'A balance is wrong, and the table only knows its last value.',
  answers: 'How did this balance come about, and can it be rebuilt to any day from what was recorded?',
  order: 3,
};
