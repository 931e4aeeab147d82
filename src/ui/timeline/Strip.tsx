import { useMemo } from 'react';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { useSize } from '../charts/use-size.ts';
import { ticksOf, type TimeScale } from './axis.ts';
import { Axis } from './Axis.tsx';
import { Marks } from './Marks.tsx';
import { Playhead } from './Playhead.tsx';
import { useScrub } from './use-scrub.ts';
import { useTimeMarks } from './use-time-marks.ts';
import styles from './timeline.module.css';

const TICK_GAP_PX = 76;

/** The axis alone, to scrub on, for panels that are not the timeline. */
export function Strip({ pattern, scenario }: { readonly pattern: ShownPattern; readonly scenario: Scenario }) {
  const { ref, width } = useSize<HTMLDivElement>();
  const scale = useMemo<TimeScale>(
    () => ({ fromUs: 0, toUs: scenario.untilUs, widthPx: width }),
    [scenario.untilUs, width],
  );
  const ticks = useMemo(() => ticksOf(scale, TICK_GAP_PX), [scale]);
  const marks = useTimeMarks(pattern);
  const scrub = useScrub(scale);
  return (
    <div className={styles.strip}>
      <div className={styles.stripTrack} ref={ref} {...scrub}>
        <Axis ticks={ticks} scale={scale} marks={marks} />
        <Marks marks={marks} scale={scale} />
        <div className={styles.stripOver}>
          <Playhead scale={scale} />
        </div>
      </div>
    </div>
  );
}
