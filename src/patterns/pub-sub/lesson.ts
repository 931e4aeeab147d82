import type { Lesson } from '../../pattern-kit/pattern.ts';
import { theGroups } from './lesson-groups.ts';
import { theLog } from './lesson-log.ts';

export const lesson: Lesson = { title: 'What a log promises, and what it does not', steps: [...theLog, ...theGroups] };
