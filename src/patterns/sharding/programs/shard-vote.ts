import type { Call } from '../../../kernel/program.ts';
import type { FailoverAuthRequest } from '../messages.ts';
import { ownsSome } from './placement/shard-map.ts';
import { askForMap, configOf, refuseOld, timeoutUs, type Node, type State } from './shard-state.ts';

/** A vote that is on its way to the disk. */
export type Ballot = { readonly to: string; readonly shard: string; readonly election: number };

/**
 * A primary votes once in an election, once for a shard in two node timeouts, and never under an old
 * map. The vote is on its disk before anybody gets it: a crash in between must not make it two.
 */
export function vote(node: Node, state: State, message: FailoverAuthRequest, call: Call): void {
  const { shard, election, epoch } = message;
  if (epoch < state.map.epoch) return refuseOld(node, epoch, state.map.epoch, 'the vote is refused', 'vote refused');
  if (epoch > state.map.epoch) askForMap(node, state);
  if (state.role !== 'primary' || !ownsSome(state.map, configOf(node).shard)) return;
  if (!state.failed[state.map.primaries[shard]!]) return;
  if (election <= state.votedIn)
    return node.note('vote refused', `none for ${call.from}: it has voted in election ${state.votedIn} already`);
  const lastUs = state.votedUs[shard];
  if (lastUs !== undefined && node.monotonic() - lastUs < 2 * timeoutUs(node))
    return node.note('vote refused', `none for ${call.from}: it has voted for shard ${shard} a moment ago`);
  state.votedIn = election;
  state.votedUs[shard] = node.monotonic();
  node.disk.set('votedIn', election);
  node.disk.sync('voted', { to: call.from, shard, election } satisfies Ballot);
}

/** With a full disk there is no vote; the candidate asks others, and later again. */
export function voted(node: Node, state: State, ok: boolean, { to, shard, election }: Ballot): void {
  if (!ok || state.role !== 'primary') return;
  node.note('vote', `for ${to} to speak for shard ${shard}, election ${election}`, { shard, election });
  node.send(to, { type: 'FailoverAuthAck', election });
}
