import type { Us } from '../../../kernel/time.ts';
import type { Consumed, LogRecord } from '../records.ts';

/**
 * One partition's log, as a broker holds it: dense offsets from `start` on. Pure: whoever changes it
 * also writes it to disk.
 */
export interface PartitionLog {
  /** Offset of the first record that retention has left. */
  start: number;
  records: LogRecord[];
  /** What each producer wrote last, by producer id, to recognise what comes twice. */
  producers: Record<number, ProducerEntry>;
}

interface ProducerEntry {
  epoch: number;
  sequence: number;
  /** Its newest appends: runs of sequences and the offsets they got. */
  recent: [sequence: number, offset: number, count: number][];
}

/** Kafka remembers five batches of each producer: as many as may be in flight. */
const REMEMBERED = 5;

export const emptyLog = (): PartitionLog => ({ start: 0, records: [], producers: {} });

/** The offset that comes next. */
export const endOf = (log: PartitionLog): number => log.start + log.records.length;

export const lastEpochOf = ({ records }: PartitionLog): number => records[records.length - 1]?.epoch ?? 0;

export function append(log: PartitionLog, record: LogRecord): void {
  if (record.offset !== endOf(log)) throw new Error(`offset ${record.offset} does not follow ${endOf(log)}`);
  log.records.push(record);
  remember(log, record);
}

function remember(log: PartitionLog, { pid, producerEpoch, sequence, offset }: LogRecord): void {
  if (pid < 0) return;
  let entry = log.producers[pid];
  if (entry?.epoch !== producerEpoch) entry = log.producers[pid] = { epoch: producerEpoch, sequence: -1, recent: [] };
  entry.sequence = sequence;
  const { recent } = entry;
  const last = recent[recent.length - 1];
  if (last !== undefined && last[0] + last[2] === sequence && last[1] + last[2] === offset) last[2]++;
  else recent.push([sequence, offset, 1]);
  if (recent.length > REMEMBERED) recent.shift();
}

/** Cuts everything from `end` on. Answers what was cut. */
export function truncate(log: PartitionLog, end: number): LogRecord[] {
  if (end >= endOf(log)) return [];
  const cut = log.records.splice(Math.max(0, end - log.start));
  if (end < log.start) log.start = end;
  log.producers = {};
  for (const record of log.records) remember(log, record);
  return cut;
}

/** Retention: everything before `start` goes. */
export function dropBefore(log: PartitionLog, start: number): number {
  const dropped = Math.min(log.records.length, Math.max(0, start - log.start));
  log.records.splice(0, dropped);
  log.start += dropped;
  return dropped;
}

/** The offset of the first record that was measured at `sinceUs` or later; what is kept begins there. */
export function firstSince(log: PartitionLog, sinceUs: Us): number {
  const index = log.records.findIndex(({ atUs }) => atUs === undefined || atUs >= sinceUs);
  return index < 0 ? endOf(log) : log.start + index;
}

export const slice = (log: PartitionLog, from: number, to: number): LogRecord[] =>
  log.records.slice(Math.max(0, from - log.start), Math.max(0, to - log.start));

/** The same for consumers: what concerns brokers stays behind. */
export function consumed(log: PartitionLog, from: number, to: number): Consumed[] {
  const records: Consumed[] = [];
  for (let offset = Math.max(from, log.start); offset < to; offset++) {
    const record = log.records[offset - log.start];
    if (record?.reading === undefined) continue;
    const { reading, sensor, atUs, poison } = record;
    records.push(poison ? { offset, reading, sensor, atUs, poison } : { offset, reading, sensor, atUs });
  }
  return records;
}

/** Where the records of this leader epoch, or of the last one before it, end (KIP-101, KIP-279). */
export function endOfEpoch(log: PartitionLog, epoch: number): { readonly epoch: number; readonly end: number } {
  for (let i = log.records.length - 1; i >= 0; i--) {
    const record = log.records[i]!;
    if (record.epoch <= epoch) return { epoch: record.epoch, end: record.offset + 1 };
  }
  return { epoch: 0, end: log.start };
}

/** What a batch's sequence number says (KIP-98, `ProducerAppendInfo`, `ProducerStateEntry`). */
export type SequenceVerdict =
  | { readonly kind: 'next' | 'out of order' | 'fenced' }
  | { readonly kind: 'duplicate'; readonly offset: number };

/** The rules by which a log judges a batch; a planted bug replaces them. */
export type SequenceRules = (log: PartitionLog, pid: number, producerEpoch: number, first: number) => SequenceVerdict;

export const checkSequence: SequenceRules = (log, pid, producerEpoch, first) => {
  const entry = log.producers[pid];
  // A log that knows nothing of a producer takes whatever comes first (KIP-360).
  if (pid < 0 || entry === undefined) return { kind: 'next' };
  if (producerEpoch < entry.epoch) return { kind: 'fenced' };
  if (producerEpoch > entry.epoch) return { kind: first === 0 ? 'next' : 'out of order' };
  if (first === entry.sequence + 1) return { kind: 'next' };
  const run = entry.recent.find(([sequence, , count]) => sequence <= first && first < sequence + count);
  return run === undefined ? { kind: 'out of order' } : { kind: 'duplicate', offset: run[1] + first - run[0] };
};

/** What a broker writes to its disk, one after the other: records, cuts, and where retention has come to. */
export type DiskEntry = LogRecord | { readonly cut: number } | { readonly start: number };

/**
 * Log recovery after a restart: what lies on disk, up to the first gap. A record that repeats an offset
 * was written after a cut that did not reach the disk, and counts.
 */
export function recover(entries: readonly DiskEntry[]): PartitionLog {
  const log = emptyLog();
  for (const entry of entries) {
    if ('cut' in entry) truncate(log, entry.cut);
    else if ('start' in entry) {
      if (entry.start > endOf(log)) Object.assign(log, emptyLog(), { start: entry.start });
      else dropBefore(log, entry.start);
    } else {
      if (entry.offset > endOf(log)) break;
      truncate(log, entry.offset);
      append(log, entry);
    }
  }
  return log;
}
