import { describe, expect, test } from 'vitest';
import type { Action, ActionBody, ActionKind } from './action.ts';
import {
  ACTION_CATALOGUE,
  ACTION_KINDS,
  inverseOf,
  narrateAction,
  takesDuration,
  toneOf,
  type ActionNames,
} from './action-catalogue.ts';
import { decimal, spanParts } from './narrate-action.ts';

/** One typical action of each kind: the compiler asks for a new one when a kind is added. */
const SAMPLES = {
  crash: { kind: 'crash', node: 'gateway' },
  restart: { kind: 'restart', node: 'gateway' },
  pause: { kind: 'pause', node: 'gateway' },
  resume: { kind: 'resume', node: 'gateway' },
  slow: { kind: 'slow', node: 'gateway', percent: 400 },
  clockJump: { kind: 'clockJump', node: 'gateway', byUs: -500_000 },
  clockOffset: { kind: 'clockOffset', node: 'gateway', offsetUs: 2_000_000 },
  clockDrift: { kind: 'clockDrift', node: 'gateway', ppm: 200 },
  diskFull: { kind: 'diskFull', node: 'gateway', full: true },
  slowSync: { kind: 'slowSync', node: 'gateway', percent: 1_000 },
  cut: { kind: 'cut', a: 'order', b: 'gateway' },
  heal: { kind: 'heal', a: 'order', b: 'gateway' },
  partition: {
    kind: 'partition',
    groups: [
      ['n1', 'n2'],
      ['n3', 'n4', 'n5'],
    ],
  },
  healAll: { kind: 'healAll' },
  latency: { kind: 'latency', a: 'order', b: 'gateway', addUs: 200_000 },
  loss: { kind: 'loss', a: 'order', b: 'gateway', ppm: 50_000 },
  duplicates: { kind: 'duplicates', a: 'order', b: 'gateway', ppm: 50_000 },
  reorder: { kind: 'reorder', a: 'order', b: 'gateway', ppm: 50_000 },
  bandwidth: { kind: 'bandwidth', a: 'order', b: 'gateway', bytesPerSecond: 10_000 },
  dropMessage: { kind: 'dropMessage', message: 'order#212' },
  delayMessage: { kind: 'delayMessage', message: 'order#212', byUs: 1_500_000 },
  duplicateMessage: { kind: 'duplicateMessage', message: 'order#212' },
  deliverMessage: { kind: 'deliverMessage', message: 'order#212' },
  killPod: { kind: 'killPod', pod: 'web' },
  restartPod: { kind: 'restartPod', pod: 'web' },
  mode: { kind: 'mode', node: 'gateway', mode: 'hang' },
  command: { kind: 'command', node: 'shoppers', command: 'placeOrder' },
  set: { kind: 'set', setting: 'breaker.waitMs', value: 5_000 },
} satisfies { readonly [K in ActionKind]: Extract<ActionBody, { readonly kind: K }> };

const names: ActionNames = {
  node: (id) => ({ gateway: 'Payment gateway', order: 'Order service', shoppers: 'Shoppers' })[id] ?? id,
  mode: (mode) => ({ hang: 'hangs' })[mode] ?? mode,
  command: () => 'Place an order',
  setting: () => 'Wait while open',
};
const context = { normalMode: 'ok', settingBefore: 10_000 };
const kinds = Object.keys(SAMPLES) as ActionKind[];
const say = (action: ActionBody & Pick<Action, 'forUs'>): string => narrateAction(action, names);

test('the catalogue has exactly the kinds that the kernel knows', () => {
  expect([...ACTION_KINDS].sort()).toEqual([...kinds].sort());
});

describe.each(kinds)('%s', (kind) => {
  const entry = ACTION_CATALOGUE[kind];
  const sample: ActionBody = SAMPLES[kind];

  test('has words, an icon and a place', () => {
    expect(entry.kind).toBe(kind);
    expect(entry.label).toMatch(/^[A-Z][a-z]+( [a-z]+)*$/);
    expect(entry.help).toMatch(/^[A-Z].{10,90}\.$/);
    expect(entry.icon).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(['node', 'link', 'message', 'pod', 'pattern']).toContain(entry.group);
  });

  test('names every field of the action', () => {
    const subject = {
      node: ['node'],
      link: ['a', 'b'],
      groups: ['groups'],
      world: [],
      message: ['message'],
      pod: ['pod'],
      setting: ['setting', 'value'],
    }[entry.subject];
    const own: Partial<Record<ActionKind, string[]>> = { mode: ['mode'], command: ['command', 'args'] };
    const named = [
      'kind',
      ...subject,
      ...(own[kind] ?? []),
      ...entry.parameters.map((p) => p.name),
      ...entry.flags.map((f) => f.name),
    ];
    expect(named).toEqual(expect.arrayContaining(Object.keys(sample)));
    for (const parameter of entry.parameters) expect(sample).toHaveProperty(parameter.name);
  });

  test('has parameters whose default lies in their range', () => {
    for (const { name, min, max, step, default: usual, shown } of entry.parameters) {
      for (const value of [min, max, step, usual, shown.scale]) expect(Number.isSafeInteger(value), name).toBe(true);
      expect(min).toBeLessThan(max);
      expect(usual).toBeGreaterThanOrEqual(min);
      expect(usual).toBeLessThanOrEqual(max);
      expect(shown.scale).toBeGreaterThan(0);
    }
  });

  test('has an inverse exactly where a duration makes sense', () => {
    const inverse = inverseOf(sample, context);
    expect(inverse !== null).toBe(entry.durationUs !== null);
    expect(takesDuration(sample)).toBe(entry.durationUs !== null);
    if (inverse !== null && kind !== 'set' && kind !== 'clockJump') expect(toneOf(inverse, context)).toBe('repair');
  });

  test('is told in one plain sentence', () => {
    const sentence = say(sample);
    expect(sentence).toMatch(/^[A-Zn0-9].*[^.]\.$/);
    expect(sentence).not.toMatch(/undefined|NaN|\[object|!/);
    if (entry.durationUs !== null) expect(say({ ...sample, forUs: 6_000_000 })).toMatch(/ (for|after) 6 s\.$/);
  });
});

test.each<[ActionBody & Pick<Action, 'forUs'>, string]>([
  [{ ...SAMPLES.mode, forUs: 6_000_000 }, 'Payment gateway hangs for 6 s.'],
  [SAMPLES.crash, 'Payment gateway crashes.'],
  [
    { ...SAMPLES.crash, loseUnsynced: true, forUs: 350_000 },
    'Payment gateway crashes, losing what was not synced, and restarts after 350 ms.',
  ],
  [{ kind: 'crash', node: '@leader' }, 'The leader crashes.'],
  [{ kind: 'pause', node: '@role:replica' }, 'Every replica stands still.'],
  [{ kind: 'restart', node: '@minority:replica' }, 'A minority of the replica nodes restarts.'],
  [{ kind: 'crash', node: 'n1' }, 'n1 crashes.'],
  [SAMPLES.slow, 'Payment gateway takes 4× as long for its work.'],
  [{ kind: 'slow', node: '@all', percent: 100 }, 'Every node takes its usual time again for its work.'],
  [SAMPLES.clockJump, 'The clock of Payment gateway jumps back by 500 ms.'],
  [SAMPLES.clockOffset, 'The clock of Payment gateway is 2 s fast.'],
  [SAMPLES.partition, 'The network splits: n1 and n2 against n3, n4 and n5.'],
  [
    { kind: 'cut', a: 'order', b: 'gateway', oneWay: true },
    'The link from Order service to Payment gateway is cut, one way.',
  ],
  [
    { kind: 'loss', a: 'order', b: 'gateway', ppm: 12_500 },
    '1.25 % of the messages between Order service and Payment gateway get lost.',
  ],
  [
    { kind: 'latency', a: 'order', b: 'gateway', addUs: 0 },
    'Added latency between Order service and Payment gateway ends.',
  ],
  [{ kind: 'clockDrift', node: 'gateway', ppm: -200 }, 'The clock of Payment gateway runs 200 ppm too slow.'],
  [{ kind: 'clockDrift', node: 'gateway', ppm: 900_000 }, 'The clock of Payment gateway runs 90 % too fast.'],
  [SAMPLES.delayMessage, 'Message 212 from Order service arrives 1.5 s later.'],
  [SAMPLES.command, 'Shoppers: place an order.'],
  [{ kind: 'set', setting: 'x', value: true }, 'Wait while open: on.'],
])('%j reads: %s', (action, sentence) => {
  expect(say(action)).toBe(sentence);
});

test('inverses say what they undo', () => {
  expect(inverseOf(SAMPLES.crash)).toEqual({ kind: 'restart', node: 'gateway' });
  expect(inverseOf(SAMPLES.cut)).toEqual({ kind: 'heal', a: 'order', b: 'gateway' });
  expect(inverseOf(SAMPLES.partition)).toEqual({ kind: 'healAll' });
  expect(inverseOf(SAMPLES.slow)).toEqual({ kind: 'slow', node: 'gateway', percent: 100 });
  expect(inverseOf(SAMPLES.loss)).toEqual({ kind: 'loss', a: 'order', b: 'gateway', ppm: 0 });
  expect(inverseOf(SAMPLES.mode, context)).toEqual({ kind: 'mode', node: 'gateway', mode: 'ok' });
  expect(inverseOf(SAMPLES.mode)).toBeNull();
  expect(inverseOf({ ...SAMPLES.mode, mode: 'ok' }, context)).toBeNull();
  expect(inverseOf(SAMPLES.set, context)).toEqual({ kind: 'set', setting: 'breaker.waitMs', value: 10_000 });
  expect(inverseOf({ ...SAMPLES.slow, percent: 100 })).toBeNull();
  expect(toneOf({ ...SAMPLES.mode, mode: 'ok' }, context)).toBe('repair');
  expect(takesDuration({ ...SAMPLES.diskFull, full: false })).toBe(false);
});

test('numbers are written exactly', () => {
  expect(decimal(1_234_567, 6)).toBe('1.234567');
  expect(decimal(-50_000, 6)).toBe('-0.05');
  expect(decimal(3_000_000, 6)).toBe('3');
  expect(spanParts(0)).toEqual({ count: '0', unit: 's' });
  expect(spanParts(999)).toEqual({ count: '999', unit: 'us' });
  expect(spanParts(350_000)).toEqual({ count: '350', unit: 'ms' });
  expect(spanParts(-3_200_000)).toEqual({ count: '-3.2', unit: 's' });
});
