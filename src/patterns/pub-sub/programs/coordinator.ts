import type { Call } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { GroupError, Heartbeat, Join, Leave, LogError, Sync } from '../messages.ts';
import type { OffsetEntry } from '../records.ts';
import { appendRecord, type BrokerState, type Node } from './broker-state.ts';
import { OFFSETS } from './cluster.ts';
import { newGroup, newMember, replay, type Group } from './group.ts';
import { endOf } from './partition-log.ts';
import { entryOf, type Done, type Replica } from './replica.ts';

const dialUs = (node: Node, key: string): number => ms(Number(node.settings[key]));
const sessionDueUs = (node: Node): number => node.monotonic() + dialUs(node, 'consumer.sessionMs');

/** The offsets partition, if this broker leads it: then it coordinates every group. */
export function offsetsOf(state: BrokerState): Replica | null {
  const replica = state.replicas[OFFSETS];
  return replica?.role === 'leader' ? replica : null;
}

// ——— Taking over and giving up

export function loadGroups(node: Node, state: BrokerState, replica: Replica): void {
  state.groups = replay(replica.log.records, sessionDueUs(node));
  node.note(
    'coordinator loaded',
    `positions and members of ${Object.keys(state.groups).length} groups, from ${OFFSETS}`,
  );
  schedule(node, state);
}

export function unloadGroups(node: Node, state: BrokerState): void {
  for (const group of Object.values(state.groups))
    for (const { joining, syncing } of Object.values(group.members)) {
      if (joining !== null) answerJoin(node, joining, 'NotCoordinator');
      if (syncing !== null) node.reply(syncing, { type: 'SyncResult', error: 'NotCoordinator', partitions: [] });
    }
  state.groups = {};
  node.cancelTimer('groups');
  state.groupTimerUs = -1;
}

/** Writes to the offsets partition; `done` happens when every in-sync replica has it. */
export function keep(node: Node, replica: Replica, value: OffsetEntry, call: Call | null, done: Done): void {
  const offset = endOf(replica.log);
  appendRecord(node, replica, entryOf(replica, value));
  replica.waiting.push({ call, first: offset, last: offset, done });
}

/** An append has reached the high-water mark, or never will under this leader. */
export function finish(
  node: Node,
  state: BrokerState,
  replica: Replica,
  call: Call | null,
  first: number,
  done: Done,
  error: LogError | null,
): void {
  const lost = error !== null;
  if (done.kind === 'produce') {
    if (call !== null)
      node.reply(call, {
        type: 'ProduceResult',
        partition: replica.partition,
        ...(lost ? { error, offset: -1 } : { offset: first }),
      });
  } else if (done.kind === 'pid') {
    if (call !== null)
      node.reply(call, { type: 'Pid', error: lost ? 'NotCoordinator' : '', pid: 1, epoch: done.epoch });
  } else {
    const group = state.groups[done.group];
    if (done.kind === 'commit') {
      if (!lost && group !== undefined) Object.assign(group.offsets, done.offsets);
      if (call !== null) node.reply(call, { type: 'CommitResult', error: lost ? 'NotCoordinator' : '' });
    } else if (group !== undefined && group.generation === done.generation && !lost) stabilise(node, group);
  }
}

// ——— Membership (`GroupCoordinator`)

/** A member joins, or joins again. The answer comes when all have. */
export function join(node: Node, state: BrokerState, message: Join, call: Call): void {
  if (offsetsOf(state) === null) return answerJoin(node, call, 'NotCoordinator');
  const group = (state.groups[message.group] ??= newGroup(message.group));
  const id = message.member === '' ? call.id : message.member;
  if (message.member !== '' && group.members[id] === undefined)
    return answerJoin(node, call, isReplaced(group, message) ? 'FencedInstance' : 'UnknownMember');
  const old = message.member === '' ? staticMember(group, message.instance) : undefined;
  if (old !== undefined) {
    replaceStatic(node, group, old, id, call);
    schedule(node, state);
    return;
  }
  const member = (group.members[id] ??= newMember(call.from, message.instance, 0));
  member.owned = message.owned;
  member.joining = call;
  member.sessionUs = sessionDueUs(node);
  prepare(node, group, message.member === '' ? `${call.from} joins` : `${call.from} joins again`);
  completeIfAllJoined(node, group);
  schedule(node, state);
}

const staticMember = (group: Group, instance: string): string | undefined =>
  instance === '' ? undefined : Object.keys(group.members).find((id) => group.members[id]!.instance === instance);

const isReplaced = (group: Group, { member, instance }: Join): boolean => {
  const holder = staticMember(group, instance);
  return holder !== undefined && holder !== member;
};

/** KIP-345: a static member that comes back within its session takes its old place, and nobody rebalances. */
function replaceStatic(node: Node, group: Group, old: string, id: string, call: Call): void {
  const { joining, syncing, ...rest } = group.members[old]!;
  if (joining !== null) answerJoin(node, joining, 'FencedInstance');
  if (syncing !== null) node.reply(syncing, { type: 'SyncResult', error: 'FencedInstance', partitions: [] });
  delete group.members[old];
  group.members[id] = { ...rest, joining: null, syncing: null, sessionUs: sessionDueUs(node) };
  if (group.leader === old) group.leader = id;
  if (group.phase === 'Stable') {
    node.note('static member returns', `${rest.instance} takes its old partitions, without a rebalance`, {
      group: group.name,
    });
    answerJoin(node, call, '', id, group);
    return;
  }
  group.members[id].joining = call;
  prepare(node, group, `${rest.instance} returns`);
  completeIfAllJoined(node, group);
}

function prepare(node: Node, group: Group, why: string): void {
  if (group.phase === 'PreparingRebalance') return;
  for (const member of Object.values(group.members)) {
    if (member.syncing === null) continue;
    node.reply(member.syncing, { type: 'SyncResult', error: 'RebalanceInProgress', partitions: [] });
    member.syncing = null;
  }
  const initial = group.phase === 'Empty';
  group.phase = 'PreparingRebalance';
  group.deadlineUs = node.monotonic() + dialUs(node, 'consumer.maxPollMs');
  group.delayUs = initial ? node.monotonic() + dialUs(node, 'group.initialDelayMs') : 0;
  node.become('PreparingRebalance', why, group.name);
}

function completeIfAllJoined(node: Node, group: Group): void {
  if (group.phase !== 'PreparingRebalance' || node.monotonic() < group.delayUs) return;
  const members = Object.values(group.members);
  if (members.some((member) => member.joining === null)) return;
  complete(node, group, 'all members have joined');
}

/** A new generation begins; its leader gets the list, and hands out the partitions. */
function complete(node: Node, group: Group, why: string): void {
  for (const [id, member] of Object.entries(group.members)) if (member.joining === null) delete group.members[id];
  group.generation++;
  const ids = Object.keys(group.members);
  if (ids.length === 0) {
    group.phase = 'Empty';
    node.become('Empty', why, group.name);
    return;
  }
  if (!ids.includes(group.leader)) group.leader = ids[0]!;
  group.phase = 'CompletingRebalance';
  group.deadlineUs = node.monotonic() + dialUs(node, 'consumer.maxPollMs');
  node.become('CompletingRebalance', `generation ${group.generation}: ${why}`, group.name);
  for (const [id, member] of Object.entries(group.members)) {
    answerJoin(node, member.joining!, '', id, group);
    member.joining = null;
    member.partitions = [];
    member.sessionUs = sessionDueUs(node);
  }
}

function answerJoin(node: Node, call: Call, error: GroupError, member = '', group?: Group): void {
  const leads = group !== undefined && group.leader === member;
  node.reply(call, {
    type: 'JoinResult',
    error,
    member,
    generation: group?.generation ?? -1,
    leader: group?.leader ?? '',
    members: leads ? Object.fromEntries(Object.entries(group.members).map(([id, each]) => [id, each.owned])) : {},
  });
}

export function sync(node: Node, state: BrokerState, message: Sync, call: Call): void {
  const replica = offsetsOf(state);
  const group = state.groups[message.group];
  const error = membershipError(replica, group, message);
  const member = group?.members[message.member];
  if (replica === null || group === undefined || member === undefined || error !== '') {
    node.reply(call, { type: 'SyncResult', error: error === '' ? 'UnknownMember' : error, partitions: [] });
    return;
  }
  if (group.phase === 'Stable') {
    node.reply(call, { type: 'SyncResult', error: '', partitions: member.partitions });
    return;
  }
  member.syncing = call;
  member.sessionUs = sessionDueUs(node);
  if (message.member !== group.leader || group.phase !== 'CompletingRebalance') return;
  for (const [id, each] of Object.entries(group.members)) each.partitions = message.assignments[id] ?? [];
  const members = Object.fromEntries(
    Object.entries(group.members).map(([id, each]) => [
      id,
      { node: each.node, instance: each.instance, partitions: each.partitions },
    ]),
  );
  keep(
    node,
    replica,
    { kind: 'generation', group: group.name, generation: group.generation, leader: group.leader, members },
    null,
    { kind: 'generation', group: group.name, generation: group.generation },
  );
}

/** The assignment is on every in-sync replica: now the members may learn it. */
function stabilise(node: Node, group: Group): void {
  if (group.phase !== 'CompletingRebalance') return;
  group.phase = 'Stable';
  const owners = Object.fromEntries(Object.values(group.members).map((member) => [member.node, member.partitions]));
  node.become('Stable', `generation ${group.generation} has its partitions`, group.name);
  node.note('assignment', `${group.name}, generation ${group.generation}`, {
    group: group.name,
    generation: group.generation,
    owners,
  });
  for (const member of Object.values(group.members)) {
    if (member.syncing !== null)
      node.reply(member.syncing, { type: 'SyncResult', error: '', partitions: member.partitions });
    member.syncing = null;
    member.owned = member.partitions;
  }
}

type Claim = Pick<Sync, 'member' | 'generation'>;

function membershipError(replica: Replica | null, group: Group | undefined, { member, generation }: Claim): GroupError {
  if (replica === null) return 'NotCoordinator';
  if (group?.members[member] === undefined) return 'UnknownMember';
  if (generation !== group.generation) return 'IllegalGeneration';
  return group.phase === 'PreparingRebalance' ? 'RebalanceInProgress' : '';
}

export function heartbeat(node: Node, state: BrokerState, message: Heartbeat, call: Call): void {
  const group = state.groups[message.group];
  const error = membershipError(offsetsOf(state), group, message);
  const member = group?.members[message.member];
  if (member !== undefined) member.sessionUs = sessionDueUs(node);
  node.reply(call, { type: 'HeartbeatResult', error });
}

export function leave(node: Node, state: BrokerState, { group: name, member }: Leave): void {
  const group = state.groups[name];
  if (group !== undefined) remove(node, state, group, member, 'leaves');
}

function remove(node: Node, state: BrokerState, group: Group, id: string, why: string): void {
  const member = group.members[id];
  if (member === undefined) return;
  delete group.members[id];
  node.note('member removed', `${member.node} ${why}`, { group: group.name, node: member.node });
  prepare(node, group, `${member.node} ${why}`);
  completeIfAllJoined(node, group);
  schedule(node, state);
}

/** Sessions, rebalance deadlines and the first delay, all on one timer. */
export function tick(node: Node, state: BrokerState): void {
  state.groupTimerUs = -1;
  const nowUs = node.monotonic();
  for (const group of Object.values(state.groups)) {
    for (const [id, member] of Object.entries(group.members))
      // Who waits for an answer of ours is alive.
      if (member.joining === null && member.syncing === null && member.sessionUs <= nowUs)
        remove(node, state, group, id, 'has not been heard of for its session');
    if (group.phase === 'PreparingRebalance') {
      if (group.deadlineUs <= nowUs) complete(node, group, 'the rebalance timeout is over');
      else completeIfAllJoined(node, group);
    } else if (group.phase === 'CompletingRebalance' && group.deadlineUs <= nowUs) expelUnsynced(node, state, group);
  }
  schedule(node, state);
}

/** Whoever did not ask for its partitions in time is out. */
function expelUnsynced(node: Node, state: BrokerState, group: Group): void {
  for (const [id, member] of Object.entries(group.members))
    if (member.syncing === null) remove(node, state, group, id, 'has not asked for its partitions');
  prepare(node, group, 'the assignment did not come');
  completeIfAllJoined(node, group);
}

function schedule(node: Node, state: BrokerState): void {
  const nowUs = node.monotonic();
  let nextUs = -1;
  const due = (atUs: number): void => void (nextUs = nextUs < 0 || atUs < nextUs ? atUs : nextUs);
  for (const group of Object.values(state.groups)) {
    for (const member of Object.values(group.members))
      if (member.joining === null && member.syncing === null) due(member.sessionUs);
    if (group.phase === 'PreparingRebalance') due(group.delayUs > nowUs ? group.delayUs : group.deadlineUs);
    if (group.phase === 'CompletingRebalance') due(group.deadlineUs);
  }
  if (nextUs < 0 || (state.groupTimerUs >= 0 && state.groupTimerUs <= nextUs)) return;
  state.groupTimerUs = nextUs;
  node.setTimer('groups', Math.max(0, nextUs - nowUs));
}
