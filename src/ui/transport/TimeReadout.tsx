import { useLayoutEffect, useRef } from 'react';
import { countText, timeText } from '../../derive/time-text.ts';
import { US_PER_S, type Us } from '../../kernel/time.ts';
import type { Seq } from '../../kernel/trace.ts';
import { playback } from '../../state/stores.ts';
import { useCursorFrame, usePlayback, useRun } from '../hooks.ts';
import styles from './transport.module.css';

/** Text that is laid out anew in every frame costs more than anybody can read of it. */
const WRITTEN_EVERY_MS = 80;

/** `9.214 s / 20.0 s · event 1,908`, kept up to date without a render. */
export function TimeReadout() {
  const untilUs = useRun((run) => run.scenario?.untilUs ?? 0);
  const time = useRef<HTMLSpanElement>(null);
  const event = useRef<HTMLSpanElement>(null);
  const writtenAt = useRef(-Infinity);
  const show = (us: Us, seq: Seq): void => {
    if (!time.current || !event.current) return;
    const nowMs = performance.now();
    if (playback.getState().playing && nowMs - writtenAt.current < WRITTEN_EVERY_MS) return;
    writtenAt.current = nowMs;
    time.current.textContent = timeText(us);
    event.current.textContent = seq < 0 ? 'before the first event' : `event ${countText(seq + 1)}`;
  };
  useCursorFrame(show);
  // Rendered when playing stops, so that the last place is written, however soon after the one before.
  usePlayback((state) => state.playing);
  useLayoutEffect(() => {
    const { cursorUs, cursorSeq } = playback.getState();
    show(cursorUs, cursorSeq);
  });
  return (
    <span className={styles.readout}>
      <span className={styles.time} ref={time} />
      <span className={styles.whole}>
        {' / '}
        {(untilUs / US_PER_S).toFixed(1)} s
        <span className={styles.event}>
          {' '}
          · <span ref={event} />
        </span>
      </span>
    </span>
  );
}
