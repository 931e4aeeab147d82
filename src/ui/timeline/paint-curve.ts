import type { GoalSeries } from '../../derive/series.ts';
import { xOf, type TimeScale } from './axis.ts';
import type { CanvasTheme } from '../charts/canvas-theme.ts';
import { yOf, type ValueScale } from '../charts/value-scale.ts';

/** `on` is drawn solid in the accent, `off` dashed in grey: with and without the pattern. */
export type CurveStyle = 'on' | 'off';

export interface CurveBox {
  readonly top: number;
  readonly height: number;
}

/** One goal over time. Where there was nothing to measure the line has a gap; a lone point is a dot. */
export function paintCurve(
  context: CanvasRenderingContext2D,
  series: GoalSeries,
  style: CurveStyle,
  time: TimeScale,
  scale: ValueScale,
  box: CurveBox,
  theme: CanvasTheme,
): void {
  context.save();
  context.strokeStyle = context.fillStyle = style === 'on' ? theme.mark.accent : theme.edge;
  context.lineWidth = style === 'on' ? 2 : 1.6;
  context.lineJoin = context.lineCap = 'round';
  if (style === 'off') context.setLineDash([4, 4]);
  context.beginPath();
  const lone: [number, number][] = [];
  series.values.forEach((value, i) => {
    if (value === null) return;
    const x = xOf(time, series.us[i]! + series.bucketUs / 2);
    const y = box.top + yOf(scale, value, box.height);
    const begins = (series.values[i - 1] ?? null) === null;
    if (begins && (series.values[i + 1] ?? null) === null) lone.push([x, y]);
    else if (begins) context.moveTo(i === 0 ? xOf(time, 0) : x, y);
    if (!begins) context.lineTo(x, y);
  });
  context.stroke();
  for (const [x, y] of lone) {
    context.beginPath();
    context.arc(x, y, 2, 0, 2 * Math.PI);
    context.fill();
  }
  context.restore();
}
