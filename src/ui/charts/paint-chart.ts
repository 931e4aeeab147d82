import type { Us } from '../../kernel/time.ts';
import { xOf, type Tick, type TimeScale } from '../timeline/axis.ts';
import type { Curve } from '../timeline/use-curves.ts';
import type { CanvasTheme } from './canvas-theme.ts';
import { paintCurve, type CurveBox } from './paint-curve.ts';
import { valueScale, yOf } from './value-scale.ts';
import { figureText } from './value-text.ts';

/** Room for the words of the time axis. */
const FOOT_PX = 18;
const HEAD_PX = 15;

export interface ChartPicture {
  readonly curves: readonly Curve[];
  readonly scale: TimeScale;
  readonly ticks: readonly Tick[];
  readonly headUs: Us;
}

/** One goal's chart: grid, both ends of its scale in figures, curves; what is not known yet is grey. */
export function paintChart(
  context: CanvasRenderingContext2D,
  height: number,
  { curves, scale, ticks, headUs }: ChartPicture,
  theme: CanvasTheme,
): void {
  const box: CurveBox = { top: HEAD_PX, height: height - HEAD_PX - FOOT_PX };
  const values = valueScale(curves.map(({ series }) => series));
  const headX = xOf(scale, headUs);
  context.fillStyle = theme.bg;
  context.fillRect(headX, 0, scale.widthPx - headX, height - FOOT_PX);
  context.font = `400 11px ${theme.font}`;
  for (const value of values.low < 0 ? [values.low, 0, values.high] : [0, values.high]) {
    const y = Math.round(box.top + yOf(values, value, box.height)) + 0.5;
    context.fillStyle = theme.line;
    context.fillRect(0, y - 0.5, scale.widthPx, 1);
  }
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.faint;
  for (const { us, label } of ticks) {
    const width = context.measureText(label).width;
    context.fillText(
      label,
      Math.min(scale.widthPx - width, Math.max(0, xOf(scale, us) - (us === scale.fromUs ? 0 : width / 2))),
      height - 4,
    );
  }
  for (const { series, style } of curves.toReversed()) paintCurve(context, series, style, scale, values, box, theme);
  context.fillStyle = theme.faint;
  const top = figureText(values.high);
  context.fillText(top, scale.widthPx - context.measureText(top).width, box.top - 4);
}
