import type { TimeScale, Tick } from './axis.ts';
import { xOf } from './axis.ts';
import type { TimeMark } from './time-marks.ts';
import styles from './timeline.module.css';

/** Closer than this to a mark, words would lie under it. */
const CLEAR_PX = 22;

/** The words of a time axis; its lines are on the canvas. Where a mark stands, its word gives way. */
export function Axis({
  ticks,
  scale,
  marks,
}: {
  readonly ticks: readonly Tick[];
  readonly scale: TimeScale;
  readonly marks: readonly TimeMark[];
}) {
  return ticks.map((tick) => {
    const x = xOf(scale, tick.us);
    if (marks.some(({ us }) => Math.abs(xOf(scale, us) - x) < CLEAR_PX)) return null;
    // Words at the two ends stay inside.
    const shift = x < 8 ? '0' : x > scale.widthPx - 12 ? '-100%' : '-50%';
    return (
      <span key={tick.us} className={styles.tick} style={{ left: x, transform: `translateX(${shift})` }} aria-hidden>
        {tick.label}
      </span>
    );
  });
}
