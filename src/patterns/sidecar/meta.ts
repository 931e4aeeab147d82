import type { PatternMeta } from '../../pattern-kit/pattern.ts';

export const meta: PatternMeta = {
  id: 'sidecar',
  title: 'Sidecar',
  summary: 'The log collector is down, and the application waits to write its logs.',
  answers: 'What is lost while the collector is away, what does the application feel of it, and who stops first?',
  order: 7,
};
