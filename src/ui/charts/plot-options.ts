import type uPlot from 'uplot';
import type { Us } from '../../kernel/time.ts';
import { ticksOf } from '../timeline/axis.ts';
import type { Curve } from '../timeline/use-curves.ts';
import type { CanvasTheme } from './canvas-theme.ts';
import { lonePoints } from './plot-data.ts';
import { valueScale } from './value-scale.ts';
import { figureText } from '../../pattern-kit/goal-text.ts';

/** Room for the figures of the value axis, for the words of the time axis, and for a half of its last one. */
const SIDE_PX = 40;
const FOOT_PX = 18;
const END_PX = 12;
const TICK_GAP_PX = 64;

type Bind = NonNullable<uPlot.Cursor.Bind['mousemove']>;
const passOn: Bind = (_plot, _target, handler) => (event) => handler(event);
/** The library would select and zoom; here a press scrubs. */
const nothing: Bind = () => null;

export interface PlotSource {
  readonly untilUs: Us;
  readonly curves: () => readonly Curve[];
  readonly headUs: () => Us;
  readonly theme: CanvasTheme;
}

/** How one goal is drawn: two lines, both ends of its scale in figures, and grey where nothing is known yet. */
export function plotOptions({ untilUs, curves, headUs, theme }: PlotSource): Omit<uPlot.Options, 'width' | 'height'> {
  const scale = () => valueScale(curves().map(({ series }) => series));
  const font = `400 11px ${theme.font}`;
  const ticks = ({ width }: uPlot) =>
    ticksOf({ fromUs: 0, toUs: untilUs, widthPx: width - SIDE_PX - END_PX }, TICK_GAP_PX);
  const line = (stroke: string): uPlot.Series => ({
    stroke,
    points: { size: 4, fill: stroke, width: 0, filter: (plot, index) => lonePoints(plot.data[index] ?? []) },
  });
  return {
    padding: [8, END_PX, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7 },
      // What lies over the plotting area (playhead, scrubbing) passes the pointer on.
      bind: { mousemove: passOn, mouseenter: passOn, mouseleave: passOn, mousedown: nothing, dblclick: nothing },
    },
    scales: {
      x: { time: false, range: () => [0, untilUs] },
      y: {
        range: () => {
          const { low, high } = scale();
          return [low, high];
        },
      },
    },
    axes: [
      {
        size: FOOT_PX,
        gap: 4,
        font,
        stroke: theme.faint,
        grid: { show: false },
        ticks: { show: false },
        splits: (plot) => ticks(plot).map(({ us }) => us),
        values: (plot) => ticks(plot).map(({ label }) => label),
      },
      {
        size: SIDE_PX,
        gap: 6,
        font,
        stroke: theme.faint,
        grid: { stroke: theme.line, width: 1 },
        ticks: { show: false },
        splits: () => {
          const { low, high } = scale();
          return low < 0 ? [low, 0, high] : [0, high];
        },
        values: (_plot, splits) => splits.map(figureText),
      },
    ],
    series: [{}, { ...line(theme.edge), width: 1.6, dash: [4, 4] }, { ...line(theme.mark.accent), width: 2 }],
    hooks: {
      drawClear: [
        ({ ctx, bbox, valToPos }) => {
          const x = Math.max(bbox.left, valToPos(Math.min(headUs(), untilUs), 'x', true));
          ctx.fillStyle = theme.bg;
          ctx.fillRect(x, bbox.top, bbox.left + bbox.width - x, bbox.height);
        },
      ],
    },
  };
}
