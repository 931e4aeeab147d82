import { useCommands, useThrottledCursor, useView } from '../hooks.ts';
import { classes } from '../kit/index.ts';
import { laneWords } from './Hover.tsx';
import type { TimelineLayout } from './layout.ts';
import styles from './timeline.module.css';

/** Names of the lanes; pressing one selects its node, but on a phone, where it would be too small. What a lane says at the cursor is read out with its name. */
export function LaneLabels({ layout, compact }: { readonly layout: TimelineLayout; readonly compact: boolean }) {
  const { select } = useCommands();
  const selected = useView(({ selection }) => (selection?.kind === 'node' ? selection.id : null));
  const { cursorUs } = useThrottledCursor(1);
  return (
    <div className={styles.labels}>
      {layout.labels.map(({ key, text, node, top, height }) => {
        const row = layout.lanes.find((lane) => lane.row.key === key)?.row;
        return compact || node === null || !row ? (
          <span key={key} className={styles.label} style={{ top, height }} title={text}>
            <span className={styles.labelText}>{text}</span>
          </span>
        ) : (
          <button
            key={key}
            type="button"
            className={classes(styles.label, styles.labelButton, selected === node && styles.labelSelected)}
            style={{ top: top - 4, height: height + 8 }}
            aria-label={laneWords(row, cursorUs)}
            aria-pressed={selected === node}
            title={row.label}
            onClick={() => select({ kind: 'node', id: node })}
          >
            {text}
          </button>
        );
      })}
    </div>
  );
}
