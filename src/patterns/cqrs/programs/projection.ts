import type { Json } from '../../../kernel/json.ts';
import type { DiskImage } from '../../../kernel/program.ts';
import type { StoreEvent } from './store-event.ts';
import { fold, isPoison, type Row, type ViewName } from './views.ts';

/** An event of the log with its offset there. */
export interface Entry {
  readonly offset: number;
  readonly event: StoreEvent;
}

/** One copy of a view. While it is rebuilt there are two: blue answers, green catches up. */
export interface Copy {
  readonly generation: number;
  /** Checkpoint: offset of the first event that is not in it. */
  next: number;
  /** Position of the newest event in it. */
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
  readonly next: number;
  readonly position: number;
  readonly committedUs: number;
  /** Ids of the events that changed a row, and how many came a second time. */
  readonly applied: readonly string[];
  readonly duplicates: number;
  /** The event that no row could be made of, where one was met. */
  readonly poison: Entry | null;
}

export const emptyCopy = (generation: number): Copy => ({
  generation,
  next: 0,
  position: 0,
  committedUs: 0,
  rows: {},
  versions: {},
  inbox: [],
});

/** Takes what can be applied now out of the inbox: in order and without holes, or, naively, as it came. */
export function takeBatch(copy: Pick<Copy, 'next' | 'inbox'>, dedupe: Dedupe, limit: number): Entry[] {
  if (dedupe !== 'version') return copy.inbox.splice(0, limit);
  const batch: Entry[] = [];
  let next = copy.next;
  while (batch.length < limit) {
    const entry = copy.inbox.find(({ offset }) => offset === next);
    if (entry === undefined) break;
    batch.push(entry);
    next += 1;
  }
  copy.inbox = copy.inbox.filter(({ offset }) => offset >= next);
  return batch;
}

/** The fold over a batch, up to the first event that cannot be applied. `memory` holds ids applied in this life. */
export function foldBatch(
  view: ViewName,
  copy: Copy,
  batch: readonly Entry[],
  dedupe: Dedupe,
  memory: Readonly<Record<string, true>>,
): Changed {
  const rows: Record<string, Row> = {};
  const versions: Record<string, number> = {};
  const applied: string[] = [];
  let { next, position, committedUs } = copy;
  let duplicates = 0;
  let poison: Entry | null = null;
  for (const entry of batch) {
    const { offset, event } = entry;
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
      const change = fold(view, event, (key) => rows[key] ?? copy.rows[key]);
      if (change !== null) {
        Object.assign(rows, change);
        versions[stream] = Math.max(version, versions[stream] ?? -1);
        applied.push(id);
      }
    }
    next = Math.max(next, offset + 1);
    position = Math.max(position, event.position);
    committedUs = Math.max(committedUs, event.committedUs);
  }
  return { rows, versions, next, position, committedUs, applied, duplicates, poison };
}

/** A copy after the transaction that changed it. */
export function merge(copy: Copy, changed: Changed): void {
  Object.assign(copy.rows, changed.rows);
  Object.assign(copy.versions, changed.versions);
  copy.next = changed.next;
  copy.position = changed.position;
  copy.committedUs = changed.committedUs;
}

/** What is on disk of one copy. Keys: `row/2/lamp`, `version/2/stock-lamp`, `checkpoint/2`. */
export function copyFromDisk(disk: DiskImage, generation: number): Copy {
  const copy = emptyCopy(generation);
  const rows = `row/${generation}/`;
  const versions = `version/${generation}/`;
  for (const key in disk) {
    if (key.startsWith(rows)) copy.rows[key.slice(rows.length)] = disk[key] as Row;
    else if (key.startsWith(versions)) copy.versions[key.slice(versions.length)] = Number(disk[key]);
  }
  const checkpoint = disk[`checkpoint/${generation}`] as Pick<Copy, 'next' | 'position' | 'committedUs'> | undefined;
  return Object.assign(copy, checkpoint);
}

interface Writer {
  set(key: string, value: Json): void;
}

export function writeRows(disk: Writer, generation: number, { rows }: Changed): void {
  for (const key in rows) disk.set(`row/${generation}/${key}`, rows[key]!);
}

/** Which events are in the rows: checkpoint, and versions of streams. */
export function writeCheckpoint(disk: Writer, generation: number, changed: Changed): void {
  const { versions, next, position, committedUs } = changed;
  for (const stream in versions) disk.set(`version/${generation}/${stream}`, versions[stream]!);
  disk.set(`checkpoint/${generation}`, { next, position, committedUs });
}
