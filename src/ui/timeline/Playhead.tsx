import { useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { countText } from '../../derive/time-text.ts';
import { seconds, US_PER_S, type Us } from '../../kernel/time.ts';
import type { Seq } from '../../kernel/trace.ts';
import { playback } from '../../state/stores.ts';
import { useCommands, useCursorFrame, usePlayback, useRunStore } from '../hooks.ts';
import { xOf, type TimeScale } from './axis.ts';
import styles from './timeline.module.css';

/** Assistive tech hears of a moving cursor at most this often. */
const SPOKEN_EVERY_MS = 500;

/** `9.214 seconds, event 1,908`. Events count from 1; before the first there is none. */
const spokenCursor = (us: Us, seq: Seq): string =>
  `${(us / US_PER_S).toFixed(3)} seconds, ${seq < 0 ? 'before the first event' : `event ${countText(seq + 1)}`}`;

/** Where we look: a line through everything, and a slider for keys and for assistive tech. */
export function Playhead({ scale }: { readonly scale: TimeScale }) {
  const { seek } = useCommands();
  const store = useRunStore();
  const line = useRef<HTMLDivElement>(null);
  const knob = useRef<HTMLDivElement>(null);
  const spokenAt = useRef(-Infinity);

  const place = (us: Us, seq: Seq): void => {
    if (!line.current || !knob.current) return;
    line.current.style.transform = `translateX(${xOf(scale, us).toFixed(1)}px)`;
    const nowMs = performance.now();
    if (playback.getState().playing && nowMs - spokenAt.current < SPOKEN_EVERY_MS) return;
    spokenAt.current = nowMs;
    knob.current.setAttribute('aria-valuemax', String(store.getState().headUs / US_PER_S));
    knob.current.setAttribute('aria-valuenow', String(us / US_PER_S));
    knob.current.setAttribute('aria-valuetext', spokenCursor(us, seq));
  };
  useCursorFrame(place);
  // Rendered when playing stops, so that the last place is spoken, however soon after the one before.
  usePlayback((state) => state.playing);
  useLayoutEffect(() => {
    const { cursorUs, cursorSeq } = playback.getState();
    place(cursorUs, cursorSeq);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const { headUs } = store.getState();
    const { cursorUs } = playback.getState();
    const to = seekTarget(event.key, event.shiftKey, cursorUs, headUs);
    if (to === null) return;
    event.preventDefault();
    seek(Math.min(headUs, Math.max(0, to)));
  };

  return (
    <div className={styles.playhead} ref={line}>
      <div className={styles.needle} aria-hidden />
      {/* Values are set without a render, in place(). */}
      <div
        className={styles.knob}
        ref={knob}
        role="slider"
        tabIndex={0}
        aria-label="Time"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={0}
        aria-valuenow={0}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

const STEP_US = seconds(0.1);
const PAGE_US = seconds(1);

function seekTarget(key: string, shift: boolean, cursorUs: Us, headUs: Us): Us | null {
  const step = shift ? PAGE_US : STEP_US;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return cursorUs + step;
    case 'ArrowLeft':
    case 'ArrowDown':
      return cursorUs - step;
    case 'PageUp':
      return cursorUs + PAGE_US;
    case 'PageDown':
      return cursorUs - PAGE_US;
    case 'Home':
      return 0;
    case 'End':
      return headUs;
    default:
      return null;
  }
}
