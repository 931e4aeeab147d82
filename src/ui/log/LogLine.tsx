import { Ban, CircleAlert, Flag, RefreshCw, Shuffle, StickyNote, Timer, Wrench, Zap } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { narrate } from '../../derive/narrate.ts';
import { countText, timeText } from '../../derive/time-text.ts';
import { nodeNames } from '../../derive/words.ts';
import { staleIn } from '../../pattern-kit/epoch.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { view } from '../../state/stores.ts';
import type { Selection } from '../../state/types.ts';
import { useCommands } from '../hooks.ts';
import { classes, Glyph } from '../kit/index.ts';
import { countAt, subjectOf, type LogRow } from './log-rows.ts';
import styles from './log.module.css';

export interface LogLineProps {
  readonly id: string;
  readonly row: LogRow;
  readonly position: number;
  readonly top: number;
  readonly height: number;
  /** Where the cursor stands. */
  readonly current: boolean;
  readonly active: boolean;
  readonly cursorSeq: number;
  readonly event: TraceEvent | undefined;
  readonly pattern: ShownPattern;
  readonly topology: Topology;
}

/** One line: when, what kind, where, and the sentence. */
export const LogLine = memo(function LogLine({
  id,
  row,
  position,
  top,
  height,
  current,
  active,
  cursorSeq,
  event,
  pattern,
  topology,
}: LogLineProps) {
  const { seekSeq } = useCommands();
  if (event === undefined) return null;
  const subject = subjectIn(event);
  const hover = (hovered: Selection) => view.setState({ hovered });
  const text = row.type === 'more' ? moreText(countAt(row, cursorSeq), event) : narrate(event, pattern, topology);
  const violated = event.effects.some((effect) => effect.kind === 'verdict' && effect.status === 'violated');
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={position + 1}
      aria-current={current ? 'true' : undefined}
      className={classes(
        styles.line,
        current && styles.current,
        active && styles.active,
        row.type === 'more' && styles.more,
        violated && styles.violated,
        isFault(event) && styles.fault,
      )}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => seekSeq(row.type === 'more' ? lastAt(row, cursorSeq) : row.seq)}
      onMouseEnter={() => hover(subject)}
      onMouseLeave={() => hover(null)}
    >
      <span role="gridcell" className={styles.time}>
        {timeText(event.timeUs)}
      </span>
      <span role="gridcell" className={styles.mark}>
        {row.type === 'more' ? null : <Mark event={event} pattern={pattern} />}
      </span>
      <span role="gridcell" className={styles.node}>
        {event.node === '' ? '' : nodeNames(topology)(event.node)}
      </span>
      <span role="gridcell" className={styles.text} title={text}>
        {text}
      </span>
    </div>
  );
});

function moreText(count: number, event: TraceEvent): string {
  return `${countText(count)} more: ${subjectOf(event)}`;
}

function lastAt(row: Extract<LogRow, { type: 'more' }>, cursorSeq: number): number {
  return row.seqs.findLast((seq) => seq <= cursorSeq) ?? row.seq;
}

/** What is lit elsewhere while the line is pointed at. */
function subjectIn(event: TraceEvent): Selection {
  if (event.transit !== undefined) return { kind: 'message', id: event.transit.id };
  if (event.node !== '') return { kind: 'node', id: event.node };
  const action = event.action;
  if (action !== undefined && 'a' in action) return { kind: 'link', a: action.a, b: action.b };
  return action !== undefined && 'node' in action && !action.node.startsWith('@')
    ? { kind: 'node', id: action.node }
    : null;
}

function isFault(event: TraceEvent): boolean {
  return (
    event.kind === 'action' ||
    event.kind === 'lost' ||
    event.kind === 'overflow' ||
    staleIn(event) !== null ||
    event.effects.some((effect) => effect.kind === 'status' && effect.status === 'down')
  );
}

/** The glyph of the message, or a mark for what kind of thing happened; the sentence says the same. */
function Mark({ event, pattern }: { readonly event: TraceEvent; readonly pattern: ShownPattern }): ReactNode {
  if (event.effects.some((effect) => effect.kind === 'verdict')) return <Flag size={14} aria-hidden />;
  if (event.kind === 'action') return <Zap size={14} aria-hidden />;
  if (event.kind === 'repair') return <Wrench size={14} aria-hidden />;
  if (event.effects.some((effect) => effect.kind === 'become')) return <Shuffle size={14} aria-hidden />;
  if (event.kind === 'lost' || event.kind === 'overflow' || staleIn(event) !== null)
    return <Glyph glyph="cross" colour="bad" />;
  if (event.kind === 'timeout' || event.kind === 'late') return <CircleAlert size={14} aria-hidden />;
  const meta = event.transit === undefined ? undefined : pattern.messages[event.transit.message.type];
  if (meta !== undefined) return <Glyph glyph={meta.glyph} colour={meta.colour} />;
  switch (event.kind) {
    case 'timer':
      return <Timer size={14} aria-hidden />;
    case 'start':
    case 'restart':
      return <RefreshCw size={14} aria-hidden />;
    case 'reset':
      return <Ban size={14} aria-hidden />;
    default:
      return <StickyNote size={14} aria-hidden />;
  }
}
