import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: readonly EpochLens[] = [
  {
    title: 'Position token',
    name: 'position',
    about:
      'Every commit has a position, and every session carries the newest that it has written or seen. A replica that has not come that far may not answer: it waits, or says so.',
    preset: 'own-order',
  },
];
