import { expect, test } from 'vitest';
import { seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import breaker from '../../patterns/circuit-breaker/index.ts';
import type { Found } from '../../host/protocol.ts';
import { foundWords, nothingWords, troubleOf, troubles, valueOf } from './found-words.ts';

const { topology } = setupOf(breaker, scenarioOf(breaker));
const crash = { kind: 'crash', node: 'inventory', atUs: seconds(1), forUs: seconds(2) } as const;
const hang = { kind: 'mode', node: 'gateway', mode: 'hang', atUs: seconds(3) } as const;

const found = (what: Found['what'], more: Partial<Found> = {}): Found => ({
  scenario: { ...scenarioOf(breaker), actions: [crash, hang] },
  schedule: 12,
  before: 7,
  what,
  ...more,
});
const words = (one: Found) => foundWords(one, breaker, topology);

test('a broken property: which, what was seen, and what it takes', () => {
  expect(words(found({ kind: 'property', id: 'one-charge', atUs: seconds(4), detail: 'twice' }))).toEqual({
    title: `“${breaker.properties.find(({ id }) => id === 'one-charge')?.title ?? 'one-charge'}” breaks`,
    detail: 'Twice.',
    steps: [
      { time: '1.000 s', text: 'Inventory crashes and restarts after 2 s.' },
      { time: '3.000 s', text: 'Payment gateway hangs.' },
    ],
    cost: 'Schedule 12: 2 of its 7 actions are enough.',
  });
});

test('a goal: the figure, what it is without faults, and with the switch the other way', () => {
  const what = { kind: 'goal', id: 'goodput', value: 6.25, calm: 12.8, other: 9 } as const;
  expect(words(found(what))).toMatchObject({
    title: 'Orders accepted: 6.25/s',
    detail: 'Without faults: 12.8/s. The same faults, “Without”: 9/s.',
  });
  expect(words(found({ ...what, other: null })).detail).toBe('Without faults: 12.8/s.');
});

test('how much of a schedule it takes', () => {
  const what = { kind: 'property', id: 'x', atUs: 0, detail: '' } as const;
  const with1 = { scenario: { ...scenarioOf(breaker), actions: [crash] } };
  const cost = (more: Partial<Found>) => words(found(what, more)).cost;
  expect(cost({ ...with1, before: 3, schedule: null })).toBe('This run as it stood: 1 of its 3 actions is enough.');
  expect(cost({ ...with1, before: 1 })).toBe('Schedule 12: its one action is needed.');
  expect(cost({ before: 2 })).toBe('Schedule 12: all 2 of its actions are needed.');
  expect(cost({ scenario: { ...scenarioOf(breaker), actions: [] } })).toBe('It takes no fault at all.');
});

test('what can be looked for goes there and back', () => {
  const values = troubles(breaker).map(({ value }) => value);
  expect(values.slice(0, 2)).toEqual(['', 'goodput']);
  expect(values.map((value) => valueOf(troubleOf(value)))).toEqual(values);
  expect(nothingWords(troubleOf(''), 60)).toBe('No property broke under 60 schedules of random faults.');
});
