import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import { better, MeterBook } from './meter-book.ts';

const goal: Goal = {
  id: 'served',
  title: 'Served',
  unit: '',
  better: 'higher',
  measure: { kind: 'deliveries', node: 'a', message: 'Ask' },
};

const arrival = (seq: number): TraceEvent => ({
  seq,
  timeUs: seq * 1_000,
  kind: 'deliver',
  node: 'a',
  cause: -1,
  effects: [],
  transit: { id: `b#${seq}`, from: 'b', to: 'a', message: { type: 'Ask' }, sentUs: 0, arriveUs: seq * 1_000 },
});

describe('goals under a cursor', () => {
  test('go up and down with it, and start again after a rewind', () => {
    const book = new MeterBook([goal]);
    const events = Array.from({ length: 20 }, (_, seq) => arrival(seq));
    const at = (held: readonly TraceEvent[], seq: number) => book.valuesAt(held, seq, seq * 1_000)[0];
    const [ten, five] = [at(events, 9), at(events, 4)];
    expect(ten).toBe(2 * five!);
    expect(at(events, 9)).toBe(ten);
    const other = [
      ...events.slice(0, 3),
      ...Array.from({ length: 7 }, (_, i): TraceEvent => ({ ...arrival(3 + i), kind: 'timer' })),
    ];
    expect(at(other, 9)).toBeCloseTo(ten! * 0.3);
    expect(at(events, 9)).toBe(ten);
  });
});

test('better goes by the direction of the goal', () => {
  expect(better({ better: 'higher' }, 2, 37)).toBe('on');
  expect(better({ better: 'lower' }, 2, 37)).toBe('off');
  expect(better({ better: 'lower' }, 37, 37.01)).toBe('even');
  expect(better({ better: 'lower' }, null, 37)).toBe('even');
});
