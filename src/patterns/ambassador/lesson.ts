import type { Lesson } from '../../pattern-kit/pattern.ts';
import { onRetries } from './lesson-retries.ts';
import { onLoad } from './lesson-load.ts';

export const lesson: Lesson = { title: 'Ask again, but not too often', steps: [...onRetries, ...onLoad] };
