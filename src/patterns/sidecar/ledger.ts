import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { Batch, Entry } from './messages.ts';
import { partOf, podOf, type PodName } from './pods.ts';

/**
 * The auditor's book: what became of the log of every order, from the trace alone. It trusts nobody's
 * counters. A line is counted once, wherever copies of it lie:
 * produced = stored (without copies) + buffered + dropped, by reason.
 */
export type Whereabouts = 'written' | 'app' | 'file' | 'memory' | 'filesystem' | 'gone';

export interface Log {
  readonly lines: number;
  /** Of the pod that wrote it. */
  readonly pod: PodName;
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

function move(ledger: Ledger, log: Log, at: Whereabouts, why = ''): void {
  count(ledger, log, -1);
  log.at = at;
  log.why = why;
  count(ledger, log, 1);
}

/** Lets every log go that is at this place in this pod. */
function lose(ledger: Ledger, pod: PodName, at: Whereabouts, why: string, spared?: ReadonlySet<number>): void {
  for (const [order, log] of Object.entries(ledger.logs))
    if (log.at === at && log.pod === pod && spared?.has(Number(order)) !== true) move(ledger, log, 'gone', why);
}

function eachLog(ledger: Ledger, orders: readonly number[], act: (log: Log) => void): void {
  for (const order of orders) {
    const log = ledger.logs[order];
    if (log !== undefined) act(log);
  }
}

/** A process begins to read at `position`: what lies before it is skipped, what lies after it can be had, even again. */
function tailStarts(ledger: Ledger, position: number, { node }: TraceEvent): void {
  const pod = podOf(node);
  for (const log of Object.values(ledger.logs)) {
    if (log.pod !== pod) continue;
    if (log.at === 'file' && log.offset < position) move(ledger, log, 'gone', 'skipped');
    else if (log.at === 'gone' && log.inFile && log.offset >= position) move(ledger, log, 'file');
  }
}

function mounted(ledger: Ledger, orders: readonly number[], { node }: TraceEvent): void {
  const pod = podOf(node);
  const kept = new Set(orders);
  lose(ledger, pod, 'file', 'volume crashed', kept);
  for (const [order, log] of Object.entries(ledger.logs)) if (log.pod === pod) log.inFile &&= kept.has(Number(order));
}

const messageOf = (event: TraceEvent): unknown => event.transit?.message;

/** The write that leaves together with the note of it: only its id tells which one got lost. */
function followWrite(ledger: Ledger, order: number, { effects }: TraceEvent): void {
  for (const effect of effects)
    if (effect.kind === 'send' && effect.transit.message.type === 'Append') ledger.writes[effect.transit.id] = order;
}

type Rule = (ledger: Ledger, data: any, event: TraceEvent) => void;

/** What the programs' notes say of logs; what a message of the same event says already, they do not repeat. */
const RULES: Readonly<Record<string, Rule>> = {
  'log written'(ledger, { order, lines, to }: { order: number; lines: number; to: 'written' | 'app' }, event) {
    if (to === 'written') followWrite(ledger, order, event);
    if (ledger.logs[order] !== undefined) return;
    const log: Log = { lines, pod: podOf(event.node), at: to, why: '', offset: -1, inFile: false, stored: false };
    ledger.logs[order] = log;
    ledger.produced += lines;
    count(ledger, log, 1);
  },
  'log appended'(ledger, offset: number, event) {
    delete ledger.writes[event.transit!.id];
    const log = ledger.logs[(messageOf(event) as Entry).order];
    if (log === undefined) return;
    move(ledger, log, 'file');
    log.offset = offset;
    log.inFile = true;
  },
  'file rotated away': (ledger, orders: readonly number[]) =>
    eachLog(ledger, orders, (log) => {
      log.inFile = false;
      if (log.at === 'file') move(ledger, log, 'gone', 'rotated away');
    }),
  'volume deleted'(ledger, _data, { node }) {
    const pod = podOf(node);
    lose(ledger, pod, 'file', 'volume deleted');
    for (const log of Object.values(ledger.logs)) if (log.pod === pod) log.inFile = false;
  },
  'volume mounted': mounted,
  'tail starts': tailStarts,
  'log read': (ledger, place: Whereabouts, event) =>
    eachLog(ledger, (messageOf(event) as Batch).orders, (log) => move(ledger, log, place)),
  'backlog loaded': (ledger, orders: readonly number[], { node }) =>
    lose(ledger, podOf(node), 'filesystem', 'power lost', new Set(orders)),
  'log dropped'(ledger, { orders, reason }: { orders: readonly number[]; reason: string }, event) {
    if (event.transit !== undefined) delete ledger.writes[event.transit.id];
    eachLog(ledger, orders, (log) => {
      if (log.at !== 'gone') move(ledger, log, 'gone', reason);
    });
  },
  'chunk delivered': (ledger, orders: readonly number[]) =>
    eachLog(ledger, orders, (log) => {
      if (!log.stored) ledger.lies += 1;
      move(ledger, log, 'gone', 'acknowledged, not stored');
    }),
  'chunk stored': (ledger, orders: readonly number[]) =>
    eachLog(ledger, orders, (log) => {
      if (log.stored) {
        ledger.copies += log.lines;
        return;
      }
      count(ledger, log, -1);
      log.stored = true;
      count(ledger, log, 1);
    }),
};

/** A write that never reaches the volume: there is no volume to write to. */
function loseWrite(ledger: Ledger, id: string): boolean {
  const order = ledger.writes[id];
  if (order === undefined) return false;
  delete ledger.writes[id];
  const log = ledger.logs[order];
  if (log?.at === 'written') move(ledger, log, 'gone', 'volume away');
  return true;
}

/** What `follow` goes by: for a property's `watches`. */
export const LEDGER_EFFECTS = ['note', 'lose', 'status'] as const;

function followEffect(ledger: Ledger, effect: Effect, event: TraceEvent): boolean {
  switch (effect.kind) {
    case 'note': {
      const rule = RULES[effect.rule];
      if (rule === undefined) return false;
      rule(ledger, effect.data, event);
      return true;
    }
    case 'lose':
      return loseWrite(ledger, effect.id);
    case 'status':
      if (effect.status !== 'down') return false;
      // Memory that nobody can count any more.
      if (partOf(effect.node) === 'shipper') lose(ledger, podOf(effect.node), 'memory', 'memory lost');
      if (partOf(effect.node) === 'app') lose(ledger, podOf(effect.node), 'app', 'memory lost');
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
  'proxy-2': true,
  'watcher-2': true,
  'kubelet-2': true,
  'payments-a': true,
  'payments-b': true,
  'control-plane': true,
};

/** Takes in one event; answers whether the book has changed. */
export function follow(ledger: Ledger, event: TraceEvent): boolean {
  if (ELSEWHERE[event.node] && event.kind !== 'action') return false;
  let changed = false;
  for (const effect of event.effects) if (followEffect(ledger, effect, event)) changed = true;
  return changed;
}
