import type { FromSession } from '../host/protocol.ts';
import type { FrameClock } from './environment.ts';

type Trace = Extract<FromSession, { kind: 'trace' }>;

/** How often the reader sees how far the run has got, on the way to a moment that it has not reached. */
const SHOWN_EVERY_MS = 250;

/**
 * Keeps pieces of a trace back while they only lead to a moment that was asked for. A session hands
 * over every few milliseconds: all panels would be drawn as often, every node would be asked what it
 * holds, and the way there would take several times as long.
 */
export class TraceHold {
  readonly #clock: FrameClock;
  readonly #take: (trace: Trace) => void;
  readonly #leadsOn: (trace: Trace) => boolean;
  #held: Trace[] = [];
  #cancel: (() => void) | null = null;

  /** `leadsOn`: whether what was asked for lies beyond this piece. */
  constructor(clock: FrameClock, take: (trace: Trace) => void, leadsOn: (trace: Trace) => boolean) {
    this.#clock = clock;
    this.#take = take;
    this.#leadsOn = leadsOn;
  }

  receive(trace: Trace): void {
    this.#held.push(trace);
    if (trace.ended || !this.#leadsOn(trace)) this.release();
    else this.#cancel ??= this.#clock.after(SHOWN_EVERY_MS, () => this.release());
  }

  /** Hands over what is held, as one piece where the pieces join. */
  release(): void {
    const held = this.#held;
    this.#forgetDate();
    this.#held = [];
    for (let i = 0; i < held.length;) {
      const first = held[i]!;
      const events = [...first.events];
      let last = first;
      for (i += 1; i < held.length && follows(held[i]!, first, events.length); i += 1) {
        last = held[i]!;
        for (const event of last.events) events.push(event);
      }
      this.#take({ ...last, from: first.from, events });
    }
  }

  /** What is held is of a run that is no longer shown. */
  drop(): void {
    this.#forgetDate();
    this.#held = [];
  }

  #forgetDate(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}

/** Whether a piece goes on where this many events of an earlier one end. */
const follows = (piece: Trace, first: Trace, count: number): boolean =>
  piece.branch === first.branch && piece.from === first.from + count;
