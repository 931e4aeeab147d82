import type { Property, World } from '../../kernel/property.ts';
import { seconds, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { bufferedLines, droppedLines, follow, newLedger, type Ledger } from './ledger.ts';
import type { Entry } from './messages.ts';
import { DEBUG_TIMES } from './programs/app.ts';
import type { AppState } from './programs/app-process.ts';
import { heldLines, linesIn } from './programs/buffers.ts';
import { READ_KB, type ShipperState } from './programs/shipper.ts';
import type { VolumeState } from './programs/volume.ts';

const dial = (world: World, key: string): number => Number(world.settings[key]);
const sidecars = { appliesOff: false };

/** How often the book is compared with what the nodes really hold. */
const RECOUNT_US: Us = seconds(1);

/** Every order whose log really lies somewhere from where it can still be shipped; null: nobody can look there now. */
function reallyHeld(world: World): { file: Set<number> | null; shipper: Set<number> | null; app: Set<number> | null } {
  const volume = world.on ? (world.state('volume') as VolumeState | undefined) : undefined;
  const shipper = world.on ? (world.state('shipper') as ShipperState | undefined) : undefined;
  const app = world.state('app') as AppState | undefined;
  const orders = (entries: readonly Entry[]): number[] => entries.map(({ order }) => order);
  // An offset speaks of one mount; on another one the shipper will look again.
  const from = shipper && volume && shipper.tail.mountUs === volume.mountUs ? shipper.tail.position : -1;
  return {
    file: volume
      ? new Set(
          volume.files.flatMap(({ entries }) =>
            entries.filter(({ offset }) => offset >= from).map(({ entry }) => entry.order),
          ),
        )
      : null,
    shipper: shipper
      ? new Set([...orders(shipper.buffers.open), ...shipper.buffers.chunks.flatMap(({ entries }) => orders(entries))])
      : null,
    app: app ? new Set([...orders(app.shipping.queue), ...app.shipping.blocked.map(({ entry }) => entry.order)]) : null,
  };
}

/** The first log that the book says is buffered and that is nowhere. */
function missing(ledger: Ledger, world: World): string | undefined {
  const held = reallyHeld(world);
  const places = { file: held.file, memory: held.shipper, filesystem: held.shipper, app: held.app };
  for (const [order, log] of Object.entries(ledger.logs)) {
    if (log.stored || log.at === 'gone' || log.at === 'written') continue;
    const place = places[log.at];
    if (place !== null && !place.has(Number(order)))
      return `the log of order ${order} should be at the ${log.at}, is not there, and nobody said that it was dropped`;
  }
  return undefined;
}

export const accounted: Property<{ ledger: Ledger; recountUs: Us }> = {
  id: 'accounted',
  kind: 'always',
  title: 'No line vanishes unsaid',
  explain:
    'Produced = stored + buffered + dropped by reason. The auditor’s book is compared with what nodes really hold, once a second. Lines may be dropped; they may not just disappear.',
  init: () => ({ ledger: newLedger(), recountUs: 0 }),
  step(state, event, world) {
    const { ledger } = state;
    follow(ledger, event);
    if (event.timeUs < state.recountUs) return undefined;
    state.recountUs = event.timeUs + RECOUNT_US;
    const known = ledger.stored + bufferedLines(ledger) + droppedLines(ledger);
    if (known !== ledger.produced) return `${ledger.produced} lines were produced, and ${known} are accounted for`;
    return missing(ledger, world);
  },
};

/** Whoever sends chunks, and whoever stores them. */
const SHIPS: Readonly<Record<string, true>> = { app: true, shipper: true, 'collector-a': true, 'collector-b': true };

export const acknowledgedIsStored: Property<{ stored: Record<string, true> }> = {
  id: 'acknowledged-is-stored',
  kind: 'always',
  title: 'Acknowledged means stored',
  explain:
    'What counts as delivered is with a collector. An acknowledgement for another chunk of the same id loses lines unnoticed.',
  init: () => ({ stored: {} }),
  step({ stored }, event) {
    if (!SHIPS[event.node]) return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note') continue;
      const orders = (effect.data as { readonly orders?: readonly number[] } | undefined)?.orders ?? [];
      if (effect.rule === 'chunk stored') for (const order of orders) stored[order] = true;
      if (effect.rule !== 'chunk delivered') continue;
      const lie = orders.find((order) => stored[order] !== true);
      if (lie !== undefined) return `the log of order ${lie} counts as delivered, and no collector has it`;
    }
    return undefined;
  },
};

/** Whether this event may have changed what a program holds. */
const touches = (event: TraceEvent, node: string): boolean => event.node === node && event.effects.length > 0;

export const booksBalance: Property<null> = {
  id: 'books-balance',
  kind: 'always',
  title: 'The shipper’s own books',
  explain: 'Lines read = delivered + dropped + held, in its own counters, after every step. Operators see only these.',
  ...sidecars,
  init: () => null,
  step(_state, event, world) {
    if (!touches(event, 'shipper')) return undefined;
    const buffers = (world.state('shipper') as ShipperState | undefined)?.buffers;
    if (buffers === undefined) return undefined;
    const { read, delivered, dropped } = buffers.books;
    const held = heldLines(buffers);
    return read === delivered + dropped + held
      ? undefined
      : `the shipper has read ${read} lines, and counts ${delivered} delivered, ${dropped} dropped, ${held} held`;
  },
};

export const memoryBounded: Property<{ limitKb: number }> = {
  id: 'memory-bounded',
  kind: 'always',
  title: 'Memory: the limit and one write',
  explain: 'The buffer never holds more than Mem_Buf_Limit and one write, and its counter is what is really there.',
  ...sidecars,
  init: (world) => ({ limitKb: dial(world, 'shipper.memBufKb') }),
  step(state, event, world) {
    if (!touches(event, 'shipper')) return undefined;
    const buffers = (world.state('shipper') as ShipperState | undefined)?.buffers;
    if (buffers === undefined) return undefined;
    const { memory, chunks, open, openPlace } = buffers;
    const inMemory = chunks.reduce((kb, chunk) => kb + (chunk.place === 'memory' ? chunk.kb : 0), 0);
    const reallyKb = inMemory + (openPlace === 'memory' ? linesIn(open) : 0);
    if (memory.usedKb !== reallyKb) return `the buffer counts ${memory.usedKb} kB, and holds ${reallyKb} kB`;
    // A limit that is lowered while the buffer is full is met as soon as it has emptied that far.
    const limitKb = dial(world, 'shipper.memBufKb');
    state.limitKb = limitKb === 0 ? 0 : memory.usedKb < limitKb ? limitKb : Math.max(limitKb, state.limitKb);
    const oneWrite = Math.max(READ_KB, DEBUG_TIMES * dial(world, 'app.infoLines'));
    return state.limitKb > 0 && memory.usedKb > state.limitKb + oneWrite
      ? `the buffer holds ${memory.usedKb} kB, the limit is ${state.limitKb} kB and one write`
      : undefined;
  },
};

interface Order {
  /** How many logs were written before, by order. Offsets can come twice, when a volume has lost its end. */
  places: Record<string, number>;
  written: number;
  /** Place of the newest log that was sent for the first time. */
  newest: number;
}

export const inFileOrder: Property<Order> = {
  id: 'in-file-order',
  kind: 'always',
  title: 'In the order of the file',
  explain: 'Logs in a chunk, and chunks sent for the first time, are in the order of the file. Retries may overtake.',
  ...sidecars,
  init: () => ({ places: {}, written: 0, newest: -1 }),
  step(state, event) {
    if (event.node !== 'shipper' && event.node !== 'volume') return undefined;
    // A process that dies, and what it left behind, may begin again anywhere.
    for (const effect of event.effects) {
      if (effect.kind === 'note' && effect.rule === 'log appended') {
        state.places[(effect.data as { readonly order: number }).order] = state.written;
        state.written += 1;
      } else if (effect.kind === 'become' && effect.to === 'STARTING' && event.node === 'shipper') state.newest = -1;
      else if (effect.kind === 'note' && effect.rule === 'tail starts') state.newest = -1;
      else if (effect.kind === 'send' && event.node === 'shipper' && effect.transit.message.type === 'Chunk') {
        const { entries, attempt } = effect.transit.message as unknown as {
          entries: readonly Entry[];
          attempt: number;
        };
        for (const { order } of attempt === 0 ? entries : []) {
          const place = state.places[order] ?? -1;
          if (place < state.newest) return `the log of order ${order} is sent after one that is younger`;
          state.newest = place;
        }
      }
    }
    return undefined;
  },
};
