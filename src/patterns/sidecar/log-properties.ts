import type { Property, World } from '../../kernel/property.ts';
import { seconds, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { bufferedLines, droppedLines, follow, LEDGER_EFFECTS, newLedger, type Ledger } from './ledger.ts';
import type { Chunk, Entry } from './messages.ts';
import { DEBUG_TIMES } from './programs/app.ts';
import type { AppState } from './programs/app-process.ts';
import { partOf, podOf, type PodName } from './pods.ts';
import { heldLines, type Buffers } from './programs/buffers.ts';
import type { ShipperState } from './programs/shipper.ts';
import { READ_KB, type VolumeState } from './programs/volume.ts';

const dial = (world: World, key: string): number => Number(world.settings[key]);
const sidecars = { appliesOff: false };

/** How often the book is compared with what the nodes really hold. */
const RECOUNT_US: Us = seconds(1);

/** Where a log can really be found, as bits: it may lie at more than one place. */
const BITS: Readonly<Record<string, number>> = { file: 1, memory: 2, filesystem: 2, app: 4 };

/** Where the logs of one pod lie from which they can still be shipped, by order; and places where nobody can look now. */
interface Found {
  readonly at: Map<number, number>;
  /** Bits. */
  readonly unknown: number;
}

function lookIn(world: World, pod: PodName): Found {
  const volume = world.on ? (world.state(`volume${pod}`) as VolumeState | undefined) : undefined;
  const shipper = world.on ? (world.state(`shipper${pod}`) as ShipperState | undefined) : undefined;
  const app = world.state(`app${pod}`) as AppState | undefined;
  const at = new Map<number, number>();
  const find = (order: number, place: string): void => void at.set(order, (at.get(order) ?? 0) | BITS[place]!);
  if (volume) {
    // An offset speaks of one mount; on another one the shipper will look again.
    const from = shipper && shipper.tail.mountUs === volume.mountUs ? shipper.tail.position : -1;
    for (const { entries } of volume.files)
      for (let i = entries.length - 1; i >= 0 && entries[i]!.offset >= from; i -= 1) find(entries[i]!.order, 'file');
  }
  if (shipper) {
    for (const order of shipper.buffers.open.orders) find(order, 'memory');
    for (const { orders } of shipper.buffers.chunks) for (const order of orders) find(order, 'memory');
  }
  if (app) {
    for (const { order } of app.shipping.queue) find(order, 'app');
    for (const { entry } of app.shipping.blocked) find(entry.order, 'app');
  }
  return { at, unknown: (volume ? 0 : 1) | (shipper ? 0 : 2) | (app ? 0 : 4) };
}

/** The first log that the book says is buffered and that is nowhere; what has been stored is looked for no more. */
function missing(state: Audit, world: World): string | undefined {
  const { logs } = state.ledger;
  const found: Partial<Record<PodName, Found>> = {};
  let kept = 0;
  for (const order of state.open) {
    const log = logs[order]!;
    if (log.stored) continue;
    state.open[kept] = order;
    kept += 1;
    const { at, unknown } = (found[log.pod] ??= lookIn(world, log.pod));
    const place = BITS[log.at] ?? 0;
    if (place !== 0 && (unknown & place) === 0 && ((at.get(order) ?? 0) & place) === 0)
      return `the log of order ${order} should be at the ${log.at}, is not there, and nobody said that it was dropped`;
  }
  state.open.length = kept;
  return undefined;
}

interface Audit {
  ledger: Ledger;
  recountUs: Us;
  /** Orders whose log was not stored when it was last looked for. */
  open: number[];
}

export const accounted: Property<Audit> = {
  id: 'accounted',
  kind: 'always',
  title: 'No line vanishes unsaid',
  explain:
    'Produced = stored + buffered + dropped by reason. The auditor’s book is compared with what nodes really hold, once a second. Lines may be dropped; they may not just disappear.',
  watches: { effects: LEDGER_EFFECTS },
  init: () => ({ ledger: newLedger(), recountUs: 0, open: [] }),
  step(state, event, world) {
    const { ledger } = state;
    const { produced } = ledger;
    if (!follow(ledger, event)) return undefined;
    if (ledger.produced > produced) state.open.push(producedIn(event));
    if (event.timeUs < state.recountUs) return undefined;
    state.recountUs = event.timeUs + RECOUNT_US;
    const known = ledger.stored + bufferedLines(ledger) + droppedLines(ledger);
    if (known !== ledger.produced) return `${ledger.produced} lines were produced, and ${known} are accounted for`;
    return missing(state, world);
  },
};

/** The order whose log is written in this event; programs write one at a time. */
function producedIn({ effects }: TraceEvent): number {
  for (const effect of effects)
    if (effect.kind === 'note' && effect.rule === 'log written') return (effect.data as { order: number }).order;
  throw new Error('lines were produced, and nobody has written them');
}

export const acknowledgedIsStored: Property<{ stored: Record<string, true> }> = {
  id: 'acknowledged-is-stored',
  kind: 'always',
  title: 'Acknowledged means stored',
  explain:
    'What counts as delivered is with a collector. An acknowledgement for another chunk of the same id loses lines unnoticed.',
  watches: { effects: ['note'] },
  init: () => ({ stored: {} }),
  step({ stored }, event) {
    for (const effect of event.effects) {
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'chunk stored') for (const order of effect.data as readonly number[]) stored[order] = true;
      if (effect.rule !== 'chunk delivered') continue;
      const lie = (effect.data as readonly number[]).find((order) => stored[order] !== true);
      if (lie !== undefined) return `the log of order ${lie} counts as delivered, and no collector has it`;
    }
    return undefined;
  },
};

/** The shipper's buffers after an event in which it said something: nothing enters or leaves them unsaid. */
function buffersAfter(event: TraceEvent, world: World): Buffers | undefined {
  if (partOf(event.node) !== 'shipper' || !event.effects.some(({ kind }) => kind === 'note')) return undefined;
  return (world.state(event.node) as ShipperState | undefined)?.buffers;
}

export const booksBalance: Property<null> = {
  id: 'books-balance',
  kind: 'always',
  title: 'The shipper’s own books',
  explain:
    'Lines read = delivered + dropped + held, in its own counters, whenever lines come or go. Operators see only these.',
  ...sidecars,
  watches: { effects: ['note'] },
  init: () => null,
  step(_state, event, world) {
    const buffers = buffersAfter(event, world);
    if (buffers === undefined) return undefined;
    const { read, delivered, dropped } = buffers.books;
    const held = heldLines(buffers);
    return read === delivered + dropped + held
      ? undefined
      : `the shipper has read ${read} lines, and counts ${delivered} delivered, ${dropped} dropped, ${held} held`;
  },
};

export const memoryBounded: Property<Record<PodName, number>> = {
  id: 'memory-bounded',
  kind: 'always',
  title: 'Memory: the limit and one write',
  explain: 'The buffer never holds more than Mem_Buf_Limit and one write, and its counter is what is really there.',
  ...sidecars,
  watches: { effects: ['note'] },
  init: (world) => ({ '': dial(world, 'shipper.memBufKb'), '-2': dial(world, 'shipper.memBufKb') }),
  step(state, event, world) {
    const buffers = buffersAfter(event, world);
    if (buffers === undefined) return undefined;
    const { memory, chunks, open } = buffers;
    let reallyKb = open.place === 'memory' ? open.kb : 0;
    for (const chunk of chunks) if (chunk.place === 'memory') reallyKb += chunk.kb;
    if (memory.usedKb !== reallyKb) return `the buffer counts ${memory.usedKb} kB, and holds ${reallyKb} kB`;
    // A limit that is lowered while the buffer is full is met as soon as it has emptied that far.
    const limitKb = dial(world, 'shipper.memBufKb');
    const pod = podOf(event.node);
    const boundKb = limitKb === 0 ? 0 : memory.usedKb < limitKb ? limitKb : Math.max(limitKb, state[pod]);
    state[pod] = boundKb;
    const oneWrite = Math.max(READ_KB, DEBUG_TIMES * dial(world, 'app.infoLines'));
    return boundKb > 0 && memory.usedKb > boundKb + oneWrite
      ? `the buffer holds ${memory.usedKb} kB, the limit is ${boundKb} kB and one write`
      : undefined;
  },
};

interface Order {
  /** How many logs were written before, by order. Offsets can come twice, when a volume has lost its end. */
  places: Record<string, number>;
  written: number;
  /** Place of the newest log that was sent for the first time, of each pod. */
  newest: Record<PodName, number>;
}

export const inFileOrder: Property<Order> = {
  id: 'in-file-order',
  kind: 'always',
  title: 'In the order of the file',
  explain: 'Logs in a chunk, and chunks sent for the first time, are in the order of the file. Retries may overtake.',
  ...sidecars,
  watches: { effects: ['note', 'become'] },
  init: () => ({ places: {}, written: 0, newest: { '': -1, '-2': -1 } }),
  step(state, event) {
    const part = partOf(event.node);
    if (part !== 'shipper' && part !== 'volume') return undefined;
    const pod = podOf(event.node);
    let sends = false;
    for (const effect of event.effects) {
      // A process that dies, and what it left behind, may begin again anywhere.
      if (effect.kind === 'become') {
        if (effect.to === 'STARTING' && part === 'shipper') state.newest[pod] = -1;
      } else if (effect.kind === 'note') {
        if (effect.rule === 'log appended') {
          state.places[(event.transit!.message as unknown as Entry).order] = state.written;
          state.written += 1;
        } else if (effect.rule === 'tail starts') state.newest[pod] = -1;
        else if (effect.rule === 'chunk in flight') sends = true;
      } else if (sends && effect.kind === 'send' && effect.transit.message.type === 'Chunk') {
        const late = firstOutOfOrder(state, pod, effect.transit.message as unknown as Chunk);
        if (late !== undefined) return `the log of order ${late} is sent after one that is younger`;
      }
    }
    return undefined;
  },
};

function firstOutOfOrder(state: Order, pod: PodName, { attempt, orders }: Chunk): number | undefined {
  for (const order of attempt === 0 ? orders : []) {
    const place = state.places[order] ?? -1;
    if (place < state.newest[pod]) return order;
    state.newest[pod] = place;
  }
  return undefined;
}
