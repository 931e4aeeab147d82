import { ms, seconds, type Us } from '../kernel/time.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import { createGoalMeter, type GoalMeter } from '../pattern-kit/goals.ts';
import type { Goal } from '../pattern-kit/pattern.ts';
import { createFollower } from './follow.ts';

/** One goal as a curve: `values[i]` belongs to `us[i]` … `us[i] + bucketUs`. */
export interface GoalSeries {
  readonly goal: Goal;
  readonly bucketUs: Us;
  readonly us: readonly Us[];
  readonly values: readonly (number | null)[];
  /** The figure for the whole run so far. */
  readonly total: number | null;
}

/** Curves of all goals of one run, kept up to date with its trace. */
export interface SeriesBook {
  readonly bucketUs: Us;
  /** Takes in what is new in the trace, and forgets what has gone. Answers the same list while nothing changed. */
  follow(events: readonly TraceEvent[], headUs: Us): readonly GoalSeries[];
}

const NICE_BUCKETS_US: readonly Us[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 250, 500].map(ms),
  ...[1, 2, 5, 10, 20, 30, 60].map(seconds),
];
const WANTED_BUCKETS = 60;

/** A round bucket length that gives a run of this length about sixty points. */
export function bucketFor(untilUs: Us): Us {
  return NICE_BUCKETS_US.find((us) => untilUs / us <= WANTED_BUCKETS) ?? NICE_BUCKETS_US.at(-1)!;
}

export function createSeriesBook(goals: readonly Goal[], bucketUs: Us): SeriesBook {
  const meters: readonly GoalMeter[] = goals.map((goal) => createGoalMeter(goal, { bucketUs }));
  const fresh: TraceEvent[] = [];
  const follower = createFollower({
    add: (event) => fresh.push(event),
    truncate: (to) => meters.forEach((meter) => meter.truncate(to)),
  });
  let list: readonly GoalSeries[] | null = null;
  let listHeadUs: Us = -1;
  return {
    bucketUs,
    follow(events, headUs) {
      const moved = follower.sync(events);
      if (!moved && list !== null && headUs === listHeadUs) return list;
      for (const meter of meters) meter.append(fresh);
      fresh.length = 0;
      listHeadUs = headUs;
      list = goals.map((goal, i) => ({
        goal,
        bucketUs,
        ...meters[i]!.series(headUs),
        total: meters[i]!.value(headUs),
      }));
      return list;
    },
  };
}

/** The point that holds at a time: of the bucket it lies in, or of the last one that is over. */
export function valueAt(series: GoalSeries, timeUs: Us): number | null {
  const last = series.values.length - 1;
  return series.values[Math.min(last, Math.floor(timeUs / series.bucketUs))] ?? null;
}
