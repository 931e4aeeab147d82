import { program, type Call, type Program } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Fetch, LogError, Msg, Produce } from '../messages.ts';
import { appendRecord, type BrokerState, type Node, type Rules } from './broker-state.ts';
import { ALL_PARTITIONS } from './cluster.ts';
import { claim, control, electLeaders, learn, obeys, ordered, told } from './controller.ts';
import { finish, heartbeat, join, leave, offsetsOf, sync, tick } from './coordinator.ts';
import { checkCommit } from './group.ts';
import { answerOffsets, commit, initPid } from './offset-commits.ts';
import { checkSequence, endOf, recover, type DiskEntry } from './partition-log.ts';
import { highWatermarkOf, newReplica, recordOf, type Replica } from './replica.ts';
import {
  advance,
  fetchFromLeader,
  forgetFollower,
  isrAltered,
  park,
  replicated,
  serveReplica,
  unpark,
  upkeep,
} from './replication.ts';

const UPKEEP_US = ms(500);

type Ref = { readonly partition: string; readonly epoch: number };

/** A broker: leads some partitions, follows others, and coordinates the groups while it leads their partition. */
export const brokerWith = (rules: Rules): Program<BrokerState, Msg> => {
  const after = (node: Node, state: BrokerState): void => {
    const replica = offsetsOf(state);
    if (replica !== null) advance(rules, node, state, replica);
  };
  /** The replica that an answer is for, unless its epoch is over. */
  const current = (state: BrokerState, { partition, epoch }: Ref): Replica | null => {
    const replica = state.replicas[partition];
    return replica?.epoch === epoch ? replica : null;
  };
  return program<BrokerState, Msg>({
    start: (node) => boot(node, {}),
    restart: (node, disk) =>
      boot(
        node,
        Object.fromEntries(
          ALL_PARTITIONS.flatMap((partition) => {
            const entries = disk[`log ${partition}`] as unknown as readonly DiskEntry[] | undefined;
            return entries === undefined ? [] : [[partition, newReplica(partition, recover(entries))]];
          }),
        ),
      ),
    on: {
      Cluster: (node, state, { cluster }) => learn(rules, node, state, cluster),
      NoController: (node, state, { controllerEpoch }) => claim(node, state, controllerEpoch),
      LeaderAndIsr: (node, state, message, call) => ordered(rules, node, state, message, call),
      Produce(node, state, message, call) {
        const replica = produce(rules, node, state, message, call);
        if (replica !== null) advance(rules, node, state, replica);
      },
      Fetch: (node, state, message, call) => serveFetch(node, state, message, call),
      ReplicaFetch: (node, state, message, call) => serveReplica(rules, node, state, message, call),
      AskLeaders(node, { cluster }, _message, call) {
        const leaders = Object.fromEntries(
          Object.entries(cluster?.partitions ?? {}).map(([name, { leader }]) => [name, leader]),
        );
        node.reply(call, { type: 'Leaders', version: cluster?.version ?? 0, leaders });
      },
      InitPid(node, state, message, call) {
        initPid(node, state, message, call);
        after(node, state);
      },
      JoinGroup: (node, state, message, call) => join(node, state, message, call),
      SyncGroup(node, state, message, call) {
        sync(node, state, message, call);
        after(node, state);
      },
      Heartbeat: (node, state, message, call) => heartbeat(node, state, message, call),
      LeaveGroup: (node, state, message) => leave(node, state, message),
      OffsetCommit(node, state, message, call) {
        commit(rules, node, state, message, call);
        after(node, state);
      },
      OffsetFetch: (node, state, message, call) => answerOffsets(node, state, message, call),
    },
    replies: {
      session(node, state, reply) {
        reach(node, state, reply.type !== 'timeout');
        if (reply.type === 'Cluster') learn(rules, node, state, reply.cluster);
        else if (reply.type === 'NoController') claim(node, state, reply.controllerEpoch);
      },
      told: (node, state, reply, broker: string) => told(rules, node, state, reply, broker),
      replicated(node, state, reply, ref: Ref) {
        const replica = current(state, ref);
        if (replica?.role === 'follower') replicated(node, replica, reply);
      },
      isrAltered(node, state, reply, ref: Ref) {
        const replica = current(state, ref);
        if (replica !== null && (reply.type === 'AlterIsrResult' || reply.type === 'timeout'))
          isrAltered(rules, node, state, replica, reply);
      },
    },
    work: {
      refetch(node, state, ref: Ref) {
        const replica = current(state, ref);
        if (replica?.role === 'follower') fetchFromLeader(node, replica);
      },
    },
    timers: {
      session: (node, state) => renew(node, state),
      park: (node, state) => unpark(node, state),
      groups: (node, state) => tick(node, state),
      upkeep(node, state) {
        upkeep(node, state);
        control(rules, node, state);
        node.setTimer('upkeep', UPKEEP_US);
      },
      flush(node) {
        node.disk.sync('flushed');
        node.setTimer('flush', ms(Number(node.settings['broker.flushMs'])));
      },
    },
    disk: {
      flushed(node, _state, { ok }) {
        if (!ok) node.note('log directory failed', 'the disk is full: what was appended lies in memory only');
      },
    },
    reset: (_node, state, peer) => forgetFollower(state, peer),
  });
};

function boot(node: Node, replicas: BrokerState['replicas']): BrokerState {
  const state: BrokerState = {
    incarnation: 1 + node.random.int(1_000_000_000),
    cluster: null,
    heard: 0,
    told: {},
    telling: {},
    replicas,
    groups: {},
    parkTimerUs: -1,
    groupTimerUs: -1,
    inOrder: -1,
    inOrderUnclean: false,
    reachesMetadata: true,
  };
  renew(node, state);
  node.setTimer('upkeep', UPKEEP_US);
  node.setTimer('flush', ms(Number(node.settings['broker.flushMs'])));
  node.become('fenced', 'no session yet');
  return state;
}

/** What it leads it goes on leading; but without the metadata nobody can be elected, and no in-sync set can change. */
function reach(node: Node, state: BrokerState, reached: boolean): void {
  if (state.reachesMetadata === reached) return;
  state.reachesMetadata = reached;
  if (reached) node.note('metadata in reach', 'it answers again: sessions, elections and in-sync sets go on');
  else
    node.note(
      'metadata out of reach',
      'it goes on leading what it leads; nobody can be elected, and no in-sync set can change, until the metadata answers',
    );
}

/** A broker leads and follows only while the metadata knows this life of it. */
function renew(node: Node, state: BrokerState): void {
  const everyUs = ms(Number(node.settings['broker.heartbeatMs']));
  node.request(
    'metadata',
    { type: 'BrokerHeartbeat', incarnation: state.incarnation, version: state.cluster?.version ?? 0 },
    { timeoutUs: everyUs, tag: 'session' },
  );
  node.setTimer('session', everyUs);
}

/** `ReplicaManager.appendRecords`. Answers the replica where something was appended. */
function produce(rules: Rules, node: Node, state: BrokerState, message: Produce, call: Call): Replica | null {
  const { partition, acks, pid, producerEpoch, sequence, records } = message;
  const replica = state.replicas[partition];
  const refuse = (error: LogError): null => {
    if (call.request) node.reply(call, { type: 'ProduceResult', partition, error, offset: -1 });
    return null;
  };
  if (replica?.role !== 'leader') return refuse('NotLeader');
  if (acks === 'all' && replica.isr.length < Number(node.settings['log.minInsync'])) return refuse('NotEnoughReplicas');
  const verdict = rules.sequence(replica.log, pid, producerEpoch, sequence);
  if (verdict.kind === 'fenced') {
    const have = replica.log.producers[pid]?.epoch ?? 0;
    refuseStale(node, { name: 'producer epoch', got: producerEpoch, have }, 'the append is refused', 'producer fenced');
    return refuse('InvalidProducerEpoch');
  }
  if (verdict.kind === 'out of order') return refuse('OutOfOrderSequence');
  if (verdict.kind === 'duplicate') {
    node.note('duplicate sequence', `${partition} has producer epoch ${producerEpoch}, sequence ${sequence} already`, {
      partition,
    });
    return acknowledge(node, state, replica, call, acks, verdict.offset, records.length);
  }
  const first = endOf(replica.log);
  for (let index = 0; index < records.length; index++)
    appendRecord(node, replica, recordOf(replica, records[index]!, pid, producerEpoch, sequence + index));
  return acknowledge(node, state, replica, call, acks, first, records.length);
}

function acknowledge(
  node: Node,
  state: BrokerState,
  replica: Replica,
  call: Call,
  acks: Produce['acks'],
  first: number,
  count: number,
): Replica {
  const last = first + count - 1;
  if (acks === 'all' && last >= replica.highWatermark)
    replica.waiting.push({ call, first, last, done: { kind: 'produce' } });
  else if (call.request) finish(node, state, replica, call, first, { kind: 'produce' }, null);
  return replica;
}

/** What consumers read ends at the high-water mark. */
function serveFetch(node: Node, state: BrokerState, { partition, offset }: Fetch, call: Call): void {
  const replica = state.replicas[partition];
  if (replica?.role !== 'leader') {
    node.reply(call, { type: 'Records', partition, error: 'NotLeader', highWatermark: 0 });
    return;
  }
  const { highWatermark, log } = replica;
  const { start } = log;
  const answer = { type: 'Records', partition, highWatermark } as const;
  if (offset === -1 || offset === -2) node.reply(call, { ...answer, offset: offset === -1 ? highWatermark : start });
  else if (offset < start || offset > endOf(log))
    node.reply(call, { ...answer, error: 'OffsetOutOfRange', offset: start });
  else
    park(node, state, replica, {
      call,
      offset,
      dueUs: node.monotonic() + ms(Number(node.settings['fetch.maxWaitMs'])),
      follower: false,
    });
}

export const RULES: Rules = {
  sequence: checkSequence,
  mark: highWatermarkOf,
  election: electLeaders,
  obey: obeys,
  commit: checkCommit,
};

export const broker = brokerWith(RULES);
