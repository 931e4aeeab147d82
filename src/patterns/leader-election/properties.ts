import type { Property, World } from '../../kernel/property.ts';
import type { Effect } from '../../kernel/trace.ts';
import { operationsEnd } from '../../pattern-kit/properties.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { contradiction, linearizableClients } from './client-properties.ts';
import { durableFirst } from './disk-properties.ts';
import * as raft from './raft-properties.ts';
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

/** Reached at any replica, when it becomes something or a rule is noted. */
const sometimes = (
  id: string,
  title: string,
  explain: string,
  seen: { readonly rule: string } | ((effect: Become) => boolean),
): Property<null> => ({
  id,
  kind: 'sometimes',
  title,
  explain,
  watches: { effects: [typeof seen === 'function' ? 'become' : 'note'] },
  init: () => null,
  step(_state, { effects }) {
    for (const effect of effects) {
      if (effect.kind === 'note' && 'rule' in seen && effect.rule === seen.rule) return true;
      if (effect.kind === 'become' && typeof seen === 'function' && seen(effect)) return true;
    }
    return false;
  },
});
type Become = Extract<Effect, { kind: 'become' }>;
const noted = (rule: string) => ({ rule });

/** Says nothing while Raft runs, and costs nothing then. */
const besideRaft = (property: Property): Property => ({
  ...property,
  step: (state, event, world) =>
    world.settings['cluster.algorithm'] === 'raft' ? undefined : property.step(state, event, world),
});

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
  linearizableClients,
  ends('client-1', 'write'),
  ends('client-2', 'read'),
  sometimes(
    'split-vote',
    'A vote is split',
    'Several stand in one term, and none gets a majority. The random part of the timeouts makes this rare.',
    (effect) => effect.from === 'candidate' && effect.why === 'a majority refused',
  ),
  sometimes(
    'repaired',
    'A log is repaired',
    'A follower has entries that the leader does not have, and drops them.',
    noted('truncates'),
  ),
  sometimes(
    'steps-down',
    'A leader without a quorum steps down',
    'CheckQuorum: a leader that no majority answers gives up by itself.',
    (effect) => effect.why.startsWith('CheckQuorum'),
  ),
  sometimes(
    'loyal',
    'A candidate is ignored',
    'Who has heard of a leader lately does not even look at a higher term.',
    noted('ignores a candidate'),
  ),
  sometimes(
    'snapshot',
    'A snapshot is installed',
    'The entries that a follower needs are gone; it gets the state itself.',
    noted('installs a snapshot'),
  ),
  sometimes(
    'handed-over',
    'Leadership is handed over',
    'A leader tells another to stand at once, and nobody waits for a timer.',
    noted('hands over'),
  ),
  sometimes(
    'member',
    'The members change',
    'A server joins or leaves while the others go on.',
    noted('changes the members'),
  ),
  sometimes(
    'two-primaries',
    'Two primaries',
    'Without consensus: a second one takes over while the first still lives.',
    (effect) => effect.why.endsWith('was promoted later') && effect.from === 'leader',
  ),
  contradiction,
  ...variantProperties.map((property) => (property.id === 'leads-again' ? property : besideRaft(property))),
];
