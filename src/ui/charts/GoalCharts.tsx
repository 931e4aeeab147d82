import { lazy, Suspense, useMemo, useState } from 'react';
import { loadGoals, roomText } from '../../derive/load-goals.ts';
import type { Us } from '../../kernel/time.ts';
import type { Topology } from '../../kernel/topology.ts';
import { useRun, useThrottledCursor, useView } from '../hooks.ts';
import { Segmented } from '../kit/index.ts';
import { Comparison } from './Comparison.tsx';
import { GoalChart } from './GoalChart.tsx';
import styles from './charts.module.css';

const Seeds = lazy(async () => ({ default: (await import('../seeds/Seeds.tsx')).Seeds }));

type Shown = 'charts' | 'load' | 'comparison' | 'seeds';

const VIEWS = [
  { value: 'charts', label: 'Over time' },
  { value: 'load', label: 'Load by node' },
  { value: 'comparison', label: 'Whole run' },
  { value: 'seeds', label: 'Other seeds' },
] as const;

/** What users of the system get: the pattern's goals over time, and what the pattern makes of them. */
export function GoalCharts() {
  const pattern = useRun((run) => run.pattern);
  const untilUs = useRun((run) => run.scenario?.untilUs ?? 0);
  const topology = useRun((run) => run.topology);
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
      {shown === 'seeds' ? (
        <Suspense>
          <Seeds pattern={pattern} />
        </Suspense>
      ) : shown === 'comparison' ? (
        <Comparison pattern={pattern} />
      ) : shown === 'load' ? (
        <Loads topology={topology} untilUs={untilUs} />
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

/** What every node that can be full has in hand, on the same time axis. */
function Loads({ topology, untilUs }: { readonly topology: Topology | null; readonly untilUs: Us }) {
  const goals = useMemo(() => (topology === null ? [] : loadGoals(topology)), [topology]);
  if (goals.length === 0)
    return <p className={styles.empty}>No part of this system has a limit that it could reach.</p>;
  const rooms = new Map(topology?.nodes.map((node) => [node.label, roomText(node)]));
  return (
    <div className={styles.grid}>
      {goals.map((goal) => (
        <GoalChart key={goal.id} goal={goal} untilUs={untilUs} aside={rooms.get(goal.title) ?? ''} />
      ))}
    </div>
  );
}
