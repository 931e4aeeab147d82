import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeSpec } from '../../kernel/topology.ts';
import { captionScaleAt, planCaptions, wrapped } from './captions.ts';
import type { Body } from './geometry.ts';

const part = (label: string, x: number, y: number, says = 2): { spec: NodeSpec; body: Body; says: number } => ({
  says,
  spec: { id: `${label} ${x} ${y}`, label, program: 'server' },
  body: { shape: 'square', x, y, rx: 41, ry: 41, caption: 0, kin: 'server' },
});
const plansOf = (parts: ReturnType<typeof part>[], scale: number) => [...planCaptions(parts, scale, 0).values()];

describe('words below nodes', () => {
  it('are 10 px large at least, however small the picture', () => {
    for (const zoom of [0.3, 0.4, 0.6, 0.8, 1]) expect(13 * zoom * captionScaleAt(zoom)).toBeGreaterThan(10);
  });

  it('are broken between words and after hyphens, never within', () => {
    expect(wrapped('Best-sellers', 60, 1)).toEqual(['Best-', 'sellers']);
    expect(wrapped('Check-in, in Go', 80, 1)).toEqual(['Check-in,', 'in Go']);
    expect(wrapped('Order history', 500, 1)).toEqual(['Order history']);
    expect(wrapped('Merchandiser', 10, 1)).toEqual(['Merchandiser']);
  });

  it('say everything where the picture is large', () => {
    expect(plansOf([part('Order service', 0, 0), part('Payment gateway', 110, 0)], 1)).toMatchObject([
      { name: ['Order service'], tight: false },
      { name: ['Payment gateway'], tight: false },
    ]);
  });

  it('leave out lesser lines where the next node stands close below', () => {
    const [above, below] = plansOf([part('Shard A', 0, 0), part('Replica A', 0, 150)], 2);
    expect(above?.lesser).toBe(0);
    expect(below?.lesser).toBe(2);
  });

  it('take no room for lines that a part never has', () => {
    for (const scale of [1, 2]) {
      const [silent] = plansOf([part('Mailer', 0, 0, 0)], scale);
      const [talking] = plansOf([part('Mailer', 0, 0, 2)], scale);
      expect(silent!.height).toBeLessThan(talking!.height);
    }
  });

  it('share what is between two nodes, and stand lower where a word is longer than that', () => {
    const [left, right] = plansOf([part('Seat maps one', 0, 0), part('Seat maps two', 150, 0)], 2);
    expect(left?.name.length).toBeGreaterThan(1);
    expect(right?.drop).toBe(0);
    const [long, next] = plansOf([part('Merchandiser', 0, 0), part('Command API', 120, 0)], 2);
    expect(long?.drop).toBe(0);
    expect(next?.drop).toBeGreaterThan(0);
  });

  it('never lie on each other, in whatever row nodes stand', () => {
    const labels = fc.constantFrom('Relay', 'Command API', 'Order history', 'Best-sellers', 'Merchandiser', 'Log');
    fc.assert(
      fc.property(fc.array(labels, { minLength: 2, maxLength: 7 }), fc.integer({ min: 100, max: 200 }), (row, gap) => {
        const parts = row.map((label, i) => part(label, i * gap, 0));
        const boxes = plansOf(parts, 2).map(({ name, drop }, i) => ({
          x: i * gap,
          half: Math.max(...name.map((line) => line.length)) * 7.5,
          top: drop,
          bottom: drop + name.length * 35,
        }));
        for (const [i, a] of boxes.entries())
          for (const b of boxes.slice(i + 1))
            expect(Math.abs(a.x - b.x) >= a.half + b.half || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
