import type { Us } from './time.ts';

/**
 * A node's own clock. `steady` drifts; the wall clock adds an offset that jumps. Integer arithmetic
 * only: a drift of d ppm turns t true microseconds into t + ⌊t·d / 10⁶⌋ local ones.
 */
export class Clock {
  /** True time at which the present drift began, and what the steady clock showed then. */
  private baseUs: Us = 0;
  private baseSteadyUs: Us = 0;
  offsetUs: Us;
  driftPpm: number;

  constructor(offsetUs: Us, driftPpm: number) {
    this.offsetUs = offsetUs;
    this.driftPpm = driftPpm;
  }

  steady(trueUs: Us): Us {
    const elapsed = trueUs - this.baseUs;
    return this.driftPpm === 0
      ? this.baseSteadyUs + elapsed
      : this.baseSteadyUs + elapsed + Math.floor((elapsed * this.driftPpm) / 1_000_000);
  }

  wall(trueUs: Us): Us {
    return this.steady(trueUs) + this.offsetUs;
  }

  /** True span until the steady clock has advanced by `localUs`, rounded up. */
  trueSpan(localUs: Us): Us {
    return this.driftPpm === 0 ? localUs : Math.ceil((localUs * 1_000_000) / (1_000_000 + this.driftPpm));
  }

  setDrift(trueUs: Us, ppm: number): void {
    this.baseSteadyUs = this.steady(trueUs);
    this.baseUs = trueUs;
    this.driftPpm = ppm;
  }

  copy(): Clock {
    const copy = new Clock(this.offsetUs, this.driftPpm);
    copy.baseUs = this.baseUs;
    copy.baseSteadyUs = this.baseSteadyUs;
    return copy;
  }
}
