import type { Property, Watched, World } from '../../kernel/property.ts';
import type { Effect } from '../../kernel/trace.ts';
import { operationsEnd } from '../../pattern-kit/properties.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { contradiction, linearizableClients } from './client-properties.ts';
import { durableFirst } from './disk-properties.ts';
import { handOver } from './hand-over-property.ts';
import { electsBy } from './promises.ts';
import * as raft from './raft-properties.ts';
import { REPLICAS } from './topology.ts';
import { variantProperties } from './variants/properties.ts';

const patienceUs = (world: World): number => ms(Number(world.settings['clients.patienceMs'])) + seconds(2);

const ends = (client: string, op: string): Property =>
  operationsEnd(
    {
      id: `${op}s-end-${client.slice(-1)}`,
      title: `Each ${op} ends, client ${client.slice(-1)}`,
      explain: `A ${op} is answered, or given up when the patience of its client ends. Nobody waits for ever.`,
    },
    { client, op, withinUs: patienceUs },
  );

type Words = readonly [id: string, title: string, explain: string];
type Become = Extract<Effect, { kind: 'become' }>;

const reaches = ([id, title, explain]: Words, watches: Watched, step: Property<null>['step']): Property<null> => ({
  id,
  kind: 'sometimes',
  title,
  explain,
  appliesOff: false,
  applies: electsBy('raft'),
  watches,
  init: () => null,
  step,
});

/** Reached when a rule is noted at any replica. */
const sometimesNoted = (rule: string, ...words: Words): Property<null> =>
  reaches(words, raft.noted(rule), (_state, { effects }) => {
    for (const effect of effects) if (effect.kind === 'note' && effect.rule === rule) return true;
    return false;
  });

/** Reached when any replica becomes something in this way. */
const sometimesBecomes = (seen: (effect: Become) => boolean, ...words: Words): Property<null> =>
  reaches(words, { nodes: REPLICAS, effects: ['become'] }, (_state, { effects }) => {
    for (const effect of effects) if (effect.kind === 'become' && seen(effect)) return true;
    return false;
  });

const twoPrimaries: Property<null> = {
  ...sometimesBecomes(
    (effect) => effect.why.endsWith('was promoted later') && effect.from === 'leader',
    'two-primaries',
    'Two primaries',
    'Without consensus: a second one takes over while the first still lives.',
  ),
  appliesOff: true,
  applies: ({ on }) => !on || 'It can happen without consensus only.',
};

export const properties: readonly Property[] = [
  raft.electionSafety,
  raft.appendOnly,
  raft.logMatching,
  raft.leaderCompleteness,
  raft.stateMachineSafety,
  raft.acknowledgedStays,
  raft.monotone,
  raft.oneVote,
  durableFirst,
  raft.appliedOnce,
  handOver,
  linearizableClients,
  ...variantProperties.filter(({ kind }) => kind !== 'sometimes'),
  ends('client-1', 'write'),
  ends('client-2', 'read'),
  sometimesBecomes(
    (effect) => effect.from === 'candidate' && effect.why === 'a majority refused',
    'split-vote',
    'A vote is split',
    'Several stand in one term, and none gets a majority. The random part of the timeouts makes this rare.',
  ),
  sometimesNoted(
    'truncates',
    'repaired',
    'A log is repaired',
    'A follower has entries that the leader does not have, and drops them.',
  ),
  sometimesBecomes(
    (effect) => effect.why.startsWith('CheckQuorum'),
    'steps-down',
    'A leader without a quorum steps down',
    'CheckQuorum: a leader that no majority answers gives up by itself.',
  ),
  sometimesNoted(
    'ignores a candidate',
    'loyal',
    'A candidate is ignored',
    'Who has heard of a leader lately does not even look at a higher term.',
  ),
  sometimesNoted(
    'installs a snapshot',
    'snapshot',
    'A snapshot is installed',
    'The entries that a follower needs are gone; it gets the state itself.',
  ),
  sometimesNoted(
    'ends a session',
    'session-over',
    'A session ends',
    'Its client wrote nothing for too long: what it was answered is forgotten, everywhere at the same entry.',
  ),
  sometimesNoted(
    'hands over',
    'handed-over',
    'Leadership is handed over',
    'A leader tells another to stand at once, and nobody waits for a timer.',
  ),
  sometimesNoted(
    'takes requests again',
    'hand-over-given-up',
    'A hand-over is given up',
    'The other does not take over within an election timeout: the leader goes on.',
  ),
  sometimesNoted(
    'changes the members',
    'member',
    'The members change',
    'A server joins or leaves while the others go on.',
  ),
  twoPrimaries,
  contradiction,
  ...variantProperties.filter(({ kind }) => kind === 'sometimes'),
];
