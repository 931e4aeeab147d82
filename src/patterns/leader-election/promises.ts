import type { Property, World } from '../../kernel/property.ts';

/** Which algorithm promises what. For all others a property says so instead of a verdict. */

const NAMES: Readonly<Record<string, string>> = {
  raft: 'Raft',
  lease: 'a lease',
  bully: 'Bully',
  ring: 'a ring',
  paxos: 'Paxos',
};

export const algorithmOf = ({ settings }: World): string => String(settings['cluster.algorithm']);

/** Applies where replicas elect by one of these. */
export function electsBy(...algorithms: readonly string[]): NonNullable<Property['applies']> {
  return (world) =>
    algorithms.includes(algorithmOf(world)) ||
    `A rule of ${algorithms.map((each) => NAMES[each]!).join(' or ')}; here replicas elect by ${NAMES[algorithmOf(world)]!}.`;
}

/** What Raft promises to clients and the others do not, each for a reason of its own. */
const NOT_LINEARIZABLE: Readonly<Record<string, string>> = {
  lease:
    'A lease does not promise it: a holder that slept answers reads from its memory until a token of it is refused. Only writes are fenced.',
  bully: 'Bully does not promise it: it asks no majority, so two leaders may serve clients at once.',
  ring: 'A ring does not promise it: it asks no majority, so two leaders may serve clients at once.',
  paxos:
    'These decrees only choose who leads: an earlier leader answers reads until it hears of the next one. Only writes are fenced.',
};

export const promisesOneCopy: NonNullable<Property['applies']> = (world) =>
  NOT_LINEARIZABLE[algorithmOf(world)] ?? true;
