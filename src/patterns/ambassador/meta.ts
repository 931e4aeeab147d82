import type { PatternMeta } from '../../pattern-kit/pattern.ts';

export const meta: PatternMeta = {
  id: 'ambassador',
  title: 'Ambassador',
  summary: 'Every application retries the same flaky service in its own way, and makes it worse.',
  answers: 'When does a retry help, when does it charge twice, and when does it keep a service down?',
  order: 6,
};
