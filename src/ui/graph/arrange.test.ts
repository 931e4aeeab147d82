import { expect, it } from 'vitest';
import { TEST_PATTERN, TEST_TOPOLOGY } from '../../derive/testing-pattern.ts';
import { arrange } from './arrange.ts';
import { nodeBox, placesOf } from './layout.ts';

const insets = { top: 50, right: 10, bottom: 50, left: 10 };
const parts = {
  topology: TEST_TOPOLOGY,
  pattern: TEST_PATTERN,
  places: new Map([...placesOf(TEST_TOPOLOGY, TEST_PATTERN)].map(([id], i) => [id, { x: i * 400, y: i * 60 }])),
  art: 0,
};

function shown(width: number, height: number) {
  const { bodies, spread, view } = arrange(parts, { width, height, insets });
  const boxes = TEST_TOPOLOGY.nodes.map((spec) => {
    const { x, y, width: wide, height: high } = nodeBox(spec, bodies.get(spec.id)!);
    return {
      left: x * view.zoom + view.x,
      right: (x + wide) * view.zoom + view.x,
      top: y * view.zoom + view.y,
      bottom: (y + high) * view.zoom + view.y,
    };
  });
  return { boxes, spread, view };
}

it.each([
  [360, 430],
  [500, 480],
  [1_000, 480],
])('shows every part with its words in a panel of %i × %i', (width, height) => {
  for (const { left, right, top, bottom } of shown(width, height).boxes) {
    expect(left).toBeGreaterThan(0);
    expect(right).toBeLessThan(width);
    expect(top).toBeGreaterThan(0);
    expect(bottom).toBeLessThan(height);
  }
});

it('moves parts of a wide system apart downwards in a tall panel, never together', () => {
  expect(shown(360, 430).spread.y).toBeGreaterThan(1.3);
  expect(shown(360, 430).spread.x).toBe(1);
  expect(shown(1_000, 300).spread.y).toBe(1);
});
