import { program, type DiskImage, type TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Lines, Msg } from '../messages.ts';
import { beside } from '../pods.ts';
import {
  adopt,
  closeChunk,
  deliver,
  drop,
  emptyBuffers,
  loadBuffers,
  loseMemory,
  type Buffers,
  type Held,
} from './buffers.ts';
import { afterCrash, compute, emptyBox, exitWith, lifecycle, started, type Box, type Node } from './container.ts';
import { countFailure, isHealthy, newHealth, type Health } from './health.ts';
import { mayRetry, retryWaitUs } from './scheduler.ts';
import { findPlace, openTail, saveOffset, type Tail } from './tail.ts';

export interface ShipperState {
  box: Box;
  tail: Tail;
  buffers: Buffers;
  /** Flushes of this process that found something. */
  flushed: number;
  /** SIGTERM: one last look at the file, then flush. */
  lastLook: boolean;
  health: Health;
}

const COLLECTORS = ['collector-a', 'collector-b'] as const;
/** Lines in flight at once, per process: more would only queue at the collectors. */
const MOST_IN_FLIGHT = 4;
const MEMORY_KB = 30_000;
const REFRESH_US: Us = ms(250);
const READ_TIMEOUT_US: Us = ms(500);

const dial = (node: Node, key: string): number => Number(node.settings[key]);

// ——— Input

function read(node: Node, { tail, buffers, box }: ShipperState): void {
  if (tail.reading || buffers.memory.paused) return;
  tail.reading = true;
  node.request(
    beside(node.id, 'volume'),
    { type: 'Read', from: tail.position, mountUs: tail.mountUs },
    { timeoutUs: READ_TIMEOUT_US, tag: 'lines', data: box.life },
  );
}

/** Reading costs CPU, by the line: a parser with a bad expression can cost a thousand times as much. */
function parse(node: Node, { tail, box, buffers }: ShipperState, lines: Lines): void {
  tail.position = lines.next;
  adopt(node, buffers, lines);
  saveOffset(node, tail);
  node.disk.sync('saved');
  compute(node, box, 'parsed', Math.max(1, lines.kb * dial(node, 'ship.cpuUsPerLine')), box.life);
}

// ——— Output

/** "The engine flushes": whatever has come together becomes a chunk, and chunks that wait are sent. */
function flushAll(node: Node, state: ShipperState): void {
  const { buffers } = state;
  if (closeChunk(node, buffers) || buffers.chunks.length > 0) state.flushed += 1;
  const every = dial(node, 'ship.crashEvery');
  if (every > 0 && state.flushed >= every) return exit(node, state, 1, 'bug in the shipping code');
  sendWaiting(node, state);
}

function sendWaiting(node: Node, state: ShipperState): void {
  const { chunks } = state.buffers;
  let inFlight = 0;
  for (const chunk of chunks) if (chunk.state === 'in flight') inFlight += 1;
  for (const chunk of chunks) {
    if (inFlight >= MOST_IN_FLIGHT) return;
    if (chunk.state !== 'fresh' && chunk.state !== 'waiting') continue;
    inFlight += 1;
    send(node, state, chunk);
  }
}

/** Upstreams by turns; a retry goes to the next one. */
function send(node: Node, state: ShipperState, chunk: Held): void {
  const { id, retries: attempt, orders, kb, atUs } = chunk;
  if (chunk.state === 'fresh') node.note('chunk in flight', `chunk ${id} is sent for the first time`);
  chunk.state = 'in flight';
  node.request(
    COLLECTORS[(orders[0]! + attempt) % 2]!,
    { type: 'Chunk', id, attempt, orders, kb, atUs },
    { timeoutUs: ms(dial(node, 'ship.timeoutMs')), tag: 'answered', data: { id, life: state.box.life } },
  );
}

function retryOrDrop(node: Node, state: ShipperState, chunk: Held): void {
  if (!mayRetry(dial(node, 'ship.retryLimit'), chunk.retries + 1)) {
    countFailure(node, state.health.retryFailures);
    return drop(node, state.buffers, chunk, 'retries spent');
  }
  chunk.retries += 1;
  chunk.state = 'retry';
  const waitUs = retryWaitUs(
    node.stream('backoff'),
    dial(node, 'ship.backoffBaseMs'),
    dial(node, 'ship.backoffCapMs'),
    chunk.retries,
  );
  node.work('retry', waitUs, { id: chunk.id, life: state.box.life });
}

// ——— Process

function forget(node: Node, state: ShipperState): void {
  loseMemory(node, state.buffers);
  state.tail.reading = false;
  state.lastLook = false;
  state.health = newHealth();
  for (const timer of ['refresh', 'flush', 'grace']) node.cancelTimer(timer);
}

const exit = exitWith(forget);

function exitWhenFlushed(node: Node, state: ShipperState): void {
  const { chunks, open } = state.buffers;
  if (state.box.phase === 'STOPPING' && !state.lastLook && chunks.length === 0 && open.kb === 0)
    exit(node, state, 0, 'flushed after SIGTERM');
}

const container = lifecycle<ShipperState>({
  startMs: (node) => dial(node, 'shipper.startMs'),
  ships: () => true,
  boot(node, state, fresh) {
    if (fresh) {
      // A new pod: nothing of the old one's volumes is left.
      closeChunk(node, state.buffers);
      const { chunks } = state.buffers;
      while (chunks.length > 0) drop(node, state.buffers, chunks[0]!, 'volume deleted');
      state.tail = { position: 0, mountUs: 0, reading: false };
      saveOffset(node, state.tail);
    } else if (!node.settings['tail.offsetDb']) state.tail = { position: -1, mountUs: 0, reading: false };
    state.flushed = 0;
    if (state.tail.position >= 0)
      node.note('tail starts', `it reads on from offset ${state.tail.position}`, state.tail.position);
    node.setTimer('refresh', REFRESH_US);
    node.setTimer('flush', ms(dial(node, 'ship.flushMs')));
    started(node, state);
    read(node, state);
  },
  /** Service section, `Grace`: inputs stop, buffers are flushed, then it exits in any case. */
  drain(node, state) {
    // A paused input stays paused: what it has not read stays in the file.
    state.lastLook = !state.buffers.memory.paused;
    node.setTimer('grace', ms(dial(node, 'shipper.graceMs')));
    read(node, state);
    exitWhenFlushed(node, state);
  },
  forget,
  check(node, { health }, probe) {
    const asksHealth =
      probe === 'readiness'
        ? node.settings['shipper.healthCheck'] === true
        : node.settings['shipper.livenessAsks'] === 'health';
    return !asksHealth || isHealthy(node, health);
  },
  memoryKb: (_node, state) => MEMORY_KB + state.buffers.memory.usedKb,
});

function boot(box: Box, node: Node, disk: DiskImage): ShipperState {
  node.become('READING', 'starts', 'input');
  return {
    box,
    tail: openTail(node, disk),
    buffers: loadBuffers(node, disk),
    flushed: 0,
    lastLook: false,
    health: newHealth(),
  };
}

/** Fluent Bit beside the application: reads the log file, keeps what cannot be delivered, ships the rest. */
export const shipper = program<ShipperState, Msg>({
  start: (node) => ({ ...boot(emptyBox(node), node, {}), buffers: emptyBuffers() }),
  restart: (node, disk) => boot(afterCrash(node), node, disk),
  on: { ...container.on },
  work: {
    ...container.work,
    parsed(node, state, life: number) {
      if (life !== state.box.life) return;
      state.tail.reading = false;
      read(node, state);
    },
    retry(node, state, { id, life }: { readonly id: string; readonly life: number }) {
      const chunk = state.buffers.chunks.find((each) => each.id === id);
      if (life !== state.box.life || chunk?.state !== 'retry') return;
      chunk.state = 'waiting';
      sendWaiting(node, state);
    },
  },
  replies: {
    lines(node, state, reply: Msg | TimedOut, life: number) {
      if (life !== state.box.life) return;
      state.tail.reading = false;
      if (reply.type === 'Mounted') {
        findPlace(node, state.tail, reply);
        return read(node, state);
      }
      if (reply.type !== 'Lines') return;
      if (reply.kb > 0) {
        // Until these are parsed.
        state.tail.reading = true;
        return parse(node, state, reply);
      }
      if (!state.lastLook) return;
      state.lastLook = false;
      flushAll(node, state);
      exitWhenFlushed(node, state);
    },
    answered(node, state, reply: Msg | TimedOut, { id, life }: { readonly id: string; readonly life: number }) {
      const chunk = state.buffers.chunks.find((each) => each.id === id);
      if (life !== state.box.life || chunk?.state !== 'in flight') return;
      const result = reply.type === 'ChunkResult' ? reply.result : 'Retry';
      if (result === 'OK') deliver(node, state.buffers, chunk);
      else if (result === 'Error') {
        countFailure(node, state.health.errors);
        drop(node, state.buffers, chunk, 'rejected');
      } else retryOrDrop(node, state, chunk);
      sendWaiting(node, state);
      exitWhenFlushed(node, state);
    },
  },
  timers: {
    refresh(node, state) {
      node.setTimer('refresh', REFRESH_US);
      read(node, state);
    },
    flush(node, state) {
      node.setTimer('flush', ms(dial(node, 'ship.flushMs')));
      flushAll(node, state);
      exitWhenFlushed(node, state);
    },
    grace: (node, state) => exit(node, state, 0, 'grace is over'),
  },
  disk: { saved() {} },
});
