import type { PatternMeta } from '../../pattern-kit/pattern.ts';

export const meta: PatternMeta = {
  id: 'pub-sub',
  title: 'Publish–Subscribe',
  summary: 'One slow consumer holds up every sensor that reports to it directly.',
  answers: 'Which readings are lost or come twice when a consumer, a broker or the radio fails?',
  order: 5,
};
