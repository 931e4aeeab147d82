import { describe, expect, it } from 'vitest';
import type { Effect, TraceEvent, Transit } from '../../kernel/trace.ts';
import { countAt, createLogRows, rowsUpTo, subjectOf, type LogFilter, type LogRow } from './log-rows.ts';

const note = (rule: string): Effect => ({ kind: 'note', rule, text: rule });
const become = (to: string): Effect => ({ kind: 'become', lane: 'main', from: 'x', to, why: 'because' });
const end: Effect = { kind: 'end', op: 'o1', name: 'order', outcome: 'fail', beganUs: 0 };
const transit = (id: string, from: string, to: string, answers?: string): Transit => ({
  id,
  from,
  to,
  message: { type: 'Charge' },
  sentUs: 0,
  arriveUs: 1,
  ...(answers === undefined ? {} : { answers }),
});

function trace(...items: readonly Partial<TraceEvent>[]): TraceEvent[] {
  return items.map((item, seq) => ({
    seq,
    timeUs: seq * 1_000,
    kind: 'timer',
    node: 'a',
    cause: -1,
    effects: [],
    ...item,
  }));
}

const write = (rows: readonly LogRow[]): string[] =>
  rows.map((row) => (row.type === 'event' ? `${row.seq}` : `+${row.seqs.join(',')}`));
const rowsOf = (events: readonly TraceEvent[], filter: Partial<LogFilter> = {}): string[] =>
  write(createLogRows({ kind: 'changes', about: null, ...filter }).sync(events));

describe('createLogRows', () => {
  it('gathers what repeats between two changes, even when two kinds alternate', () => {
    const events = trace(
      { effects: [become('open')] },
      { effects: [note('refused')] },
      { effects: [end] },
      { effects: [note('refused')] },
      { effects: [end] },
      { effects: [note('refused')] },
      {},
      { effects: [become('half-open')] },
      { effects: [note('refused')] },
    );
    expect(rowsOf(events)).toEqual(['0', '1', '2', '+3,5', '+4', '7', '8']);
  });

  it('does not gather what happens at another node', () => {
    expect(rowsOf(trace({ effects: [note('x')] }, { node: 'b', effects: [note('x')] }))).toEqual(['0', '1']);
  });

  it('gives every message a line of its own', () => {
    const events = trace(
      { kind: 'deliver', transit: transit('a#1', 'a', 'b') },
      { kind: 'deliver', transit: transit('a#2', 'a', 'b') },
      { effects: [note('x')] },
    );
    expect(rowsOf(events, { kind: 'messages' })).toEqual(['0', '1']);
    expect(rowsOf(events, { kind: 'all' })).toEqual(['0', '1', '2']);
  });

  it('shows as faults what was done to the world and what broke in it', () => {
    const events = trace(
      { kind: 'action', node: '' },
      { kind: 'repair', node: '' },
      { kind: 'lost', transit: transit('a#1', 'a', 'b') },
      { effects: [{ kind: 'verdict', property: 'p', status: 'violated', detail: '' }] },
      { effects: [become('open')] },
      { kind: 'deliver' },
    );
    expect(rowsOf(events, { kind: 'faults' })).toEqual(['0', '1', '2', '3']);
  });

  it('follows one node, one message with its answer, or one link', () => {
    const events = trace(
      { kind: 'deliver', node: 'b', transit: transit('a#1', 'a', 'b') },
      { kind: 'reply', node: 'a', transit: transit('b#1', 'b', 'a', 'a#1') },
      { kind: 'deliver', node: 'c', transit: transit('b#2', 'b', 'c') },
      { kind: 'action', node: '', effects: [{ kind: 'status', node: 'c', status: 'down' }] },
      { kind: 'action', node: '', action: { kind: 'dropMessage', message: 'a#1', atUs: 0 } },
    );
    expect(rowsOf(events, { kind: 'all', about: { kind: 'node', id: 'c' } })).toEqual(['2', '3']);
    expect(rowsOf(events, { kind: 'all', about: { kind: 'message', id: 'a#1' } })).toEqual(['0', '1', '4']);
    expect(rowsOf(events, { kind: 'all', about: { kind: 'link', a: 'b', b: 'a' } })).toEqual(['0', '1']);
  });

  it('follows a trace that grows, is cut and goes on differently', () => {
    const rows = createLogRows({ kind: 'changes', about: null });
    const past = trace({ effects: [note('x')] }, { effects: [note('x')] }, { effects: [note('x')] });
    rows.sync([...past, ...trace({}, {}, {}, { effects: [note('x')] }).slice(3)]);
    const other = trace({}, {}, { effects: [become('open')] }).slice(2);
    expect(write(rows.sync([...past.slice(0, 2), ...other]))).toEqual(['0', '+1', '2']);
  });
});

describe('reading at the cursor', () => {
  const rows: readonly LogRow[] = [
    { type: 'event', seq: 2 },
    { type: 'more', seq: 4, seqs: [4, 7, 9] },
    { type: 'event', seq: 8 },
  ];

  it('counts the rows that have begun', () => {
    expect([-1, 1, 2, 4, 7, 8, 100].map((seq) => rowsUpTo(rows, seq))).toEqual([0, 0, 1, 2, 2, 3, 3]);
  });

  it('counts what a row has gathered so far', () => {
    expect([4, 8, 9].map((seq) => countAt(rows[1]!, seq))).toEqual([1, 2, 3]);
    expect(countAt(rows[0]!, 2)).toBe(1);
  });

  it('names what was gathered', () => {
    expect(subjectOf(trace({ effects: [note('not permitted'), end] })[0]!)).toBe('not permitted, order failed');
  });
});
