import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, Outcome, TraceEvent } from '../kernel/trace.ts';
import { createGoalMeter } from './goals.ts';
import type { Goal } from './pattern.ts';
import { end, goal, measured, numbered } from './testing-goals.ts';

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

/** A book that remembers: the greatest depth so far, whenever a depth is told. */
function deepest(): (event: TraceEvent) => number | null {
  let most = 0;
  return ({ effects }) => {
    const depths = effects.flatMap((e) => (e.kind === 'metric' && e.name === 'depth' ? [e.value] : []));
    if (depths.length === 0) return null;
    most = Math.max(most, ...depths);
    return most;
  };
}

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
  goal({ kind: 'own', start: deepest }),
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
    case 'own': {
      const depths = sofar.flatMap((e) =>
        e.effects.flatMap((f) => (f.kind === 'metric' && f.name === 'depth' ? [f.value] : [])),
      );
      return depths.length === 0 ? null : Math.max(0, ...depths);
    }
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
