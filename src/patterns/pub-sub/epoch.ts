import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: readonly EpochLens[] = [
  {
    title: 'Group generation',
    name: 'generation',
    about:
      'Every rebalance of a group begins a new generation, and a commit carries the one its member belongs to. Who slept through a rebalance cannot move the position of the new owner.',
    preset: 'zombie',
  },
  {
    title: 'Producer epoch',
    name: 'producer epoch',
    about:
      'Whoever begins to publish under a name gets the next epoch of it, and every batch carries that. A gateway that was given up still holds readings when it wakes up; a leader that has heard of the newer epoch takes none of them.',
    preset: 'zombie-producer',
  },
];
