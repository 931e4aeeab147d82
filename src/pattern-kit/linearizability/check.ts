import type { History, Model, Operation } from './model.ts';
import type { Json } from '../../kernel/json.ts';
import { Search, type Prefix } from './search.ts';

/** `unknown`: the steps ran out. Never a verdict on the history. */
export type Linearizability = 'linearizable' | 'not linearizable' | 'unknown';

export interface KeyCheck {
  readonly key: string;
  readonly verdict: Linearizability;
  readonly steps: number;
  /** The longest orders that were found, each with the operation that fits nowhere behind it. */
  readonly prefixes: readonly Prefix[];
}

export interface Check {
  readonly verdict: Linearizability;
  readonly steps: number;
  /** The first key that is not linearizable, or else the first that is undecided. */
  readonly key?: string;
  /** The longest order found for that key; where all is well, each key's whole order, one behind the other. */
  readonly prefix: readonly Operation[];
  /** The operation of that key which fits nowhere behind the prefix. */
  readonly stuck?: Operation;
  /** In order of first appearance. The keys next to a refuted one may be undecided. */
  readonly keys: readonly KeyCheck[];
}

export interface CheckOptions {
  /** Questions that may be put to the model, over all keys: a budget that is equal on every machine. */
  readonly steps?: number;
}

/** About half a second; needs at most 100 MB. */
const STEPS = 2_000_000;
const FIRST_SLICE = 1_024;

/**
 * Whether there is an order of the operations that the model allows and that respects real time.
 * Each key is searched on its own, in turns with doubling budgets: a key that is hard to decide does
 * not keep another from being refuted. Throws a RangeError where an operation returns before its call.
 */
export function checkLinearizable<S extends Json, C extends Json, A extends Json>(
  model: Model<S, C, A>,
  history: History<C, A>,
  options: CheckOptions = {},
): Check {
  const budget = options.steps ?? STEPS;
  const searches = Array.from(byKey(history), ([key, operations]) => ({ key, search: new Search(model, operations) }));
  const spent = (): number => searches.reduce((sum, { search }) => sum + search.steps, 0);
  let open = searches;
  for (let slice = FIRST_SLICE; open.length > 0 && spent() < budget; slice *= 2) {
    for (const { search } of open) {
      const room = Math.min(slice, budget - spent());
      if (search.run(search.steps + room) === false) return summary(searches);
    }
    open = open.filter(({ search }) => search.verdict === null);
  }
  return summary(searches);
}

function byKey<C, A>(history: History<C, A>): ReadonlyMap<string, Operation<C, A>[]> {
  const keys = new Map<string, Operation<C, A>[]>();
  for (const operation of history) {
    const operations = keys.get(operation.key);
    if (operations === undefined) keys.set(operation.key, [operation]);
    else operations.push(operation);
  }
  return keys;
}

function summary(searches: readonly { readonly key: string; readonly search: Search }[]): Check {
  const keys = searches.map(({ key, search }) => ({
    key,
    verdict: wordFor(search.verdict),
    steps: search.steps,
    prefixes: search.prefixes(),
  }));
  const steps = keys.reduce((sum, each) => sum + each.steps, 0);
  const worst =
    keys.find((each) => each.verdict === 'not linearizable') ?? keys.find((each) => each.verdict === 'unknown');
  if (worst === undefined)
    return { verdict: 'linearizable', steps, prefix: keys.flatMap((each) => each.prefixes[0]!.order), keys };
  const { order, stuck } = worst.prefixes[0] ?? { order: [], stuck: null };
  return { verdict: worst.verdict, steps, key: worst.key, prefix: order, ...(stuck === null ? {} : { stuck }), keys };
}

function wordFor(verdict: boolean | null): Linearizability {
  if (verdict === null) return 'unknown';
  return verdict ? 'linearizable' : 'not linearizable';
}
