import { seconds } from '../../kernel/time.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

// TEMPLATE: the first one opens; make something worth watching happen in its first three seconds. Each teaches one thing, off and on.
export const experiments: readonly Experiment[] = [
  {
    id: 'lossy',
    title: 'Messages get lost',
    question: 'One message in four is lost, on its way there or back. What does the client know about its orders?',
    watch: 'The orders answered, and what the server does with an order that it has placed already.',
    // TEMPLATE: run it off and on with `npm run simulate` before you write the answer; every figure in it comes from the run.
    answer:
      'Off, 24 of 35 orders are answered. Of the other 11 the client knows nothing: 5 were placed, 6 were not. On, all 35 are answered. That takes 47 requests at the server instead of 29; 12 times it knows the key and only answers, where it would otherwise place an order again.',
    on: true,
    seed: 6,
    // TEMPLATE: name only settings that differ from their defaults.
    settings: {},
    // TEMPLATE: script faults as actions; with `forUs` each is repaired by itself. Leave time at the end in which all is well.
    actions: [{ kind: 'loss', a: 'client', b: 'server', ppm: 250_000, atUs: seconds(1), forUs: seconds(8) }],
    untilUs: seconds(12),
    goals: ['answered', 'requests'],
  },
];
