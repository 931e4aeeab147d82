import { useState } from 'react';
import { useRun, useThrottledCursor, useView } from '../hooks.ts';
import { Segmented } from '../kit/index.ts';
import { Comparison } from './Comparison.tsx';
import { GoalChart } from './GoalChart.tsx';
import styles from './charts.module.css';

type Shown = 'charts' | 'comparison';

const VIEWS = [
  { value: 'charts', label: 'Over time' },
  { value: 'comparison', label: 'Whole run' },
] as const;

/** What users of the system get: the pattern's goals over time, and what the pattern makes of them. */
export function GoalCharts() {
  const pattern = useRun((run) => run.pattern);
  const untilUs = useRun((run) => run.scenario?.untilUs ?? 0);
  const compare = useView((state) => state.compare);
  const [shown, setShown] = useState<Shown>('charts');
  // Figures follow the run a few times a second; the canvases follow by themselves.
  useThrottledCursor(4);
  if (!pattern || untilUs === 0)
    return (
      <section className={styles.charts} aria-label="Charts">
        <p className={styles.empty}>
          Goodput, latency and the other goals of the pattern appear here as soon as the run is open.
        </p>
      </section>
    );
  if (pattern.goals.length === 0)
    return (
      <section className={styles.charts} aria-label="Charts">
        <p className={styles.empty}>This pattern measures nothing over time.</p>
      </section>
    );
  return (
    <section className={styles.charts} aria-label="Charts">
      <div className={styles.head}>
        <Segmented<Shown> label="What the charts show" size="small" value={shown} options={VIEWS} onChange={setShown} />
        {compare && (
          <span className={styles.legend}>
            <span data-style="on">{pattern.switchLabels.on}</span>
            <span data-style="off">{pattern.switchLabels.off}</span>
          </span>
        )}
      </div>
      {shown === 'comparison' ? (
        <Comparison pattern={pattern} />
      ) : (
        <div className={styles.grid}>
          {pattern.goals.map((goal) => (
            <GoalChart key={goal.id} goal={goal} untilUs={untilUs} />
          ))}
        </div>
      )}
    </section>
  );
}
