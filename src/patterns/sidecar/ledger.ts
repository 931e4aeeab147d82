import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { Entry } from './messages.ts';

/**
 * The auditor's book: what became of the log of every order, from the trace alone. It trusts nobody's
 * counters. A line is counted once, wherever copies of it lie:
 * produced = stored (without copies) + buffered + dropped, by reason.
 */
export type Whereabouts = 'written' | 'app' | 'file' | 'memory' | 'filesystem' | 'gone';

export interface Log {
  readonly lines: number;
  at: Whereabouts;
  /** Why it is gone. */
  why: string;
  /** Its offset, and whether the file still has it. */
  offset: number;
  inFile: boolean;
  stored: boolean;
}

export interface Ledger {
  logs: Record<string, Log>;
  /** Lines. */
  produced: number;
  stored: number;
  /** Lines stored once more than needed. */
  copies: number;
  buffered: Record<string, number>;
  dropped: Record<string, number>;
  /** Writes on their way to the volume: order by message. */
  writes: Record<string, number>;
  /** Chunks that a shipper was told are stored, and that nobody stored. */
  lies: number;
}

export const newLedger = (): Ledger => ({
  logs: {},
  produced: 0,
  stored: 0,
  copies: 0,
  buffered: {},
  dropped: {},
  writes: {},
  lies: 0,
});

const sum = (book: Readonly<Record<string, number>>): number =>
  Object.values(book).reduce((all, lines) => all + lines, 0);
export const bufferedLines = (ledger: Ledger): number => sum(ledger.buffered);
export const droppedLines = (ledger: Ledger): number => sum(ledger.dropped);

function count(ledger: Ledger, log: Log, sign: 1 | -1): void {
  const lines = sign * log.lines;
  if (log.stored) ledger.stored += lines;
  else if (log.at === 'gone') ledger.dropped[log.why] = (ledger.dropped[log.why] ?? 0) + lines;
  else ledger.buffered[log.at] = (ledger.buffered[log.at] ?? 0) + lines;
}

function change(ledger: Ledger, log: Log, changes: Partial<Log>): void {
  count(ledger, log, -1);
  Object.assign(log, changes);
  count(ledger, log, 1);
}

/** Lets every log that is at one of these places go. */
function lose(ledger: Ledger, at: readonly Whereabouts[], why: string, spared?: ReadonlySet<number>): void {
  for (const [order, log] of Object.entries(ledger.logs))
    if (at.includes(log.at) && spared?.has(Number(order)) !== true) change(ledger, log, { at: 'gone', why });
}

function eachLog(ledger: Ledger, orders: readonly number[], act: (log: Log) => void): void {
  for (const order of orders) {
    const log = ledger.logs[order];
    if (log !== undefined) act(log);
  }
}

interface NoteData {
  readonly entry?: Entry;
  readonly to?: 'written' | 'app';
  readonly order?: number;
  readonly orders?: readonly number[];
  readonly offset?: number;
  readonly position?: number;
  readonly place?: 'memory' | 'filesystem';
  readonly reason?: string;
}

/** A process begins to read at `position`: what lies before it is skipped, what lies after it can be had, even again. */
function tailStarts(ledger: Ledger, position: number): void {
  for (const log of Object.values(ledger.logs)) {
    if (log.at === 'file' && log.offset < position) change(ledger, log, { at: 'gone', why: 'skipped' });
    else if (log.at === 'gone' && log.inFile && log.offset >= position) change(ledger, log, { at: 'file' });
  }
}

function mounted(ledger: Ledger, orders: readonly number[]): void {
  const kept = new Set(orders);
  lose(ledger, ['file'], 'volume crashed', kept);
  for (const [order, log] of Object.entries(ledger.logs)) log.inFile &&= kept.has(Number(order));
}

type Rule = (ledger: Ledger, data: NoteData) => void;

const RULES: Readonly<Record<string, Rule>> = {
  'log written'(ledger, { entry, to }) {
    const { order, lines } = entry!;
    if (ledger.logs[order] !== undefined) return;
    const log: Log = { lines, at: to!, why: '', offset: -1, inFile: false, stored: false };
    ledger.logs[order] = log;
    ledger.produced += lines;
    count(ledger, log, 1);
  },
  'log appended': (ledger, { order, offset }) =>
    eachLog(ledger, [order!], (log) => change(ledger, log, { at: 'file', offset: offset!, inFile: true })),
  'file rotated away': (ledger, { orders }) =>
    eachLog(ledger, orders!, (log) => {
      log.inFile = false;
      if (log.at === 'file') change(ledger, log, { at: 'gone', why: 'rotated away' });
    }),
  'volume deleted'(ledger) {
    lose(ledger, ['file'], 'volume deleted');
    for (const log of Object.values(ledger.logs)) log.inFile = false;
  },
  'volume mounted': (ledger, { orders }) => mounted(ledger, orders!),
  'tail starts': (ledger, { position }) => tailStarts(ledger, position!),
  'log read': (ledger, { orders, place }) => eachLog(ledger, orders!, (log) => change(ledger, log, { at: place! })),
  'backlog loaded': (ledger, { orders }) => lose(ledger, ['filesystem'], 'power lost', new Set(orders)),
  'log dropped': (ledger, { orders, reason }) =>
    eachLog(ledger, orders!, (log) => {
      if (log.at !== 'gone') change(ledger, log, { at: 'gone', why: reason! });
    }),
  'chunk delivered': (ledger, { orders }) =>
    eachLog(ledger, orders!, (log) => {
      if (!log.stored) ledger.lies += 1;
      change(ledger, log, { at: 'gone', why: 'acknowledged, not stored' });
    }),
  'chunk stored': (ledger, { orders }) =>
    eachLog(ledger, orders!, (log) => {
      if (log.stored) ledger.copies += log.lines;
      else change(ledger, log, { stored: true });
    }),
};

/** A write that never reaches the volume: there is no volume to write to. */
function loseWrite(ledger: Ledger, id: string): void {
  const order = ledger.writes[id];
  if (order === undefined) return;
  delete ledger.writes[id];
  const log = ledger.logs[order];
  if (log?.at === 'written') change(ledger, log, { at: 'gone', why: 'volume away' });
}

function followEffect(ledger: Ledger, effect: Effect): boolean {
  switch (effect.kind) {
    case 'note': {
      const rule = RULES[effect.rule];
      if (rule === undefined) return false;
      rule(ledger, effect.data as NoteData);
      return true;
    }
    case 'send': {
      const { message, id } = effect.transit;
      if (message.type === 'Append') ledger.writes[id] = (message['entry'] as unknown as Entry).order;
      return false;
    }
    case 'lose':
      loseWrite(ledger, effect.id);
      return true;
    case 'status':
      if (effect.status !== 'down') return false;
      // Memory that nobody can count any more.
      if (effect.node === 'shipper') lose(ledger, ['memory'], 'memory lost');
      if (effect.node === 'app') lose(ledger, ['app'], 'memory lost');
      return true;
    default:
      return false;
  }
}

/** Who never touches a log: most events are theirs. */
const ELSEWHERE: Readonly<Record<string, true>> = {
  customers: true,
  proxy: true,
  watcher: true,
  kubelet: true,
  registry: true,
  'payments-a': true,
  'payments-b': true,
  'control-plane': true,
};

/** Takes in one event; answers whether the book has changed. */
export function follow(ledger: Ledger, event: TraceEvent): boolean {
  if (ELSEWHERE[event.node] && event.kind !== 'action') return false;
  let changed = false;
  if (event.kind === 'deliver' && event.transit?.message.type === 'Append') delete ledger.writes[event.transit.id];
  for (const effect of event.effects) if (followEffect(ledger, effect)) changed = true;
  return changed;
}
