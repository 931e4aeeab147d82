import type { PatternMeta } from '../../pattern-kit/pattern.ts';

export const meta: PatternMeta = {
  id: 'circuit-breaker',
  title: 'Circuit Breaker',
  summary: 'A payment gateway stops answering, and takes the whole shop with it.',
  answers: 'When does a breaker open, what does it save, and what can keep it open for ever?',
  order: 1,
};
