import type { Lesson } from '../../pattern-kit/pattern.ts';
import { theMap } from './lesson-map.ts';
import { theMoves } from './lesson-moves.ts';

export const lesson: Lesson = { title: 'Who owns this key, and since when', steps: [...theMap, ...theMoves] };
