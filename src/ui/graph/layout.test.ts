import { expect, it } from 'vitest';
import { TEST_PATTERN, TEST_TOPOLOGY } from '../../derive/testing-pattern.ts';
import { bodyOf, isCrowded, nodeBox, placesOf, podBoxes } from './layout.ts';

it('takes the places of the pattern and finds room for those it leaves out', () => {
  const places = placesOf(TEST_TOPOLOGY, { ...TEST_PATTERN, layout: { client: { x: 80, y: 200 } } });
  expect(places.get('client')).toEqual({ x: 80, y: 200 });
  const others = ['breaker', 'server'].map((id) => places.get(id)!);
  expect(others.every(({ y }) => y > 250)).toBe(true);
  expect(others[0]).not.toEqual(others[1]);
});

it('frames a pod around its nodes and their words', () => {
  const places = placesOf(TEST_TOPOLOGY, TEST_PATTERN);
  const bodies = new Map(
    TEST_TOPOLOGY.nodes.map((spec) => [spec.id, bodyOf(spec, TEST_PATTERN, places.get(spec.id)!, 1)]),
  );
  const [pod, ...rest] = podBoxes(TEST_TOPOLOGY, bodies);
  expect(rest).toEqual([]);
  expect(pod?.name).toBe('order service');
  const inner = nodeBox(TEST_TOPOLOGY.nodes[1]!, bodies.get('breaker')!);
  expect(pod!.x).toBeLessThan(inner.x);
  expect(pod!.y).toBeLessThan(inner.y);
  expect(pod!.x + pod!.width).toBeGreaterThan(inner.x + inner.width);
  expect(pod!.y + pod!.height).toBeGreaterThan(inner.y + inner.height);
});

it('gives words that are larger than the picture more room below, and none aside', () => {
  const spec = TEST_TOPOLOGY.nodes[0]!;
  const body = bodyOf(spec, TEST_PATTERN, { x: 0, y: 0 }, 1);
  const [usual, grown] = [nodeBox(spec, body), nodeBox(spec, body, 1.5)];
  expect(grown.height - usual.height).toBe((body.caption + 16) / 2);
  expect({ ...grown, height: 0 }).toEqual({ ...usual, height: 0 });
});

it('draws lines faintly where there are very many', () => {
  const [link] = TEST_TOPOLOGY.links;
  const many = Array.from({ length: 31 }, () => link!);
  expect([isCrowded(TEST_TOPOLOGY), isCrowded({ ...TEST_TOPOLOGY, links: many })]).toEqual([false, true]);
});
