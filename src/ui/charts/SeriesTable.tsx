import { valueAt } from '../../derive/series.ts';
import { spanText } from '../../derive/time-text.ts';
import { US_PER_S } from '../../kernel/time.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import type { Curve } from '../timeline/use-curves.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';
import styles from './charts.module.css';

/** The figures behind a chart, a row for each stretch of time. */
export function SeriesTable({ goal, curves }: { readonly goal: Goal; readonly curves: readonly Curve[] }) {
  const longest = curves.reduce<readonly number[]>(
    (held, { series }) => (series.us.length > held.length ? series.us : held),
    [],
  );
  const bucketUs = curves[0]?.series.bucketUs ?? 1;
  if (longest.length === 0)
    return <p className={styles.aside}>Figures appear once the run has gone on for {spanText(bucketUs)}.</p>;
  return (
    // Scrolls by keyboard too.
    <div className={styles.tableBox} tabIndex={0} role="group" aria-label={`${goal.title} as a table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">From</th>
            {curves.map(({ style, word }) => (
              <th key={style} scope="col">
                {word === '' ? goal.title : word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {longest.map((us) => (
            <tr key={us}>
              <th scope="row">{us / US_PER_S} s</th>
              {curves.map(({ series, style }) => (
                <td key={style}>
                  {us < series.us.length * bucketUs ? valueText(valueAt(series, us), goal.unit) : '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
