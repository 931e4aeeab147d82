import { program, type Call } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { firstMap, singleMap } from './placement/shard-map.ts';
import { adopt, sayReady, settle } from './shard-adopt.ts';
import { claim, imaged } from './shard-claim.ts';
import { countVote, failed, gossip, heard, hearOffset, requestVotes, snapshot } from './shard-failover.ts';
import { vote, voted, type Ballot } from './shard-vote.ts';
import {
  allMayReplace,
  apply,
  firstData,
  hold,
  isMine,
  logged,
  recovered,
  replicaHas,
  whenReplicated,
  writeImage,
} from './shard-log.ts';
import * as move from './shard-move.ts';
import { asking, hangUp, serve, served, turnAway } from './shard-serve.ts';
import { seeks } from './seat.ts';
import {
  askForMap,
  configOf,
  emptyState,
  hearEverybody,
  ownPrimary,
  type After,
  type Node,
  type State,
} from './shard-state.ts';

function join(node: Node, { seat }: State): void {
  node.request(seat, { type: 'Join', shard: configOf(node).shard }, { timeoutUs: ms(300), tag: 'joined' });
}

/** Keys that it owns: orphans do not count. Asked for only where a balancer weighs. */
const sizeOf = (node: Node, state: State): number =>
  node.settings['balance.by'] === 'size' ? Object.keys(state.data).filter((key) => isMine(node, state, key)).length : 0;

function tick(node: Node, state: State): void {
  node.setTimer('tick', ms(1_000));
  node.metric('keys', state.held);
  if (state.role !== 'primary') return;
  node.metric('served', state.served);
  const { alone, shard: name } = configOf(node);
  if (!alone && state.map.members.includes(name))
    node.send('mover', { type: 'LoadReport', shard: name, ops: state.served, keys: sizeOf(node, state) });
  state.served = 0;
  refreshCopies(node, state);
}

/** Copies of hot keys are sent again and again: one that got lost would be old for ever. */
function refreshCopies(node: Node, state: State): void {
  for (const key in state.map.hot) if (state.map.hot[key] === 'copied') copyOut(node, state, key);
  sayReady(node, state);
}

function copyOut(node: Node, state: State, key: string): void {
  const item = state.data[key];
  if (item === undefined || state.map.hot[key] !== 'copied') return;
  for (const shard of state.map.members) {
    const to = state.map.primaries[shard]!;
    if (to !== node.id && node.peers.includes(to)) node.send(to, { type: 'CopyItem', key, item });
  }
}

function finish(node: Node, state: State, ok: boolean, after: After): void {
  switch (after.do) {
    case 'answer':
      if (ok) copyOut(node, state, after.key);
      return node.reply(
        after.call,
        ok
          ? { type: 'Value', value: state.data[after.key] ?? '', copy: false }
          : { type: 'ClusterDown', why: 'the disk is full' },
      );
    case 'ack':
      if (ok) whenReplicated(node, state, after);
      else node.reply(after.call, { type: after.reply, ok: false });
      return;
    case 'released':
      return move.released(node, state, ok, after.key, after.call);
    case 'nothing':
  }
}

/** One shard of the data: a primary that serves and moves keys, or the replica that may take its place. */
export const shard = program<State, Msg>({
  start(node) {
    const { alone, replica, shard: name } = configOf(node);
    const map = alone ? singleMap(node.settings) : firstMap(node.settings);
    const state = emptyState(map, replica ? 'replica' : 'primary');
    if (map.members.includes(name)) hold(state, firstData(map, name));
    if (!replica) state.replicated = allMayReplace(node);
    node.become(replica ? 'REPLICA' : 'PRIMARY', 'starts');
    if (!replica) node.become('STABLE', 'starts', 'slots');
    hearEverybody(node, state);
    gossip(node, state);
    tick(node, state);
    return state;
  },

  restart(node, disk) {
    const { alone, shard: name } = configOf(node);
    const map = alone ? singleMap(node.settings) : firstMap(node.settings);
    const state = recovered(disk, map, name);
    if (!map.members.includes(name) && disk['image'] === undefined && disk['log'] === undefined) hold(state, {});
    node.become(alone ? 'PRIMARY' : 'JOINING', 'boots from its disk');
    if (alone) state.role = 'primary';
    else join(node, state);
    hearEverybody(node, state);
    gossip(node, state);
    tick(node, state);
    return state;
  },

  needsWorker: ['Get', 'Put', 'Like', 'GetMany', 'Scatter'],
  overflow: (node, state, _message, call) => turnAway(node, state, call),
  reset: (_node, state, peer) => hangUp(state, peer),

  on: {
    Get: serve,
    Put: serve,
    Like: serve,
    GetMany: serve,
    Scatter: serve,
    Asking: asking,
    MapUpdate(node, state, { map }, { from }) {
      if (map.epoch > state.map.epoch) state.seat = from;
      adopt(node, state, map);
    },
    SetSlot: (node, state, message, call) => move.setSlot(node, state, message, call),
    MoveKeys: (node, state, { id }, call) => move.moveKeys(node, state, id, call),
    MigrateKey: (node, state, message, call) => move.takeIn(node, state, message, call),
    ListImported: (node, state, message, call) => move.listImported(node, state, message, call),
    CloneItems: (node, state, message, call) => move.takeClone(node, state, message, call),
    Pull: (node, state, message) => move.pulled(node, state, message),
    CopyItem(_node, state, { key, item }) {
      state.copies[key] = item;
    },
    Replicate(node, state, { offset, entry }, { from }) {
      if (state.role !== 'replica' || from !== ownPrimary(node, state)) return;
      if (!state.synced || offset !== state.offset + 1) return node.send(from, { type: 'Resync' });
      apply(state, entry);
      node.send(from, { type: 'ReplicaAck', offset });
    },
    ReplicaAck: (node, state, { offset }, { from }) => replicaHas(node, state, offset, from),
    Resync(node, state, _message, { from }) {
      if (state.role !== 'primary') return;
      state.replicated[from] = 0;
      node.send(from, snapshot(state));
    },
    Snapshot(node, state, { offset, importing, data }, { from }) {
      if (state.role !== 'replica' || from !== ownPrimary(node, state)) return;
      Object.assign(state, { offset, importing, synced: true });
      hold(state, { ...data });
      node.send(from, { type: 'ReplicaAck', offset });
    },
    Gossip(node, state, message, { from }) {
      heard(node, state, message, from);
      if (message.epoch > state.map.epoch) askForMap(node, state);
      // What is ahead of us on the same stream would have come before this.
      if (
        state.role === 'replica' &&
        from === ownPrimary(node, state) &&
        (!state.synced || message.offset !== state.offset)
      )
        node.send(from, { type: 'Resync' });
    },
    Fail: (node, state, { node: other }) => failed(node, state, other),
    MyOffset: (node, state, { offset }, { from }) => hearOffset(node, state, offset, from),
    FailoverAuthRequest: (node, state, message, call) => vote(node, state, message, call),
    FailoverAuthAck: (node, state, message, { from }) => countVote(node, state, message, from),
  },

  work: {
    served: (node, state, place: number) => served(node, state, place),
    release: (node, state, { key, call }: move.HandOver) => move.releaseAgain(node, state, key, call),
    offer: (node, state, job: move.HandOver) => move.offerAgain(node, state, job),
    image: (node, state) => writeImage(node, state),
  },

  disk: {
    logged(node, state, { ok }) {
      for (const { after } of logged(node, state, ok)) finish(node, state, ok, after);
    },
    imaged: (node, state, { ok }) => imaged(node, state, ok),
    voted: (node, state, { ok }, ballot: Ballot) => voted(node, state, ok, ballot),
  },

  timers: {
    gossip,
    tick,
    sweep: move.sweep,
    election: requestVotes,
    claim,
    critical(node, state) {
      if (!state.critical || state.migrating === null) return;
      node.note('critical section too long', 'asks the directory to make the move start over');
      node.request(state.seat, { type: 'Fence', id: state.migrating.id }, { timeoutUs: ms(300), tag: 'fenced' });
    },
    orphans: move.dropOrphans,
  },

  replies: {
    mapIs(node, state, reply) {
      state.asksForMap = false;
      if (seeks(node, state, reply) && reply.type === 'SeatAt') return askForMap(node, state);
      if (reply.type === 'MapUpdate') adopt(node, state, reply.map);
    },
    joined(node, state, reply) {
      seeks(node, state, reply);
      if (state.role !== 'joining') return;
      if (reply.type === 'MapUpdate') settle(node, state, reply.map);
      if (state.role === 'joining') join(node, state);
    },
    fenced(node, state, reply) {
      const astray = seeks(node, state, reply);
      if (reply.type === 'MoveIs') adopt(node, state, reply.map);
      if (!state.critical) return;
      if (astray) return node.setTimer('critical', ms(300));
      // The epoch has moved on: whoever holds the old one cannot commit any more.
      state.critical = false;
      node.become('MIGRATING', 'fenced', 'slots');
    },
    claimed(node, state, reply) {
      seeks(node, state, reply);
      if (state.role !== 'promoting') return;
      if (reply.type === 'Refused') node.note('claim refused', `the map is of epoch ${reply.epoch} by now`);
      // Confirmed or not, the newest map says it; then it serves, or claims again.
      askForMap(node, state);
      node.setTimer('claim', ms(200));
    },
    imported(node, state, reply, call: Call) {
      if (reply.type === 'ImportedAre' && reply.ok) move.reconcile(node, state, reply.keys, call);
      else node.reply(call, { type: 'Done', ok: false });
    },
    handedOver: (node, state, reply, job: move.HandOver) =>
      move.handedOver(node, state, reply.type === 'MigrateAck' && reply.ok, reply.type === 'timeout', job),
    cloned: (node, state, reply, job: move.Cloned) =>
      move.cloned(node, state, reply.type === 'MigrateAck' && reply.ok, job),
  },
});
