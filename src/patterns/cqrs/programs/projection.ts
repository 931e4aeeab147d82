import type { Json } from '../../../kernel/json.ts';
import type { DiskImage } from '../../../kernel/program.ts';
import type { StoreEvent } from './store-event.ts';
import { fold, isPoison, type Row, type ViewName } from './views.ts';

/** An event of the log with its place there. */
export interface Entry {
  readonly partition: number;
  readonly offset: number;
  readonly event: StoreEvent;
}

/** One copy of a view. While it is rebuilt there are two: blue answers, green catches up. */
export interface Copy {
  readonly generation: number;
  /** Checkpoint: for each partition, the offset of the first event that is not in it … */
  offsets: number[];
  /** … and all of them together: how many events of the log are done. */
  next: number;
  /** For each partition: up to which position everything is in it … */
  reached: number[];
  /** … and so for the whole: a copy is as old as the partition that is furthest behind. */
  position: number;
  committedUs: number;
  rows: Record<string, Row>;
  /** Newest version of each stream that has changed a row: what comes again is known by it. */
  versions: Record<string, number>;
  /** Delivered, not applied. */
  inbox: Entry[];
}

/**
 * How a projector tells what it has applied already. `version`: by (stream, version), written in the
 * same transaction as the rows. `memory`: by id, remembered in the process. `none`: not at all.
 */
export type Dedupe = 'version' | 'memory' | 'none';

/** What one transaction of a projector changes. */
export interface Changed {
  readonly rows: Record<string, Row>;
  readonly versions: Record<string, number>;
  readonly offsets: number[];
  readonly reached: number[];
  readonly committedUs: number;
  /** Ids of the events that changed a row, and how many came a second time. */
  readonly applied: readonly string[];
  readonly duplicates: number;
  /** The event that no row could be made of, where one was met. */
  readonly poison: Entry | null;
}

/** What a partition says of itself: with all events before `head` it is complete up to `upTo`. */
export interface Mark {
  readonly head: number;
  readonly upTo: number;
}

export const emptyCopy = (generation: number, partitions = 1): Copy => ({
  generation,
  offsets: Array.from({ length: partitions }, () => 0),
  next: 0,
  reached: Array.from({ length: partitions }, () => 0),
  position: 0,
  committedUs: 0,
  rows: {},
  versions: {},
  inbox: [],
});

export const sum = (offsets: readonly number[]): number => offsets.reduce((all, offset) => all + offset, 0);

/** How far a copy with these offsets has come in each partition, by what the partitions say of themselves. */
export function reach(offsets: readonly number[], reached: readonly number[], marks: readonly Mark[]): number[] {
  return reached.map((position, i) => (offsets[i]! >= marks[i]!.head ? Math.max(position, marks[i]!.upTo) : position));
}

/**
 * Takes what can be applied now out of the inbox: each partition in order and without holes, the
 * partitions as they come; or, naively, all as it came.
 */
export function takeBatch(copy: Pick<Copy, 'offsets' | 'inbox'>, dedupe: Dedupe, limit: number): Entry[] {
  if (dedupe !== 'version') return copy.inbox.splice(0, limit);
  const batch: Entry[] = [];
  const next = copy.offsets.slice();
  while (batch.length < limit) {
    const entry = copy.inbox.find(({ partition, offset }) => offset === next[partition]);
    if (entry === undefined) break;
    batch.push(entry);
    next[entry.partition] = entry.offset + 1;
  }
  if (batch.length > 0) copy.inbox = copy.inbox.filter(({ partition, offset }) => offset >= next[partition]!);
  return batch;
}

/** The fold over a batch, up to the first event that cannot be applied. `memory` holds ids applied in this life. */
export function foldBatch(
  view: ViewName,
  copy: Copy,
  batch: readonly Entry[],
  dedupe: Dedupe,
  memory: Readonly<Record<string, true>>,
  passesOver = false,
): Changed {
  const rows: Record<string, Row> = {};
  const versions: Record<string, number> = {};
  const applied: string[] = [];
  const offsets = copy.offsets.slice();
  const reached = copy.reached.slice();
  let { committedUs } = copy;
  let duplicates = 0;
  let poison: Entry | null = null;
  for (const entry of batch) {
    const { partition, offset, event } = entry;
    const { stream, version, id } = event;
    if (isPoison(event) && view === 'cards') {
      poison = entry;
      break;
    }
    const known =
      dedupe === 'version'
        ? version <= (versions[stream] ?? copy.versions[stream] ?? -1)
        : dedupe === 'memory' && (memory[id] === true || applied.includes(id));
    if (known) duplicates += 1;
    else {
      const change = fold(view, event, (key) => rows[key] ?? copy.rows[key], passesOver);
      if (change !== null) {
        Object.assign(rows, change);
        versions[stream] = Math.max(version, versions[stream] ?? -1);
        applied.push(id);
      }
    }
    offsets[partition] = Math.max(offsets[partition]!, offset + 1);
    reached[partition] = Math.max(reached[partition]!, event.position);
    committedUs = Math.max(committedUs, event.committedUs);
  }
  return { rows, versions, offsets, reached, committedUs, applied, duplicates, poison };
}

/** A copy after the transaction that changed it. */
export function merge(copy: Copy, changed: Changed): void {
  Object.assign(copy.rows, changed.rows);
  Object.assign(copy.versions, changed.versions);
  copy.committedUs = changed.committedUs;
  stand(copy, changed.offsets, changed.reached);
}

/** Where a copy stands now. */
export function stand(copy: Copy, offsets: number[], reached: number[]): void {
  copy.offsets = offsets;
  copy.next = sum(offsets);
  copy.reached = reached;
  copy.position = Math.min(...reached);
}

/** What is on disk of one copy. Keys: `row/2/lamp`, `version/2/stock-lamp`, `checkpoint/2`. */
export function copyFromDisk(disk: DiskImage, generation: number, partitions: number): Copy {
  const copy = emptyCopy(generation, partitions);
  const rows = `row/${generation}/`;
  const versions = `version/${generation}/`;
  for (const key in disk) {
    if (key.startsWith(rows)) copy.rows[key.slice(rows.length)] = disk[key] as Row;
    else if (key.startsWith(versions)) copy.versions[key.slice(versions.length)] = Number(disk[key]);
  }
  const saved = disk[`checkpoint/${generation}`] as Pick<Copy, 'offsets' | 'reached' | 'committedUs'> | undefined;
  if (saved === undefined) return copy;
  copy.committedUs = saved.committedUs;
  stand(copy, saved.offsets.slice(), saved.reached.slice());
  return copy;
}

interface Writer {
  set(key: string, value: Json): void;
}

export function writeRows(disk: Writer, generation: number, { rows }: Changed): void {
  for (const key in rows) disk.set(`row/${generation}/${key}`, rows[key]!);
}

/** Which events are in the rows: checkpoint, and versions of streams. */
export function writeCheckpoint(disk: Writer, generation: number, changed: Changed): void {
  const { versions, offsets, reached, committedUs } = changed;
  for (const stream in versions) disk.set(`version/${generation}/${stream}`, versions[stream]!);
  disk.set(`checkpoint/${generation}`, { offsets, reached, committedUs });
}
