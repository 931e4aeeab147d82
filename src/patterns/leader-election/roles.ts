import type { ColourToken, Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';
import { variantCommands, variantLaneColours, variantRoles } from './variants/roles.ts';

const COLOURS: Readonly<Record<string, ColourToken>> = {
  follower: 'quiet',
  'pre-candidate': 'warn',
  candidate: 'warn',
  leader: 'ok',
  transferring: 'event',
  served: 'ok',
  waiting: 'bad',
};

const raftMachine: Machine = {
  states: [
    {
      id: 'follower',
      label: 'follower',
      colour: 'quiet',
      x: 60,
      y: 60,
      about: 'Takes entries from the leader, votes, and waits for its timer.',
    },
    {
      id: 'pre-candidate',
      label: 'pre-candidate',
      colour: 'warn',
      x: 250,
      y: 60,
      about: 'Asks whether it could win, without a new term.',
    },
    {
      id: 'candidate',
      label: 'candidate',
      colour: 'warn',
      x: 250,
      y: 170,
      about: 'In a new term it votes for itself and asks the others.',
    },
    {
      id: 'leader',
      label: 'leader',
      colour: 'ok',
      x: 60,
      y: 170,
      about: 'Takes writes, copies its log to the others and decides what is committed.',
    },
    {
      id: 'transferring',
      label: 'transferring',
      colour: 'event',
      x: 60,
      y: 270,
      about: 'Still leads, and takes no requests: it brings its successor up to date and tells it to stand.',
    },
  ],
  edges: [
    {
      from: 'follower',
      to: 'pre-candidate',
      label: ({ 'raft.electionMs': least }) => `no leader for ≥ ${String(least)} ms`,
      bend: -24,
    },
    { from: 'pre-candidate', to: 'candidate', label: () => 'a majority would vote' },
    { from: 'candidate', to: 'leader', label: () => 'a majority votes', bend: -24 },
    { from: 'candidate', to: 'follower', label: () => 'another leads', bend: 10 },
    { from: 'leader', to: 'follower', label: () => 'newer term, or no quorum', bend: -24 },
    { from: 'leader', to: 'transferring', label: () => 'hand over', bend: -24 },
    {
      from: 'transferring',
      to: 'leader',
      label: ({ 'raft.electionMs': least }) => `not done in ${String(least)} ms`,
      bend: -24,
    },
    { from: 'transferring', to: 'follower', label: () => 'the other is elected', bend: -90 },
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
