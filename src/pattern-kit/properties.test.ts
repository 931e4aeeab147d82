import { describe, expect, it } from 'vitest';
import type { World } from '../kernel/property.ts';
import { seconds } from '../kernel/time.ts';
import type { Effect, LinkState, TraceEvent } from '../kernel/trace.ts';
import { followFaults, isCalm, operationsEnd, sometimesBecomes, sometimesNotes, type Faults } from './properties.ts';

const WORLD = {} as World;
const event = (node: string, effects: readonly Effect[], timeUs = 0): TraceEvent => ({
  seq: 0,
  timeUs,
  kind: 'deliver',
  node,
  cause: -1,
  effects,
});
const become = (from: string, to: string, lane = 'main'): Effect => ({ kind: 'become', lane, from, to, why: 'x' });
const HEALTHY: LinkState = { cut: false, addUs: 0, lossPpm: 0, duplicatePpm: 0, reorderPpm: 0, bytesPerSecond: 0 };
const words = { id: 'x', title: 'x', explain: 'x' };

describe('sometimes', () => {
  it('is reached by the right node, lane, state and predecessor only', () => {
    const { step } = sometimesBecomes(words, { node: 'a', state: 'OPEN', from: 'CLOSED' });
    expect(step(null, event('a', [become('CLOSED', 'OPEN')]), WORLD)).toBe(true);
    for (const other of [
      event('b', [become('CLOSED', 'OPEN')]),
      event('a', [become('HALF_OPEN', 'OPEN')]),
      event('a', [become('CLOSED', 'OPEN', 'other')]),
      event('a', [become('OPEN', 'CLOSED')]),
    ]) {
      expect(step(null, other, WORLD)).toBe(false);
    }
  });

  it('is reached by a rule whose name begins so', () => {
    const { step } = sometimesNotes(words, { node: 'a', rule: 'late' });
    expect(step(null, event('a', [{ kind: 'note', rule: 'late answer', text: '' }]), WORLD)).toBe(true);
    expect(step(null, event('a', [{ kind: 'note', rule: 'answer', text: '' }]), WORLD)).toBe(false);
  });
});

describe('followFaults', () => {
  const pairs: readonly (readonly [string, Effect, Effect])[] = [
    ['a crash', { kind: 'status', node: 'a', status: 'down' }, { kind: 'status', node: 'a', status: 'up' }],
    ['a pause', { kind: 'status', node: 'a', status: 'paused' }, { kind: 'status', node: 'a', status: 'up' }],
    ['a mode', { kind: 'mode', node: 'a', mode: 'hang' }, { kind: 'mode', node: 'a', mode: 'ok' }],
    [
      'a slow node',
      { kind: 'condition', node: 'a', name: 'slow', value: 300 },
      { kind: 'condition', node: 'a', name: 'slow', value: 100 },
    ],
    [
      'a full disk',
      { kind: 'condition', node: 'a', name: 'diskFull', value: 1 },
      { kind: 'condition', node: 'a', name: 'diskFull', value: 0 },
    ],
    [
      'a cut',
      { kind: 'link', from: 'a', to: 'b', state: { ...HEALTHY, cut: true } },
      { kind: 'link', from: 'a', to: 'b', state: HEALTHY },
    ],
    [
      'latency',
      { kind: 'link', from: 'a', to: 'b', state: { ...HEALTHY, addUs: 5 } },
      { kind: 'link', from: 'a', to: 'b', state: HEALTHY },
    ],
  ];

  it.each(pairs)('sees %s come and go', (_name, fault, repair) => {
    const faults: Faults = {};
    expect(followFaults(faults, event('', [fault]), ['ok'])).toBe(true);
    expect(isCalm(faults)).toBe(false);
    expect(followFaults(faults, event('', [fault]), ['ok'])).toBe(false);
    expect(followFaults(faults, event('', [repair]), ['ok'])).toBe(true);
    expect(isCalm(faults)).toBe(true);
  });

  it('keeps two faults apart', () => {
    const faults: Faults = {};
    followFaults(faults, event('', [pairs[0]![1], pairs[2]![1]]), ['ok']);
    followFaults(faults, event('', [pairs[0]![2]]), ['ok']);
    expect(isCalm(faults)).toBe(false);
  });
});

describe('operationsEnd', () => {
  const property = operationsEnd(words, { client: 'client', op: 'buy', withinUs: () => seconds(5) });
  const begin = (op: string, timeUs: number): TraceEvent =>
    event('client', [{ kind: 'begin', op, name: 'buy' }], timeUs);
  const end = (op: string, timeUs: number): TraceEvent =>
    event('client', [{ kind: 'end', op, name: 'buy', outcome: 'ok', beganUs: 0 }], timeUs);

  it('owes the oldest operation first, and nothing when all have ended', () => {
    const state = property.init(WORLD);
    expect(property.step(state, begin('client:1', 0), WORLD)).toMatchObject({ dueUs: seconds(5) });
    expect(property.step(state, begin('client:2', seconds(1)), WORLD)).toBeUndefined();
    expect(property.step(state, end('client:1', seconds(2)), WORLD)).toMatchObject({ dueUs: seconds(6) });
    expect(property.step(state, end('client:2', seconds(3)), WORLD)).toBeNull();
    expect(property.step(state, event('other', []), WORLD)).toBeUndefined();
  });

  it('forgives a client that is itself broken', () => {
    const state = property.init(WORLD);
    property.step(state, begin('client:1', 0), WORLD);
    expect(property.step(state, event('', [{ kind: 'status', node: 'client', status: 'down' }]), WORLD)).toBeNull();
    expect(property.step(state, begin('client:2', seconds(1)), WORLD)).toBeUndefined();
    property.step(state, event('client', [{ kind: 'status', node: 'client', status: 'up' }]), WORLD);
    expect(property.step(state, begin('client:3', seconds(2)), WORLD)).toMatchObject({ dueUs: seconds(7) });
  });
});
