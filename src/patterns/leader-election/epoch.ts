import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: readonly EpochLens[] = [
  {
    title: 'Term',
    name: 'term',
    about:
      'Every candidacy begins a new term, every message carries the one of its sender, and a term has one leader at most. What comes from an older term was sent by somebody deposed: it is refused, and the sender learns the newer term.',
    preset: 'rejoin',
  },
  {
    title: 'Fencing token',
    name: 'token',
    about:
      'Each holder of a lease gets the next number and writes it on all that it sends; storage keeps the highest that it has seen. A holder that slept still believes in its lease. Its writes carry an older token.',
    preset: 'lease-pause',
    settings: { 'storage.checkTokens': true },
  },
];
