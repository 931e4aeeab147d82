import { describe, expect, it } from 'vitest';
import type { Topology } from '../../kernel/topology.ts';
import { cutsFor, linksAcross } from './cutting.ts';
import { linkPath, type Body } from './geometry.ts';

const body = (x: number, y: number): Body => ({ shape: 'circle', x, y, rx: 20, ry: 20, caption: 0, kin: 'same' });
const links = [
  linkPath('a', 'b', body(0, 0), body(200, 0)),
  linkPath('a', 'c', body(0, 0), body(0, 200)),
  linkPath('b', 'c', body(200, 0), body(0, 200)),
];
const across = (from: [number, number], to: [number, number]) =>
  linksAcross(links, { x: from[0], y: from[1] }, { x: to[0], y: to[1] }).map(({ a, b }) => a + b);

describe('a stroke across links', () => {
  it('meets those that it goes across, and no others', () => {
    expect(across([100, -30], [100, 30])).toEqual(['ab']);
    expect(across([100, -30], [60, 300])).toEqual(['ab', 'bc']);
    expect(across([-40, 100], [300, 100])).toEqual(['ac', 'bc']);
    expect(across([100, 10], [100, 40])).toEqual([]);
    expect(across([300, 300], [320, 340])).toEqual([]);
  });
});

describe('what a stroke does', () => {
  const topology = {
    nodes: ['a', 'b', 'c', 'd'].map((id) => ({ id, program: 'main', label: id })),
    links: [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
      ['c', 'd', 'local'],
    ].map(([a, b, channel = 'datagram']) => ({ a, b, channel, latency: { kind: 'fixed', us: 1 } })),
  } as unknown as Topology;
  const cuts = (...crossed: string[]) =>
    cutsFor(
      topology,
      crossed.map((pair) => ({ a: pair[0]!, b: pair[1]! })),
    );

  it('cuts a link that leaves another way', () => {
    expect(cuts('ba')).toEqual([{ kind: 'cut', a: 'a', b: 'b' }]);
  });

  it('parts the system where no other way is left', () => {
    expect(cuts('ab', 'ac')).toEqual([{ kind: 'partition', groups: [['a'], ['b', 'c', 'd']] }]);
    expect(cuts('ab', 'bc', 'ac')).toEqual([{ kind: 'partition', groups: [['a'], ['b'], ['c', 'd']] }]);
  });

  it('leaves what is inside a pod alone', () => {
    expect(cuts('cd')).toEqual([]);
    expect(cuts('cd', 'ab')).toEqual([{ kind: 'cut', a: 'a', b: 'b' }]);
  });

  it('cuts apart what a partition leaves together', () => {
    const square = { ...topology, links: [...topology.links, { ...topology.links[0]!, a: 'b', b: 'd' }] };
    const crossed = [
      { a: 'a', b: 'b' },
      { a: 'a', b: 'c' },
      { a: 'b', b: 'c' },
    ];
    expect(cutsFor(square, crossed)).toEqual([
      { kind: 'partition', groups: [['a'], ['b', 'c', 'd']] },
      { kind: 'cut', a: 'b', b: 'c' },
    ]);
  });
});
