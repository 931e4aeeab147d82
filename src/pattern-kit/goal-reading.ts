import { US_PER_MS, US_PER_S, type Us } from '../kernel/time.ts';
import type { EventKind, Seq, TraceEvent } from '../kernel/trace.ts';
import type { Goal } from './pattern.ts';
import { ascend, createRanks, rankOf } from './ranks.ts';

type Measure = Goal['measure'];

/** What was measured, in order of time; all columns have one length. */
export interface Samples {
  readonly seqs: Seq[];
  readonly timesUs: Us[];
  readonly values: number[];
}

/** How one kind of goal reads events, and what it makes of the samples. */
export interface Reading {
  /** Calls `put` for every sample in the event. */
  read(event: TraceEvent, put: (value: number) => void): void;
  /** Value of the samples `from` … `to` − 1, which lie in a bucket that ends at `endUs`. */
  bucket(from: number, to: number, endUs: Us, bucketUs: Us): number | null;
  total(headUs: Us): number | null;
  /** Only the first `kept` samples are left. */
  forget?(kept: number): void;
}

/** How this goal is read from the events, and told from `samples`, which grow meanwhile. */
export function readingOf(goal: Goal, samples: Samples): Reading {
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
      return measure.of === 'peak' ? peaking(samples, measure) : latest(samples, measure);
    case 'timeIn':
      return standing(samples, measure);
    case 'own':
      return booking(samples, measure);
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

type OfOperations = Extract<Measure, { kind: 'rate' | 'ratio' | 'latency' }>;

/** Whether the event may end an operation that is meant. */
const isOf = ({ node }: OfOperations, event: TraceEvent): boolean => node === undefined || node === event.node;

function rateReader(measure: Extract<Measure, { kind: 'rate' | 'ratio' }>): ReadEvent {
  return (event, put) => {
    if (!isOf(measure, event)) return;
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

function sharing(samples: Samples, measure: Extract<Measure, { kind: 'rate' | 'ratio' }>): Reading {
  const share = (from: number, to: number): number | null => {
    if (from === to) return null;
    return (sumOf(samples, from, to) * 100) / (to - from);
  };
  return {
    read(event, put) {
      if (!isOf(measure, event)) return;
      for (const effect of event.effects)
        if (effect.kind === 'end' && effect.name === measure.op) put(measure.outcomes.includes(effect.outcome) ? 1 : 0);
    },
    bucket: share,
    total: () => share(0, samples.values.length),
  };
}

function metricReader(measure: Extract<Measure, { kind: 'metric' }>): ReadEvent {
  return (event, put) => {
    if (event.node !== measure.node) return;
    for (const effect of event.effects)
      if (effect.kind === 'metric' && effect.name === measure.metric) put(effect.value);
  };
}

/** A value holds until the next one: a bucket begins with the last before it. */
function peaking(samples: Samples, measure: Extract<Measure, { kind: 'metric' }>): Reading {
  const { values } = samples;
  const read = metricReader(measure);
  /** The largest up to each sample, so that the whole run need not be looked through again. */
  const peaks: number[] = [];
  return {
    read: (event, put) =>
      read(event, (value) => {
        peaks.push(Math.max(peaks.at(-1) ?? value, value));
        put(value);
      }),
    bucket(from, to) {
      let most = values[from - 1] ?? null;
      for (let i = from; i < to; i++) if (most === null || values[i]! > most) most = values[i]!;
      return most;
    },
    total: () => peaks.at(-1) ?? null,
    forget: (kept) => void (peaks.length = kept),
  };
}

/** The last value so far, in a bucket as in the whole. */
const lastOf = ({ values }: Samples): Pick<Reading, 'bucket' | 'total'> => ({
  bucket: (_from, to) => values[to - 1] ?? null,
  total: () => values.at(-1) ?? null,
});

function latest(samples: Samples, measure: Extract<Measure, { kind: 'metric' }>): Reading {
  return { ...lastOf(samples), read: metricReader(measure) };
}

/** A book cannot be turned back: after a rewind a new one is shown again what the old one had taken in. */
function booking(samples: Samples, measure: Extract<Measure, { kind: 'own' }>): Reading {
  let reader: ReturnType<typeof measure.start> | null = null;
  const taken: TraceEvent[] = [];
  return {
    ...lastOf(samples),
    read(event, put) {
      if (reader === null) {
        reader = measure.start();
        for (const earlier of taken) reader(earlier);
      }
      const value = reader(event);
      if (value === null) return;
      taken.push(event);
      put(value);
    },
    forget(kept) {
      if (kept === taken.length) return;
      taken.length = kept;
      reader = null;
    },
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
      if (!isOf(measure, event)) return;
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
