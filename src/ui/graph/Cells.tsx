import type { CSSProperties } from 'react';
import type { NodeView } from '../../derive/node-view.ts';
import { classes } from '../kit/index.ts';
import styles from './Cells.module.css';

/** More than this many are not counted by eye: a level takes their place. */
const MOST_WORKERS = 16;
const MOST_QUEUED = 24;
/** Longer rows would touch those of the next node. */
const MOST_IN_ROW = 12;

/** Cells of a row, where all rows are about equally long. */
const inRow = (count: number): number => Math.ceil(count / Math.ceil(count / MOST_IN_ROW));

/** Workers as cells, the queue as smaller ones in a row below; its limit is where the row ends. */
export function Cells({ view }: { readonly view: Pick<NodeView, 'busy' | 'workers' | 'queued' | 'queueLimit'> }) {
  const { busy, workers, queued, queueLimit } = view;
  if (workers === 0) return null;
  const full = busy >= workers;
  return (
    <div className={styles.cells} aria-hidden>
      {workers <= MOST_WORKERS ? (
        <div className={styles.row}>
          {Array.from({ length: workers }, (_, i) => (
            <i key={i} className={classes(styles.worker, i < busy && styles.busy, i < busy && full && styles.full)} />
          ))}
        </div>
      ) : (
        <Level value={busy} limit={workers} full={full} />
      )}
      {queueLimit > 0 &&
        (queueLimit <= MOST_QUEUED ? (
          <div className={styles.queue} style={{ '--in-row': inRow(queueLimit) } as CSSProperties}>
            {Array.from({ length: queueLimit }, (_, i) => (
              <i
                key={i}
                className={classes(styles.waiting, i < queued && styles.taken, queued >= queueLimit && styles.full)}
              />
            ))}
          </div>
        ) : (
          <Level value={queued} limit={queueLimit} full={queued >= queueLimit} />
        ))}
    </div>
  );
}

function Level({ value, limit, full }: { readonly value: number; readonly limit: number; readonly full: boolean }) {
  return (
    <div className={styles.level}>
      <span className={styles.track}>
        <span
          className={classes(styles.fill, full && styles.full)}
          style={{ width: `${Math.min(100, (100 * value) / limit)}%` }}
        />
      </span>
      {value > 0 && <span className={styles.count}>{`${value} of ${limit}`}</span>}
    </div>
  );
}
