import { useId, useRef, type CSSProperties, type ReactNode } from 'react';
import { countText } from '../../derive/time-text.ts';
import { classes } from '../kit/index.ts';
import styles from './inspector.module.css';

export interface SectionProps {
  readonly title: string;
  /** A figure that stands at the end of the title line. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A titled part of a panel. */
export function Section({ title, aside, children, className }: SectionProps) {
  const id = useId();
  return (
    <section className={classes(styles.section, className)} aria-labelledby={id}>
      <h3 className={styles.heading} id={id}>
        {title}
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
      </h3>
      {children}
    </section>
  );
}

/** Rows shown, and kept free once they were used. */
const MOST_ROWS = 8;

export interface RowsProps {
  /** Forgets how many rows were kept free when this changes. */
  readonly of: string;
  readonly label: string;
  readonly children: readonly ReactNode[];
  /** Said where there is none. */
  readonly none: string;
}

/** A list that comes and goes many times a second: what it once took stays its height, so that nothing below jumps. */
export function Rows({ of, label, children, none }: RowsProps) {
  const most = useRef({ of, rows: 1 });
  if (most.current.of !== of) most.current = { of, rows: 1 };
  most.current.rows = Math.max(most.current.rows, Math.min(MOST_ROWS, children.length));
  const shown = children.length > MOST_ROWS ? children.slice(0, MOST_ROWS - 1) : children;
  return (
    <ul className={styles.rows} aria-label={label} style={{ '--rows': most.current.rows } as CSSProperties}>
      {children.length === 0 && <li className={styles.none}>{none}</li>}
      {shown}
      {shown.length < children.length && (
        <li className={styles.none}>and {countText(children.length - shown.length)} more</li>
      )}
    </ul>
  );
}
