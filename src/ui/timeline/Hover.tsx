import { useEffect, useImperativeHandle, useState, type Ref } from 'react';
import { valueAt, type GoalSeries } from '../../derive/series.ts';
import { timeText } from '../../derive/time-text.ts';
import type { Us } from '../../kernel/time.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';
import { usAt, type TimeScale } from './axis.ts';
import type { TimelineLayout } from './layout.ts';
import { BAR_PX } from './paint-lanes.ts';
import type { LaneRow } from './rows.ts';
import styles from './timeline.module.css';

/** Where the pointer is over the track, in its px; null: not there. */
export type HoverPoint = { readonly x: number; readonly y: number } | null;
export interface HoverHandle {
  show(point: HoverPoint): void;
}

export interface HoverProps {
  readonly handle: Ref<HoverHandle>;
  readonly scale: TimeScale;
  readonly layout: TimelineLayout;
  readonly headUs: () => Us;
  readonly curves: () => readonly { readonly series: GoalSeries; readonly word: string }[];
}

/** What lies under the pointer: the time, and what was there then. Escape hides it until the pointer moves on. */
export function Hover({ handle, scale, layout, headUs, curves }: HoverProps) {
  const [point, setPoint] = useState<HoverPoint>(null);
  useImperativeHandle(handle, () => ({ show: setPoint }), []);
  useEffect(() => {
    if (!point) return;
    const hide = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setPoint(null);
    };
    window.addEventListener('keydown', hide);
    return () => window.removeEventListener('keydown', hide);
  }, [point]);
  if (!point) return null;
  const us = usAt(scale, point.x);
  const text = us > headUs() ? 'not known yet; a click runs to here' : wordsAt(point.y, us, layout, curves);
  return (
    <div
      className={styles.hover}
      style={{ transform: `translateX(${point.x}px)` }}
      data-side={point.x > scale.widthPx - 220 ? 'left' : 'right'}
      aria-hidden
    >
      <span className={styles.hoverTip} style={{ top: Math.max(0, point.y - 34) }}>
        <b>{timeText(us)}</b>
        {text !== '' && <span>{text}</span>}
      </span>
    </div>
  );
}

function wordsAt(y: number, us: Us, layout: TimelineLayout, curves: HoverProps['curves']): string {
  const lane = layout.lanes.find(({ top }) => y >= top - 4 && y < top + BAR_PX + 4);
  if (lane) return laneWords(lane.row, us);
  if (!layout.chart || y < layout.chart.top) return '';
  return curves()
    .map(
      ({ series, word }) =>
        `${word === '' ? series.goal.title : word}: ${valueText(valueAt(series, us), series.goal.unit)}`,
    )
    .join(' · ');
}

/** `payment breaker: half-open`; nothing was said before the first piece. */
export function laneWords(row: LaneRow, us: Us): string {
  const piece = row.pieces.find(({ fromUs, toUs }) => us >= fromUs && us < toUs);
  return piece === undefined ? row.label : `${row.label}: ${piece.label}`;
}
