import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: readonly EpochLens[] = [
  {
    title: 'Breaker generation, in an ambassador',
    name: 'breaker generation',
    about:
      'The breaker inside the retries begins a new generation whenever it opens, tests or closes, and every attempt carries the one it left in. Attempts that were under way when it opened come back and tell of a world that it has already judged: they are not counted again.',
    preset: 'outage',
  },
];
