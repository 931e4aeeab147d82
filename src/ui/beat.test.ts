import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BEAT_MS, offBeat, onBeat } from './beat.ts';

describe('The beat', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_037, toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.runAllTimers();
    vi.useRealTimers();
  });

  it('calls all who wait at one moment, each once', () => {
    const called: [string, number][] = [];
    onBeat(() => called.push(['a', performance.now()]));
    vi.advanceTimersByTime(30);
    const b = () => called.push(['b', performance.now()]);
    onBeat(b);
    onBeat(b);
    vi.advanceTimersByTime(5 * BEAT_MS);
    expect(called.map(([name]) => name)).toEqual(['a', 'b']);
    expect(called[0]![1]).toBe(called[1]![1]);
  });

  it('does not call sooner than asked', () => {
    let calledAfterMs = -1;
    const from = performance.now();
    onBeat(() => (calledAfterMs = performance.now() - from), 250);
    vi.advanceTimersByTime(249);
    expect(calledAfterMs).toBe(-1);
    vi.advanceTimersByTime(BEAT_MS + 1);
    expect(calledAfterMs).toBeGreaterThanOrEqual(250);
    expect(calledAfterMs).toBeLessThanOrEqual(250 + BEAT_MS);
  });

  it('forgets who no longer wants to be called, and lets a callback ask again', () => {
    let calls = 0;
    const gone = () => calls++;
    onBeat(gone);
    offBeat(gone);
    let beats = 0;
    const again = () => {
      beats++;
      if (beats < 3) onBeat(again);
    };
    onBeat(again);
    vi.advanceTimersByTime(10 * BEAT_MS);
    expect([calls, beats]).toEqual([0, 3]);
  });
});
