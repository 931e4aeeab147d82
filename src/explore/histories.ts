import { runInline } from '../kernel/inline.ts';
import type { Json } from '../kernel/json.ts';
import {
  checkLinearizable,
  type Check,
  type CheckOptions,
  type Linearizability,
} from '../pattern-kit/linearizability/check.ts';
import { historyOf, type HistorySpec } from '../pattern-kit/linearizability/history.ts';
import type { History, Model } from '../pattern-kit/linearizability/model.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';
import { setupOf } from '../pattern-kit/setup.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * Histories as a whole, many of them: what a property judges live, answer by answer, is judged here
 * when all of it is known. Two searches that share only the model, so each is a test of the other.
 */

export interface NamedHistory<C = any, A = any> {
  readonly name: string;
  readonly history: History<C, A>;
}

export interface Judgement {
  /** In the order in which they were given: verdict, longest order, and what fits nowhere behind it, by key. */
  readonly checks: readonly { readonly name: string; readonly check: Check }[];
  /** How many got which verdict; `unknown` is none of the others. */
  readonly counts: Readonly<Record<Linearizability, number>>;
  readonly steps: number;
}

/** Judges each history on its own, with a budget of its own. */
export function judgeHistories<S extends Json, C extends Json, A extends Json>(
  model: Model<S, C, A>,
  histories: readonly NamedHistory<C, A>[],
  options: CheckOptions = {},
): Judgement {
  const counts = { linearizable: 0, 'not linearizable': 0, unknown: 0 };
  let steps = 0;
  const checks = histories.map(({ name, history }) => {
    const check = checkLinearizable(model, history, options);
    counts[check.verdict] += 1;
    steps += check.steps;
    return { name, check };
  });
  return { checks, counts, steps };
}

/** What the clients of a scenario saw under each of these seeds. */
export const sweepHistories = <C, A>(
  pattern: Pattern,
  scenario: Scenario,
  seeds: readonly number[],
  spec: HistorySpec<C, A>,
): NamedHistory<C, A>[] =>
  seeds.map((seed) => ({
    name: `seed ${seed}`,
    history: historyOf(runInline(setupOf(pattern, { ...scenario, seed })).trace, spec),
  }));
