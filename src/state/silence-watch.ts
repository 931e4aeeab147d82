import type { FrameClock } from './environment.ts';

/** Longest silence. Waited for twice: a machine that slept wakes up with the first over. */
const SILENCE_MS = 4_000;

/**
 * Notices that nobody answers. Ahead of its Workers a session runs programs itself, and one that
 * never returns holds it up for good: somebody outside has to end it.
 */
export class SilenceWatch {
  /** Silence after which somebody is given up, s. */
  static readonly PATIENCE_S = (2 * SILENCE_MS) / 1000;

  readonly #clock: FrameClock;
  readonly #onSilence: () => void;
  #cancel: (() => void) | null = null;

  constructor(clock: FrameClock, onSilence: () => void) {
    this.#clock = clock;
    this.#onSilence = onSilence;
  }

  /** An answer is awaited from now on. */
  start(again = true): void {
    this.stop();
    this.#cancel = this.#clock.after(SILENCE_MS, () => (again ? this.start(false) : this.#onSilence()));
  }

  /** Something was heard, or nothing is awaited any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
