import { Table2 } from 'lucide-react';
import { memo, useMemo, useState, type PointerEvent } from 'react';
import { valueAt } from '../../derive/series.ts';
import { timeText } from '../../derive/time-text.ts';
import type { Us } from '../../kernel/time.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import { mainRun } from '../../state/stores.ts';
import { useGrowth, useThrottledCursor, useView } from '../hooks.ts';
import { IconButton, VisuallyHidden } from '../kit/index.ts';
import { ticksOf, usAt, type TimeScale } from '../timeline/axis.ts';
import { curvesOf } from '../timeline/use-curves.ts';
import { useScrub } from '../timeline/use-scrub.ts';
import { ChartPlayhead } from './ChartPlayhead.tsx';
import { paintChart } from './paint-chart.ts';
import { SeriesTable } from './SeriesTable.tsx';
import { useCanvas } from './use-canvas.ts';
import { useSize } from './use-size.ts';
import { valueText } from './value-text.ts';
import styles from './charts.module.css';

const TICK_GAP_PX = 64;

export interface GoalChartProps {
  readonly goal: Goal;
  readonly untilUs: Us;
  /** Beside the figures; left out: which way is better. */
  readonly aside?: string;
}

/** One goal over the run, as a chart or as a table. */
export function GoalChart({ goal, untilUs, aside = `${goal.better} is better` }: GoalChartProps) {
  const [table, setTable] = useState(false);
  const { cursorUs } = useThrottledCursor(4);
  const curves = curvesOf(goal);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{goal.title}</span>
        <IconButton
          label={`${goal.title} as a table`}
          size="small"
          side="top"
          pressed={table}
          onClick={() => setTable(!table)}
        >
          <Table2 size={15} aria-hidden />
        </IconButton>
        <span className={styles.figures}>
          {curves.map(({ series, style, word }) => (
            <span key={style} data-style={style}>
              {word !== '' && <VisuallyHidden>{word}</VisuallyHidden>}{' '}
              <b>{valueText(valueAt(series, cursorUs), goal.unit)}</b>
            </span>
          ))}
          <span className={styles.better}>{aside}</span>
        </span>
      </figcaption>
      {table ? <SeriesTable goal={goal} curves={curves} /> : <Plot goal={goal} untilUs={untilUs} />}
    </figure>
  );
}

/** Not rendered again for the figures beside it: its canvas would be drawn each time. */
const Plot = memo(function Plot({ goal, untilUs }: { readonly goal: Goal; readonly untilUs: Us }) {
  useView((state) => state.compare);
  const { ref: track, width } = useSize<HTMLDivElement>();
  const scale = useMemo<TimeScale>(() => ({ fromUs: 0, toUs: untilUs, widthPx: width }), [untilUs, width]);
  const ticks = useMemo(() => ticksOf(scale, TICK_GAP_PX), [scale]);
  const scrub = useScrub(scale);
  const [hoverX, setHoverX] = useState<number | null>(null);
  const { ref: canvas, redraw } = useCanvas((context, _width, height, theme) =>
    paintChart(context, height, { curves: curvesOf(goal), scale, ticks, headUs: mainRun.getState().headUs }, theme),
  );
  useGrowth(redraw);
  const hover = (event: PointerEvent<HTMLElement>) =>
    setHoverX(
      event.pointerType === 'touch' || event.buttons !== 0
        ? null
        : event.clientX - event.currentTarget.getBoundingClientRect().left,
    );
  return (
    <div
      ref={track}
      className={styles.plot}
      {...scrub}
      onPointerMove={(event) => {
        scrub.onPointerMove(event);
        hover(event);
      }}
      onPointerLeave={() => setHoverX(null)}
    >
      <canvas className={styles.canvas} ref={canvas} aria-hidden />
      {width > 0 && <ChartPlayhead scale={scale} />}
      {hoverX !== null && <HoverFigures goal={goal} us={usAt(scale, hoverX)} x={hoverX} flip={hoverX > width / 2} />}
    </div>
  );
});

function HoverFigures({
  goal,
  us,
  x,
  flip,
}: {
  readonly goal: Goal;
  readonly us: Us;
  readonly x: number;
  readonly flip: boolean;
}) {
  const known = us <= mainRun.getState().headUs;
  return (
    <div
      className={styles.hover}
      style={{ transform: `translateX(${x}px)` }}
      data-side={flip ? 'left' : 'right'}
      aria-hidden
    >
      <span>
        {timeText(us)}
        {known
          ? curvesOf(goal)
              .map(
                ({ series, word }) => ` · ${word === '' ? '' : `${word} `}${valueText(valueAt(series, us), goal.unit)}`,
              )
              .join('')
          : ' · not known yet'}
      </span>
    </div>
  );
}
