import { describe, expect, it } from 'vitest';
import { show, TINT_MS, type Shown } from './marks.ts';

const at = (seq: number, term: number, options: { before?: number; playing?: boolean; nowMs?: number } = {}) => ({
  seq,
  state: { term, vote: null },
  before: { term: options.before ?? term, vote: null },
  playing: options.playing ?? false,
  nowMs: options.nowMs ?? 0,
});

const tinted = (shown: Shown): string[] => [...shown.marks.keys()].sort();

describe('show', () => {
  it('tints what the event at the cursor changed while paused, and only that', () => {
    const first = show(null, at(5, 2, { before: 1 }));
    expect(tinted(first)).toEqual(['', '/term']);
    expect(tinted(show(first, at(6, 2)))).toEqual([]);
  });

  it('keeps the tint for as long as one stays there', () => {
    const first = show(null, at(5, 2, { before: 1 }));
    expect(tinted(show(first, at(5, 2, { nowMs: 60_000 })))).toEqual(['', '/term']);
  });

  it('compares with what was on screen while playing, for a moment', () => {
    let shown = show(null, at(5, 1, { playing: true }));
    shown = show(shown, at(50, 2, { playing: true, nowMs: 250 }));
    expect(tinted(shown)).toEqual(['', '/term']);
    shown = show(shown, at(90, 2, { playing: true, nowMs: 500 }));
    expect(tinted(shown)).toEqual(['', '/term']);
    shown = show(shown, at(99, 2, { playing: true, nowMs: 250 + TINT_MS }));
    expect(tinted(shown)).toEqual([]);
  });

  it('keeps the last changes when play stops', () => {
    const playing = show(null, at(5, 1, { playing: true }));
    expect(tinted(show(playing, at(9, 2, { nowMs: 100 })))).toEqual(['', '/term']);
  });

  it('starts afresh after going back', () => {
    const playing = show(null, at(50, 3, { playing: true }));
    expect(tinted(show(playing, at(9, 1, { playing: true })))).toEqual([]);
  });
});
