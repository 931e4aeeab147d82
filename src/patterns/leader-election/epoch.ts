import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: EpochLens = {
  name: 'term',
  about:
    'Every candidacy begins a new term, every message carries the one of its sender, and a term has one leader at most. What comes from an older term was sent by somebody deposed: it is refused, and the sender learns the newer term.',
  preset: 'rejoin',
};
