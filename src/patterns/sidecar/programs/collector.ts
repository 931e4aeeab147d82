import { program, type Call, type DiskImage } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Chunk, ChunkResult, Entry, Msg } from '../messages.ts';
import type { Node } from './container.ts';

interface CollectorState {
  /** Chunks that are stored, by id: a second copy changes nothing. */
  stored: Record<string, true>;
  /** Orders whose log is stored here. */
  orders: Record<string, true>;
  /** Lines that it may still take now; filled again as time passes. */
  allowance: number;
  filledUs: number;
}

/** How long it works on a chunk before it writes it. */
const STORE_US = ms(20);

const dial = (node: Node, key: string): number => Number(node.settings[key]);
const linesIn = (entries: readonly Entry[]): number => entries.reduce((sum, entry) => sum + entry.lines, 0);

/** A token bucket that holds one second's worth. */
function takesFrom(node: Node, state: CollectorState, lines: number): boolean {
  const perSecond = dial(node, 'collector.linesPerSecond');
  const nowUs = node.monotonic();
  state.allowance = Math.min(
    perSecond,
    state.allowance + Math.floor(((nowUs - state.filledUs) * perSecond) / 1_000_000),
  );
  state.filledUs = nowUs;
  // A chunk that is larger than the bucket passes when the bucket is full.
  if (state.allowance < Math.min(lines, perSecond)) return false;
  state.allowance -= Math.min(lines, state.allowance);
  return true;
}

function answer(node: Node, call: Call, { id }: Chunk, result: ChunkResult['result']): void {
  node.reply(call, { type: 'ChunkResult', id, result });
}

interface Stored {
  readonly id: string;
  readonly orders: readonly number[];
}

const fresh = (node: Node, disk: DiskImage): CollectorState => ({
  stored: Object.fromEntries(((disk['chunks'] ?? []) as unknown as Stored[]).map(({ id }) => [id, true as const])),
  orders: Object.fromEntries(
    ((disk['chunks'] ?? []) as unknown as Stored[]).flatMap(({ orders }) =>
      orders.map((order) => [order, true as const]),
    ),
  ),
  allowance: dial(node, 'collector.linesPerSecond'),
  filledUs: node.monotonic(),
});

/** The platform knows a copy by its order; whether another collector has it as well, it cannot know. */
function record(node: Node, state: CollectorState, order: number): void {
  const copy = state.orders[order] === true;
  state.orders[order] = true;
  node.note(
    copy ? 'log stored twice' : 'log stored',
    `the log of order ${order} is ${copy ? 'here a second time' : 'stored'}`,
  );
}

/** The entrance of the central log platform: limited, shared with many, and not always there. */
export const collector = program<CollectorState, Msg>({
  start: (node) => fresh(node, {}),
  restart: fresh,
  modes: ['ok', 'hang', 'refuse', 'reject', 'forgetful'],
  on: {
    Chunk(node, state, chunk, call) {
      if (node.mode === 'hang') return;
      if (node.mode === 'refuse') return answer(node, call, chunk, 'Retry');
      if (node.mode === 'reject') return answer(node, call, chunk, 'Error');
      if (state.stored[chunk.id]) {
        node.note('duplicate chunk', `chunk ${chunk.id} is here already: it is only acknowledged`, { id: chunk.id });
        return answer(node, call, chunk, 'OK');
      }
      if (!takesFrom(node, state, linesIn(chunk.entries))) {
        node.note(
          'rate limit',
          `chunk ${chunk.id} has to wait: the limit is ${dial(node, 'collector.linesPerSecond')} lines a second`,
        );
        return answer(node, call, chunk, 'Retry');
      }
      node.work('written', STORE_US, { chunk, call });
    },
  },
  work: {
    written(node, _state, { chunk, call }: { readonly chunk: Chunk; readonly call: Call }) {
      node.disk.append('chunks', { id: chunk.id, orders: chunk.entries.map(({ order }) => order) });
      node.disk.sync('stored', { chunk, call });
    },
  },
  disk: {
    /** Durable first, acknowledged afterwards. */
    stored(node, state, { ok }, { chunk, call }: { readonly chunk: Chunk; readonly call: Call }) {
      if (!ok) return answer(node, call, chunk, 'Retry');
      const again = state.stored[chunk.id] === true;
      state.stored[chunk.id] = true;
      const { entries } = chunk;
      if (!again) {
        node.note('chunk stored', `${linesIn(entries)} lines are stored`, {
          id: chunk.id,
          orders: entries.map(({ order }) => order),
        });
        for (const { order } of entries) record(node, state, order);
      }
      node.metric('lagMs', Math.max(0, Math.floor((node.now() - entries[0]!.atUs) / 1_000)));
      // The acknowledgement gets lost on the way: what a network can do, made easy to watch.
      if (node.mode !== 'forgetful') answer(node, call, chunk, 'OK');
    },
  },
});
