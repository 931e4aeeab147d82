import { createContext, useContext, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { commands, mainRun, playback, twinRun, view } from '../state/stores.ts';
import type { Seq } from '../kernel/trace.ts';
import type { Us } from '../kernel/time.ts';
import { offBeat, onBeat } from './beat.ts';
import type { Commands, PlaybackState, RunState, ViewState } from '../state/types.ts';

/** Which run a part of the interface draws: side by side, the second graph stands in `twin`. */
export const RunContext = createContext<RunState['id']>('main');

const runOf = (id: RunState['id']) => (id === 'twin' ? twinRun : mainRun);

/** The store of the run in this context, for reading without subscribing. */
export const useRunStore = () => runOf(useContext(RunContext));

/** A part of the run in this context. Selectors must answer the same object while nothing changed. */
export function useRun<T>(selector: (run: RunState) => T): T {
  return useStore(runOf(useContext(RunContext)), selector);
}

/** A part of playback. Not for the cursor: that changes every frame; use the two hooks below. */
export function usePlayback<T>(selector: (state: PlaybackState) => T): T {
  return useStore(playback, selector);
}

export function useView<T>(selector: (state: ViewState) => T): T {
  return useStore(view, selector);
}

export const useCommands = (): Commands => commands;

/**
 * Where the cursor stands in this run. The twin has a trace of its own, so the event at the cursor
 * is looked up there.
 */
function cursorIn(id: RunState['id']): { readonly us: Us; readonly seq: Seq } {
  const { cursorUs, cursorSeq } = playback.getState();
  return { us: cursorUs, seq: id === 'main' ? cursorSeq : twinRun.getState().index.seqAt(cursorUs) };
}

/**
 * Calls back with the cursor now and on every change of it, or of the trace below it, without a
 * render: for canvases and anything else that draws itself. The latest callback is used.
 */
export function useCursorFrame(callback: (cursorUs: Us, cursorSeq: Seq) => void): void {
  const id = useContext(RunContext);
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => {
    const draw = () => {
      const { us, seq } = cursorIn(id);
      latest.current(us, seq);
    };
    draw();
    const offPlayback = playback.subscribe((now, before) => {
      if (now.cursorUs !== before.cursorUs || now.cursorSeq !== before.cursorSeq) draw();
    });
    const offRun = runOf(id).subscribe((now, before) => {
      if (now.version !== before.version) draw();
    });
    return () => {
      offPlayback();
      offRun();
    };
  }, [id]);
}

/**
 * What `read` answers, to render with: looked at `hz` times a second at most while playing, exactly
 * while paused, and rendered only where it is not the `same` as before.
 */
export function useThrottled<T>(
  read: (run: RunState, cursor: { readonly us: Us; readonly seq: Seq }) => T,
  hz: number,
  same: (a: T, b: T) => boolean = Object.is,
): T {
  const id = useContext(RunContext);
  const look = (): T => read(runOf(id).getState(), cursorIn(id));
  const latest = useRef({ look, same });
  const [held, setHeld] = useState(look);
  useEffect(() => {
    latest.current = { look, same };
  });
  useEffect(() => {
    let shownAt = -Infinity;
    const show = () => {
      shownAt = performance.now();
      const next = latest.current.look();
      setHeld((before) => (latest.current.same(before, next) ? before : next));
    };
    const changed = () => {
      if (playback.getState().playing) return onBeat(show, shownAt + 1000 / hz - performance.now());
      offBeat(show);
      show();
    };
    show();
    const offPlayback = playback.subscribe(changed);
    const offRun = runOf(id).subscribe(changed);
    return () => {
      offBeat(show);
      offPlayback();
      offRun();
    };
  }, [id, hz]);
  return held;
}

/**
 * The cursor as a value to render with: at most `hz` times a second while playing, exactly while
 * paused.
 */
export function useThrottledCursor(hz: number): { readonly cursorUs: Us; readonly cursorSeq: Seq } {
  const { us, seq } = useThrottled(readCursor, hz, sameCursor);
  return { cursorUs: us, cursorSeq: seq };
}

type Cursor = ReturnType<typeof cursorIn>;
const readCursor = (_run: RunState, cursor: Cursor): Cursor => cursor;
const sameCursor = (a: Cursor, b: Cursor): boolean => a.us === b.us && a.seq === b.seq;

/** Calls back when either run has grown: on the beat while playing. For canvases that show a run as far as it is known. */
export function useGrowth(callback: () => void): void {
  useEffect(() => {
    const offs = [mainRun, twinRun].map((run) =>
      run.subscribe((now, before) => {
        if (now.version === before.version && now.headUs === before.headUs) return;
        if (playback.getState().playing) onBeat(callback);
        else callback();
      }),
    );
    return () => {
      offBeat(callback);
      offs.forEach((off) => off());
    };
  }, [callback]);
}
