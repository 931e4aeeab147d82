import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { checkLinearizable } from '../../pattern-kit/linearizability/check.ts';
import { historyOf } from '../../pattern-kit/linearizability/history.ts';
import type { Model } from '../../pattern-kit/linearizability/model.ts';
import { withFaults } from '../../pattern-kit/random-faults.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import pattern from './index.ts';

/**
 * The write side as one shelf: an order takes a piece, or finds none. Whatever replicas and logs do,
 * orders must look as if they had come one after the other.
 */
const shelf = (stock: number): Model<number, { take: number }, string> => ({
  initial: stock,
  step(left, { take }, answer) {
    if (answer === 'sold out') return left < take ? left : undefined;
    return left < take ? undefined : left - take;
  },
  reads: (_call, answer) => answer === 'sold out',
  describe: ({ take }, answer) => `take ${take} → ${answer ?? 'unknown'}`,
});

type Input = { readonly product: string };
type Output = { readonly status: string };

/** "Sold out" is an answer as well: the history keeps it, where other refusals left no trace. */
function vaseOrders(trace: readonly TraceEvent[]) {
  const told = trace.map((event) => ({
    ...event,
    effects: event.effects.map((effect) =>
      effect.kind === 'end' && (effect.output as Output | undefined)?.status === 'sold out'
        ? { ...effect, outcome: 'ok' as const }
        : effect,
    ),
  }));
  return historyOf<{ take: number }, string>(told, {
    operations: { order: () => ({ take: 1 }) },
    keyOf: (input: Input) => input.product,
    answerOf: (output: Output) => output.status,
  }).filter(({ key }) => key === 'vase');
}

const verdict = (on: boolean, settings: Settings = {}, seed = 0) => {
  const scenario = { ...scenarioOf(pattern, 'last-item', on), settings };
  const { trace } = runInline(setupOf(pattern, seed === 0 ? scenario : withFaults(pattern, scenario, seed)));
  const history = vaseOrders(trace);
  return { orders: history.length, verdict: checkLinearizable(shelf(3), history).verdict };
};

describe('orders for the last three vases', () => {
  it('look as if they had come one after the other', () => {
    expect(verdict(true)).toEqual({ orders: 12, verdict: 'linearizable' });
    expect(verdict(false)).toEqual({ orders: 12, verdict: 'linearizable' });
  });

  it('do so under faults too', () => {
    for (let seed = 1; seed <= 4; seed += 1)
      expect(verdict(true, {}, seed).verdict, `seed ${seed}`).toBe('linearizable');
  });

  it('do not, where stock is checked in the read model', () =>
    expect(verdict(true, { 'orders.stockCheck': 'read model' }).verdict).toBe('not linearizable'));
});

describe('two who edit one price', () => {
  const edits = (on: boolean) => {
    const setup = setupOf(pattern, scenarioOf(pattern, 'last-item', on));
    const actions = [{ kind: 'command', node: 'merchandiser', command: 'edit', atUs: seconds(1) } as const];
    const { trace } = runInline({ ...setup, actions });
    return trace.flatMap(({ effects }) =>
      effects.flatMap((effect) => {
        const output = effect.kind === 'end' ? (effect.output as { session: string; status: string }) : null;
        return output?.session.startsWith('m') === true && output.session !== 'merchandiser'
          ? [`${output.session} ${output.status}`]
          : [];
      }),
    );
  };

  it('the second is told so, and nothing is overwritten unseen', () => {
    expect(edits(true)).toEqual(['m1 accepted', 'm2 conflict']);
    expect(edits(false)).toEqual(['m1 accepted', 'm2 conflict']);
  });
});
