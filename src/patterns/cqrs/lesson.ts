import type { Lesson } from '../../pattern-kit/pattern.ts';
import { reading } from './lesson-reading.ts';
import { writing } from './lesson-writing.ts';

export const lesson: Lesson = { title: 'Two models of one shop', steps: [...reading, ...writing] };
