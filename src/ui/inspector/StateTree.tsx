import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useCallback, useMemo, useState } from 'react';
import { countText } from '../../derive/time-text.ts';
import type { Json } from '../../kernel/json.ts';
import { classes, VisuallyHidden } from '../kit/index.ts';
import type { Marks } from './marks.ts';
import { treeRows, type TreeRow } from './value-text.ts';
import styles from './inspector.module.css';

export interface StateTreeProps {
  readonly value: Json;
  readonly marks?: Marks;
  /** What the list is, for those who do not see it. */
  readonly label: string;
}

const NONE: Marks = new Map();

/** Plain data as names and values; what is large folds, what just changed is tinted. */
export function StateTree({ value, marks = NONE, label }: StateTreeProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set<string>());
  const rows = useMemo(() => treeRows(value, toggled), [value, toggled]);
  const toggle = useCallback((path: string) => {
    setToggled((old) => {
      const next = new Set(old);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  }, []);
  if (rows.length === 0) return <p className={styles.none}>Nothing held.</p>;
  return (
    <ul className={styles.tree} aria-label={label}>
      {rows.map((row) => (
        <Row key={row.path} row={row} changed={isChanged(row, marks)} onToggle={toggle} />
      ))}
    </ul>
  );
}

function isChanged(row: TreeRow, marks: Marks): boolean {
  const mark = marks.get(row.path);
  return mark !== undefined && (row.fold !== 'open' || mark.whole);
}

const Row = memo(
  function Row({
    row,
    changed,
    onToggle,
  }: {
    readonly row: TreeRow;
    readonly changed: boolean;
    readonly onToggle: (path: string) => void;
  }) {
    const indent = { paddingInlineStart: row.depth * 14 };
    if (row.more !== undefined) {
      return (
        <li className={styles.row} style={indent}>
          <button type="button" className={styles.fold} onClick={() => onToggle(row.path)}>
            Show {countText(row.more)} earlier ones
          </button>
        </li>
      );
    }
    const text = (
      <code
        className={classes(styles.value, changed && styles.changed)}
        title={row.text.length > 20 ? row.text : undefined}
      >
        {row.text}
        {changed && <VisuallyHidden> (just changed)</VisuallyHidden>}
      </code>
    );
    if (row.fold === 'leaf') {
      return (
        <li className={styles.row} style={indent}>
          <span className={styles.key}>{row.label}</span>
          {text}
        </li>
      );
    }
    const open = row.fold === 'open';
    return (
      <li className={styles.row} style={indent}>
        <button
          type="button"
          className={classes(styles.fold, open && changed && styles.changed)}
          aria-expanded={open}
          onClick={() => onToggle(row.path)}
        >
          {open ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
          {row.label}
        </button>
        {!open && text}
      </li>
    );
  },
  (a, b) =>
    a.changed === b.changed &&
    a.onToggle === b.onToggle &&
    a.row.path === b.row.path &&
    a.row.text === b.row.text &&
    a.row.fold === b.row.fold &&
    a.row.more === b.row.more &&
    a.row.label === b.row.label &&
    a.row.depth === b.row.depth,
);
