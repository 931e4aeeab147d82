import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxAround,
  curveAmong,
  curveBetween,
  fitTo,
  neighbour,
  outlineToward,
  PATH_STEPS,
  pathTable,
  type Body,
} from './geometry.ts';

const body = (x: number, y: number, shape: Body['shape'] = 'square', kin = `${x},${y}`): Body => ({
  shape,
  x,
  y,
  rx: 40,
  ry: 40,
  caption: 50,
  kin,
});
const places = fc.record({ x: fc.integer({ min: -400, max: 400 }), y: fc.integer({ min: -400, max: 400 }) });

describe('outlines', () => {
  it('are left where the ray crosses them', () => {
    expect(outlineToward(body(0, 0), { x: 100, y: 50 })).toEqual({ x: 40, y: 20 });
    expect(outlineToward(body(0, 0, 'circle'), { x: 30, y: 40 })).toEqual({ x: 24, y: 32 });
    expect(outlineToward(body(0, 0, 'diamond'), { x: 50, y: 50 })).toMatchObject({
      x: expect.closeTo(20),
      y: expect.closeTo(20),
    });
  });
});

describe('curves', () => {
  it('leave and enter level where nodes lie side by side', () => {
    const { from, out, into, to } = curveBetween(body(0, 0), body(300, 120));
    expect(from).toEqual({ x: 40, y: 0 });
    expect(to).toEqual({ x: 260, y: 120 });
    expect([out.y, into.y]).toEqual([0, 120]);
  });

  it('begin below the words where they lead downwards', () => {
    const { from, to } = curveBetween(body(0, 0), body(20, 300));
    expect(from).toEqual({ x: 0, y: 90 });
    expect(to).toEqual({ x: 20, y: 260 });
    expect(curveBetween(body(20, 300), body(0, 0))).toMatchObject({ from: to, to: from });
  });

  it('are straight between peers', () => {
    const { from, out, to } = curveBetween(body(0, 0, 'circle', 'replica'), body(300, 300, 'circle', 'replica'));
    expect((out.y - from.y) / (out.x - from.x)).toBeCloseTo((to.y - from.y) / (to.x - from.x));
  });
});

describe('path tables', () => {
  it('hold points at equal distances, each a little to the right of the line', () => {
    fc.assert(
      fc.property(places, places, (a, b) => {
        fc.pre(Math.hypot(a.x - b.x, a.y - b.y) > 200);
        const curve = curveBetween(body(a.x, a.y), body(b.x, b.y));
        const forth = pathTable(curve, false);
        const back = pathTable(curve, true);
        const middle = (step: number) =>
          [
            (forth[2 * step]! + back[2 * (PATH_STEPS - step)]!) / 2,
            (forth[2 * step + 1]! + back[2 * (PATH_STEPS - step) + 1]!) / 2,
          ] as const;
        expect(Math.hypot(middle(0)[0] - curve.from.x, middle(0)[1] - curve.from.y)).toBeLessThan(0.01);
        expect(Math.hypot(middle(PATH_STEPS)[0] - curve.to.x, middle(PATH_STEPS)[1] - curve.to.y)).toBeLessThan(0.01);
        const gaps = Array.from({ length: PATH_STEPS }, (_, i) =>
          Math.hypot(middle(i + 1)[0] - middle(i)[0], middle(i + 1)[1] - middle(i)[1]),
        );
        expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(1.25);
        expect(Math.hypot(forth[0]! - curve.from.x, forth[1]! - curve.from.y)).toBeCloseTo(4, 3);
        expect(Math.hypot(back[0]! - curve.to.x, back[1]! - curve.to.y)).toBeCloseTo(4, 3);
      }),
      { numRuns: 300 },
    );
  });

  it('keep the two directions apart', () => {
    const curve = curveBetween(body(0, 0), body(300, 0));
    const forth = pathTable(curve, false);
    const back = pathTable(curve, true);
    expect(forth[PATH_STEPS + 1]! - back[PATH_STEPS + 1]!).toBeCloseTo(8);
  });
});

describe('fitting', () => {
  it('shows the whole box inside the free room', () => {
    fc.assert(
      fc.property(
        places,
        fc.integer({ min: 50, max: 900 }),
        fc.integer({ min: 50, max: 900 }),
        (corner, width, height) => {
          const box = { ...corner, width, height };
          const { x, y, zoom } = fitTo(box, 500, 400, { top: 50, right: 10, bottom: 60, left: 10 }, 0.05, 1.3);
          expect(box.x * zoom + x).toBeGreaterThanOrEqual(10 - 1e-6);
          expect(box.y * zoom + y).toBeGreaterThanOrEqual(50 - 1e-6);
          expect((box.x + width) * zoom + x).toBeLessThanOrEqual(490 + 1e-6);
          expect((box.y + height) * zoom + y).toBeLessThanOrEqual(340 + 1e-6);
        },
      ),
    );
    expect(
      boxAround([
        { x: 0, y: 0, width: 10, height: 10 },
        { x: 20, y: -5, width: 5, height: 5 },
      ]),
    ).toEqual({ x: 0, y: -5, width: 25, height: 15 });
  });
});

describe('arrow keys', () => {
  const map = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 200, y: 20 }],
    ['c', { x: 180, y: 300 }],
    ['d', { x: 400, y: 0 }],
  ]);
  it('go to the nearest node that lies that way', () => {
    expect(neighbour(map, 'a', 'right')).toBe('b');
    expect(neighbour(map, 'b', 'right')).toBe('d');
    expect(neighbour(map, 'b', 'down')).toBe('c');
    expect(neighbour(map, 'c', 'up')).toBe('b');
    expect(neighbour(map, 'a', 'left')).toBeNull();
    expect(neighbour(map, 'nobody', 'left')).toBeNull();
  });
});

describe('a line among other nodes', () => {
  const from = { ...body(0, 0), caption: 0 };
  const to = { ...body(300, 290), caption: 0 };

  it('is the calmest one while nothing is in its way', () => {
    expect(curveAmong(from, to, [body(600, 0)])).toEqual(curveBetween(from, to));
  });

  it('leaves by another side where the calmest runs through the words of another', () => {
    const inTheWay: Body = { ...body(150, 80), caption: 120, aside: 60 };
    const around = curveAmong(from, to, [inTheWay]);
    expect(around).not.toEqual(curveBetween(from, to));
  });
});
