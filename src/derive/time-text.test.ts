import { describe, expect, it } from 'vitest';
import { countText, spanText, timeText } from './time-text.ts';

describe('timeText', () => {
  it('always shows milliseconds', () => {
    expect([0, 4_212_000, 4_212_499, 120_000_000].map(timeText)).toEqual([
      '0.000 s',
      '4.212 s',
      '4.212 s',
      '120.000 s',
    ]);
  });
});

describe('spanText', () => {
  it('takes the unit that reads best', () => {
    expect([0, 80, 999, 1_500, 120_400, 1_250_000, 60_000_000, 123_456_000].map(spanText)).toEqual([
      '0 µs',
      '80 µs',
      '999 µs',
      '1.5 ms',
      '120 ms',
      '1.25 s',
      '60 s',
      '123 s',
    ]);
  });

  it('keeps the sign of a clock that is behind', () => {
    expect(spanText(-2_500_000)).toBe('-2.5 s');
  });
});

describe('countText', () => {
  it('groups thousands', () => {
    expect([0, 999, 1_908, 1_234_567].map(countText)).toEqual(['0', '999', '1,908', '1,234,567']);
  });
});
