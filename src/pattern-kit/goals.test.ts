import { describe, expect, it } from 'vitest';
import type { Effect } from '../kernel/trace.ts';
import { createGoalMeter } from './goals.ts';
import { at, end, goal, measured, numbered } from './testing-goals.ts';

describe('a goal meter by example', () => {
  const orders = numbered([
    at(0),
    at(100_000, end('ok')),
    at(200_000, end('fail')),
    at(1_100_000, end('ok'), end('ok')),
    at(2_000_000),
  ]);

  it('looks at one client only where it is named', () => {
    const two = orders.map((event, i) => (i === 3 ? { ...event, node: 'other' } : event));
    const outcomes = ['ok'] as const;
    expect(measured(goal({ kind: 'rate', op: 'Order', outcomes, node: 'n' }), two, 1_000_000).values).toEqual([1, 0]);
    expect(measured(goal({ kind: 'ratio', op: 'Order', outcomes, node: 'n' }), two, 1_000_000).value).toBe(50);
    expect(measured(goal({ kind: 'ratio', op: 'Order', outcomes, node: 'other' }), two, 1_000_000).value).toBe(100);
    expect(measured(goal({ kind: 'latency', op: 'Order', percentile: 99, node: 'other' }), two, 1_000_000).value).toBe(
      1_100,
    );
  });

  it('keeps the peak of a metric, which holds until the next value, and forgets it with its event', () => {
    const metric = (value: number): Effect => ({ kind: 'metric', name: 'queue', value });
    const events = numbered([at(0), at(100_000, metric(5)), at(1_500_000, metric(2)), at(3_200_000, metric(9))]);
    const peak = goal({ kind: 'metric', node: 'n', metric: 'queue', of: 'peak' });
    expect(measured(peak, events, 1_000_000, 4_000_000)).toEqual({ values: [5, 5, 2, 9], value: 9 });
    const meter = createGoalMeter(peak, { bucketUs: 1_000_000 });
    meter.append(events);
    meter.truncate(3);
    expect(meter.value(3_000_000)).toBe(5);
  });

  it('rates ended operations per second', () => {
    expect(measured(goal({ kind: 'rate', op: 'Order', outcomes: ['ok'] }), orders, 1_000_000)).toEqual({
      values: [1, 2],
      value: 1.5,
    });
    expect(measured(goal({ kind: 'rate', op: 'Order', outcomes: ['ok', 'fail'] }), orders, 500_000).values).toEqual([
      4, 0, 4, 0,
    ]);
    expect(measured(goal({ kind: 'rate', op: 'Refund', outcomes: ['ok'] }), orders, 1_000_000)).toEqual({
      values: [0, 0],
      value: 0,
    });
  });

  it('shares outcomes in percent, and says nothing where none ended', () => {
    expect(measured(goal({ kind: 'ratio', op: 'Order', outcomes: ['fail'] }), orders, 500_000)).toEqual({
      values: [50, null, 0, null],
      value: 25,
    });
  });

  it('takes percentiles of durations in ms by nearest rank', () => {
    const events = numbered([
      ...[1, 2, 3, 4].map((count) => at(count * 1_000, end('ok', 0))),
      at(10_000, end('ok', 0)),
      at(20_000),
    ]);
    expect(measured(goal({ kind: 'latency', op: 'Order', percentile: 50 }), events, 10_000)).toEqual({
      values: [2, 10],
      value: 3,
    });
    expect(measured(goal({ kind: 'latency', op: 'Order', percentile: 99 }), events, 20_000).value).toBe(10);
    expect(measured(goal({ kind: 'latency', op: 'Order', percentile: 0 }), events, 20_000).value).toBe(1);
    expect(measured(goal({ kind: 'latency', op: 'Order', percentile: 100 }), events, 20_000).value).toBe(10);
  });

  it('holds the last value of a metric', () => {
    const metric = (value: number): Effect => ({ kind: 'metric', name: 'depth', value });
    const events = numbered([at(0), at(15, metric(7)), at(18, metric(3)), at(40, metric(9)), at(50)]);
    expect(measured(goal({ kind: 'metric', node: 'n', metric: 'depth' }), events, 10)).toEqual({
      values: [null, 3, 3, 3, 9],
      value: 9,
    });
    expect(measured(goal({ kind: 'metric', node: 'm', metric: 'depth' }), events, 10).value).toBe(null);
  });

  it('counts notes: per second where the unit says so, else so far', () => {
    const note: Effect = { kind: 'note', rule: 'shed', text: '' };
    const events = numbered([at(0), at(500_000, note, note), at(1_500_000, note), at(2_000_000)]);
    expect(measured(goal({ kind: 'count', rule: 'shed' }, 'calls/s'), events, 1_000_000)).toEqual({
      values: [2, 1],
      value: 1.5,
    });
    expect(measured(goal({ kind: 'count', rule: 'shed' }, 'calls'), events, 1_000_000)).toEqual({
      values: [2, 3],
      value: 3,
    });
    expect(measured(goal({ kind: 'count', rule: 'shed', node: 'elsewhere' }, 'calls'), events, 1_000_000).value).toBe(
      0,
    );
  });

  it('counts every copy that arrives once, also when it waits for a worker', () => {
    const transit = { id: 'a#1', from: 'a', to: 'n', message: { type: 'Charge' }, sentUs: 0, arriveUs: 1 };
    const kinds = ['deliver', 'wait', 'take', 'overflow', 'lost', 'reply', 'late'] as const;
    const events = numbered(kinds.map((kind, i) => ({ timeUs: i, kind, node: 'n', transit, effects: [] })));
    expect(measured(goal({ kind: 'deliveries', node: 'n', message: 'Charge' }, 'calls'), events, 10).value).toBe(5);
    expect(measured(goal({ kind: 'deliveries', node: 'n', message: 'Other' }, 'calls'), events, 10).value).toBe(0);
  });

  it('adds up the time a lane stands in a state, up to the head, and not while the node is down', () => {
    const become = (to: string): Effect => ({ kind: 'become', lane: 'main', from: 'x', to, why: '' });
    const events = numbered([
      at(0),
      at(1_000_000, become('open')),
      at(3_000_000, become('closed')),
      at(5_000_000, become('open')),
      { timeUs: 6_000_000, kind: 'action', node: '', effects: [{ kind: 'status', node: 'n', status: 'down' }] },
      at(8_000_000, become('open')),
    ]);
    expect(measured(goal({ kind: 'timeIn', node: 'n', state: 'open' }), events, 2_000_000, 10_000_000)).toEqual({
      values: [1, 2, 3, 3, 5],
      value: 5,
    });
  });

  it('shows only buckets that are over, and knows what the head says', () => {
    const rate = goal({ kind: 'rate', op: 'Order', outcomes: ['ok'] });
    expect(measured(rate, orders.slice(0, 4), 1_000_000).values).toEqual([1]);
    expect(measured(rate, orders.slice(0, 4), 1_000_000, 4_000_000)).toEqual({ values: [1, 2, 0, 0], value: 0.75 });
  });

  it('has nothing to say about an empty run, and refuses a bucket without length', () => {
    expect(measured(goal({ kind: 'count', rule: 'r' }), [], 10)).toEqual({ values: [], value: null });
    expect(() => createGoalMeter(goal({ kind: 'count', rule: 'r' }), { bucketUs: 0 })).toThrow(/bucketUs/);
  });
});
