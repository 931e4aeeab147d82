import type { DiskImage } from '../../../kernel/program.ts';
import type { Entry } from '../messages.ts';
import type { Node } from './container.ts';
import { append, emptyMemBuffer, flush, type MemBuffer } from './mem-buffer.ts';

/** `storage.type`: where a chunk lives until it is delivered. */
export type Place = 'memory' | 'filesystem';

/** A chunk that the shipper is responsible for. Its id is made of what is in it, and outlives the process. */
export interface Held {
  readonly id: string;
  /** Its place among all chunks; on the filesystem, its name. */
  readonly no: number;
  readonly entries: readonly Entry[];
  readonly kb: number;
  readonly place: Place;
  state: 'waiting' | 'in flight' | 'retry';
  retries: number;
}

export interface Buffers {
  /** What was read since the last flush. */
  open: Entry[];
  openPlace: Place;
  /** Oldest first. */
  chunks: Held[];
  /** Number of the next chunk. */
  next: number;
  memory: MemBuffer;
  storageKb: number;
  /** The shipper's own books, in lines, since its process began: read = delivered + dropped + held. */
  books: { read: number; delivered: number; dropped: number };
}

/** A chunk that has grown to this size takes no more, kB. Fluent Bit’s grow to about 2 MB. */
const CHUNK_KB = 60;

export const emptyBuffers = (): Buffers => ({
  open: [],
  openPlace: 'memory',
  chunks: [],
  next: 1,
  memory: emptyMemBuffer(),
  storageKb: 0,
  books: { read: 0, delivered: 0, dropped: 0 },
});

export const linesIn = (entries: readonly Entry[]): number => entries.reduce((sum, entry) => sum + entry.lines, 0);
export const heldLines = ({ open, chunks }: Buffers): number =>
  linesIn(open) + chunks.reduce((sum, chunk) => sum + chunk.kb, 0);
const ordersOf = (entries: readonly Entry[]): number[] => entries.map(({ order }) => order);
const dial = (node: Node, key: string): number => Number(node.settings[key]);

/** Content decides the id: the same entries, read again, are the same chunk. */
export const chunkIdOf = (entries: readonly Entry[]): string =>
  `${entries[0]!.order}-${entries.at(-1)!.order}-${entries.length}`;

function report(node: Node, { memory, storageKb }: Buffers): void {
  node.become(
    memory.paused ? 'PAUSED' : 'READING',
    memory.paused ? 'Mem_Buf_Limit reached' : 'below Mem_Buf_Limit',
    'input',
  );
  node.metric('memoryKb', memory.usedKb);
  node.metric('storageKb', storageKb);
}

/** Entries come in from the file. In memory they count against `Mem_Buf_Limit`, one write too much included. */
export function adopt(node: Node, buffers: Buffers, entries: readonly Entry[]): void {
  if (linesIn(buffers.open) + linesIn(entries) > CHUNK_KB) closeChunk(node, buffers);
  if (buffers.open.length === 0) buffers.openPlace = node.settings['shipper.storage'] as Place;
  const kb = linesIn(entries);
  buffers.open.push(...entries);
  buffers.books.read += kb;
  node.note('log read', `the logs of ${entries.length} orders are read`, {
    orders: ordersOf(entries),
    place: buffers.openPlace,
  });
  if (buffers.openPlace === 'memory') append(buffers.memory, kb, dial(node, 'shipper.memBufKb'));
  else {
    for (const entry of entries) node.disk.append('open', entry);
    buffers.storageKb += kb;
    limitStorage(node, buffers);
  }
  report(node, buffers);
}

/** `storage.total_limit_size`: the oldest chunk makes room. */
function limitStorage(node: Node, buffers: Buffers): void {
  while (buffers.storageKb > dial(node, 'shipper.storageKb')) {
    const oldest = buffers.chunks.find((chunk) => chunk.place === 'filesystem' && chunk.state !== 'in flight');
    if (!oldest) return;
    drop(node, buffers, oldest, 'storage full');
  }
}

/** What was read becomes a chunk. Answers whether there was anything. */
export function closeChunk(node: Node, buffers: Buffers): boolean {
  const { open, openPlace } = buffers;
  if (open.length === 0) return false;
  const chunk: Held = {
    id: chunkIdOf(open),
    no: buffers.next,
    entries: open,
    kb: linesIn(open),
    place: openPlace,
    state: 'waiting',
    retries: 0,
  };
  if (openPlace === 'filesystem') {
    node.disk.set(`chunk-${chunk.no}`, chunk.entries);
    node.disk.delete('open');
  }
  buffers.open = [];
  buffers.next += 1;
  buffers.chunks.push(chunk);
  return true;
}

function remove(node: Node, buffers: Buffers, chunk: Held): void {
  buffers.chunks = buffers.chunks.filter((each) => each !== chunk);
  if (chunk.place === 'memory') flush(buffers.memory, chunk.kb, dial(node, 'shipper.memBufKb'));
  else {
    buffers.storageKb -= chunk.kb;
    node.disk.delete(`chunk-${chunk.no}`);
  }
  report(node, buffers);
}

export function deliver(node: Node, buffers: Buffers, chunk: Held): void {
  buffers.books.delivered += chunk.kb;
  node.note('chunk delivered', `${chunk.kb} lines are with a collector, after ${chunk.retries} retries`, {
    orders: ordersOf(chunk.entries),
  });
  remove(node, buffers, chunk);
}

/** With `storage.keep.rejected` what a collector will not have is kept aside instead. */
export function drop(node: Node, buffers: Buffers, chunk: Held, why: string): void {
  const kept = node.settings['shipper.keepRejected'] === true && (why === 'rejected' || why === 'retries spent');
  const reason = kept ? 'dead letter queue' : why;
  buffers.books.dropped += chunk.kb;
  node.note('log dropped', `${chunk.kb} lines leave the buffers: ${reason}`, {
    reason,
    orders: ordersOf(chunk.entries),
  });
  remove(node, buffers, chunk);
}

/** The process is gone. Chunks on the filesystem are there for the next one, to be sent again. */
export function loseMemory(node: Node, buffers: Buffers): void {
  const lost = buffers.chunks.filter((chunk) => chunk.place === 'memory').flatMap((chunk) => chunk.entries);
  if (buffers.openPlace === 'memory') {
    lost.push(...buffers.open);
    buffers.open = [];
  }
  if (lost.length > 0)
    node.note('log dropped', `${linesIn(lost)} lines were only in memory`, {
      reason: 'memory lost',
      orders: ordersOf(lost),
    });
  buffers.chunks = buffers.chunks.filter((chunk) => chunk.place === 'filesystem');
  for (const chunk of buffers.chunks) Object.assign(chunk, { state: 'waiting', retries: 0 });
  buffers.memory = emptyMemBuffer();
  buffers.books = { read: heldLines(buffers), delivered: 0, dropped: 0 };
  report(node, buffers);
}

/** What the filesystem still has of an earlier process: `storage.path`, the backlog. */
export function loadBuffers(node: Node, disk: DiskImage): Buffers {
  const open = [...((disk['open'] ?? []) as unknown as Entry[])];
  const chunks = Object.entries(disk)
    .filter(([key]) => key.startsWith('chunk-'))
    .map(([key, list]): Held => {
      const entries = list as unknown as Entry[];
      return {
        id: chunkIdOf(entries),
        no: Number(key.slice('chunk-'.length)),
        entries,
        kb: linesIn(entries),
        place: 'filesystem',
        state: 'waiting',
        retries: 0,
      };
    })
    .sort((a, b) => a.no - b.no);
  const buffers: Buffers = {
    ...emptyBuffers(),
    open,
    openPlace: open.length > 0 ? 'filesystem' : 'memory',
    chunks,
    next: (chunks.at(-1)?.no ?? 0) + 1,
  };
  buffers.storageKb = heldLines(buffers);
  buffers.books.read = buffers.storageKb;
  node.note('backlog loaded', `${buffers.storageKb} lines were on the filesystem`, {
    orders: [...ordersOf(open), ...chunks.flatMap((chunk) => ordersOf(chunk.entries))],
  });
  return buffers;
}
