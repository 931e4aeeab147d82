import { program, type Call, type DiskImage } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Batch, ChunkResult, Msg } from '../messages.ts';
import type { Node } from './container.ts';

/** A chunk that is being written. */
interface Pending extends Readonly<Batch> {
  readonly id: string;
  readonly call: Call;
}

interface CollectorState {
  /** By call. */
  pending: Record<string, Pending>;
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

function answer(node: Node, call: Call, result: ChunkResult['result']): void {
  node.reply(call, { type: 'ChunkResult', result });
}

interface Stored {
  readonly id: string;
  readonly orders: readonly number[];
}

const fresh = (node: Node, disk: DiskImage): CollectorState => ({
  pending: {},
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
function record(node: Node, state: CollectorState, orders: readonly number[]): void {
  let copies = 0;
  for (const order of orders) {
    if (state.orders[order]) copies += 1;
    state.orders[order] = true;
  }
  if (copies > 0) node.note('stored again', `the logs of ${copies} orders are here a second time, in another chunk`);
}

/** The entrance of the central log platform: limited, shared with many, and not always there. */
export const collector = program<CollectorState, Msg>({
  start: (node) => fresh(node, {}),
  restart: fresh,
  modes: ['ok', 'hang', 'refuse', 'reject', 'forgetful'],
  on: {
    Chunk(node, state, chunk, call) {
      if (node.mode === 'hang') return;
      if (node.mode === 'refuse') return answer(node, call, 'Retry');
      if (node.mode === 'reject') return answer(node, call, 'Error');
      if (state.stored[chunk.id]) {
        node.note('duplicate chunk', `chunk ${chunk.id} is here already: it is only acknowledged`);
        return answer(node, call, 'OK');
      }
      if (!takesFrom(node, state, chunk.kb)) {
        node.note(
          'rate limit',
          `chunk ${chunk.id} has to wait: the limit is ${dial(node, 'collector.linesPerSecond')} lines a second`,
        );
        return answer(node, call, 'Retry');
      }
      const { id, orders, kb, atUs } = chunk;
      state.pending[call.id] = { id, orders, kb, atUs, call };
      node.work('written', STORE_US, call.id);
    },
  },
  work: {
    written(node, state, key: string) {
      const { id, orders } = state.pending[key]!;
      node.disk.append('chunks', { id, orders });
      node.disk.sync('stored', key);
    },
  },
  disk: {
    /** Durable first, acknowledged afterwards. */
    stored(node, state, { ok }, key: string) {
      const { id, orders, kb, atUs, call } = state.pending[key]!;
      delete state.pending[key];
      if (!ok) return answer(node, call, 'Retry');
      if (!state.stored[id]) {
        state.stored[id] = true;
        node.note('chunk stored', `${kb} lines are stored`, orders);
        record(node, state, orders);
      }
      node.metric('lagMs', Math.max(0, Math.floor((node.now() - atUs) / 1_000)));
      // The acknowledgement gets lost on the way: what a network can do, made easy to watch.
      if (node.mode !== 'forgetful') answer(node, call, 'OK');
    },
  },
});
