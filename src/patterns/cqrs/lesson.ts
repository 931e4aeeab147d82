import { seconds } from '../../kernel/time.ts';
import type { Lesson } from '../../pattern-kit/pattern.ts';
export const lesson: Lesson = {
  title: 'x',
  steps: [
    {
      id: 'a',
      title: 'a',
      prose: 'a',
      scenario: { preset: 'spike', on: false },
      goal: { text: 'x', reached: ({ timeUs }) => timeUs > 0 },
      solution: { runUntilUs: seconds(2) },
      hints: ['x'],
    },
  ],
};
