import type { StoreApi } from 'zustand/vanilla';
import type { Us } from '../kernel/time.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Reel } from './playback.ts';
import type { RunLink } from './run-link.ts';
import type { RunState, ViewState } from './types.ts';

export interface TwinOptions {
  readonly mainRun: StoreApi<RunState>;
  readonly twinRun: StoreApi<RunState>;
  readonly view: StoreApi<ViewState>;
  readonly link: RunLink;
}

/** The run beside the main one: the same scenario with the pattern switched the other way. */
export class Twin {
  readonly link: RunLink;
  readonly #o: TwinOptions;

  constructor(options: TwinOptions) {
    this.#o = options;
    this.link = options.link;
  }

  /** What the clock has to wait for as well; null while nothing is compared. */
  get reel(): Reel | null {
    return this.#o.view.getState().compare && this.link.isOpen ? { store: this.#o.twinRun, link: this.link } : null;
  }

  /** Beside a scenario that was opened. Does nothing while nothing is compared. */
  open(scenario: Scenario): void {
    const { pattern } = this.#o.mainRun.getState();
    if (this.#o.view.getState().compare && pattern) this.link.open(flipped(scenario), pattern);
  }

  /** After the same change. */
  revise(scenario: Scenario, keepUs: Us): void {
    if (this.reel) this.link.revise(flipped(scenario), keepUs);
  }
}

const flipped = (scenario: Scenario): Scenario => ({ ...scenario, on: !scenario.on });
