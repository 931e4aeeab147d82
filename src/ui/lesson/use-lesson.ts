import { use } from 'react';
import type { Lesson, ShownPattern } from '../../pattern-kit/pattern.ts';

/** By the function that loads it: what is said of a pattern changes with each run, its lesson does not. */
const asked = new WeakMap<ShownPattern['lesson'], Promise<Lesson>>();

function lessonOf({ lesson: load }: ShownPattern): Promise<Lesson> {
  const known = asked.get(load);
  if (known) return known;
  const lesson = load();
  asked.set(load, lesson);
  // One that could not be loaded is asked for again when the panel is shown again.
  lesson.catch(() => asked.delete(load));
  return lesson;
}

/** The lesson of a pattern; the panel around it waits until it is loaded. */
export const useLesson = (pattern: ShownPattern): Lesson => use(lessonOf(pattern));
