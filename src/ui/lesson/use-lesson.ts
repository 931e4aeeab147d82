import { use } from 'react';
import type { Lesson, ShownPattern } from '../../pattern-kit/pattern.ts';

const asked = new WeakMap<ShownPattern, Promise<Lesson>>();

function lessonOf(pattern: ShownPattern): Promise<Lesson> {
  const known = asked.get(pattern);
  if (known) return known;
  const lesson = pattern.lesson();
  asked.set(pattern, lesson);
  // One that could not be loaded is asked for again when the panel is shown again.
  lesson.catch(() => asked.delete(pattern));
  return lesson;
}

/** The lesson of a pattern; the panel around it waits until it is loaded. */
export const useLesson = (pattern: ShownPattern): Lesson => use(lessonOf(pattern));
