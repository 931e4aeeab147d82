import type { Action } from '../kernel/action.ts';
import { ms, type Us } from '../kernel/time.ts';

export interface ShrinkOptions {
  /** How often `fails` may be asked; what was reached by then is answered. */
  readonly budget: number;
  /** Told whenever there are fewer: how many are left. */
  onFewer?(left: number): void;
}

export interface Shrunk {
  /** In order of time. */
  readonly actions: readonly Action[];
  /** How often `fails` was asked. */
  readonly asked: number;
}

/** How long a fault may last, the shortest first: what is left should read easily. */
const ROUND_SPANS_US: readonly Us[] = [100, 200, 500, 1_000, 2_000, 3_000, 5_000, 10_000].map(ms);
/** To what a time is rounded, the coarsest first. */
const ROUND_TIMES_US: readonly Us[] = [1_000, 500, 100, 10].map(ms);

/**
 * The fewest and plainest actions that still fail: within the budget, none of what is left can be
 * taken away, and none has to last so long. `fails` must be true of `actions`, and always answer the
 * same of the same.
 *
 * Taking away goes by halves, then quarters, down to single ones (delta debugging: Zeller and
 * Hildebrandt, "Simplifying and isolating failure-inducing input", 2002).
 */
export function shrinkActions(
  actions: readonly Action[],
  fails: (actions: readonly Action[]) => boolean,
  options: ShrinkOptions,
): Shrunk {
  const shrinker = new Shrinker(actions, fails, options);
  shrinker.takeAway();
  for (let before = null; before !== shrinker.best && !shrinker.spent;) {
    before = shrinker.best;
    shrinker.simplify();
    // With other times, one more may have become needless.
    if (before !== shrinker.best) shrinker.takeAway();
  }
  return { actions: shrinker.best, asked: shrinker.asked };
}

class Shrinker {
  best: readonly Action[];
  asked = 0;
  readonly #fails: (actions: readonly Action[]) => boolean;
  readonly #options: ShrinkOptions;

  constructor(actions: readonly Action[], fails: (actions: readonly Action[]) => boolean, options: ShrinkOptions) {
    this.best = inOrder(actions);
    this.#fails = fails;
    this.#options = options;
  }

  get spent(): boolean {
    return this.asked >= this.#options.budget;
  }

  takeAway(): void {
    if (this.best.length === 0 || this.#take([])) return;
    for (let size = Math.ceil(this.best.length / 2); !this.spent; size = Math.max(1, Math.ceil(size / 2))) {
      let taken = false;
      // From the end: what came after the failure is beside the point.
      for (let end = this.best.length; end > 0; end -= size) {
        const from = Math.max(0, end - size);
        taken = this.#take(this.best.toSpliced(from, end - from)) || taken;
      }
      if (size === 1 && !taken) return;
    }
  }

  /** Each action in turn: as short as it may be, at as round a time as it may be. */
  simplify(): void {
    for (const action of this.best) {
      const shorter = ROUND_SPANS_US.filter((spanUs) => spanUs < (action.forUs ?? 0)).map((forUs) => ({
        ...action,
        forUs,
      }));
      const short = shorter.find((plainer) => this.#replace(action, plainer)) ?? action;
      for (const stepUs of ROUND_TIMES_US) {
        const atUs = Math.round(short.atUs / stepUs) * stepUs;
        if (atUs === short.atUs || this.#replace(short, { ...short, atUs })) break;
      }
    }
  }

  #replace(action: Action, by: Action): boolean {
    return this.#take(inOrder(this.best.map((each) => (each === action ? by : each))));
  }

  /** Takes what is proposed if it fails as well. */
  #take(proposed: readonly Action[]): boolean {
    if (this.spent) return false;
    this.asked += 1;
    if (!this.#fails(proposed)) return false;
    const fewer = proposed.length < this.best.length;
    this.best = proposed;
    if (fewer) this.#options.onFewer?.(proposed.length);
    return true;
  }
}

const inOrder = (actions: readonly Action[]): Action[] => actions.toSorted((a, b) => a.atUs - b.atUs);
