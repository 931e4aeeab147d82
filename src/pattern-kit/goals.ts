import type { Us } from '../kernel/time.ts';
import type { Seq, TraceEvent } from '../kernel/trace.ts';
import { readingOf, type Samples } from './goal-reading.ts';
import type { Goal } from './pattern.ts';
import { firstAtOrAfter } from './ranks.ts';

/**
 * Measures one goal from the trace alone. Times are integers and percentiles are drawn from sorted
 * values (nearest rank), so the figures are exact and do not depend on how the events were handed over.
 *
 * `headUs` is how far the run is known; the newest event's time where it is left out. Per bucket,
 * `rate` and counts with a unit per second answer a rate; other counts and `timeIn` answer the total
 * so far, so that a curve ends at the whole-run figure.
 */
export interface GoalMeter {
  /** Events in order, each once; the first has sequence 0. */
  append(events: readonly TraceEvent[]): void;
  /** Forgets event `to` and all after it. */
  truncate(to: Seq): void;
  /** One point a bucket that is over: where it begins, and its value; null where there was nothing to measure. */
  series(headUs?: Us): { us: number[]; values: (number | null)[] };
  /** The figure for the whole run so far; null where there was nothing to measure. */
  value(headUs?: Us): number | null;
}

export function createGoalMeter(goal: Goal, options: { readonly bucketUs: Us }): GoalMeter {
  const { bucketUs } = options;
  if (!Number.isInteger(bucketUs) || bucketUs <= 0)
    throw new RangeError(`bucketUs must be a whole number of microseconds above 0, not ${bucketUs}.`);
  const samples: Samples = { seqs: [], timesUs: [], values: [] };
  const reading = readingOf(goal, samples);
  const eventTimesUs: Us[] = [];
  let reads: { seq: Seq; timeUs: Us } = { seq: -1, timeUs: 0 };
  const put = (value: number): void => {
    samples.seqs.push(reads.seq);
    samples.timesUs.push(reads.timeUs);
    samples.values.push(value);
  };
  /** Values of buckets that no later event can change, and where the samples of each end. */
  const settled: (number | null)[] = [];
  const settledEnds: number[] = [];

  const newestUs = (): Us => eventTimesUs.at(-1) ?? 0;
  const settle = (): void => {
    const over = wholeBuckets(newestUs(), bucketUs);
    while (settled.length < over) {
      const endUs = (settled.length + 1) * bucketUs;
      const from = settledEnds.at(-1) ?? 0;
      const to = firstAtOrAfter(samples.timesUs, endUs, from);
      settled.push(reading.bucket(from, to, endUs, bucketUs));
      settledEnds.push(to);
    }
  };

  return {
    append(events) {
      for (const event of events) {
        eventTimesUs.push(event.timeUs);
        reads = event;
        reading.read(event, put);
      }
    },
    truncate(to) {
      if (to >= eventTimesUs.length) return;
      eventTimesUs.length = to;
      const kept = firstAtOrAfter(samples.seqs, to, 0);
      samples.seqs.length = samples.timesUs.length = samples.values.length = kept;
      reading.forget?.(kept);
      settled.length = settledEnds.length = Math.min(settled.length, wholeBuckets(newestUs(), bucketUs));
    },
    series(headUs = newestUs()) {
      settle();
      const known = wholeBuckets(headUs, bucketUs);
      const us: number[] = [];
      const values: (number | null)[] = [];
      for (let i = 0; i < known; i++) {
        us.push(i * bucketUs);
        const end = samples.seqs.length;
        // Past the newest event nothing happened up to the head: at most one bucket still holds samples.
        const from = i < settled.length ? 0 : i === settled.length ? (settledEnds.at(-1) ?? 0) : end;
        values.push(i < settled.length ? settled[i]! : reading.bucket(from, end, (i + 1) * bucketUs, bucketUs));
      }
      return { us, values };
    },
    value(headUs = newestUs()) {
      return eventTimesUs.length === 0 ? null : reading.total(headUs);
    },
  };
}

const wholeBuckets = (timeUs: Us, bucketUs: Us): number =>
  Number.isFinite(timeUs) ? Math.floor(timeUs / bucketUs) : 0;
