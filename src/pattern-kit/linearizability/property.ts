import type { Property } from '../../kernel/property.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { answerOf, callOf, type HistorySpec } from './history.ts';
import { called, failed, loosened, returned, watchKey, type KeyWatch } from './live.ts';
import type { LiveOperation } from './configurations.ts';
import type { AnyModel } from './model.ts';

/** State of the monitor: plain data. */
export interface LinearizableState {
  readonly keys: Record<string, KeyWatch>;
  /** Operations that have no end yet, by id. */
  readonly open: Record<string, { readonly key: string; readonly client: string }>;
}

export interface LinearizableOptions
  extends HistorySpec, Pick<Property, 'id' | 'title' | 'explain' | 'appliesOff' | 'applies'> {
  readonly model: AnyModel;
}

/**
 * Safety: what clients see could have come from a single copy that does one operation at a time.
 * Judged after every operation that ends, each key on its own. A key with more uncertainty than a
 * judgement can take in is not judged any further: the verdict is then "unknown", unless another key is broken.
 */
export function linearizable(options: LinearizableOptions): Property<LinearizableState> {
  const { id, title, explain, appliesOff, applies, model, ...spec } = options;
  return {
    id,
    title,
    explain,
    ...(appliesOff === undefined ? {} : { appliesOff }),
    ...(applies === undefined ? {} : { applies }),
    kind: 'always',
    init: () => ({ keys: {}, open: {} }),
    step(state, event) {
      for (const effect of event.effects) {
        const stuck = judgeEffect(state, event, effect, model, spec);
        if (stuck !== null) return stuck;
      }
      return undefined;
    },
    doubt({ keys }) {
      const given = Object.keys(keys).filter((key) => keys[key]!.undecided);
      if (given.length === 0) return undefined;
      const where = given.every((key) => key === '') ? '' : ` on ${given.join(', ')}`;
      return `Unknown: so much was under way at once${where} that no order could be found or ruled out.`;
    },
  };
}

/** What is wrong since this effect, in a sentence. */
function judgeEffect(
  state: LinearizableState,
  event: TraceEvent,
  effect: Effect,
  model: AnyModel,
  spec: HistorySpec,
): string | null {
  switch (effect.kind) {
    case 'begin': {
      const call = callOf(spec, effect.name, effect.input);
      if (call === undefined) return null;
      const key = spec.keyOf?.(effect.input, effect.name) ?? '';
      state.open[effect.op] = { key, client: event.node };
      if (!Object.hasOwn(state.keys, key)) state.keys[key] = watchKey(model);
      called(state.keys[key]!, effect.op, event.node, call);
      return null;
    }
    case 'end': {
      const operation = state.open[effect.op];
      if (operation === undefined) return null;
      delete state.open[effect.op];
      return sentence(
        state.keys[operation.key]!,
        end(state.keys[operation.key]!, effect, model, spec),
        operation.key,
        model,
      );
    }
    case 'status':
      // Who asked is gone, and the answers with it.
      if (effect.status === 'down') crash(state, effect.node, model);
      return null;
    default:
      return null;
  }
}

function crash(state: LinearizableState, node: string, model: AnyModel): void {
  for (const op in state.open) {
    const { key, client } = state.open[op]!;
    if (client !== node) continue;
    delete state.open[op];
    loosened(state.keys[key]!, model, op);
  }
}

function end(
  watch: KeyWatch,
  effect: Extract<Effect, { kind: 'end' }>,
  model: AnyModel,
  spec: HistorySpec,
): LiveOperation | null {
  switch (effect.outcome) {
    case 'ok':
      return returned(watch, model, effect.op, answerOf(spec, effect.name, effect.output));
    case 'fail':
      return failed(watch, model, effect.op);
    case 'unknown':
      loosened(watch, model, effect.op);
      return null;
  }
}

function sentence(watch: KeyWatch, stuck: LiveOperation | null, key: string, model: AnyModel): string | null {
  if (stuck === null) return null;
  const what = `${stuck.client}: ${model.describe(stuck.call, stuck.answer)}`;
  return `${what}${key === '' ? '' : ` on ${key}`}. No order of the operations explains it${couldHold(watch)}.`;
}

/** More values, or longer ones, than this nobody reads. */
const SHOWN = { values: 4, letters: 40 };

function couldHold(watch: KeyWatch): string {
  const values = [...new Set(watch.couldHold.map((state) => JSON.stringify(state)))];
  const text = values.join(' or ');
  const isShort = values.length > 0 && values.length <= SHOWN.values && text.length <= SHOWN.letters;
  return isShort ? `: when it ended, only ${text} could be there` : '';
}
