import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { TraceIndex } from '../../derive/types.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { Seq } from '../../kernel/trace.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { useCommands } from '../hooks.ts';
import type { LogRow } from './log-rows.ts';
import { LogLine } from './LogLine.tsx';
import { windowOf } from './window.ts';
import styles from './log.module.css';

/** px; on narrow screens a line may take two lines of text. */
const ROW_PX = 30;
const TALL_ROW_PX = 48;
const NARROW_PX = 620;
const OVERSCAN = 8;

export interface LogListProps {
  readonly rows: readonly LogRow[];
  /** How many of them have happened at the cursor. */
  readonly count: number;
  readonly cursorSeq: Seq;
  readonly pattern: ShownPattern;
  readonly topology: Topology;
  readonly index: TraceIndex;
  /** The newest line stays in sight. */
  readonly following: boolean;
  readonly onFollow: (following: boolean) => void;
}

/** A table of which only the lines in sight exist. One tab stop; arrows move, Enter goes there. */
export function LogList({ rows, count, cursorSeq, pattern, topology, index, following, onFollow }: LogListProps) {
  const { seekSeq } = useCommands();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 300, width: 800 });
  const [active, setActive] = useState<number | null>(null);
  const id = useId();
  const rowPx = view.width < NARROW_PX ? TALL_ROW_PX : ROW_PX;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      setView((old) => ({ ...old, height: element.clientHeight, width: element.clientWidth })),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Before painting, so that following never shows a line too few.
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && following) element.scrollTop = element.scrollHeight;
  }, [count, following, rowPx, view.height]);

  const scrolled = () => {
    const element = box.current!;
    setView((old) => (old.top === element.scrollTop ? old : { ...old, top: element.scrollTop }));
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - rowPx / 2;
    if (atEnd !== following) onFollow(atEnd);
  };

  const here = active === null ? count - 1 : Math.min(active, count - 1);
  const move = (to: number) => {
    const next = Math.max(0, Math.min(count - 1, to));
    setActive(next);
    onFollow(false);
    const element = box.current!;
    if (next * rowPx < element.scrollTop) element.scrollTop = next * rowPx;
    else if ((next + 1) * rowPx > element.scrollTop + element.clientHeight)
      element.scrollTop = (next + 1) * rowPx - element.clientHeight;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / rowPx) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: here - 1,
      ArrowDown: here + 1,
      PageUp: here - page,
      PageDown: here + page,
      Home: 0,
      End: count - 1,
    };
    const to = steps[event.key];
    const row = rows[here];
    if (to !== undefined) move(to);
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) seekSeq(row.seq);
    else return;
    event.preventDefault();
    // The player's own keys must not act on what was meant for the log.
    event.stopPropagation();
  };

  const { first, last } = windowOf({ count, rowPx, top: view.top, height: view.height, overscan: OVERSCAN });
  const shown = rows.slice(first, last);
  return (
    <div
      ref={box}
      className={styles.scroller}
      role="grid"
      aria-label="What happened"
      aria-rowcount={count}
      aria-activedescendant={active === null || here < first || here >= last ? undefined : `${id}${here}`}
      tabIndex={0}
      onScroll={scrolled}
      onKeyDown={onKeyDown}
      onBlur={() => setActive(null)}
    >
      {count === 0 && <p className={styles.none}>Nothing yet. Play, or take another filter.</p>}
      <div className={styles.canvas} role="rowgroup" style={{ height: count * rowPx }}>
        {shown.map((row, i) => (
          <LogLine
            key={`${row.type} ${row.seq}`}
            row={row}
            id={`${id}${first + i}`}
            position={first + i}
            top={(first + i) * rowPx}
            height={rowPx}
            current={first + i === count - 1}
            active={active !== null && first + i === here}
            cursorSeq={row.type === 'more' ? cursorSeq : row.seq}
            event={index.events[row.seq]}
            pattern={pattern}
            topology={topology}
          />
        ))}
      </div>
    </div>
  );
}
