import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, Outcome, TraceEvent } from '../kernel/trace.ts';
import { createGoalMeter } from './goals.ts';
import type { Goal } from './pattern.ts';

const goal = (measure: Goal['measure'], unit = ''): Goal => ({
  id: 'g',
  title: 'Goal',
  unit,
  better: 'higher',
  measure,
});
const numbered = (drafts: readonly Omit<TraceEvent, 'seq' | 'cause'>[]): TraceEvent[] =>
  drafts.map((draft, seq) => ({ ...draft, seq, cause: -1 }));
const end = (outcome: Outcome, beganUs = 0, name = 'Order'): Effect => ({
  kind: 'end',
  op: 'x',
  name,
  outcome,
  beganUs,
});
const at = (timeUs: number, ...effects: Effect[]): Omit<TraceEvent, 'seq' | 'cause'> => ({
  timeUs,
  kind: 'timer',
  node: 'n',
  effects,
});

function measured(
  g: Goal,
  events: readonly TraceEvent[],
  bucketUs: number,
  headUs?: number,
): { values: (number | null)[]; value: number | null } {
  const meter = createGoalMeter(g, { bucketUs });
  meter.append(events);
  return { values: meter.series(headUs).values, value: meter.value(headUs) };
}

describe('a goal meter by example', () => {
  const orders = numbered([
    at(0),
    at(100_000, end('ok')),
    at(200_000, end('fail')),
    at(1_100_000, end('ok'), end('ok')),
    at(2_000_000),
  ]);

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

const outcome = fc.constantFrom<Outcome>('ok', 'fail', 'unknown');
const anyEffect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({
    kind: fc.constant('end' as const),
    op: fc.constant('o'),
    name: fc.constantFrom('Order', 'Other'),
    outcome,
    beganUs: fc.nat(40),
  }),
  fc.record({
    kind: fc.constant('metric' as const),
    name: fc.constant('depth'),
    value: fc.integer({ min: -5, max: 5 }),
  }),
  fc.record({ kind: fc.constant('note' as const), rule: fc.constantFrom('shed', 'other'), text: fc.constant('') }),
  fc.record({
    kind: fc.constant('become' as const),
    lane: fc.constantFrom('main', 'side'),
    from: fc.constant(''),
    to: fc.constantFrom('open', 'closed'),
    why: fc.constant(''),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    node: fc.constantFrom('n', 'm'),
    status: fc.constantFrom('up' as const, 'down' as const, 'paused' as const),
  }),
);
const anyTrace = (maxLength: number): fc.Arbitrary<TraceEvent[]> =>
  fc
    .array(
      fc.record({
        gapUs: fc.nat(9),
        kind: fc.constantFrom(
          'deliver' as const,
          'take' as const,
          'wait' as const,
          'timer' as const,
          'repair' as const,
        ),
        node: fc.constantFrom('n', 'm'),
        effects: fc.array(anyEffect, { maxLength: 4 }),
        transit: fc.record({
          id: fc.constant('a#1'),
          from: fc.constant('a'),
          to: fc.constant('n'),
          message: fc.record({ type: fc.constantFrom('Charge', 'Ping') }),
          sentUs: fc.constant(0),
          arriveUs: fc.constant(0),
        }),
      }),
      { maxLength, size: 'max' },
    )
    .map((steps) => {
      let timeUs = 50;
      return numbered(steps.map(({ gapUs, ...step }) => ({ ...step, timeUs: (timeUs += gapUs) })));
    });

const goals: Goal[] = [
  goal({ kind: 'rate', op: 'Order', outcomes: ['ok', 'unknown'] }),
  goal({ kind: 'ratio', op: 'Order', outcomes: ['fail'] }),
  goal({ kind: 'latency', op: 'Order', percentile: 50 }),
  goal({ kind: 'latency', op: 'Order', percentile: 99 }),
  goal({ kind: 'metric', node: 'n', metric: 'depth' }),
  goal({ kind: 'count', rule: 'shed' }, 'calls/s'),
  goal({ kind: 'count', rule: 'shed' }, 'calls'),
  goal({ kind: 'deliveries', node: 'n', message: 'Charge' }, '/s'),
  goal({ kind: 'timeIn', node: 'n', state: 'open' }),
  goal({ kind: 'rate', op: 'Order', outcomes: ['ok', 'fail'], afterFaults: true }),
  goal({ kind: 'perOperation', nodes: ['n', 'm'], message: 'Charge', op: 'Order' }),
];
const anyGoal = fc.constantFrom(...goals);
const anyBucket = fc.integer({ min: 1, max: 60 });

/** The same figures the slow way: walk everything again for each span of time. */
function naive(g: Goal, events: readonly TraceEvent[], fromUs: number, toUs: number, whole: boolean): number | null {
  const inside = events.filter((event) => event.timeUs >= fromUs && (whole || event.timeUs < toUs));
  const ends = inside.flatMap((event) =>
    event.effects.flatMap((e) => (e.kind === 'end' ? [{ ...e, tookUs: event.timeUs - e.beganUs }] : [])),
  );
  const { measure } = g;
  const sofar = events.filter((event) => whole || event.timeUs < toUs);
  const perSecond = (count: number): number | null => (toUs > fromUs ? (count * 1_000_000) / (toUs - fromUs) : null);
  const arrived = (nodes: readonly string[], message: string): number =>
    inside.filter(
      (e) =>
        nodes.includes(e.node) && e.transit!.message.type === message && (e.kind === 'deliver' || e.kind === 'wait'),
    ).length;
  switch (measure.kind) {
    case 'rate':
      if (measure.afterFaults && whole) {
        const last = events.findLastIndex((event) => event.kind === 'repair');
        if (last < 0 || toUs <= events[last]!.timeUs) return null;
        return naive(
          goal({ kind: 'rate', op: measure.op, outcomes: measure.outcomes }),
          events.slice(last),
          events[last]!.timeUs,
          toUs,
          true,
        );
      }
      if (measure.afterFaults && !events.some((event) => event.kind === 'repair' && event.timeUs < fromUs)) return null;
      return perSecond(ends.filter((e) => e.name === measure.op && measure.outcomes.includes(e.outcome)).length);
    case 'ratio': {
      const all = ends.filter((e) => e.name === measure.op);
      return all.length === 0
        ? null
        : (all.filter((e) => measure.outcomes.includes(e.outcome)).length * 100) / all.length;
    }
    case 'latency': {
      const took = ends
        .filter((e) => e.name === measure.op)
        .map((e) => e.tookUs)
        .sort((a, b) => a - b);
      return took.length === 0 ? null : took.find((_, i) => (i + 1) * 100 >= measure.percentile * took.length)! / 1_000;
    }
    case 'metric':
      return (
        sofar
          .filter((e) => e.node === measure.node)
          .flatMap((e) => e.effects.flatMap((f) => (f.kind === 'metric' && f.name === measure.metric ? [f.value] : [])))
          .at(-1) ?? null
      );
    case 'count': {
      const count = (list: readonly TraceEvent[]): number =>
        list.flatMap((e) => e.effects.filter((f) => f.kind === 'note' && f.rule === measure.rule)).length;
      return g.unit.endsWith('/s') ? perSecond(count(inside)) : count(sofar);
    }
    case 'deliveries':
      return perSecond(arrived([measure.node], measure.message));
    case 'perOperation': {
      const over = ends.filter((e) => e.name === measure.op).length;
      return over === 0 ? null : arrived(measure.nodes, measure.message) / over;
    }
    case 'timeIn': {
      const moves = sofar.flatMap((e) =>
        e.effects.flatMap((f) => {
          if (f.kind === 'become' && f.lane === 'main' && e.node === measure.node)
            return [{ us: e.timeUs, inside: f.to === measure.state }];
          if (f.kind === 'status' && f.node === measure.node && f.status === 'down')
            return [{ us: e.timeUs, inside: false }];
          return [];
        }),
      );
      return (
        moves.reduce((sum, move, i) => sum + (move.inside ? (moves[i + 1]?.us ?? toUs) - move.us : 0), 0) / 1_000_000
      );
    }
  }
}

describe('a goal meter, always', () => {
  it('agrees with a recomputation from the whole trace', () => {
    fc.assert(
      fc.property(anyTrace(120), anyGoal, anyBucket, fc.nat(80), (events, g, bucketUs, extraUs) => {
        fc.pre(events.length > 0);
        const headUs = events.at(-1)!.timeUs + extraUs;
        const meter = createGoalMeter(g, { bucketUs });
        meter.append(events);
        const { us, values } = meter.series(headUs);
        expect(us).toEqual(Array.from({ length: Math.floor(headUs / bucketUs) }, (_, i) => i * bucketUs));
        us.forEach((fromUs, i) => expect(values[i]).toBe(naive(g, events, fromUs, fromUs + bucketUs, false)));
        expect(meter.value(headUs)).toBe(naive(g, events, 0, headUs, true));
      }),
    );
  });

  it('does not depend on how events are handed over, nor on being asked in between', () => {
    fc.assert(
      fc.property(anyTrace(120), anyGoal, anyBucket, fc.array(fc.nat(120)), (events, g, bucketUs, cuts) => {
        const meter = createGoalMeter(g, { bucketUs });
        let from = 0;
        for (const cut of [...cuts, events.length].sort((a, b) => a - b)) {
          const to = Math.min(events.length, Math.max(from, cut));
          meter.append(events.slice(from, to));
          meter.series((events[to - 1]?.timeUs ?? 0) + 1);
          meter.value();
          from = to;
        }
        expect({ values: meter.series().values, value: meter.value() }).toEqual(measured(g, events, bucketUs));
      }),
    );
  });

  it('after a truncation equals a meter that never saw what is gone', () => {
    fc.assert(
      fc.property(anyTrace(120), anyTrace(60), anyGoal, anyBucket, fc.nat(120), (events, others, g, bucketUs, to) => {
        const kept = events.slice(0, to);
        const lastUs = kept.at(-1)?.timeUs ?? 0;
        const next = others.map((event, i) => ({ ...event, seq: kept.length + i, timeUs: event.timeUs - 50 + lastUs }));
        const meter = createGoalMeter(g, { bucketUs });
        meter.append(events);
        meter.series();
        meter.value();
        meter.truncate(kept.length);
        expect({ values: meter.series().values, value: meter.value() }).toEqual(measured(g, kept, bucketUs));
        meter.append(next);
        expect({ values: meter.series().values, value: meter.value() }).toEqual(
          measured(g, [...kept, ...next], bucketUs),
        );
      }),
    );
  });

  it('ranks thousands of durations exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(2_000), { minLength: 1, maxLength: 2_500, size: 'max' }),
        fc.integer({ min: 0, max: 100 }),
        fc.nat(2_500),
        (tookUs, percentile, to) => {
          const g = goal({ kind: 'latency', op: 'Order', percentile });
          const make = (list: readonly number[], from: number): TraceEvent[] =>
            list.map((us, i) => ({
              seq: from + i,
              timeUs: 5_000 + from + i,
              kind: 'timer',
              node: 'n',
              cause: -1,
              effects: [end('ok', 5_000 + from + i - us)],
            }));
          const meter = createGoalMeter(g, { bucketUs: 1_000 });
          meter.append(make(tookUs, 0));
          expect(meter.value()).toBe(naive(g, make(tookUs, 0), 0, 1, true));
          const kept = tookUs.slice(0, to);
          const next = kept.map((us) => us + 1);
          meter.truncate(kept.length);
          meter.append(make(next, kept.length));
          expect(meter.value()).toBe(naive(g, [...make(kept, 0), ...make(next, kept.length)], 0, 1, true));
        },
      ),
      { numRuns: 30 },
    );
  });
});
