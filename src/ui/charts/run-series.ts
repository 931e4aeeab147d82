import { bucketFor, createSeriesBook, type GoalSeries, type SeriesBook } from '../../derive/series.ts';
import type { TraceIndex } from '../../derive/types.ts';
import type { Us } from '../../kernel/time.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { RunState } from '../../state/types.ts';

interface Held {
  readonly pattern: ShownPattern;
  readonly untilUs: Us;
  readonly book: SeriesBook;
}

const books = new WeakMap<TraceIndex, Held>();
const NONE: readonly GoalSeries[] = [];

/** The curves of a run's goals as they stand, made once for all views; the same list while nothing changed. */
export function seriesOf(run: RunState): readonly GoalSeries[] {
  const { pattern, scenario, index, headUs } = run;
  if (pattern === null || scenario === null) return NONE;
  let held = books.get(index);
  if (held === undefined || held.pattern !== pattern || held.untilUs !== scenario.untilUs) {
    held = { pattern, untilUs: scenario.untilUs, book: createSeriesBook(pattern.goals, bucketFor(scenario.untilUs)) };
    books.set(index, held);
  }
  return held.book.follow(index.events, headUs);
}
