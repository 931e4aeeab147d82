import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { valueAt } from '../../derive/series.ts';
import { timeText } from '../../derive/time-text.ts';
import type { Us } from '../../kernel/time.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import { mainRun } from '../../state/stores.ts';
import { watchTheme } from '../graph/palette.ts';
import { useGrowth, useView } from '../hooks.ts';
import { usAt, type TimeScale } from '../timeline/axis.ts';
import { curvesOf } from '../timeline/use-curves.ts';
import { useScrub } from '../timeline/use-scrub.ts';
import { readTheme } from './canvas-theme.ts';
import { ChartPlayhead } from './ChartPlayhead.tsx';
import { plotData } from './plot-data.ts';
import { plotOptions } from './plot-options.ts';
import { useSize } from './use-size.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';
import styles from './charts.module.css';

const HEIGHT_PX = 104;

/** Not rendered again for the figures beside it: its canvas would be drawn each time. */
export const Plot = memo(function Plot({ goal, untilUs }: { readonly goal: Goal; readonly untilUs: Us }) {
  const compare = useView((state) => state.compare);
  const { ref: box, width } = useSize<HTMLDivElement>();
  const [theme, setTheme] = useState(0);
  useEffect(() => watchTheme(() => setTheme((held) => held + 1)), []);
  const plot = useRef<uPlot | null>(null);
  const [over, setOver] = useState<HTMLElement | null>(null);
  const [area, setArea] = useState(0);
  const [hoverX, setHoverX] = useState<number | null>(null);
  const wide = width > 0;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !wide) return;
    const options = plotOptions({
      untilUs,
      curves: () => curvesOf(goal),
      headUs: () => mainRun.getState().headUs,
      theme: readTheme(element),
    });
    const made = new uPlot(
      {
        ...options,
        width: element.clientWidth,
        height: HEIGHT_PX,
        hooks: {
          ...options.hooks,
          setSize: [(self) => setArea(self.over.clientWidth)],
          setCursor: [({ cursor }) => setHoverX((cursor.left ?? -1) < 0 ? null : cursor.left!)],
        },
      },
      plotData(curvesOf(goal)),
      element,
    );
    plot.current = made;
    setOver(made.over);
    setArea(made.over.clientWidth);
    return () => {
      plot.current = null;
      setOver(null);
      made.destroy();
    };
  }, [box, goal, untilUs, theme, wide]);
  useLayoutEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height: HEIGHT_PX });
  }, [width]);

  const grow = useCallback(() => plot.current?.setData(plotData(curvesOf(goal))), [goal]);
  useGrowth(grow);
  useLayoutEffect(grow, [grow, compare]);

  return (
    <div ref={box} className={styles.plot}>
      {over && area > 0 && createPortal(<Over goal={goal} untilUs={untilUs} width={area} hoverX={hoverX} />, over)}
    </div>
  );
});

interface OverProps {
  readonly goal: Goal;
  readonly untilUs: Us;
  readonly width: number;
  readonly hoverX: number | null;
}

/** What lies on the plotting area: the playhead, the figures under the pointer, and the way to scrub. */
function Over({ goal, untilUs, width, hoverX }: OverProps) {
  const scale = useMemo<TimeScale>(() => ({ fromUs: 0, toUs: untilUs, widthPx: width }), [untilUs, width]);
  const scrub = useScrub(scale);
  return (
    <div className={styles.over} {...scrub}>
      <ChartPlayhead scale={scale} />
      {hoverX !== null && <HoverFigures goal={goal} us={usAt(scale, hoverX)} x={hoverX} flip={hoverX > width / 2} />}
    </div>
  );
}

interface HoverFiguresProps {
  readonly goal: Goal;
  readonly us: Us;
  readonly x: number;
  readonly flip: boolean;
}

function HoverFigures({ goal, us, x, flip }: HoverFiguresProps) {
  const figure = ({ series, word }: ReturnType<typeof curvesOf>[number]): string =>
    ` · ${word === '' ? '' : `${word} `}${valueText(valueAt(series, us), goal.unit)}`;
  return (
    <div
      className={styles.hover}
      style={{ transform: `translateX(${x}px)` }}
      data-side={flip ? 'left' : 'right'}
      aria-hidden
    >
      <span>
        {timeText(us)}
        {us <= mainRun.getState().headUs ? curvesOf(goal).map(figure).join('') : ' · not known yet'}
      </span>
    </div>
  );
}
