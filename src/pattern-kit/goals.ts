import { US_PER_MS, US_PER_S, type Us } from '../kernel/time.ts';
import type { EventKind, Seq, TraceEvent } from '../kernel/trace.ts';
import type { Goal } from './pattern.ts';

type Measure = Goal['measure'];

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

/** What was measured, in order of time; all columns have one length. */
interface Samples {
  readonly seqs: Seq[];
  readonly timesUs: Us[];
  readonly values: number[];
}

/** How one kind of goal reads events, and what it makes of the samples. */
interface Reading {
  /** Calls `put` for every sample in the event. */
  read(event: TraceEvent, put: (value: number) => void): void;
  /** Value of the samples `from` … `to` − 1, which lie in a bucket that ends at `endUs`. */
  bucket(from: number, to: number, endUs: Us, bucketUs: Us): number | null;
  total(headUs: Us): number | null;
  /** Only the first `kept` samples are left. */
  forget?(kept: number): void;
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

function readingOf(goal: Goal, samples: Samples): Reading {
  const { measure } = goal;
  switch (measure.kind) {
    case 'rate':
      return measure.afterFaults === true
        ? recovering(samples, rateReader(measure))
        : counting(samples, true, rateReader(measure));
    case 'count':
      return counting(samples, isPerSecond(goal), noteReader(measure));
    case 'deliveries':
      return counting(samples, isPerSecond(goal), deliveryReader(measure));
    case 'perOperation':
      return spending(samples, measure);
    case 'ratio':
      return sharing(samples, measure);
    case 'latency':
      return ranking(samples, measure);
    case 'metric':
      return latest(samples, measure);
    case 'timeIn':
      return standing(samples, measure);
  }
}

/** Whether a count is meant as a rate: the unit says so. */
function isPerSecond(goal: Goal): boolean {
  const unit = goal.unit.trim();
  return unit.endsWith('/s') || unit.endsWith('/ s') || unit.endsWith('per second');
}

type ReadEvent = Reading['read'];

function counting(samples: Samples, perSecond: boolean, read: ReadEvent): Reading {
  return {
    read,
    bucket: (from, to, _endUs, bucketUs) => (perSecond ? ((to - from) * US_PER_S) / bucketUs : to),
    total: (headUs) => {
      const count = samples.values.length;
      if (!perSecond) return count;
      return headUs > 0 ? (count * US_PER_S) / headUs : null;
    },
  };
}

function sumOf({ values }: Samples, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum;
}

/** A rate whose figure for the whole run begins where the last fault ended; a sample of 0 is such an end. */
function recovering(samples: Samples, read: ReadEvent): Reading {
  return {
    read(event, put) {
      if (event.kind === 'repair') put(0);
      read(event, put);
    },
    // Nothing is over before the first end: only whole buckets after it say anything.
    bucket: (from, to, _endUs, bucketUs) => {
      const first = samples.values.indexOf(0);
      return first < 0 || first >= from ? null : (sumOf(samples, from, to) * US_PER_S) / bucketUs;
    },
    total: (headUs) => {
      const last = samples.values.lastIndexOf(0);
      const spanUs = last < 0 ? 0 : headUs - samples.timesUs[last]!;
      return spanUs > 0 ? (sumOf(samples, last, samples.values.length) * US_PER_S) / spanUs : null;
    },
  };
}

/** Deliveries count 1, ended operations 0. */
function spending(samples: Samples, measure: Extract<Measure, { kind: 'perOperation' }>): Reading {
  const share = (from: number, to: number): number | null => {
    const arrived = sumOf(samples, from, to);
    return arrived === to - from ? null : arrived / (to - from - arrived);
  };
  return {
    read(event, put) {
      if (
        ARRIVALS.includes(event.kind) &&
        event.transit?.message.type === measure.message &&
        measure.nodes.includes(event.node)
      )
        put(1);
      for (const effect of event.effects) if (effect.kind === 'end' && effect.name === measure.op) put(0);
    },
    bucket: share,
    total: () => share(0, samples.values.length),
  };
}

function rateReader(measure: Extract<Measure, { kind: 'rate' }>): ReadEvent {
  return (event, put) => {
    for (const effect of event.effects)
      if (effect.kind === 'end' && effect.name === measure.op && measure.outcomes.includes(effect.outcome)) put(1);
  };
}

function noteReader(measure: Extract<Measure, { kind: 'count' }>): ReadEvent {
  return (event, put) => {
    if (measure.node !== undefined && measure.node !== event.node) return;
    for (const effect of event.effects) if (effect.kind === 'note' && effect.rule === measure.rule) put(1);
  };
}

/** A copy that reached its node has exactly one event of these kinds, whatever the node then made of it. */
const ARRIVALS: readonly EventKind[] = ['deliver', 'wait', 'overflow', 'reply', 'late'];

function deliveryReader(measure: Extract<Measure, { kind: 'deliveries' }>): ReadEvent {
  return (event, put) => {
    if (event.node === measure.node && event.transit?.message.type === measure.message && ARRIVALS.includes(event.kind))
      put(1);
  };
}

function sharing(samples: Samples, measure: Extract<Measure, { kind: 'ratio' }>): Reading {
  const share = (from: number, to: number): number | null => {
    if (from === to) return null;
    return (sumOf(samples, from, to) * 100) / (to - from);
  };
  return {
    read(event, put) {
      for (const effect of event.effects)
        if (effect.kind === 'end' && effect.name === measure.op) put(measure.outcomes.includes(effect.outcome) ? 1 : 0);
    },
    bucket: share,
    total: () => share(0, samples.values.length),
  };
}

function latest(samples: Samples, measure: Extract<Measure, { kind: 'metric' }>): Reading {
  return {
    read(event, put) {
      if (event.node !== measure.node) return;
      for (const effect of event.effects)
        if (effect.kind === 'metric' && effect.name === measure.metric) put(effect.value);
    },
    bucket: (_from, to) => samples.values[to - 1] ?? null,
    total: () => samples.values.at(-1) ?? null,
  };
}

/** Lane that `become` means when it names none. */
const MAIN_LANE = 'main';

/** Samples alternate: entered, left, entered, …; the value is the time spent inside up to there. */
function standing(samples: Samples, measure: Extract<Measure, { kind: 'timeIn' }>): Reading {
  const upTo = (count: number, endUs: Us): number => {
    if (count === 0) return 0;
    const insideUs = samples.values[count - 1]!;
    return (count % 2 === 1 ? insideUs + (endUs - samples.timesUs[count - 1]!) : insideUs) / US_PER_S;
  };
  return {
    read(event, put) {
      const move = (inside: boolean): void => {
        const last = samples.values.length - 1;
        const wasInside = last % 2 === 0;
        if (inside === wasInside) return;
        const before = samples.values[last] ?? 0;
        put(wasInside ? before + (event.timeUs - samples.timesUs[last]!) : before);
      };
      for (const effect of event.effects) {
        if (effect.kind === 'become' && event.node === measure.node && effect.lane === MAIN_LANE)
          move(effect.to === measure.state);
        // A node that is down stands nowhere.
        if (effect.kind === 'status' && effect.node === measure.node && effect.status === 'down') move(false);
      }
    },
    bucket: (_from, to, endUs) => upTo(to, endUs),
    total: (headUs) => upTo(samples.values.length, headUs),
  };
}

function ranking(samples: Samples, measure: Extract<Measure, { kind: 'latency' }>): Reading {
  const ranks = createRanks(samples.values);
  return {
    read(event, put) {
      for (const effect of event.effects)
        if (effect.kind === 'end' && effect.name === measure.op) put(event.timeUs - effect.beganUs);
    },
    bucket(from, to) {
      const ascending = ascend(samples.values.slice(from, to));
      return ascending.length === 0 ? null : ascending[rankOf(ascending.length, measure.percentile)]! / US_PER_MS;
    },
    total() {
      const count = samples.values.length;
      return count === 0 ? null : ranks.at(rankOf(count, measure.percentile)) / US_PER_MS;
    },
    forget: ranks.forget,
  };
}

const CHUNK = 512;

/** Order statistics of a list that grows: sorted chunks, asked together, so that nothing is sorted twice. */
function createRanks(values: readonly number[]): { at(rank: number): number; forget(kept: number): void } {
  const chunks: number[][] = [];
  return {
    at(rank) {
      while ((chunks.length + 1) * CHUNK <= values.length)
        chunks.push(ascend(values.slice(chunks.length * CHUNK, (chunks.length + 1) * CHUNK)));
      const parts = [...chunks, ascend(values.slice(chunks.length * CHUNK))].filter((part) => part.length > 0);
      let low = Math.min(...parts.map((part) => part[0]!));
      let high = Math.max(...parts.map((part) => part.at(-1)!));
      // Values are whole microseconds, so halving ends on the value itself.
      while (low < high) {
        const middle = low + Math.floor((high - low) / 2);
        const notAbove = parts.reduce((sum, part) => sum + firstAtOrAfter(part, middle + 1, 0), 0);
        if (notAbove > rank) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    forget(kept) {
      chunks.length = Math.min(chunks.length, Math.floor(kept / CHUNK));
    },
  };
}

function ascend(values: number[]): number[] {
  return values.sort((a, b) => a - b);
}

/** Position from 0 of the smallest value that at least `percentile` percent of `count` values do not exceed. */
function rankOf(count: number, percentile: number): number {
  return Math.min(count, Math.max(1, Math.ceil((percentile * count) / 100))) - 1;
}

/** Position of the first of the ascending numbers, from `start` on, that is not below `limit`. */
function firstAtOrAfter(ascending: readonly number[], limit: number, start: number): number {
  let low = start;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
