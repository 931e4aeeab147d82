import type { DiskImage } from '../../../kernel/program.ts';
import type { Batch } from '../messages.ts';
import type { Us } from '../../../kernel/time.ts';
import type { Node } from './container.ts';
import { append, emptyMemBuffer, flush, type MemBuffer } from './mem-buffer.ts';

/** `storage.type`: where a chunk lives until it is delivered. */
export type Place = 'memory' | 'filesystem';

/** A chunk that the shipper is responsible for. Its id is made of what is in it, and outlives the process. */
export interface Held extends Readonly<Batch> {
  readonly id: string;
  /** Its place among all chunks; on the filesystem, its name. */
  readonly no: number;
  readonly place: Place;
  /** Fresh ones were never sent. */
  state: 'fresh' | 'waiting' | 'in flight' | 'retry';
  retries: number;
}

/** What was read since the last flush. */
interface OpenChunk {
  orders: number[];
  kb: number;
  atUs: Us;
  place: Place;
}

export interface Buffers {
  open: OpenChunk;
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

const nothingOpen = (place: Place): OpenChunk => ({ orders: [], kb: 0, atUs: 0, place });

export const emptyBuffers = (): Buffers => ({
  open: nothingOpen('memory'),
  chunks: [],
  next: 1,
  memory: emptyMemBuffer(),
  storageKb: 0,
  books: { read: 0, delivered: 0, dropped: 0 },
});

export function heldLines({ open, chunks }: Buffers): number {
  let kb = open.kb;
  for (const chunk of chunks) kb += chunk.kb;
  return kb;
}
const dial = (node: Node, key: string): number => Number(node.settings[key]);

/** Content decides the id: the same logs, read again, are the same chunk. */
export const chunkIdOf = (orders: readonly number[]): string => `${orders[0]}-${orders.at(-1)}-${orders.length}`;

/** The level of one place, and whether the input goes on, when it was paused or not before. */
function report(node: Node, { memory, storageKb }: Buffers, place: Place, wasPaused: boolean): void {
  if (place === 'memory') node.metric('memoryKb', memory.usedKb);
  else node.metric('storageKb', storageKb);
  if (memory.paused === wasPaused) return;
  if (memory.paused) node.become('PAUSED', 'Mem_Buf_Limit reached', 'input');
  else node.become('READING', 'below Mem_Buf_Limit', 'input');
}

/** Logs come in from the file. In memory they count against `Mem_Buf_Limit`, one write too much included. */
export function adopt(node: Node, buffers: Buffers, { orders, kb, atUs }: Batch): void {
  if (buffers.open.kb + kb > CHUNK_KB) closeChunk(node, buffers);
  const { open, memory } = buffers;
  if (open.kb === 0) {
    open.place = node.settings['shipper.storage'] as Place;
    open.atUs = atUs;
  }
  for (const order of orders) open.orders.push(order);
  open.kb += kb;
  buffers.books.read += kb;
  node.note('log read', `the logs of ${orders.length} orders are read`, open.place);
  const wasPaused = memory.paused;
  if (open.place === 'memory') append(memory, kb, dial(node, 'shipper.memBufKb'));
  else {
    node.disk.append('open', { orders, kb, atUs });
    buffers.storageKb += kb;
    limitStorage(node, buffers);
  }
  report(node, buffers, open.place, wasPaused);
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
  const { orders, kb, atUs, place } = buffers.open;
  if (kb === 0) return false;
  const no = buffers.next;
  if (place === 'filesystem') {
    node.disk.set(`chunk-${no}`, { orders, kb, atUs });
    node.disk.delete('open');
  }
  buffers.open = nothingOpen(place);
  buffers.next += 1;
  buffers.chunks.push({ id: chunkIdOf(orders), no, orders, kb, atUs, place, state: 'fresh', retries: 0 });
  return true;
}

function remove(node: Node, buffers: Buffers, chunk: Held): void {
  const { chunks, memory } = buffers;
  const wasPaused = memory.paused;
  chunks.splice(chunks.indexOf(chunk), 1);
  if (chunk.place === 'memory') flush(memory, chunk.kb, dial(node, 'shipper.memBufKb'));
  else {
    buffers.storageKb -= chunk.kb;
    node.disk.delete(`chunk-${chunk.no}`);
  }
  report(node, buffers, chunk.place, wasPaused);
}

export function deliver(node: Node, buffers: Buffers, chunk: Held): void {
  buffers.books.delivered += chunk.kb;
  node.note('chunk delivered', `${chunk.kb} lines are with a collector, after ${chunk.retries} retries`, chunk.orders);
  remove(node, buffers, chunk);
}

/** With `storage.keep.rejected` what a collector will not have is kept aside instead. */
export function drop(node: Node, buffers: Buffers, chunk: Held, why: string): void {
  const kept = node.settings['shipper.keepRejected'] === true && (why === 'rejected' || why === 'retries spent');
  const reason = kept ? 'dead letter queue' : why;
  const { orders, kb } = chunk;
  buffers.books.dropped += kb;
  node.note('log dropped', `${kb} lines leave the buffers: ${reason}`, { reason, orders });
  remove(node, buffers, chunk);
}

/** The process is gone. Chunks on the filesystem are there for the next one, to be sent again. */
export function loseMemory(node: Node, buffers: Buffers): void {
  const wasPaused = buffers.memory.paused;
  const lost = buffers.chunks.filter((chunk) => chunk.place === 'memory');
  const orders = lost.flatMap((chunk) => chunk.orders);
  let kb = lost.reduce((sum, chunk) => sum + chunk.kb, 0);
  if (buffers.open.place === 'memory') {
    orders.push(...buffers.open.orders);
    kb += buffers.open.kb;
    buffers.open = nothingOpen('memory');
  }
  if (kb > 0) node.note('log dropped', `${kb} lines were only in memory`, { reason: 'memory lost', orders });
  buffers.chunks = buffers.chunks.filter((chunk) => chunk.place === 'filesystem');
  for (const chunk of buffers.chunks) Object.assign(chunk, { state: 'fresh', retries: 0 });
  buffers.memory = emptyMemBuffer();
  buffers.books = { read: heldLines(buffers), delivered: 0, dropped: 0 };
  report(node, buffers, 'memory', wasPaused);
}

/** What the filesystem still has of an earlier process: `storage.path`, the backlog. */
export function loadBuffers(node: Node, disk: DiskImage): Buffers {
  const chunks = Object.entries(disk)
    .filter(([key]) => key.startsWith('chunk-'))
    .map(([key, value]): Held => {
      const { orders, kb, atUs } = value as unknown as Batch;
      const no = Number(key.slice('chunk-'.length));
      return { id: chunkIdOf(orders), no, orders, kb, atUs, place: 'filesystem', state: 'fresh', retries: 0 };
    })
    .sort((a, b) => a.no - b.no);
  const reads = (disk['open'] ?? []) as unknown as readonly Batch[];
  const buffers: Buffers = { ...emptyBuffers(), chunks, next: (chunks.at(-1)?.no ?? 0) + 1 };
  if (reads.length > 0)
    buffers.open = {
      orders: reads.flatMap(({ orders }) => orders),
      kb: reads.reduce((sum, { kb }) => sum + kb, 0),
      atUs: reads[0]!.atUs,
      place: 'filesystem',
    };
  buffers.storageKb = heldLines(buffers);
  buffers.books.read = buffers.storageKb;
  node.note('backlog loaded', `${buffers.storageKb} lines were on the filesystem`, [
    ...chunks.flatMap(({ orders }) => orders),
    ...buffers.open.orders,
  ]);
  return buffers;
}
