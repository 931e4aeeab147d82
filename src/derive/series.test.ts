import { describe, expect, it } from 'vitest';
import { ms, seconds } from '../kernel/time.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import type { Goal } from '../pattern-kit/pattern.ts';
import { bucketFor, createSeriesBook, valueAt } from './series.ts';

const goals: Goal[] = [
  { id: 'shed', title: 'Shed', unit: 'calls', better: 'lower', measure: { kind: 'count', rule: 'shed' } },
  { id: 'rate', title: 'Shed', unit: 'calls/s', better: 'lower', measure: { kind: 'count', rule: 'shed' } },
];
const notes = (...timesMs: number[]): TraceEvent[] =>
  timesMs.map((time, seq) => ({
    seq,
    timeUs: ms(time),
    kind: 'timer',
    node: 'n',
    cause: -1,
    effects: [{ kind: 'note', rule: 'shed', text: '' }],
  }));

describe('a series book', () => {
  it('keeps every goal up to date, and answers the same list while nothing changed', () => {
    const book = createSeriesBook(goals, ms(100));
    const events = notes(10, 20, 150);
    const first = book.follow(events, ms(200));
    expect(first.map(({ values, total }) => [values, total])).toEqual([
      [[2, 3], 3],
      [[20, 10], 15],
    ]);
    expect(book.follow(events, ms(200))).toBe(first);
    events.push({ ...notes(250)[0]!, seq: 3 });
    expect(book.follow(events, ms(300))[0]).toMatchObject({ us: [0, ms(100), ms(200)], values: [2, 3, 4], total: 4 });
  });

  it('takes in what comes while the head stands', () => {
    const book = createSeriesBook(goals, ms(100));
    const events = notes(10, 150);
    expect(book.follow(events, ms(200))[0]!.total).toBe(2);
    events.push({ ...notes(200)[0]!, seq: 2 });
    expect(book.follow(events, ms(200))[0]!.total).toBe(3);
  });

  it('moves on with the head alone', () => {
    const book = createSeriesBook(goals, ms(100));
    const events = notes(10);
    expect(book.follow(events, ms(90))[0]!.values).toEqual([]);
    expect(book.follow(events, ms(200))[0]!.values).toEqual([1, 1]);
  });

  it('takes another future as if it had never seen the first', () => {
    const book = createSeriesBook(goals, ms(100));
    const events = notes(10, 20, 150, 250, 350);
    book.follow(events, ms(400));
    const other = [...events.slice(0, 2), ...notes(0, 0, 120, 180).slice(2)];
    expect(book.follow(other, ms(300))).toEqual(createSeriesBook(goals, ms(100)).follow(other, ms(300)));
  });
});

describe('bucket lengths', () => {
  it.each([
    [seconds(20), ms(500)],
    [seconds(30), ms(500)],
    [seconds(60), seconds(1)],
    [ms(600), ms(10)],
    [seconds(100_000), seconds(60)],
  ])('a run of %s µs has buckets of %s µs', (until, bucket) => expect(bucketFor(until)).toBe(bucket));
});

describe('the value at a time', () => {
  const series = createSeriesBook(goals.slice(0, 1), ms(100)).follow(notes(10, 150), ms(250))[0]!;
  it('is that of its bucket, and past the last one that is over the newest', () => {
    expect([0, 99, 100, 240, 900].map((time) => valueAt(series, ms(time)))).toEqual([1, 1, 2, 2, 2]);
  });
  it('is nothing while there is no bucket', () => expect(valueAt({ ...series, us: [], values: [] }, 0)).toBe(null));
});
