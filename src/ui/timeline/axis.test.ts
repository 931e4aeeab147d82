import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticksOf, usAt, xOf } from './axis.ts';

const labels = (fromS: number, toS: number, widthPx: number): string[] =>
  ticksOf({ fromUs: fromS * 1e6, toUs: toS * 1e6, widthPx }, 70).map((tick) => tick.label);

describe('the time axis', () => {
  it.each([
    [0, 20, 1_280, ['0 s', '2', '4', '6', '8', '10', '12', '14', '16', '18', '20']],
    [0, 20, 300, ['0 s', '5', '10', '15', '20']],
    [0, 0.5, 400, ['0 ms', '100', '200', '300', '400', '500']],
    [0, 2, 1_000, ['0.0 s', '0.2', '0.4', '0.6', '0.8', '1.0', '1.2', '1.4', '1.6', '1.8', '2.0']],
    [0.0001, 0.0006, 500, ['100 µs', '200', '300', '400', '500', '600']],
    [9.21, 9.216, 500, ['9.210 s', '9.211', '9.212', '9.213', '9.214', '9.215', '9.216']],
  ])('from %s to %s s on %s px', (from, to, width, wanted) => expect(labels(from, to, width)).toEqual(wanted));

  it('has no ticks where there is no room', () => {
    expect(labels(0, 20, 0)).toEqual([]);
    expect(labels(3, 3, 100)).toEqual([]);
  });

  it('keeps its ticks apart, round and inside, whatever the scale', () => {
    fc.assert(
      fc.property(
        fc.nat(1e9),
        fc.integer({ min: 1_000, max: 1e9 }),
        fc.integer({ min: 80, max: 3_000 }),
        (fromUs, lengthUs, widthPx) => {
          const scale = { fromUs, toUs: fromUs + lengthUs, widthPx };
          const ticks = ticksOf(scale, 70);
          ticks.forEach((tick, i) => {
            expect(tick.us).toBeGreaterThanOrEqual(fromUs);
            expect(tick.us).toBeLessThanOrEqual(scale.toUs);
            if (i > 0) expect(xOf(scale, tick.us) - xOf(scale, ticks[i - 1]!.us)).toBeGreaterThanOrEqual(69.99);
          });
        },
      ),
    );
  });

  it('finds the time below a point, and stays inside', () => {
    const scale = { fromUs: 0, toUs: 20_000_000, widthPx: 1_000 };
    expect(usAt(scale, 250)).toBe(5_000_000);
    expect(usAt(scale, -20)).toBe(0);
    expect(usAt(scale, 2_000)).toBe(20_000_000);
  });
});
