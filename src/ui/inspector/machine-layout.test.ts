import { describe, expect, it } from 'vitest';
import type { Machine } from '../../pattern-kit/pattern.ts';
import { breakLines, layMachine } from './machine-layout.ts';

const machine: Machine = {
  states: [
    { id: 'closed', label: 'closed', colour: 'ok', x: 66, y: 63, about: '' },
    { id: 'open', label: 'open', colour: 'bad', x: 270, y: 63, about: '' },
    { id: 'half-open', label: 'half-open', colour: 'warn', x: 168, y: 122, about: '' },
  ],
  edges: [
    { from: 'closed', to: 'open', label: (settings) => `failure rate ≥ ${String(settings.threshold)} %`, bend: 24 },
    { from: 'open', to: 'half-open', label: () => 'after 5 s' },
    { from: 'half-open', to: 'open', label: () => 'one fails' },
    { from: 'half-open', to: 'closed', label: () => '3 probes ok' },
    { from: 'half-open', to: 'gone', label: () => '' },
  ],
};

const numbers = (path: string): number[] => [...path.matchAll(/-?\d+(\.\d+)?/g)].map((match) => Number(match[0]));

describe('layMachine', () => {
  const layout = layMachine(machine, { threshold: 50 });
  const edge = (from: string, to: string) =>
    layout.edges.find((candidate) => candidate.from === from && candidate.to === to)!;

  it('writes the live dials into the labels', () => {
    expect(edge('closed', 'open').lines.join(' ')).toBe('failure rate ≥ 50 %');
  });

  it('leaves out edges to states that are not drawn', () => {
    expect(layout.edges).toHaveLength(4);
  });

  it('begins and ends arrows at the borders of the pills', () => {
    const [x1, , , , x2] = numbers(edge('closed', 'open').path) as [number, number, number, number, number, number];
    expect(x1).toBeGreaterThan(66);
    expect(x1).toBeLessThan(110);
    expect(x2).toBeLessThan(270);
    expect(x2).toBeGreaterThan(230);
  });

  it('bows outwards, whatever the sign of the bend, and keeps there and back apart', () => {
    expect(edge('closed', 'open').at.y).toBeLessThan(63);
    expect(edge('half-open', 'closed').at.x).toBeLessThan(117);
    const flipped = layMachine(
      { ...machine, edges: machine.edges.map((each) => ({ ...each, bend: -(each.bend ?? 16) })) },
      { threshold: 50 },
    );
    expect(flipped.edges[0]!.path).toBe(edge('closed', 'open').path);
    expect(edge('open', 'half-open').path).not.toBe(edge('half-open', 'open').path);
    const there = numbers(edge('open', 'half-open').path);
    const back = numbers(edge('half-open', 'open').path);
    expect(Math.hypot(there[2]! - back[2]!, there[3]! - back[3]!)).toBeGreaterThan(30);
  });

  it('holds every pill and label in its box', () => {
    const { box } = layout;
    for (const state of layout.states) {
      expect(state.x - state.width / 2).toBeGreaterThan(box.x);
      expect(state.y + state.height / 2).toBeLessThan(box.y + box.height);
    }
    for (const placed of layout.edges) expect(placed.at.y).toBeGreaterThan(box.y);
  });

  it('keeps labels off the pills and off each other', () => {
    const boxes = layout.edges.map((placed) => {
      const width = Math.max(...placed.lines.map((line) => line.length)) * 5;
      const left = placed.at.x - (placed.anchor === 'start' ? 0 : placed.anchor === 'end' ? width : width / 2);
      return { left, right: left + width, top: placed.at.y - 9, bottom: placed.at.y + (placed.lines.length - 1) * 13 };
    });
    const pills = layout.states.map(({ x, y, width, height }) => ({
      left: x - width / 2,
      right: x + width / 2,
      top: y - height / 2,
      bottom: y + height / 2,
    }));
    const clashes = boxes.flatMap((box, i) =>
      [...pills, ...boxes.slice(0, i)].filter(
        (other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom,
      ),
    );
    expect(clashes).toEqual([]);
  });

  it('draws a loop above a state that leads to itself', () => {
    const loops = layMachine({ ...machine, edges: [{ from: 'open', to: 'open', label: () => 'refused' }] }, {});
    expect(loops.edges[0]!.at.y).toBeLessThan(63 - 17);
  });
});

describe('breakLines', () => {
  it('breaks at spaces and never inside a word', () => {
    expect(breakLines('a majority of votes', 10)).toEqual(['a majority', 'of votes']);
    expect(breakLines('unbreakable', 4)).toEqual(['unbreakable']);
  });
});
