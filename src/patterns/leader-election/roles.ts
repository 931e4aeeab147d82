import type { Settings } from '../../kernel/program.ts';
import type { ColourToken, Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';
import { edge, state, variantCommands, variantLaneColours, variantRoles } from './variants/roles.ts';

const COLOURS: Readonly<Record<string, ColourToken>> = {
  follower: 'quiet',
  'pre-candidate': 'warn',
  candidate: 'warn',
  leader: 'ok',
  transferring: 'event',
  served: 'ok',
  waiting: 'bad',
};

const electionMs = ({ 'raft.electionMs': least }: Settings): string => `${String(least)} ms`;

const raftMachine: Machine = {
  states: [
    state('follower', 'follower', 'quiet', [60, 60], 'Takes entries from the leader, votes, and waits for its timer.'),
    state('pre-candidate', 'pre-candidate', 'warn', [250, 60], 'Asks whether it could win, without a new term.'),
    state('candidate', 'candidate', 'warn', [250, 170], 'In a new term it votes for itself and asks the others.'),
    state(
      'leader',
      'leader',
      'ok',
      [60, 170],
      'Takes writes, copies its log to the others and decides what is committed.',
    ),
    state(
      'transferring',
      'transferring',
      'event',
      [60, 270],
      'Still leads, but takes no requests while its successor catches up.',
    ),
  ],
  edges: [
    edge('follower', 'pre-candidate', (s) => `no leader for ≥ ${electionMs(s)}`),
    edge('pre-candidate', 'candidate', () => 'a majority would vote', 0),
    edge('candidate', 'leader', () => 'a majority votes'),
    edge('candidate', 'follower', () => 'another leads', 10),
    edge('leader', 'follower', () => 'newer term, or no quorum'),
    edge('leader', 'transferring', () => 'hand over'),
    edge('transferring', 'leader', (s) => `not done in ${electionMs(s)}`),
    edge('transferring', 'follower', () => 'the other is elected', -90),
  ],
};

export const roles: Readonly<Record<string, RoleMeta>> = {
  client: {
    label: 'Clients',
    letter: 'C',
    shape: 'circle',
    source: 'client.ts',
    about:
      'Reads, writes and swaps values. It asks whom it takes for the leader, follows hints, and tries again with the same serial.',
    figure: ({ settings }) => `asks ${String(settings['clients.ratePerSecond'])}/s`,
  },
  replica: {
    label: 'Replica',
    letter: 'R',
    shape: 'cylinder',
    source: 'replica.ts',
    about: 'A copy of the database. Its log, term and vote are on its disk before it speaks of them.',
    machine: raftMachine,
    figure({ lanes, metrics }) {
      const lane = lanes['main'] ?? '';
      const heights = `${metrics['commit'] ?? 0}/${metrics['last'] ?? 0}`;
      // Long words would stick out of a phone.
      if (lane === 'pre-candidate') return heights;
      return `${lane === 'transferring' ? 'hands over' : lane} ${heights}`;
    },
  },
  failover: {
    label: 'Replica without consensus',
    letter: 'R',
    shape: 'cylinder',
    source: 'failover.ts',
    about:
      'A primary or a copy. Copies check the primary’s health, and the next in line takes over when it does not answer.',
    figure: ({ lanes, metrics }) =>
      `${lanes['main'] === 'leader' ? 'primary' : 'copy'}, ${metrics['last'] ?? 0} entries`,
  },
  ...variantRoles,
};

export const commands: Pattern['commands'] = {
  write: { program: 'client', label: 'Write', narrate: 'writes a value' },
  read: { program: 'client', label: 'Read', narrate: 'reads a value' },
  swap: { program: 'client', label: 'Compare and set', narrate: 'writes if the value is still what it saw' },
  campaign: { program: 'replica', label: 'Time out now', narrate: 'does not wait for its election timer' },
  transfer: { program: 'replica', label: 'Hand over leadership', narrate: 'hands over leadership' },
  join: { program: 'replica', label: 'Join the cluster', narrate: 'asks to become a member' },
  leave: { program: 'replica', label: 'Leave the cluster', narrate: 'asks to be removed' },
  ...variantCommands,
};

export const modes: Pattern['modes'] = {};

export const laneColours: Pattern['laneColours'] = {
  ...variantLaneColours,
  ...Object.fromEntries(Object.entries(COLOURS).map(([state, colour]) => [`main ${state}`, colour])),
};
