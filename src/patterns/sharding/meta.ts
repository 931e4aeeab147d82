import type { PatternMeta } from '../../pattern-kit/pattern.ts';

export const meta: PatternMeta = {
  id: 'sharding',
  order: 8,
  title: 'Sharding',
  summary: 'One database holds everyone, and one busy region slows the whole platform down.',
  answers: 'Which key spreads the load, what moves when a shard is added, and who may answer while it moves?',
};
