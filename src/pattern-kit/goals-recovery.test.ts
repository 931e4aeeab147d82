import { describe, expect, it } from 'vitest';
import { at, end, goal, measured, numbered } from './testing-goals.ts';

describe('goals of recovery', () => {
  it('tells what is left once the last fault is over', () => {
    const repair = (timeUs: number) => ({ timeUs, kind: 'repair' as const, node: '', effects: [] });
    const events = numbered([at(0, end('ok')), repair(1_000_000), at(2_000_000, end('ok')), repair(3_000_000)]);
    const rate = goal({ kind: 'rate', op: 'Order', outcomes: ['ok'], afterFaults: true });
    expect(measured(rate, events, 1_000_000, 5_000_000)).toEqual({ values: [null, null, 1, 0, 0], value: 0 });
    expect(measured(rate, events.slice(0, 3), 1_000_000, 3_000_000).value).toBe(0.5);
    expect(measured(rate, events.slice(0, 1), 1_000_000, 3_000_000).value).toBe(null);
  });

  it('reckons what an operation costs in deliveries', () => {
    const transit = { id: 'a#1', from: 'a', to: 'n', message: { type: 'Charge' }, sentUs: 0, arriveUs: 1 };
    const arrival = (timeUs: number, node: string) => ({
      timeUs,
      kind: 'deliver' as const,
      node,
      transit,
      effects: [],
    });
    const events = numbered([arrival(0, 'n'), arrival(1, 'm'), arrival(2, 'x'), arrival(12, 'n'), at(15, end('fail'))]);
    const cost = goal({ kind: 'perOperation', nodes: ['n', 'm'], message: 'Charge', op: 'Order' });
    expect(measured(cost, events, 10, 20)).toEqual({ values: [null, 1], value: 3 });
  });
});
