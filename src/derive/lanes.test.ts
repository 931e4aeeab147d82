import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, TraceEvent } from '../kernel/trace.ts';
import { createLaneBuilder } from './lanes.ts';
import type { LaneTrack } from './types.ts';

type Draft = Omit<TraceEvent, 'seq' | 'cause'>;

const numbered = (drafts: readonly Draft[]): TraceEvent[] => drafts.map((draft, seq) => ({ ...draft, seq, cause: -1 }));
const boot = (node: string, timeUs = 0): Draft => ({ timeUs, kind: 'start', node, effects: [] });
const at = (timeUs: number, node: string, ...effects: Effect[]): Draft => ({ timeUs, kind: 'timer', node, effects });
const become = (from: string, to: string, lane = 'main'): Effect => ({ kind: 'become', lane, from, to, why: 'test' });

function tracksOf(events: readonly TraceEvent[]): readonly LaneTrack[] {
  const builder = createLaneBuilder();
  builder.append(events);
  return builder.tracks();
}

/** `b/main closed 0–5 open 5–` */
function drawn(tracks: readonly LaneTrack[]): string[] {
  return tracks.map((track) =>
    [
      `${track.node}/${track.lane}`,
      ...track.segments.map((s) => `${s.state || '·'} ${s.fromUs}–${s.toUs === Infinity ? '' : s.toUs}`),
    ].join(' '),
  );
}

describe('lanes by example', () => {
  it('follows a program lane, and keeps the last segment open', () => {
    const events = numbered([
      boot('b'),
      at(0, 'b', become('', 'closed')),
      at(5, 'b', become('closed', 'open')),
      at(9, 'b', become('open', 'half-open')),
    ]);
    expect(drawn(tracksOf(events))).toEqual(['b/status up 0–', 'b/main closed 0–5 open 5–9 half-open 9–']);
  });

  it('names the event that each segment starts with', () => {
    const events = numbered([boot('b'), at(3, 'b'), at(5, 'b', become('closed', 'open'))]);
    expect(tracksOf(events)[1]!.segments.map((s) => s.fromSeq)).toEqual([0, 2]);
  });

  it('shows what held before the first change that the trace tells of', () => {
    const events = numbered([
      boot('p'),
      at(2, '', { kind: 'mode', node: 'p', mode: 'hang' }),
      at(8, '', { kind: 'mode', node: 'p', mode: 'ok' }),
    ]);
    expect(drawn(tracksOf(events))).toEqual(['p/status up 0–', 'p/mode · 0–2 hang 2–8 ok 8–']);
  });

  it('puts a status on the node it names, not where the event happened', () => {
    const events = numbered([
      boot('a'),
      boot('b'),
      at(4, 'a', { kind: 'status', node: 'b', status: 'down' }),
      at(6, 'b', { kind: 'status', node: 'b', status: 'up' }),
    ]);
    expect(drawn(tracksOf(events))).toEqual(['a/status up 0–', 'b/status up 0–4 down 4–6 up 6–']);
  });

  it('lists status, mode, then lanes, whatever came first', () => {
    const events = numbered([
      boot('n'),
      at(1, 'n', become('', 'x', 'role')),
      at(2, 'n', { kind: 'mode', node: 'n', mode: 'slow' }),
    ]);
    expect(tracksOf(events).map((track) => track.lane)).toEqual(['status', 'mode', 'role']);
  });

  it('empties the lanes of a node that goes down, and boots it again', () => {
    const events = numbered([
      boot('n'),
      at(1, 'n', become('', 'leader')),
      at(3, '', { kind: 'status', node: 'n', status: 'down' }),
      { timeUs: 7, kind: 'restart', node: 'n', effects: [become('', 'follower')] },
    ]);
    expect(drawn(tracksOf(events))).toEqual(['n/status up 0–3 down 3–7 up 7–', 'n/main leader 1–3 · 3–7 follower 7–']);
  });

  it('opens no segment where nothing changed', () => {
    const events = numbered([boot('n'), at(1, 'n', { kind: 'status', node: 'n', status: 'up' })]);
    expect(drawn(tracksOf(events))).toEqual(['n/status up 0–']);
  });

  it('answers the same list until something changes, and keeps tracks that did not', () => {
    const builder = createLaneBuilder();
    const events = numbered([boot('a'), boot('b'), at(1, 'a'), at(2, 'b', become('', 'x'))]);
    builder.append(events.slice(0, 2));
    const before = builder.tracks();
    builder.append(events.slice(2, 3));
    expect(builder.tracks()).toBe(before);
    builder.append(events.slice(3));
    expect(builder.tracks()).not.toBe(before);
    expect(builder.tracks()[0]).toBe(before[0]);
  });
});

const node = fc.constantFrom('a', 'b', 'c');
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({
    kind: fc.constant('become' as const),
    lane: fc.constantFrom('main', 'role'),
    from: fc.constantFrom('', 'x', 'y'),
    to: fc.constantFrom('x', 'y', 'z'),
    why: fc.constant(''),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    node,
    status: fc.constantFrom('up' as const, 'down' as const, 'paused' as const),
  }),
  fc.record({ kind: fc.constant('mode' as const), node, mode: fc.constantFrom('ok', 'hang') }),
  fc.record({ kind: fc.constant('metric' as const), name: fc.constant('m'), value: fc.nat() }),
);
const trace: fc.Arbitrary<TraceEvent[]> = fc
  .array(
    fc.record({
      gapUs: fc.nat(3),
      kind: fc.constantFrom('start' as const, 'timer' as const, 'action' as const),
      node,
      effects: fc.array(effect, { maxLength: 3 }),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let timeUs = 0;
    return numbered(steps.map(({ gapUs, ...step }) => ({ ...step, timeUs: (timeUs += gapUs) })));
  });

describe('lanes, always', () => {
  it('do not depend on how events are handed over', () => {
    fc.assert(
      fc.property(trace, fc.array(fc.nat(60)), (events, cuts) => {
        const builder = createLaneBuilder();
        let from = 0;
        for (const cut of [...cuts, events.length].sort((a, b) => a - b)) {
          builder.append(events.slice(from, Math.max(from, cut)));
          builder.tracks();
          from = Math.max(from, cut);
        }
        expect(builder.tracks()).toEqual(tracksOf(events));
      }),
    );
  });

  it('after a truncation equal those of a builder that never saw what is gone', () => {
    fc.assert(
      fc.property(trace, trace, fc.nat(60), (events, others, to) => {
        const kept = events.slice(0, to);
        const lastUs = kept.at(-1)?.timeUs ?? 0;
        const next = others.map((event, i) => ({ ...event, seq: kept.length + i, timeUs: event.timeUs + lastUs }));
        const builder = createLaneBuilder();
        builder.append(events);
        builder.tracks();
        builder.truncate(kept.length);
        expect(builder.tracks()).toEqual(tracksOf(kept));
        builder.append(next);
        expect(builder.tracks()).toEqual(tracksOf([...kept, ...next]));
      }),
    );
  });

  it('cover the time from their start without gap or overlap, and never repeat a state', () => {
    fc.assert(
      fc.property(trace, (events) => {
        for (const track of tracksOf(events)) {
          track.segments.forEach((segment, i) => {
            const next = track.segments[i + 1];
            expect(segment.toUs).toBe(next?.fromUs ?? Infinity);
            expect(segment.state).not.toBe(next?.state);
          });
        }
      }),
    );
  });
});
