import { ms, seconds, type Us } from '../../../kernel/time.ts';
import type { FailoverAuthAck, Gossip, Msg, Snapshot } from '../messages.ts';
import { prepare } from './shard-claim.ts';
import { ownsSome } from './placement/shard-map.ts';
import { configOf, dial, ownPrimary, reach, timeoutUs, type Node, type State } from './shard-state.ts';

/**
 * Redis Cluster specification, "Failure detection" and "Replica election and promotion": a node that
 * is not heard for the node timeout is PFAIL; when a majority of primaries say so, FAIL; then its
 * replica asks them for their votes, and tells the directory when it has most of them.
 */

const primaries = ({ map }: State): readonly string[] => map.members.map((shard) => map.primaries[shard]!);
/** Primaries that own something: a newcomer without a slot is watched, but has no vote, and no majority waits for it. */
const voters = ({ map }: State): readonly string[] =>
  map.members.filter((shard) => ownsSome(map, shard)).map((shard) => map.primaries[shard]!);
const majorityOf = (count: number): number => Math.floor(count / 2) + 1;

const silentUs = (node: Node, state: State, other: string): number =>
  node.monotonic() - (state.heardUs[other] ?? node.monotonic());

/** The minority side stops: "a node that cannot reach the majority of primaries for the node timeout". */
export function isCutOff(node: Node, state: State): boolean {
  if (configOf(node).alone) return false;
  // Every request asks: no lists are made.
  const sinceUs = node.monotonic() - timeoutUs(node);
  const { map } = state;
  let count = 0;
  let heard = 0;
  for (const shard of map.members) {
    if (!ownsSome(map, shard)) continue;
    const other = map.primaries[shard]!;
    const heardUs = state.heardUs[other];
    count++;
    if (other === node.id || heardUs === undefined || heardUs >= sinceUs) heard++;
  }
  return heard < majorityOf(count);
}

/** `cluster-require-full-coverage`: a shard that nobody speaks for stops them all. */
export function isUncovered(node: Node, state: State): boolean {
  if (node.settings['failover.fullCoverage'] !== true) return false;
  for (const other in state.failed) if (voters(state).includes(other)) return true;
  return false;
}

/** Heartbeat. Primaries speak; replicas listen. */
export function gossip(node: Node, state: State): void {
  if (configOf(node).alone) return;
  node.setTimer('gossip', Math.floor(timeoutUs(node) / 4));
  if (state.role !== 'primary' || !state.map.members.includes(configOf(node).shard)) return;
  const silent = primaries(state).filter(
    (other) => other !== node.id && silentUs(node, state, other) > timeoutUs(node),
  );
  for (const other of silent) suspect(node, state, other, node.id);
  const message: Msg = { type: 'Gossip', epoch: state.map.epoch, offset: state.offset, pfail: silent };
  for (const shard of state.map.members) for (const to of nodesOf(shard)) if (reach(node, to)) node.send(to, message);
  node.become(
    isCutOff(node, state) ? 'CUT OFF' : 'PRIMARY',
    isCutOff(node, state) ? 'no majority' : 'majority in reach',
  );
}

const nodesOf = (shard: string): readonly string[] => [`shard-${shard}`, `replica-${shard}`, `replica2-${shard}`];

export function heard(node: Node, state: State, { pfail }: Gossip, from: string): void {
  state.heardUs[from] = node.monotonic();
  delete state.failed[from];
  delete state.reports[from];
  // What it does not say any more, it has taken back.
  for (const other in state.reports) if (!pfail.includes(other)) delete state.reports[other]![from];
  for (const other of pfail) if (other !== node.id) suspect(node, state, other, from);
}

/** A report counts for two node timeouts. With a majority of reports PFAIL becomes FAIL, and everybody is told. */
function suspect(node: Node, state: State, other: string, by: string): void {
  if (state.failed[other]) return;
  const reports = (state.reports[other] ??= {});
  if (by === node.id && reports[by] === undefined)
    node.note('PFAIL', `${other} has been silent for ${Math.floor(silentUs(node, state, other) / 1_000)} ms`);
  reports[by] = node.monotonic();
  if (reports[node.id] === undefined || state.role !== 'primary') return;
  // Only what those say counts who are primaries now.
  const sinceUs = node.monotonic() - 2 * timeoutUs(node);
  const all = voters(state);
  const fresh = all.filter((each) => (reports[each] ?? -1) >= Math.max(0, sinceUs));
  if (fresh.length < majorityOf(all.length)) return;
  node.note('FAIL', `${fresh.length} of ${all.length} primaries do not hear ${other}`);
  state.failed[other] = true;
  for (const shard of state.map.members)
    for (const to of nodesOf(shard)) if (reach(node, to) && to !== other) node.send(to, { type: 'Fail', node: other });
}

/**
 * A replica whose primary has failed waits a little, so that the news has spread, and asks for votes:
 * 500 ms, up to 500 ms by chance, and a second for every replica that has more of the writes.
 */
export function failed(node: Node, state: State, other: string): void {
  state.failed[other] = true;
  if (state.role !== 'replica' || other !== ownPrimary(node, state)) return;
  if (state.election > 0 || state.standsUs > 0) return;
  const delayUs = ms(dial(node, 'failover.delayMs'));
  state.rank = rankOf(state);
  state.standsUs = node.monotonic() + delayUs + node.stream('election').between(0, delayUs) + state.rank * RANK_US;
  node.become('CANDIDATE', 'primary FAIL');
  node.setTimer('election', state.standsUs - node.monotonic());
  for (const to of configOf(node).others) if (to !== other) node.send(to, { type: 'MyOffset', offset: state.offset });
}

const RANK_US = seconds(1);
const rankOf = ({ offset, offsets }: State): number =>
  Object.values(offsets).filter((others) => others > offset).length;

/** What another replica has may change one's own rank: then it waits the longer. */
export function hearOffset(node: Node, state: State, offset: number, from: string): void {
  state.offsets[from] = offset;
  const rank = rankOf(state);
  if (state.standsUs === 0 || rank <= state.rank) return;
  state.standsUs += (rank - state.rank) * RANK_US;
  state.rank = rank;
  node.note('rank', `${from} has ${offset} writes, ${state.offset} are here: rank ${rank}, it waits longer`, { rank });
  node.setTimer('election', Math.max(0, state.standsUs - node.monotonic()));
}

export function requestVotes(node: Node, state: State): void {
  const { shard } = configOf(node);
  const primary = ownPrimary(node, state);
  if (state.role !== 'replica') return;
  state.election = 0;
  state.standsUs = 0;
  if (!state.failed[primary]) return node.become('REPLICA', 'the primary is back');
  // "Validity factor": data that is too old is not offered, and neither is half of it.
  const tooOldUs = dial(node, 'failover.validity') * timeoutUs(node) + ms(10_000);
  if (!state.synced || silentUs(node, state, primary) > tooOldUs)
    return node.note('not valid', 'its data is too old or not complete: it does not stand for election');
  state.election = Math.max(state.votedIn, state.map.epoch) + 1;
  state.votedIn = state.election;
  state.votes = {};
  node.note('election', `asks for votes, election ${state.election}`);
  for (const to of voters(state))
    if (reach(node, to))
      node.send(to, { type: 'FailoverAuthRequest', shard, election: state.election, epoch: state.map.epoch });
  state.overUs = node.monotonic() + electionUs(node);
  node.setTimer('election', 2 * electionUs(node));
}

/** "2 × NODE_TIMEOUT, but always at least 2 s"; after twice that it asks again. */
const electionUs = (node: Node): Us => Math.max(2 * timeoutUs(node), seconds(2));

export function countVote(node: Node, state: State, { election }: FailoverAuthAck, from: string): void {
  if (state.role !== 'replica' || election !== state.election) return;
  if (node.monotonic() > state.overUs) return node.note('vote too late', `election ${election} is over`);
  state.votes[from] = true;
  if (Object.keys(state.votes).length === majorityOf(voters(state).length)) prepare(node, state);
}

export const snapshot = ({ offset, importing, data }: State): Snapshot => ({
  type: 'Snapshot',
  offset,
  importing,
  data: { ...data },
});
