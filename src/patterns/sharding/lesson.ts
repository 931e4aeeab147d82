import { seconds } from '../../kernel/time.ts';
import type { Lesson } from '../../pattern-kit/pattern.ts';

export const lesson: Lesson = {
  title: 'Who owns this key',
  steps: [
    {
      id: 'a',
      title: 'A',
      prose: 'A',
      scenario: { preset: 'spike', on: false },
      goal: { text: 'Run.', reached: ({ timeUs }) => timeUs >= seconds(2) },
      solution: { runUntilUs: seconds(2) },
      hints: ['Run.'],
    },
  ],
};
