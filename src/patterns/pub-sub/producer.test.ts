import { describe, expect, it } from 'vitest';
import type { Action } from '../../kernel/action.ts';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { TraceEvent, Transit } from '../../kernel/trace.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { count, moves, notes, outcomes } from './figures.ts';
import pattern from './index.ts';

const tenths = (us: number | undefined): number => Math.round((us ?? 0) / 100_000) / 10;

function run(on: boolean, settings: Settings = {}, seed?: number) {
  const scenario = scenarioOf(pattern, 'zombie-producer', on);
  const { trace, properties } = runInline(setupOf(pattern, { ...scenario, settings, seed: seed ?? scenario.seed }));
  return { trace, violated: properties.filter(({ status }) => status === 'violated').map(({ id }) => id) };
}

describe('Two gateways, one name', () => {
  const twice = (on: boolean, settings: Settings = {}): number[] => {
    const { trace } = run(on, settings);
    return ['alerting', 'analytics', 'archiver'].map((group) => count(trace, `${group} duplicate`));
  };
  it('the one that woke up is fenced, and closes', () => {
    const { trace, violated } = run(true);
    expect(tenths(notes(trace, 'gateway given up')[0]?.atUs)).toBe(7);
    const fenced = notes(trace, 'producer fenced');
    expect(tenths(fenced[0]?.atUs)).toBe(11);
    // Each batch, and its wish for another epoch.
    expect(fenced.map(({ text }) => text.split(':')[0])).toEqual([
      ...Array.from({ length: 13 }, () => 'the append is refused'),
      'another epoch is refused',
    ]);
    expect(fenced.every(({ text }) => text.endsWith('producer epoch 1 is older than 2'))).toBe(true);
    expect(moves(trace, 'edge').map(({ to }) => to)).toEqual(['fenced']);
    expect(notes(trace, 'producer closed')[0]?.text).toContain('13 readings');
    expect([outcomes(trace, 'unknown'), violated]).toEqual([0, []]);
  });
  it('nothing is twice with epochs; without them, and without a log, what it held is', () => {
    expect(twice(true)).toEqual([0, 0, 0]);
    expect(twice(true, { 'producer.idempotence': false })).toEqual([13, 13, 13]);
    expect(twice(false)).toEqual([14, 14, 14]);
  });
  it.each([1, 2])('holds under another seed (%i): all that it still sends is refused', (seed) => {
    const { trace, violated } = run(true, {}, seed);
    expect(count(trace, 'producer fenced')).toBeGreaterThan(5);
    expect(notes(trace, 'acknowledged', seconds(11)).every(({ node }) => node === 'edge-2')).toBe(true);
    expect(violated).toEqual([]);
  });
});

/** A batch is held up on its way, and its broker stands still: its producer gives it up, and goes on under the next epoch. */
function heldUp(more: readonly Action[] = []) {
  const scenario = {
    ...scenarioOf(pattern),
    settings: { 'producer.requestTimeoutMs': 300, 'producer.deliveryTimeoutMs': 1_000 },
    untilUs: seconds(8),
  };
  const until = (untilUs: number, actions: readonly Action[]) =>
    runInline(setupOf(pattern, { ...scenario, untilUs, actions: actions.toSorted((a, b) => a.atUs - b.atUs) })).trace;
  const batch = sent(until(seconds(2), scenario.actions), 'Produce').find(({ sentUs }) => sentUs > ms(1_500))!;
  const atUs = Math.floor((batch.sentUs + batch.arriveUs) / 2);
  return until(seconds(8), [
    ...scenario.actions,
    { kind: 'delayMessage', message: batch.id, byUs: ms(4_500), atUs },
    { kind: 'pause', node: batch.to, atUs: atUs + ms(1), forUs: ms(1_600) },
    ...more,
  ]);
}

const sent = (trace: readonly TraceEvent[], type: string): Transit[] =>
  trace
    .flatMap(({ effects }) => effects)
    .flatMap((effect) => (effect.kind === 'send' && effect.transit.message.type === type ? [effect.transit] : []));

describe('A producer that has only stumbled', () => {
  it('is refused a batch that comes after its successors, and goes on in its own newer epoch', () => {
    const trace = heldUp();
    expect(notes(trace, 'producer fenced').map(({ text }) => text)).toEqual([
      'the append is refused: producer epoch 1 is older than 2',
    ]);
    expect(count(trace, 'producer closed')).toBe(0);
    expect(notes(trace, 'acknowledged', seconds(7)).length).toBeGreaterThan(0);
  });

  it('is given the same epoch again where the answer was lost, not taken for a stranger', () => {
    const [, lost] = sent(heldUp(), 'Pid') as [Transit, Transit];
    const atUs = Math.floor((lost.sentUs + lost.arriveUs) / 2);
    const trace = heldUp([{ kind: 'dropMessage', message: lost.id, atUs }]);
    expect(sent(trace, 'Pid').map(({ message }) => [message['error'], message['epoch']])).toEqual([
      ['', 1],
      ['', 2],
      ['', 2],
    ]);
    expect(count(trace, 'producer closed')).toBe(0);
  });
});
