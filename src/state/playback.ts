import type { StoreApi } from 'zustand/vanilla';
import type { Us } from '../kernel/time.ts';
import type { Seq } from '../kernel/trace.ts';
import type { FrameClock } from './environment.ts';
import type { RunLink } from './run-link.ts';
import type { PlaybackState, RunState } from './types.ts';

/** How far the session runs ahead of the cursor, in wall time: no less than a frame may count for. */
const LOOKAHEAD_MS = 250;
/** At the slowest speeds that would be less than one link's latency: then at least this, simulated. */
const LOOKAHEAD_MIN_US = 2_000;
/** A frame never counts for more than this: where drawing is slow, play slows down and nothing jumps. */
const FRAME_MAX_MS = 250;
/** After a longer one the tab was hidden or the machine asleep: that was a pause, and counts for nothing. */
const PAUSE_MS = 1_000;
/** The speed reached is told over this much wall time. */
const MEASURE_MS = 600;

export const SPEED_MIN = 0.01;
export const SPEED_MAX = 100;

/** A run under the cursor. */
export interface Reel {
  readonly store: StoreApi<RunState>;
  readonly link: RunLink;
}

/** Where the cursor is to go as soon as the run has got there. */
type Target =
  | { readonly kind: 'time'; readonly us: Us }
  /** The event with this index, once it exists. */
  | { readonly kind: 'seq'; readonly seq: Seq }
  /** The first event that answers, looked for each time the trace grows; the end if none does. */
  | { readonly kind: 'found'; readonly find: () => Seq | null };

export interface ClockOptions {
  readonly store: StoreApi<PlaybackState>;
  readonly main: Reel;
  /** Null while nothing is compared. */
  readonly twin: () => Reel | null;
  readonly clock: FrameClock;
  /** Called with each move while playing: may pause (a violation was passed). */
  readonly onPlayed?: (fromUs: Us, toUs: Us) => Us | null;
  /** A search of the trace came to the end without finding anything. */
  readonly onNothingFound?: () => void;
}

/**
 * Moves the cursor: by wall time × speed while playing, never past what the runs have reached, and
 * by seeking. Asks the sessions for just enough ahead of it.
 */
export class PlaybackClock {
  readonly #store: StoreApi<PlaybackState>;
  readonly #main: Reel;
  readonly #twin: () => Reel | null;
  readonly #clock: FrameClock;
  readonly #onPlayed: ((fromUs: Us, toUs: Us) => Us | null) | undefined;
  readonly #onNothingFound: (() => void) | undefined;
  #target: Target | null = null;
  #cancelFrame: (() => void) | null = null;
  #lastMs = 0;
  /** Whole microseconds are in the store; what is left over stays here, or slow speeds would stand still. */
  #rest = 0;
  #measured = { wallMs: 0, simUs: 0 };

  constructor(options: ClockOptions) {
    this.#store = options.store;
    this.#main = options.main;
    this.#twin = options.twin;
    this.#clock = options.clock;
    this.#onPlayed = options.onPlayed;
    this.#onNothingFound = options.onNothingFound;
  }

  /** Where the reader stands or is on the way to. */
  get goalUs(): Us {
    return this.#target?.kind === 'time' ? this.#target.us : this.#store.getState().cursorUs;
  }

  /** Whether the reader was sent to where a trace does not reach that has come as far as this. */
  isBeyond(headUs: Us, events: number): boolean {
    const target = this.#target;
    return target?.kind === 'time' ? target.us > headUs : target?.kind === 'seq' && target.seq >= events;
  }

  play(stopAtUs: Us | null): void {
    if (this.#atEnd()) this.seek(0);
    this.#store.setState({ playing: true, stopAtUs, reachedSpeed: null });
    this.#measured = { wallMs: 0, simUs: 0 };
    this.#lastMs = this.#clock.now();
    this.#ask();
    this.#cancelFrame ??= this.#clock.frame(this.#tick);
  }

  pause(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    const { playing, stopAtUs, reachedSpeed } = this.#store.getState();
    if (playing || stopAtUs !== null || reachedSpeed !== null)
      this.#store.setState({ playing: false, stopAtUs: null, reachedSpeed: null });
  }

  setSpeed(speed: number): void {
    this.#measured = { wallMs: 0, simUs: 0 };
    this.#store.setState({ speed: Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed)), reachedSpeed: null });
    this.#ask();
  }

  /** To a time: at once where the run has been, otherwise as fast as the run gets there. */
  seek(timeUs: Us): void {
    const end = this.#main.store.getState().scenario?.untilUs ?? Infinity;
    this.#target = { kind: 'time', us: Math.max(0, Math.min(end, Math.round(timeUs))) };
    this.#settle();
  }

  /** To exactly after an event; −1: before the first. */
  seekSeq(seq: Seq): void {
    this.#target = { kind: 'seq', seq: Math.max(-1, seq) };
    this.#settle();
  }

  /** To the next event that `find` answers, asking for more of the run until there is one or it ends. */
  seekFound(find: () => Seq | null): void {
    this.#target = { kind: 'found', find };
    this.#settle();
  }

  /**
   * A run begins, or more of it has come: to where the reader was sent meanwhile, or else to all that
   * happened by the time where they stand. Who stands at an event stays there, whatever else its instant brings.
   */
  opened(): void {
    const { cursorUs, stepped } = this.#store.getState();
    if (!stepped) this.#target ??= { kind: 'time', us: cursorUs };
    this.#settle();
  }

  /** The run was cut back to before the cursor: go on to the same time once it is there again. */
  rewound(): void {
    const { cursorUs } = this.#store.getState();
    const { headUs, index } = this.#main.store.getState();
    this.#target ??= { kind: 'time', us: cursorUs };
    if (this.#target.kind !== 'time') this.#target = { kind: 'time', us: cursorUs };
    if (cursorUs > headUs || this.#store.getState().cursorSeq >= index.events.length)
      this.#put(Math.min(cursorUs, headUs));
    this.#settle();
  }

  /** More of a run has come, or what was asked for has. */
  arrived(): void {
    this.#settle();
    this.#ask();
  }

  /** Back to the start, with nothing to go to: another run was opened. */
  reset(): void {
    this.pause();
    this.#target = null;
    this.#rest = 0;
    this.#store.setState({ cursorUs: 0, cursorSeq: -1, stepped: false });
  }

  #atEnd(): boolean {
    const { ended, headUs } = this.#main.store.getState();
    return ended && this.#store.getState().cursorUs >= headUs;
  }

  /** `at`: the very event that was asked for; left out: whatever is newest by then. */
  #put(us: Us, at?: Seq): void {
    const seq = at ?? this.#main.store.getState().index.seqAt(us);
    const stepped = at !== undefined;
    this.#main.link.show(seq);
    const held = this.#store.getState();
    if (held.cursorUs !== us) this.#rest = 0;
    if (held.cursorUs !== us || held.cursorSeq !== seq || held.stepped !== stepped)
      this.#store.setState({ cursorUs: us, cursorSeq: seq, stepped });
    this.#askTwin();
  }

  /** Towards the target as far as the run has got; asks for the rest. */
  #settle(): void {
    const target = this.#target;
    const run = this.#main.store.getState();
    if (!target || run.status !== 'ready' || this.#main.link.settling) return;
    if (target.kind === 'time') this.#towardsTime(target.us, run);
    else if (target.kind === 'seq') this.#towardsSeq(target.seq, run);
    else this.#search(target.find, run);
  }

  #towardsTime(us: Us, run: RunState): void {
    if (us <= run.headUs || run.ended) this.#target = null;
    this.#put(Math.min(us, run.headUs));
    this.#main.link.advance(us + this.#lookaheadUs());
  }

  #towardsSeq(seq: Seq, run: RunState): void {
    const event = run.index.events[seq];
    if (event || seq < 0) {
      this.#target = null;
      this.#put(event?.timeUs ?? 0, seq);
    } else if (run.ended) {
      this.#target = null;
      this.#put(run.headUs);
    } else {
      this.#main.link.step(seq + 1 - run.index.events.length);
    }
  }

  #search(find: () => Seq | null, run: RunState): void {
    const seq = find();
    const event = seq === null ? undefined : run.index.events[seq];
    if (event) {
      this.#target = null;
      this.#put(event.timeUs, event.seq);
    } else if (run.ended) {
      this.#target = null;
      this.#put(run.headUs);
      this.#onNothingFound?.();
    } else {
      // Twice as much each time, so that a search is short near and fast far.
      const beyondUs = run.headUs - this.#store.getState().cursorUs;
      this.#main.link.advance(run.headUs + Math.max(100_000, beyondUs));
    }
  }

  #lookaheadUs(): Us {
    return Math.max(LOOKAHEAD_MIN_US, Math.round(LOOKAHEAD_MS * 1_000 * this.#store.getState().speed));
  }

  /** Keeps both runs far enough ahead of the cursor. */
  #ask(): void {
    const { cursorUs, playing } = this.#store.getState();
    const ahead = this.#lookaheadUs();
    if (playing || !this.#target) {
      const { headUs } = this.#main.store.getState();
      // While paused one look-ahead is enough to draw what is about to arrive.
      if (headUs < cursorUs + ahead) this.#main.link.advance(cursorUs + (playing ? 2 : 1) * ahead);
    }
    this.#askTwin();
  }

  /** The twin goes wherever the cursor goes, whether it plays or is moved. */
  #askTwin(): void {
    const twin = this.#twin();
    if (!twin) return;
    const { cursorUs } = this.#store.getState();
    const ahead = this.#lookaheadUs();
    const { headUs, index } = twin.store.getState();
    twin.link.show(index.seqAt(cursorUs));
    if (headUs < cursorUs + ahead) twin.link.advance(cursorUs + 2 * ahead);
  }

  readonly #tick = (nowMs: number): void => {
    this.#cancelFrame = null;
    if (!this.#store.getState().playing) return;
    const tookMs = Math.max(0, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    if (!this.#target && !this.#main.link.settling && tookMs < PAUSE_MS) this.#play(tookMs);
    this.#ask();
    if (this.#store.getState().playing) this.#cancelFrame = this.#clock.frame(this.#tick);
  };

  #play(tookMs: number): void {
    const wallMs = Math.min(FRAME_MAX_MS, tookMs);
    const { cursorUs, speed, stopAtUs } = this.#store.getState();
    const twin = this.#twin()?.store.getState();
    const twinHeadUs = twin && twin.status !== 'failed' && !twin.ended ? twin.headUs : Infinity;
    const run = this.#main.store.getState();
    const wanted = cursorUs + this.#rest + wallMs * 1_000 * speed;
    const limit = Math.max(cursorUs, Math.min(run.headUs, twinHeadUs, stopAtUs ?? Infinity));
    const reached = Math.min(wanted, limit);
    const us = Math.floor(reached);
    const haltUs = us > cursorUs ? this.#onPlayed?.(cursorUs, us) : null;
    if (haltUs !== null && haltUs !== undefined) {
      this.#put(haltUs);
      this.pause();
      return;
    }
    this.#put(us);
    this.#rest = reached - us;
    this.#measure(tookMs, reached - cursorUs, speed);
    if ((stopAtUs !== null && us >= stopAtUs) || (run.ended && us >= run.headUs)) this.pause();
  }

  #measure(wallMs: number, simUs: number, speed: number): void {
    this.#measured = { wallMs: this.#measured.wallMs + wallMs, simUs: this.#measured.simUs + simUs };
    if (this.#measured.wallMs < MEASURE_MS) return;
    const reached = this.#measured.simUs / (this.#measured.wallMs * 1_000);
    this.#measured = { wallMs: 0, simUs: 0 };
    const next = reached < speed * 0.9 ? Number(reached.toPrecision(2)) : null;
    if (next !== this.#store.getState().reachedSpeed) this.#store.setState({ reachedSpeed: next });
  }
}
