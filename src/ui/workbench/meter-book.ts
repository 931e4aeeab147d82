import type { Us } from '../../kernel/time.ts';
import type { Seq, TraceEvent } from '../../kernel/trace.ts';
import { createGoalMeter, type GoalMeter } from '../../pattern-kit/goals.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';

/**
 * Goals of one run up to a cursor that moves both ways. Reads only what is new; after a rewind,
 * which puts other events in the place of those it has read, it reads again.
 */
export class MeterBook {
  readonly #goals: readonly Goal[];
  #meters: GoalMeter[] = [];
  #read: TraceEvent[] = [];

  constructor(goals: readonly Goal[]) {
    this.#goals = goals;
    this.#start();
  }

  /** The figures right after event `seq`, at time `us`; null where nothing was measured. */
  valuesAt(events: readonly TraceEvent[], seq: Seq, us: Us): readonly (number | null)[] {
    const count = Math.min(seq + 1, events.length);
    const last = Math.min(count, this.#read.length) - 1;
    if (last >= 0 && this.#read[last] !== events[last]) this.#start();
    if (count < this.#read.length) {
      for (const meter of this.#meters) meter.truncate(count);
      this.#read.length = count;
    } else if (count > this.#read.length) {
      const fresh = events.slice(this.#read.length, count);
      for (const meter of this.#meters) meter.append(fresh);
      for (const event of fresh) this.#read.push(event);
    }
    return this.#meters.map((meter) => meter.value(us));
  }

  #start(): void {
    this.#meters = this.#goals.map((goal) => createGoalMeter(goal, { bucketUs: 1_000_000 }));
    this.#read = [];
  }
}

/** Which of two is better; `even` where they are as good as equal or one is unknown. */
export function better(goal: Pick<Goal, 'better'>, off: number | null, on: number | null): 'off' | 'on' | 'even' {
  if (off === null || on === null) return 'even';
  if (Math.abs(on - off) <= 0.005 * Math.max(Math.abs(on), Math.abs(off))) return 'even';
  return on > off === (goal.better === 'higher') ? 'on' : 'off';
}
