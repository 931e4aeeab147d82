import type { GoalSeries } from '../../derive/series.ts';
import type { Us } from '../../kernel/time.ts';
import type { ColourToken } from '../../pattern-kit/pattern.ts';
import type { CanvasTheme } from '../charts/canvas-theme.ts';
import { paintCurve, type CurveBox } from './paint-curve.ts';
import { valueScale } from '../charts/value-scale.ts';
import { xOf, type TimeScale } from './axis.ts';
import type { LanePiece, LaneRow } from './rows.ts';

/** Where things lie on the timeline, in px from its top. */
export interface LaneLayout {
  readonly lanes: readonly { readonly row: LaneRow; readonly top: number }[];
  readonly chart: CurveBox | null;
}

export interface LanePicture {
  readonly layout: LaneLayout;
  readonly scale: TimeScale;
  readonly headUs: Us;
  readonly ticks: readonly Us[];
  readonly violations: readonly Us[];
  /** Of the primary goal: with the pattern, and without. */
  readonly on: GoalSeries | undefined;
  readonly off: GoalSeries | undefined;
  readonly selectedNode: string | null;
}

export const BAR_PX = 16;
const GAP_PX = 1;

/** Everything on the timeline that is history: lanes, the curve, violations. */
export function paintLanes(
  context: CanvasRenderingContext2D,
  height: number,
  picture: LanePicture,
  theme: CanvasTheme,
): void {
  const { layout, scale, violations } = picture;
  paintGrid(context, height, picture, theme);
  for (const { row, top } of layout.lanes) paintLane(context, row, top, picture, theme);
  if (layout.chart) paintChart(context, layout.chart, picture, theme);
  context.save();
  context.strokeStyle = theme.mark.bad;
  context.setLineDash([3, 3]);
  context.lineWidth = 1.5;
  for (const us of violations) line(context, xOf(scale, us), 0, height);
  context.restore();
}

function line(context: CanvasRenderingContext2D, x: number, top: number, bottom: number): void {
  const at = Math.round(x) + 0.5;
  context.beginPath();
  context.moveTo(at, top);
  context.lineTo(at, bottom);
  context.stroke();
}

function paintGrid(
  context: CanvasRenderingContext2D,
  height: number,
  { ticks, scale }: LanePicture,
  theme: CanvasTheme,
): void {
  context.strokeStyle = theme.line;
  context.globalAlpha = 0.7;
  context.lineWidth = 1;
  for (const us of ticks) line(context, xOf(scale, us), 0, height);
  context.globalAlpha = 1;
}

function paintLane(
  context: CanvasRenderingContext2D,
  row: LaneRow,
  top: number,
  { scale, headUs, selectedNode }: LanePicture,
  theme: CanvasTheme,
): void {
  const headX = xOf(scale, headUs);
  const aheadPx = scale.widthPx - headX - GAP_PX;
  if (aheadPx > 0) {
    context.fillStyle = theme.line;
    rounded(context, headX + GAP_PX, top, aheadPx, BAR_PX);
  }
  for (const piece of row.pieces) {
    if (piece.fromUs >= headUs) continue;
    const left = xOf(scale, piece.fromUs);
    const right = xOf(scale, Math.min(piece.toUs, headUs));
    // What lasted less than a pixel still happened.
    paintPiece(context, piece, left, top, Math.max(2, right - left - GAP_PX), theme);
  }
  if (selectedNode === row.node) {
    context.fillStyle = theme.mark.accent;
    context.fillRect(0, top + BAR_PX + 2, scale.widthPx, 1.5);
  }
}

function rounded(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(3, width / 2));
  context.fill();
}

/** How much of the colour lies behind the words; the rest is the strip below them. */
const WASH: Readonly<Record<ColourToken, number>> = {
  ok: 0.36,
  bad: 0.4,
  warn: 0.45,
  message: 0.28,
  event: 0.28,
  accent: 0.28,
  quiet: 0.22,
};
const STRIP_PX = 3;

function paintPiece(
  context: CanvasRenderingContext2D,
  piece: LanePiece,
  x: number,
  y: number,
  width: number,
  theme: CanvasTheme,
): void {
  const colour = theme.mark[piece.colour];
  context.save();
  context.beginPath();
  context.roundRect(x, y, width, BAR_PX, Math.min(3, width / 2));
  context.clip();
  context.fillStyle = colour;
  context.globalAlpha = width < 4 ? 1 : WASH[piece.colour];
  context.fillRect(x, y, width, BAR_PX);
  context.globalAlpha = 1;
  if (piece.broken) hatch(context, x, y, width, BAR_PX, colour);
  context.fillRect(x, y + BAR_PX - STRIP_PX, width, STRIP_PX);
  paintWords(context, piece, x, y, width, theme);
  context.restore();
}

/** The same hatch as everywhere: what is broken. */
export function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
): void {
  context.save();
  context.strokeStyle = colour;
  context.globalAlpha = 0.55;
  context.lineWidth = 2.2;
  context.beginPath();
  // Lines start on one raster, so that neighbouring pieces join.
  for (let at = Math.floor((x - height) / 8.5) * 8.5; at < x + width; at += 8.5) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

function paintWords(
  context: CanvasRenderingContext2D,
  piece: LanePiece,
  x: number,
  y: number,
  width: number,
  theme: CanvasTheme,
): void {
  if (width < 24) return;
  context.font = `550 11px ${theme.font}`;
  context.textBaseline = 'alphabetic';
  const textWidth = context.measureText(piece.label).width;
  if (textWidth + 12 > width) return;
  if (piece.broken) {
    context.fillStyle = theme.panel;
    rounded(context, x + 3, y + 1, textWidth + 7, BAR_PX - STRIP_PX - 1);
  }
  context.fillStyle = theme.ink;
  context.fillText(piece.label, x + 6, y + BAR_PX - STRIP_PX - 2.5);
}

function paintChart(
  context: CanvasRenderingContext2D,
  box: CurveBox,
  { scale, on, off }: LanePicture,
  theme: CanvasTheme,
): void {
  const values = valueScale([on, off]);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, box.top + box.height + 0.5);
  context.lineTo(scale.widthPx, box.top + box.height + 0.5);
  context.stroke();
  if (off) paintCurve(context, off, 'off', scale, values, box, theme);
  if (on) paintCurve(context, on, 'on', scale, values, box, theme);
}
