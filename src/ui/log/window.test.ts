import { describe, expect, it } from 'vitest';
import { windowOf } from './window.ts';

describe('windowOf', () => {
  const rows = { rowPx: 30, height: 300, overscan: 2 };

  it('covers what is in sight and a little more', () => {
    expect(windowOf({ ...rows, count: 10_000, top: 3_000 })).toEqual({ first: 98, last: 112 });
    expect(windowOf({ ...rows, count: 10_000, top: 0 })).toEqual({ first: 0, last: 12 });
  });

  it('never leaves a short list empty', () => {
    expect(windowOf({ ...rows, count: 3, top: 9_000 })).toEqual({ first: 0, last: 3 });
    expect(windowOf({ ...rows, count: 0, top: 0 })).toEqual({ first: 0, last: 0 });
  });
});
