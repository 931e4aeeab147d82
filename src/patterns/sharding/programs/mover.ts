import { program, type NodeContext } from '../../../kernel/program.ts';
import { ms, seconds, type Us } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { judge, type Load } from './load.ts';
import { wordsFor, type Move } from './placement/shard-map.ts';
import { DIRECTORIES, seeks, type Seeker } from './seat.ts';

type Node = NodeContext<Msg>;

/** Keeps nothing that matters: after a crash it asks the directory what is open, and every step can be repeated. */
interface State extends Load, Seeker {
  move: Move | null;
  /** Where the two shards of the move live, and the epoch of the map that says so. */
  source: string;
  target: string;
  epoch: number;
  busy: boolean;
  /** When the move has last come on, by its steady clock. */
  movedUs: Us;
}

const STEP_US = ms(1_500);

function ask(node: Node, state: State): void {
  state.busy = true;
  node.request(state.seat, { type: 'NextMove' }, { timeoutUs: ms(500), tag: 'next' });
}

/** Something did not answer or did not agree: look again at what is true now. */
function startOver(node: Node, state: State): void {
  state.busy = false;
  const patienceUs = ms(Number(node.settings['mover.patienceMs']));
  // The last slot of a move that has been cut can only be finished.
  if (patienceUs > 0 && isLong(state.move) && node.monotonic() - state.movedUs > patienceUs)
    node.send(state.seat, { type: 'CancelMove', id: state.move!.id });
  node.setTimer('look', ms(200));
}

const isLong = (move: Move | null): boolean =>
  move !== null && !(move.chunk.kind === 'slots' && move.chunk.from === move.chunk.to);

function step(node: Node, state: State): void {
  node.request(state.source, { type: 'MoveKeys', id: state.move!.id }, { timeoutUs: STEP_US, tag: 'moved' });
}

function setMigrating(node: Node, { source, move, epoch }: State): void {
  node.request(
    source,
    { type: 'SetSlot', state: 'MIGRATING', move: move!, epoch },
    { timeoutUs: STEP_US, tag: 'migrating' },
  );
}

/** Balancer and migrator: sees how the load is spread, and moves chunks between shards, one at a time. */
export const mover = program<State, Msg>({
  start(node) {
    node.become('IDLE', 'starts');
    node.setTimer('look', ms(500));
    node.setTimer('judge', seconds(1));
    return {
      move: null,
      source: '',
      target: '',
      epoch: 0,
      busy: false,
      movedUs: 0,
      seat: DIRECTORIES[0]!,
      load: {},
      size: {},
      skewed: 0,
    };
  },
  on: {
    LoadReport(_node, state, { shard, ops, keys }) {
      state.load[shard] = ops;
      state.size[shard] = keys;
    },
    Wake(node, state) {
      if (!state.busy) ask(node, state);
    },
  },
  timers: {
    judge(node, state) {
      judge(node, state);
      node.setTimer('judge', seconds(1));
    },
    look: (node, state) => ask(node, state),
    step: (node, state) => step(node, state),
  },
  replies: {
    next(node, state, reply) {
      if (seeks(node, state, reply) && reply.type === 'SeatAt') return ask(node, state);
      const { map } = reply.type === 'MoveIs' ? reply : { map: null };
      state.busy = false;
      if (map === null || map.open === null) {
        if (map !== null) node.become('IDLE', 'nothing to move');
        return node.setTimer('look', seconds(1));
      }
      const { open, epoch } = map;
      const [source, target] = [map.primaries[open.from]!, map.primaries[open.to]!];
      if (state.move?.id !== open.id) state.movedUs = node.monotonic();
      Object.assign(state, { move: open, source, target, epoch, busy: true });
      node.become('MOVING', `${wordsFor(open.chunk)} from ${open.from} to ${open.to}`);
      // What has been called off does not wait for a target that may not be there.
      if (open.cut) return setMigrating(node, state);
      // The target first: nobody may be sent to a shard that does not expect the key.
      node.request(
        target,
        { type: 'SetSlot', state: 'IMPORTING', move: open, epoch },
        { timeoutUs: STEP_US, tag: 'importing' },
      );
    },
    importing(node, state, reply) {
      if (reply.type !== 'Done' || !reply.ok) return startOver(node, state);
      setMigrating(node, state);
    },
    migrating(node, state, reply) {
      if (reply.type !== 'Done' || !reply.ok) return startOver(node, state);
      step(node, state);
    },
    moved(node, state, reply) {
      const { move, seat } = state;
      if (reply.type === 'Stands') {
        const { slot, half, epoch } = reply;
        return void node.request(
          seat,
          { type: 'CutMove', id: move!.id, slot, half, epoch },
          { timeoutUs: STEP_US, tag: 'committed' },
        );
      }
      if (reply.type !== 'KeysMoved') return startOver(node, state);
      node.metric('left', reply.left);
      state.movedUs = node.monotonic();
      if (reply.left > 0) return node.setTimer('step', ms(Number(node.settings['mover.pauseMs'])));
      // Only under the very epoch in which the source was done: if anything has changed, it is done again.
      node.request(
        seat,
        { type: 'CommitMove', id: move!.id, epoch: reply.epoch },
        { timeoutUs: STEP_US, tag: 'committed' },
      );
    },
    committed(node, state, reply) {
      seeks(node, state, reply);
      if (reply.type !== 'Committed') return startOver(node, state);
      const { id, cut } = state.move!;
      node.note('move done', `move ${id} ${cut ? 'ends where it stands' : 'is committed'}, epoch ${reply.epoch}`);
      ask(node, state);
    },
  },
});
