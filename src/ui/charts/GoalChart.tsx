import { Table2 } from 'lucide-react';
import { useReducer, useState } from 'react';
import { valueAt } from '../../derive/series.ts';
import type { Us } from '../../kernel/time.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import { useGrowth, useThrottledCursor } from '../hooks.ts';
import { IconButton, VisuallyHidden } from '../kit/index.ts';
import { curvesOf } from '../timeline/use-curves.ts';
import { Plot } from './Plot.tsx';
import { SeriesTable } from './SeriesTable.tsx';
import { valueText } from '../../pattern-kit/goal-text.ts';
import styles from './charts.module.css';

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
  // Paused, the run beside this one may still be on its way to the cursor.
  const [, grown] = useReducer((times: number) => times + 1, 0);
  useGrowth(grown);
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
