import type { Lesson } from '../../pattern-kit/pattern.ts';
import { theTruth } from './lesson-truth.ts';
import { theViews } from './lesson-views.ts';

export const lesson: Lesson = { title: 'The truth and its views', steps: [...theTruth, ...theViews] };
