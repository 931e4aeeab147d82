import type { Checkpoint } from '../kernel/inline.ts';
import type { Seq } from '../kernel/trace.ts';

/** Events between checkpoints at first; doubled whenever there are too many. */
const EVERY = 2_000;
const MOST = 512;

/**
 * Checkpoints of one run, oldest first: a cache, never the truth. Evenly spaced, so that a seek
 * replays about as many events wherever it goes.
 */
export class Checkpoints {
  private items: Checkpoint[];
  private every: number;

  constructor(items: readonly Checkpoint[] = [], every = EVERY) {
    this.items = items.slice();
    this.every = every;
  }

  /** Whether it is time for one more at this event. */
  due(seq: Seq): boolean {
    const last = this.items.at(-1);
    return last === undefined || seq >= last.kernel.seq + this.every;
  }

  add(checkpoint: Checkpoint): void {
    this.items.push(checkpoint);
    if (this.items.length <= MOST) return;
    this.items = this.items.filter((_, index) => index % 2 === 0);
    this.every *= 2;
  }

  /** The newest at or before this many events; undefined before the first. */
  before(seq: Seq): Checkpoint | undefined {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle]!.kernel.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return this.items[low - 1];
  }

  /** A copy for another branch that shares the past up to `seq`. */
  upTo(seq: Seq): Checkpoints {
    return new Checkpoints(
      this.items.filter((item) => item.kernel.seq <= seq),
      this.every,
    );
  }
}
