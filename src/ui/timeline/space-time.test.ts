import { describe, expect, it } from 'vitest';
import { traceOf } from '../../derive/testing.ts';
import { createTraceIndex } from '../../derive/trace-index.ts';
import { ms } from '../../kernel/time.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { diagramOf, hitAt } from './paint-space-time.ts';
import { contentOf, nextSpan, spanFor, windowAround } from './space-time-window.ts';

describe('the window of the space-time diagram', () => {
  it.each([
    [500, 100, 1_000, [430, 530]],
    [10, 100, 1_000, [0, 100]],
    [990, 100, 1_000, [900, 1_000]],
    [50, 5_000, 1_000, [0, 1_000]],
  ])('around %s, %s long, in a run of %s', (cursor, span, until, [from, to]) => {
    expect(windowAround(cursor, span, until)).toEqual({ fromUs: from, toUs: to });
  });

  it('opens with about as many events as are asked for', () => {
    expect(spanFor(4_000, 20_000_000, 40)).toBe(ms(200));
    expect(spanFor(0, 0, 40)).toBeGreaterThan(0);
  });

  it('zooms in steps and stops at both ends', () => {
    expect(nextSpan(ms(200), -1)).toBe(ms(100));
    expect(nextSpan(ms(1), -1)).toBe(ms(1));
    expect(nextSpan(ms(60_000), 1)).toBe(ms(60_000));
  });
});

describe('the space-time diagram', () => {
  const index = createTraceIndex();
  index.append(
    traceOf(`
      0    start   a
      0    start   b
      10   timer   a  :tick        | send a#1 Ping a>b +20
      30   deliver b  ~a#1 <2      | become main idle>busy first | send b#1 Pong b>a +40
      40   timer   a  :tick        | send a#2 Ping a>b +20
      60   deliver b  ~a#2 <4
      70   reply   a  ~b#1 <3
    `),
  );
  const content = (fromMs: number, toMs: number, most = 100) =>
    contentOf(index, { fromUs: ms(fromMs), toUs: ms(toMs) }, most);

  it('holds events of the window, and messages that only pass through it', () => {
    const { events, flights, isCut } = content(35, 55);
    expect(events.map(({ seq }) => seq)).toEqual([4]);
    expect(flights.map(({ transit }) => transit.id).sort()).toEqual(['a#2', 'b#1']);
    expect(isCut).toBe(false);
  });

  it('keeps the latest where there are too many', () => {
    const { events, isCut } = content(0, 100, 2);
    expect(events.map(({ seq }) => seq)).toEqual([5, 6]);
    expect(isCut).toBe(true);
  });

  it('answers what lies under the pointer: events first, then messages, else nothing', () => {
    const pattern = { laneColours: { 'main busy': 'warn' }, messages: {} } as unknown as ShownPattern;
    const diagram = diagramOf(
      content(0, 100),
      { fromUs: 0, toUs: ms(100), widthPx: 1_000 },
      (node) => ({ a: 20, b: 120 })[node],
      pattern,
    );
    expect(hitAt(diagram, 302, 121)).toMatchObject({ event: { seq: 3 }, entered: { label: 'busy', colour: 'warn' } });
    expect(hitAt(diagram, 200, 70)).toMatchObject({ flight: { transit: { id: 'a#1' } } });
    expect(hitAt(diagram, 900, 70)).toBe(null);
  });
});
