import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: EpochLens = {
  name: 'generation',
  about:
    'Every rebalance of a group begins a new generation, and a commit carries the one its member belongs to. Who slept through a rebalance cannot move the position of the new owner. Leaders, controllers and producers have epochs of their own.',
  preset: 'zombie',
};
