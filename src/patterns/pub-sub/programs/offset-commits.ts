import type { Call } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { AskOffsets, Commit, GroupError, InitPid } from '../messages.ts';
import type { BrokerState, Node, Rules } from './broker-state.ts';
import { keep, offsetsOf } from './coordinator.ts';
import { producerIn, type Group } from './group.ts';

export function commit(rules: Rules, node: Node, state: BrokerState, message: Commit, call: Call): void {
  const replica = offsetsOf(state);
  const group = state.groups[message.group];
  const error = replica === null ? 'NotCoordinator' : rules.commit(group, message.member, message.generation);
  if (replica === null || error !== '') {
    if (replica !== null) fenceCommit(node, group, message, call.from, error);
    node.reply(call, { type: 'CommitResult', error });
    return;
  }
  const { offsets } = message;
  node.note('offsets committed', `${message.group}, generation ${message.generation}`, {
    group: message.group,
    generation: message.generation,
    current: group?.generation ?? 0,
    offsets,
  });
  keep(node, replica, { kind: 'offsets', group: message.group, offsets }, call, {
    kind: 'commit',
    group: message.group,
    offsets,
  });
}

/** A member that is out, or behind, may not move the position of the others. */
function fenceCommit(
  node: Node,
  group: Group | undefined,
  { generation }: Commit,
  from: string,
  error: GroupError,
): void {
  const have = group?.generation ?? 0;
  if (generation < have)
    refuseStale(
      node,
      { name: 'generation', got: generation, have },
      `the commit of ${from} is refused`,
      'commit fenced',
    );
  else node.note('commit refused', `${from}: ${error}`);
}

export function answerOffsets(node: Node, state: BrokerState, { group }: AskOffsets, call: Call): void {
  const error = offsetsOf(state) === null ? 'NotCoordinator' : '';
  node.reply(call, { type: 'Offsets', error, offsets: state.groups[group]?.offsets ?? {} });
}

/**
 * KIP-98: the same name gets the same producer id with the next epoch, and older ones are fenced. KIP-360: a
 * producer that goes on says which epoch it has; if another has taken the name since, it does not get one. An
 * answer that was lost is given again.
 */
export function initPid(node: Node, state: BrokerState, { name, epoch: had }: InitPid, call: Call): void {
  const replica = offsetsOf(state);
  if (replica === null) return node.reply(call, { type: 'Pid', error: 'NotCoordinator', pid: -1, epoch: 0 });
  const { epoch: have, after } = producerIn(replica.log.records, name);
  if (had >= 0 && had < have && had !== after) {
    refuseStale(node, { name: 'producer epoch', got: had, have }, 'another epoch is refused', 'producer fenced');
    return node.reply(call, { type: 'Pid', error: 'ProducerFenced', pid: -1, epoch: have });
  }
  const epoch = had >= 0 && had === after ? have : have + 1;
  keep(node, replica, { kind: 'producer', name, epoch, after: had }, call, { kind: 'pid', epoch });
}
