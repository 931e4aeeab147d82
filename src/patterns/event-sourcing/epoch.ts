import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: readonly EpochLens[] = [
  {
    title: 'Expected version',
    name: 'version',
    about:
      'Each event raises the version of its stream by one, and a writer says at which version it decided. If the stream has moved on, the decision is about a past that is over: it is refused and made again.',
    preset: 'race',
  },
];
