import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: EpochLens = {
  name: 'term',
  about:
    'Every candidacy begins a new term, which has one leader at most, and messages carry their sender’s. What comes from an older one is refused, and the sender learns the newer.',
  preset: 'rejoin',
};
