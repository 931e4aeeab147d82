import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: readonly EpochLens[] = [
  {
    title: 'Breaker generation',
    name: 'generation',
    about:
      'Every change of state begins a new generation, and every call carries the one it was let through in. An answer from an older one says nothing about the gateway of now: it is not counted.',
    preset: 'straggler',
    settings: { 'breaker.generationCheck': true },
  },
];
