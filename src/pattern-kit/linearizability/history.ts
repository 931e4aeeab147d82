import type { TraceEvent } from '../../kernel/trace.ts';
import type { Operation } from './model.ts';

/** How the operations of a pattern's clients read as calls of a model. */
export interface HistorySpec<C = any, A = any> {
  /** By the name that the program gives to `begin`. Operations that are not listed are left out. */
  readonly operations: Readonly<Record<string, (input: any) => C>>;
  /** The object an operation is on; absent: all are on one. */
  keyOf?(input: any, name: string): string;
  /** The answer in the model's terms; absent: the output as it is. */
  answerOf?(output: any, name: string): A | undefined;
}

/**
 * The history that a run leaves behind. The clock is the order of the trace itself: one count for
 * every `begin` and `end`, which is finer than time and just as real, because what an event of the
 * simulator knows happened in an earlier one.
 *
 * `fail` is a promise that the operation did not and will not happen: it is left out. `unknown`, no
 * end at all, and a client that crashes first mean that it may have happened, at any time after its call.
 */
export function historyOf<C, A>(events: readonly TraceEvent[], spec: HistorySpec<C, A>): Operation<C, A>[] {
  const operations = new Map<string, Operation<C, A>>();
  let clock = 0;
  for (const event of events) {
    for (const effect of event.effects) {
      if (effect.kind === 'begin') {
        const { op, name, input } = effect;
        const call = callOf(spec, name, input);
        if (call === undefined) continue;
        const key = spec.keyOf?.(input, name) ?? '';
        operations.set(op, {
          id: op,
          key,
          client: event.node,
          call,
          answer: undefined,
          calledAt: clock++,
          returnedAt: Infinity,
        });
      } else if (effect.kind === 'end') {
        const operation = operations.get(effect.op);
        if (operation === undefined) continue;
        if (effect.outcome === 'fail') operations.delete(effect.op);
        else if (effect.outcome === 'ok') {
          operations.set(effect.op, {
            ...operation,
            answer: answerOf(spec, effect.name, effect.output),
            returnedAt: clock++,
          });
        }
      }
    }
  }
  return [...operations.values()];
}

/** The call that an operation makes; undefined where it is not one of those that are judged. */
export const callOf = <C>(spec: HistorySpec<C>, name: string, input: unknown): C | undefined =>
  Object.hasOwn(spec.operations, name) ? spec.operations[name]!(input) : undefined;

export const answerOf = <A>(spec: HistorySpec<any, A>, name: string, output: unknown): A | undefined =>
  spec.answerOf === undefined ? (output as A | undefined) : spec.answerOf(output, name);
