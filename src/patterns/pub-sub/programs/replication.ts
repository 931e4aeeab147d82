import { ms } from '../../../kernel/time.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { Call, TimedOut } from '../../../kernel/program.ts';
import type { AlterIsrResult, ClusterState, Msg, PartitionState, ReplicaFetch } from '../messages.ts';
import {
  appendRecord,
  cutLog,
  dropOld,
  raiseMark,
  showServed,
  startOver,
  type BrokerState,
  type Node,
  type Rules,
} from './broker-state.ts';
import { OFFSETS } from './cluster.ts';
import { loadGroups, finish, unloadGroups } from './coordinator.ts';
import { consumed, emptyLog, endOf, firstSince, slice } from './partition-log.ts';
import {
  becomeFollower,
  becomeLeader,
  cutPoint,
  divergence,
  fetchError,
  fetchOf,
  followerFetched,
  joinsIsr,
  newReplica,
  withoutLaggards,
  type Parked,
  type Replica,
} from './replica.ts';

/** Records in one answer: stands for max.partition.fetch.bytes. */
const MOST_RECORDS = 100;
const RETRY_US = ms(100);

const maxWaitUs = (node: Node): number => ms(Number(node.settings['fetch.maxWaitMs']));

/** A new state of the cluster: every partition gets its role (`ReplicaManager.becomeLeaderOrFollower`). */
export function learnCluster(rules: Rules, node: Node, state: BrokerState, cluster: ClusterState): void {
  state.cluster = cluster;
  const registered = cluster.live[node.id] === state.incarnation;
  for (const [partition, next] of Object.entries(cluster.partitions)) {
    if (!next.replicas.includes(node.id)) continue;
    const replica = (state.replicas[partition] ??= newReplica(partition, emptyLog()));
    // A leader that has altered its in-sync replicas meanwhile knows better.
    if (next.version < replica.version) continue;
    takeRole(rules, node, state, replica, registered ? next : { ...next, leader: '' });
  }
}

function takeRole(rules: Rules, node: Node, state: BrokerState, replica: Replica, next: PartitionState): void {
  const same = replica.epoch === next.epoch && replica.leader === next.leader;
  if (replica.role === 'leader' && !(same && next.leader === node.id)) stepDown(node, state, replica);
  if (next.leader === node.id) {
    becomeLeader(replica, node.id, next, node.monotonic());
    if (!same) {
      node.become('leader', `leader epoch ${next.epoch}`, replica.partition);
      node.note('becomes leader', `${replica.partition}, epoch ${next.epoch}, log end ${endOf(replica.log)}`, {
        partition: replica.partition,
        epoch: next.epoch,
        end: endOf(replica.log),
      });
      if (replica.partition === OFFSETS) loadGroups(node, state, replica);
    }
    advance(rules, node, state, replica);
    return;
  }
  becomeFollower(replica, next);
  if (same) return;
  node.become(next.leader === '' ? 'no leader' : 'follower', `leader epoch ${next.epoch}`, replica.partition);
  if (next.leader !== '') fetchFromLeader(node, replica);
}

/** No leader any more: whoever waits is told, and has to find the new one. */
function stepDown(node: Node, state: BrokerState, replica: Replica): void {
  for (const { call, done } of replica.waiting.splice(0))
    if (call !== null) finish(node, state, replica, call, 0, done, 'NotLeader');
  for (const parked of replica.parked.splice(0)) refuseFetch(node, replica, parked);
  if (replica.partition === OFFSETS) unloadGroups(node, state);
}

// ——— The follower

export function fetchFromLeader(node: Node, replica: Replica): void {
  const { partition, epoch } = replica;
  node.request(replica.leader, fetchOf(replica), {
    timeoutUs: maxWaitUs(node) + ms(500),
    tag: 'replicated',
    data: { partition, epoch },
  });
}

/** Records of the leader, a place to cut back to, or nothing: then again (`AbstractFetcherThread`). */
export function replicated(node: Node, replica: Replica, reply: Msg | TimedOut): void {
  if (reply.type !== 'ReplicaRecords' || (reply.error !== undefined && reply.error !== 'OffsetOutOfRange')) {
    node.work('refetch', RETRY_US, { partition: replica.partition, epoch: replica.epoch });
    return;
  }
  if (reply.error === 'OffsetOutOfRange') startOver(node, replica, reply.start);
  else if (reply.diverging !== undefined) cutLog(node, replica, cutPoint(replica.log, reply.diverging));
  else {
    const { records } = reply;
    if (records !== undefined)
      for (let i = 0; i < records.length; i++)
        if (records[i]!.offset === endOf(replica.log)) appendRecord(node, replica, records[i]!);
    raiseMark(node, replica, reply.highWatermark);
    dropOld(node, replica, reply.start);
  }
  fetchFromLeader(node, replica);
}

// ——— The leader

export function serveReplica(rules: Rules, node: Node, state: BrokerState, message: ReplicaFetch, call: Call): void {
  const replica = state.replicas[message.partition];
  const error = replica === undefined ? 'NotLeader' : fetchError(replica, message);
  if (replica === undefined || error !== null) {
    if (error === 'FencedLeaderEpoch')
      refuseStale(
        node,
        { name: 'leader epoch', got: message.epoch, have: replica!.epoch },
        `the fetch of ${call.from} is refused`,
      );
    node.reply(call, {
      type: 'ReplicaRecords',
      partition: message.partition,
      error: error ?? 'NotLeader',
      highWatermark: 0,
      start: 0,
    });
    return;
  }
  const { log } = replica;
  const diverging = divergence(log, message);
  if (diverging !== null || message.offset < log.start) {
    node.reply(call, {
      type: 'ReplicaRecords',
      partition: replica.partition,
      highWatermark: replica.highWatermark,
      start: log.start,
      ...(diverging === null ? { error: 'OffsetOutOfRange' } : { diverging }),
    });
    return;
  }
  followerFetched(replica, call.from, message.offset, node.monotonic());
  if (joinsIsr(replica, call.from)) propose(node, replica, [...replica.isr, call.from]);
  const parked: Parked = { call, offset: message.offset, dueUs: node.monotonic() + maxWaitUs(node), follower: true };
  advance(rules, node, state, replica);
  park(node, state, replica, parked);
}

/** Asks for another set of in-sync replicas; one question at a time. */
function propose(node: Node, replica: Replica, isr: readonly string[]): void {
  if (replica.proposed !== null) return;
  replica.proposed = isr;
  node.request(
    'metadata',
    { type: 'AlterIsr', partition: replica.partition, epoch: replica.epoch, isr, version: replica.version },
    { timeoutUs: ms(1_000), tag: 'isrAltered', data: { partition: replica.partition, epoch: replica.epoch } },
  );
}

export function isrAltered(
  rules: Rules,
  node: Node,
  state: BrokerState,
  replica: Replica,
  reply: AlterIsrResult | TimedOut,
): void {
  if (reply.type === 'timeout') {
    // It may have been done: both sets count until the metadata says which.
    const { proposed } = replica;
    replica.proposed = null;
    if (proposed !== null && replica.role === 'leader') propose(node, replica, proposed);
    return;
  }
  if (reply.state.epoch !== replica.epoch || reply.state.version < replica.version) return;
  replica.proposed = null;
  replica.isr = reply.state.isr;
  replica.version = reply.state.version;
  advance(rules, node, state, replica);
}

/** The high-water mark rises to what all in-sync replicas have; then acks are due, and consumers may read. */
export function advance(rules: Rules, node: Node, state: BrokerState, replica: Replica): void {
  if (replica.role !== 'leader') return;
  if (raiseMark(node, replica, rules.mark(replica, node.id)) && replica.waiting.length > 0) {
    const { waiting } = replica;
    let kept = 0;
    for (let i = 0; i < waiting.length; i++) {
      const each = waiting[i]!;
      if (each.last >= replica.highWatermark) {
        waiting[kept++] = each;
        continue;
      }
      const { call, first, done } = each;
      const short = done.kind === 'produce' && replica.isr.length < Number(node.settings['log.minInsync']);
      finish(node, state, replica, call, first, done, short ? 'NotEnoughReplicasAfterAppend' : null);
    }
    waiting.length = kept;
  }
  wake(node, replica);
}

const hasNews = (replica: Replica, { follower, offset, call }: Parked): boolean =>
  follower
    ? offset < endOf(replica.log) || (replica.followers[call.from]?.toldMark ?? -1) < replica.highWatermark
    : offset < replica.highWatermark;

function wake(node: Node, replica: Replica): void {
  const { parked } = replica;
  let kept = 0;
  for (let i = 0; i < parked.length; i++) {
    const each = parked[i]!;
    if (hasNews(replica, each)) answerFetch(node, replica, each);
    else parked[kept++] = each;
  }
  parked.length = kept;
}

/** A fetch waits for something to fetch, up to fetch.max.wait.ms. */
export function park(node: Node, state: BrokerState, replica: Replica, parked: Parked): void {
  if (hasNews(replica, parked)) return answerFetch(node, replica, parked);
  replica.parked.push(parked);
  if (state.parkTimerUs >= 0 && state.parkTimerUs <= parked.dueUs) return;
  state.parkTimerUs = parked.dueUs;
  node.setTimer('park', Math.max(0, parked.dueUs - node.monotonic()));
}

export function unpark(node: Node, state: BrokerState): void {
  const nowUs = node.monotonic();
  let nextUs = -1;
  for (const partition in state.replicas) {
    const replica = state.replicas[partition]!;
    const { parked } = replica;
    let kept = 0;
    for (const each of parked) {
      if (each.dueUs <= nowUs) answerFetch(node, replica, each);
      else {
        parked[kept++] = each;
        if (nextUs < 0 || each.dueUs < nextUs) nextUs = each.dueUs;
      }
    }
    parked.length = kept;
  }
  state.parkTimerUs = nextUs;
  if (nextUs >= 0) node.setTimer('park', nextUs - nowUs);
}

function answerFetch(node: Node, replica: Replica, { call, offset, follower }: Parked): void {
  const { partition, log, highWatermark } = replica;
  const end = follower ? endOf(log) : highWatermark;
  const to = Math.min(end, offset + MOST_RECORDS);
  if (!follower) {
    // Whoever asks past the end, having read at another leader, is sent nothing.
    if (to <= offset) return node.reply(call, { type: 'Records', partition, highWatermark });
    showServed(node, replica, to);
    return node.reply(call, { type: 'Records', partition, records: consumed(log, offset, to), highWatermark });
  }
  const known = replica.followers[call.from];
  if (known !== undefined) known.toldMark = highWatermark;
  const { start } = log;
  node.reply(
    call,
    to > offset
      ? { type: 'ReplicaRecords', partition, records: slice(log, offset, to), highWatermark, start }
      : { type: 'ReplicaRecords', partition, highWatermark, start },
  );
}

/** No leader any more: whoever fetches has to find the new one. */
function refuseFetch(node: Node, { partition, highWatermark, log }: Replica, { call, follower }: Parked): void {
  const answer = { partition, error: 'NotLeader', highWatermark } as const;
  node.reply(call, follower ? { type: 'ReplicaRecords', ...answer, start: log.start } : { type: 'Records', ...answer });
}

/** Now and then: who lags leaves the in-sync set, and what is too old is deleted. */
export function upkeep(node: Node, state: BrokerState): void {
  const lagUs = ms(Number(node.settings['log.replicaLagMs']));
  for (const partition in state.replicas) {
    const replica = state.replicas[partition]!;
    if (replica.role !== 'leader') continue;
    const rest = withoutLaggards(replica, node.id, node.monotonic(), lagUs);
    if (rest !== null) propose(node, replica, rest);
    if (replica.partition !== OFFSETS) retain(node, replica);
  }
}

/** Retention by size and by age: a consumer that is further behind finds nothing any more. */
function retain(node: Node, replica: Replica): void {
  const { log, partition, highWatermark } = replica;
  const most = Number(node.settings['log.retentionRecords']);
  const seconds = Number(node.settings['log.retentionSeconds']);
  const bySize = most > 0 ? endOf(log) - most : log.start;
  // By the timestamp of the record, which is the sensor's, and the clock of this broker.
  const byAge = seconds > 0 ? firstSince(log, node.now() - ms(1_000 * seconds)) : log.start;
  const start = Math.min(highWatermark, Math.max(bySize, byAge));
  if (start <= log.start) return;
  node.note(
    'retention',
    `${partition} now begins at ${start}: ${bySize >= byAge ? 'it was too long' : 'what came before was too old'}`,
  );
  dropOld(node, replica, start);
}

/** The connection to a follower broke: what it has is not known until it fetches again. */
export function forgetFollower(state: BrokerState, peer: string): void {
  for (const replica of Object.values(state.replicas)) {
    const follower = replica.followers[peer];
    if (follower !== undefined) follower.end = -1;
    replica.parked = replica.parked.filter((parked) => parked.call.from !== peer);
  }
}
