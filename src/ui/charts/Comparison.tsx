import { ArrowDown, ArrowUp, Columns2, Equal } from 'lucide-react';
import { timeText } from '../../derive/time-text.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { mainRun, twinRun } from '../../state/stores.ts';
import { useCommands, useView } from '../hooks.ts';
import { Button } from '../kit/index.ts';
import { compareGoals, type ComparisonRow } from './comparison.ts';
import { seriesOf } from './run-series.ts';
import { differenceText, valueText } from '../../pattern-kit/goal-text.ts';
import styles from './charts.module.css';

/** Every goal over the whole run so far: without, with, and the difference. */
export function Comparison({ pattern }: { readonly pattern: ShownPattern }) {
  const compare = useView((state) => state.compare);
  const { setCompare } = useCommands();
  const [main, twin] = [mainRun.getState(), twinRun.getState()];
  const isOn = main.scenario?.on ?? true;
  const [mine, other] = [seriesOf(main), compare ? seriesOf(twin) : []];
  const rows = compareGoals(pattern.goals, isOn ? other : mine, isOn ? mine : other);
  const { off, on } = pattern.switchLabels;
  return (
    <div className={styles.comparison}>
      <div className={styles.tableBox} tabIndex={0} role="group" aria-label="Comparison of the goals">
        <table className={styles.table}>
          <caption className={styles.aside}>
            Over the whole run so far, up to {timeText(compare ? Math.min(main.headUs, twin.headUs) : main.headUs)}.
          </caption>
          <thead>
            <tr>
              <th scope="col">Goal</th>
              {(compare || !isOn) && <th scope="col">{off}</th>}
              {(compare || isOn) && <th scope="col">{on}</th>}
              {compare && <th scope="col">Difference</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.goal.id}>
                <th scope="row">{row.goal.title}</th>
                {(compare || !isOn) && <td>{valueText(row.off, row.goal.unit)}</td>}
                {(compare || isOn) && <td>{valueText(row.on, row.goal.unit)}</td>}
                {compare && (
                  <td>
                    <Difference row={row} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!compare && (
        <p className={styles.aside}>
          Side by side adds the same load and the same faults {isOn ? 'without' : 'with'} the pattern.{' '}
          <Button size="small" icon={<Columns2 size={14} aria-hidden />} onClick={() => setCompare(true)}>
            Side by side
          </Button>
        </p>
      )}
    </div>
  );
}

function Difference({ row }: { readonly row: ComparisonRow }) {
  const text = differenceText(row.off, row.on, row.goal.unit);
  if (row.verdict === null) return text;
  const Icon = row.verdict === 'same' ? Equal : (row.on ?? 0) > (row.off ?? 0) ? ArrowUp : ArrowDown;
  return (
    <span className={styles.difference} data-verdict={row.verdict}>
      <Icon size={13} aria-hidden /> {text} <span>{row.verdict}</span>
    </span>
  );
}
