import { createFollower } from '../../derive/follow.ts';
import { upperBound } from '../../derive/touches.ts';
import { spelled } from '../../derive/words.ts';
import type { Effect, EventKind, Seq, TraceEvent } from '../../kernel/trace.ts';
import type { Selection } from '../../state/types.ts';

export type LogKind = 'changes' | 'messages' | 'faults' | 'all';

export interface LogFilter {
  readonly kind: LogKind;
  /** Only what touches this; null: everything. */
  readonly about: Selection;
}

/** One line: an event, or how many more of its like there were in the same stretch. */
export type LogRow =
  | { readonly type: 'event'; readonly seq: Seq }
  /** `seqs`: the events gathered, ascending; none of them has a line of its own. */
  | { readonly type: 'more'; readonly seq: Seq; readonly seqs: readonly Seq[] };

export interface LogRows {
  /** Rows in order of time; kept up to date with the trace, every event looked at once. */
  sync(events: readonly TraceEvent[]): readonly LogRow[];
}

const MESSAGE_KINDS: ReadonlySet<EventKind> = new Set<EventKind>([
  'deliver',
  'reply',
  'timeout',
  'late',
  'wait',
  'overflow',
  'take',
  'lost',
  'reset',
]);
const HARD_EFFECTS: ReadonlySet<Effect['kind']> = new Set<Effect['kind']>([
  'become',
  'status',
  'mode',
  'link',
  'condition',
  'setting',
  'verdict',
]);
const FAULT_EFFECTS: ReadonlySet<Effect['kind']> = new Set<Effect['kind']>([
  'status',
  'mode',
  'link',
  'condition',
  'verdict',
]);

/**
 * The lines of the log under a filter. Among state changes, what repeats between two real changes
 * (the same rule at the same node, an operation that ends the same way) is told once and counted.
 */
export function createLogRows(filter: LogFilter): LogRows {
  const rows: LogRow[] = [];
  /** What the present stretch has told: by its likeness, the row that counts more of it. */
  let told = new Map<string, { seqs: Seq[] } | null>();
  const gathers = filter.kind === 'changes';

  const add = (event: TraceEvent): void => {
    if (!passes(event, filter)) return;
    const likeness = gathers && !isHard(event) ? likenessOf(event) : null;
    if (likeness === null) {
      if (gathers) told = new Map();
      rows.push({ type: 'event', seq: event.seq });
      return;
    }
    const counting = told.get(likeness);
    if (counting === undefined) {
      told.set(likeness, null);
      rows.push({ type: 'event', seq: event.seq });
    } else if (counting === null) {
      const row = { type: 'more' as const, seq: event.seq, seqs: [event.seq] };
      told.set(likeness, row);
      rows.push(row);
    } else counting.seqs.push(event.seq);
  };

  const follower = createFollower({
    add,
    truncate(to) {
      while (rows.length > 0 && rows[rows.length - 1]!.seq >= to) rows.pop();
      for (const [i, row] of rows.entries()) {
        if (row.type === 'more' && row.seqs[row.seqs.length - 1]! >= to)
          rows[i] = { ...row, seqs: row.seqs.slice(0, upperBound(row.seqs, to - 1)) };
      }
      told = new Map();
    },
  });
  return {
    sync(events) {
      follower.sync(events);
      return rows;
    },
  };
}

/** How many rows have begun at the cursor; the last of these is where the reader stands. */
export function rowsUpTo(rows: readonly LogRow[], cursorSeq: Seq): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]!.seq <= cursorSeq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many a row stands for at the cursor. */
export function countAt(row: LogRow, cursorSeq: Seq): number {
  return row.type === 'event' ? 1 : upperBound(row.seqs, cursorSeq);
}

export function passes(event: TraceEvent, filter: LogFilter): boolean {
  return ofKind(event, filter.kind) && (filter.about === null || touches(event, filter.about));
}

function ofKind(event: TraceEvent, kind: LogKind): boolean {
  switch (kind) {
    case 'all':
      return true;
    case 'messages':
      return MESSAGE_KINDS.has(event.kind);
    case 'faults':
      return (
        event.kind === 'action' ||
        event.kind === 'repair' ||
        event.kind === 'lost' ||
        event.kind === 'reset' ||
        event.effects.some((effect) => FAULT_EFFECTS.has(effect.kind))
      );
    case 'changes':
      return isHard(event) || event.effects.some((effect) => effect.kind === 'note' || effect.kind === 'end');
  }
}

function isHard(event: TraceEvent): boolean {
  return (
    event.kind === 'action' ||
    event.kind === 'repair' ||
    event.kind === 'restart' ||
    event.effects.some((effect) => HARD_EFFECTS.has(effect.kind))
  );
}

/** Equal for events that say the same, but for whom and when. */
function likenessOf(event: TraceEvent): string {
  const parts: string[] = [event.node];
  for (const effect of event.effects) {
    if (effect.kind === 'note') parts.push(`note ${effect.rule}`);
    else if (effect.kind === 'end') parts.push(`end ${effect.name} ${effect.outcome}`);
  }
  return parts.join('|');
}

/** What a "more" row is about, in the words of the trace: rule names, operations and how they ended. */
export function subjectOf(event: TraceEvent): string {
  const parts: string[] = [];
  for (const effect of event.effects) {
    if (effect.kind === 'note') parts.push(effect.rule);
    else if (effect.kind === 'end') parts.push(`${spelled(effect.name)} ${OUTCOME_WORDS[effect.outcome]}`);
  }
  return [...new Set(parts)].join(', ');
}

const OUTCOME_WORDS = { ok: 'succeeded', fail: 'failed', unknown: 'without a known outcome' } as const;

function touches(event: TraceEvent, about: NonNullable<Selection>): boolean {
  if (about.kind === 'node') return touchesNode(event, about.id);
  if (about.kind === 'message') return touchesMessage(event, about.id);
  return touchesLink(event, about.a, about.b);
}

function touchesNode(event: TraceEvent, id: string): boolean {
  if (event.node === id || event.transit?.from === id || event.transit?.to === id) return true;
  return event.effects.some((effect) => 'node' in effect && effect.node === id);
}

function touchesMessage(event: TraceEvent, id: string): boolean {
  if (event.transit !== undefined && (event.transit.id === id || event.transit.answers === id)) return true;
  if (event.action !== undefined && 'message' in event.action && event.action.message === id) return true;
  return event.effects.some((effect) =>
    effect.kind === 'send'
      ? effect.transit.id === id || effect.transit.answers === id
      : (effect.kind === 'retime' || effect.kind === 'lose') && effect.id === id,
  );
}

function touchesLink(event: TraceEvent, a: string, b: string): boolean {
  const joins = (from: string, to: string): boolean => (from === a && to === b) || (from === b && to === a);
  if (event.transit !== undefined && joins(event.transit.from, event.transit.to)) return true;
  return event.effects.some((effect) =>
    effect.kind === 'link'
      ? joins(effect.from, effect.to)
      : effect.kind === 'send' && joins(effect.transit.from, effect.transit.to),
  );
}
