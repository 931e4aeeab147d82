import { isLoad, loadGoals } from '../../derive/load-goals.ts';
import { bucketFor, createSeriesBook, type GoalSeries, type SeriesBook } from '../../derive/series.ts';
import type { TraceIndex } from '../../derive/types.ts';
import type { Us } from '../../kernel/time.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import type { RunState } from '../../state/types.ts';

interface Held {
  readonly goals: unknown;
  readonly untilUs: Us;
  readonly book: SeriesBook;
}

const goalBooks = new WeakMap<TraceIndex, Held>();
const loadBooks = new WeakMap<TraceIndex, Held>();
const NONE: readonly GoalSeries[] = [];

/** The curves of a run's goals as they stand, made once for all views; the same list while nothing changed. */
export function seriesOf({ pattern, scenario, index, headUs }: RunState): readonly GoalSeries[] {
  if (pattern === null || scenario === null) return NONE;
  return kept(goalBooks, index, pattern, scenario.untilUs, () => pattern.goals).follow(index.events, headUs);
}

/** The load of every node that can be full. */
function loadSeriesOf({ topology, scenario, index, headUs }: RunState): readonly GoalSeries[] {
  if (topology === null || scenario === null) return NONE;
  return kept(loadBooks, index, topology, scenario.untilUs, () => loadGoals(topology)).follow(index.events, headUs);
}

/** The curve of one goal in a run, be it the pattern's or a node's load. */
export const curveOf = (run: RunState, goal: Goal): GoalSeries | undefined =>
  (isLoad(goal) ? loadSeriesOf(run) : seriesOf(run)).find((held) => held.goal.id === goal.id);

/** The book of a run, until its goals (told by what they come from) or its length are others. */
function kept(
  books: WeakMap<TraceIndex, Held>,
  index: TraceIndex,
  source: object,
  untilUs: Us,
  goals: () => readonly Goal[],
): SeriesBook {
  let held = books.get(index);
  if (held === undefined || held.goals !== source || held.untilUs !== untilUs) {
    held = { goals: source, untilUs, book: createSeriesBook(goals(), bucketFor(untilUs)) };
    books.set(index, held);
  }
  return held.book;
}
