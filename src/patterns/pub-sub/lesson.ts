import { seconds } from '../../kernel/time.ts';
import type { Lesson } from '../../pattern-kit/pattern.ts';

export const lesson: Lesson = {
  title: 'What a log promises',
  steps: [
    {
      id: 'first',
      title: 'One slow service',
      prose: 'Without a log the gateway hands each reading to every service, and waits.',
      scenario: { preset: 'slow-service', on: false },
      stopUs: seconds(2),
      goal: { text: 'Run to 2 s.', reached: ({ timeUs }) => timeUs >= seconds(2) },
      solution: { runUntilUs: seconds(2) },
      hints: ['Press play.'],
    },
  ],
};
