import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: readonly EpochLens[] = [
  {
    title: 'Slot epoch',
    name: 'map epoch',
    about:
      'Every change of who owns what is one epoch of the map, and every request carries the epoch of the map it was sent by. A shard that has given a key away refuses the old map; so does the directory, to whoever commits a move or a failover under it.',
    preset: 'stale-router',
  },
];
