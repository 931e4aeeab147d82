import type { Lesson } from '../../pattern-kit/pattern.ts';
import { theOutage } from './lesson-outage.ts';
import { theTraps } from './lesson-traps.ts';

export const lesson: Lesson = { title: 'What a breaker saves, and what it costs', steps: [...theOutage, ...theTraps] };
