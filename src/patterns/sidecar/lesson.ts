import type { Lesson } from '../../pattern-kit/pattern.ts';
import { theLogs } from './lesson-logs.ts';
import { thePod } from './lesson-pod.ts';

export const lesson: Lesson = { title: 'A house with rooms', steps: [...theLogs, ...thePod] };
