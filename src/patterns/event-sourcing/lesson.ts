import { seconds } from '../../kernel/time.ts';
import type { Lesson } from '../../pattern-kit/pattern.ts';

export const lesson: Lesson = {
  title: 'Event Sourcing',
  steps: [
    {
      id: 'start',
      title: 'Start',
      prose: 'x',
      scenario: { preset: 'crash', on: true },
      goal: { text: 'Run', reached: ({ timeUs }) => timeUs >= seconds(1) },
      solution: { runUntilUs: seconds(2) },
      hints: ['Play'],
    },
  ],
};
