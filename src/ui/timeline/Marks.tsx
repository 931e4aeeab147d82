import { GitBranch, OctagonAlert } from 'lucide-react';
import { useCommands } from '../hooks.ts';
import { classes, Tooltip } from '../kit/index.ts';
import type { TimeScale } from './axis.ts';
import { groupMarks, type TimeMark } from './time-marks.ts';
import styles from './timeline.module.css';

const TARGET_PX = 24;

/** Violations and forks on the axis, each a button that goes there. */
export function Marks({ marks, scale }: { readonly marks: readonly TimeMark[]; readonly scale: TimeScale }) {
  const commands = useCommands();
  return groupMarks(marks, scale, TARGET_PX).map((group) => {
    const first = group.marks.find((mark) => mark.kind === 'violation') ?? group.marks[0]!;
    const text = group.marks.map((mark) => mark.text).join('\n');
    const go = () => (first.seq === null ? commands.seek(first.us) : commands.seekSeq(first.seq));
    return (
      <Tooltip key={`${first.kind} ${first.us}`} text={<span className={styles.lines}>{text}</span>} side="top">
        <button
          type="button"
          className={classes(styles.mark, first.kind === 'violation' && styles.markBad)}
          style={{ left: group.x }}
          aria-label={text}
          onClick={go}
        >
          {first.kind === 'violation' ? <OctagonAlert size={15} aria-hidden /> : <GitBranch size={15} aria-hidden />}
          {group.marks.length > 1 && <span className={styles.markCount}>{group.marks.length}</span>}
        </button>
      </Tooltip>
    );
  });
}
