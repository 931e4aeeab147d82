import type { Us } from '../kernel/time.ts';
import type { Seq, TraceEvent, Transit } from '../kernel/trace.ts';
import { staleIn } from '../pattern-kit/epoch.ts';
import type { Refusal } from './types.ts';

/** What was refused as out of date, in order. */
export class RefusalBook {
  readonly #refusals: Refusal[] = [];
  readonly #events: readonly TraceEvent[];

  /** Of the trace, in which it looks for what a refusal is about. */
  constructor(events: readonly TraceEvent[]) {
    this.#events = events;
  }

  append(event: TraceEvent): void {
    const epoch = staleIn(event);
    if (epoch === null) return;
    this.#refusals.push({
      seq: event.seq,
      timeUs: event.timeUs,
      node: event.node,
      transit: this.#carrierOf(event),
      epoch,
    });
  }

  truncate(to: Seq): void {
    while ((this.#refusals.at(-1)?.seq ?? -1) >= to) this.#refusals.pop();
  }

  /** After `fromUs`, up to and at `toUs`. */
  between(fromUs: Us, toUs: Us): readonly Refusal[] {
    const all = this.#refusals;
    const first = this.#firstAfter(fromUs);
    let end = first;
    while (end < all.length && all[end]!.timeUs <= toUs) end += 1;
    return first === end ? NONE : all.slice(first, end);
  }

  /** The newest at this node at or before an event, newest first. */
  lastOf(node: string, seq: Seq, most: number): readonly Refusal[] {
    const found: Refusal[] = [];
    for (let i = this.#refusals.length - 1; i >= 0 && found.length < most; i -= 1) {
      const refusal = this.#refusals[i]!;
      if (refusal.seq <= seq && refusal.node === node) found.push(refusal);
    }
    return found;
  }

  /** What came to the node and was refused at once, or when it had been worked on or written down. */
  #carrierOf({ node, cause, transit }: TraceEvent): Transit | null {
    let found = transit;
    for (let seq = cause, steps = 0; found === undefined && steps < MOST_STEPS; steps += 1) {
      const before = this.#events[seq];
      if (before === undefined || before.node !== node) return null;
      found = before.transit;
      seq = before.cause;
    }
    return found ?? null;
  }

  #firstAfter(us: Us): number {
    let low = 0;
    let high = this.#refusals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#refusals[middle]!.timeUs <= us) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Of work, writing and waiting between the arrival of a message and its refusal. */
const MOST_STEPS = 8;
const NONE: readonly Refusal[] = [];
