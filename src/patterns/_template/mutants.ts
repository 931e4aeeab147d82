import type { Mutant } from '../../pattern-kit/pattern.ts';
import { server } from './programs/server.ts';

// TEMPLATE: plant mistakes that people really make, each by replacing as little of a true program as possible, and name the property that must catch it.
export const mutants: readonly Mutant[] = [
  {
    id: 'forgets-to-look',
    title: 'Does not look at the key',
    explain: 'The server takes every request for a new one. An order whose answer was lost is placed again.',
    breaks: 'placed-once',
    preset: 'lossy',
    programs: {
      server: {
        ...server,
        on: {
          PlaceOrder: (node, state, message, call) =>
            server.on!.PlaceOrder!(node, state, { ...message, key: null }, call),
        },
      },
    },
  },
  {
    id: 'remembers-in-memory',
    title: 'Keeps the keys in memory',
    explain:
      'Orders are on disk, their keys are not. After a crash the server knows none of them, and an order that is asked for again is placed again.',
    breaks: 'placed-once',
    preset: 'lossy',
    programs: { server: { ...server, restart: (node, disk) => ({ ...server.restart!(node, disk), placed: {} }) } },
  },
];
