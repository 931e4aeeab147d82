import type { Settings } from '../../../kernel/program.ts';
import type { ColourToken, FigureView, Machine, Pattern, RoleMeta } from '../../../pattern-kit/pattern.ts';

const dial = (settings: Settings, key: string): string => {
  const millis = Number(settings[key]);
  return millis >= 1_000 ? `${millis / 1_000} s` : `${millis} ms`;
};

type State = Machine['states'][number];
export const state = (
  id: string,
  label: string,
  colour: ColourToken,
  [x, y]: readonly [number, number],
  about: string,
): State => ({
  id,
  label,
  colour,
  x,
  y,
  about,
});
type Edge = Machine['edges'][number];
export const edge = (from: string, to: string, label: Edge['label'], bend = -24): Edge => ({ from, to, label, bend });

const leaseMachine: Machine = {
  states: [
    state(
      'observing',
      'observing',
      'quiet',
      [60, 50],
      'It watches the record, and waits until it has not changed for a whole lease.',
    ),
    state('acquired', 'acquired', 'event', [250, 50], 'Its swap has gone through: it leads, and renews at once.'),
    state('leader', 'renewing', 'ok', [250, 165], 'It leads, and renews every retry period.'),
    state(
      'stopped',
      'stopped',
      'bad',
      [60, 165],
      'It could not renew in time, or was told to stop. The process starts again.',
    ),
  ],
  edges: [
    edge('observing', 'acquired', (s) => `no change for ${dial(s, 'lease.durationMs')}, swap ok`),
    edge('acquired', 'leader', () => 'first renewal'),
    edge('leader', 'stopped', (s) => `${dial(s, 'lease.renewDeadlineMs')} without renewal`),
    edge('stopped', 'observing', () => 'started again'),
  ],
};

const FOLLOWER = state('follower', 'follower', 'quiet', [60, 50], 'It knows a leader, or waits to hear of one.');
const LEADER = state('leader', 'leader', 'ok', [160, 165], 'It serves clients, and tells the others that it is there.');
const silent = (settings: Settings): string => `silence of ${dial(settings, 'elect.timeoutMs')} or more`;

const electing = (about: string, won: string): Machine => ({
  states: [FOLLOWER, state('candidate', 'candidate', 'warn', [260, 50], about), LEADER],
  edges: [
    edge('follower', 'candidate', silent),
    edge('candidate', 'leader', () => won, 22),
    edge('candidate', 'follower', () => 'another one leads'),
    edge('leader', 'follower', () => 'another one leads', 22),
  ],
});

const bullyMachine: Machine = {
  states: [
    FOLLOWER,
    state('candidate', 'candidate', 'warn', [260, 50], 'It has asked all who rank higher.'),
    state('waiting', 'waiting', 'event', [160, 100], 'A higher one has answered and will declare itself.'),
    { ...LEADER, y: 185 },
  ],
  edges: [
    edge('follower', 'candidate', silent),
    edge('candidate', 'waiting', () => 'OK from above', 8),
    edge('candidate', 'leader', (s) => `no OK within ${dial(s, 'elect.answerMs')}`, 30),
    edge('waiting', 'follower', () => 'Coordinator', 8),
    edge('leader', 'follower', () => 'a higher one leads', 30),
  ],
};

const phase = ({ lanes }: FigureView): string => lanes['main'] ?? '';
const withToken = (view: FigureView): string => {
  const leading = phase(view) === 'leader' || phase(view) === 'acquired';
  return leading ? `fencing token ${view.metrics['token'] ?? 0}` : phase(view);
};

export const variantRoles: Readonly<Record<string, RoleMeta>> = {
  leaseReplica: {
    label: 'Replica, lease',
    letter: 'L',
    shape: 'square',
    source: 'lease-replica.ts',
    about: 'Leads while it holds a lease that it has to renew. It trusts its own clock, and no other.',
    machine: leaseMachine,
    figure: withToken,
  },
  bully: {
    label: 'Replica, Bully',
    letter: 'B',
    shape: 'square',
    source: 'bully.ts',
    about: 'Leads when nobody who ranks higher answers. Silence counts as death.',
    machine: bullyMachine,
    figure: phase,
  },
  ring: {
    label: 'Replica, ring',
    letter: 'R',
    shape: 'square',
    source: 'ring.ts',
    about: 'Passes candidates on along a ring; the id that comes back to its owner leads.',
    machine: electing('An election is under way, and it holds its own id back.', 'its own id came back'),
    figure: phase,
  },
  paxos: {
    label: 'Replica, Paxos',
    letter: 'P',
    shape: 'square',
    source: 'paxos.ts',
    about: 'Proposer and acceptor in one. Who leads is a value that a majority has accepted.',
    machine: electing('It has a ballot, and asks for promises, then for acceptance.', 'a majority has accepted'),
    figure: withToken,
  },
  lockService: {
    label: 'Lock service',
    letter: 'K',
    shape: 'cylinder',
    source: 'lock-service.ts',
    about: 'Keeps the lease record and swaps it if the version still stands. It knows no time.',
    figure: ({ metrics }) => (metrics['token'] === undefined ? 'no record' : `lease ${metrics['token']}`),
  },
  storage: {
    label: 'Storage',
    letter: 'S',
    shape: 'cylinder',
    source: 'storage.ts',
    about: 'Keeps the values on disk. It can refuse whoever comes with an older fencing token than it has seen.',
    figure: ({ metrics, settings }) =>
      settings['storage.checkTokens'] === true ? `fencing token ≥ ${metrics['token'] ?? 0}` : 'no fencing',
  },
};

export const variantLaneColours: Pattern['laneColours'] = {
  'main observing': 'quiet',
  'main acquired': 'event',
  'main stopped': 'bad',
  'main follower': 'quiet',
  'main candidate': 'warn',
  'main waiting': 'event',
  'main leader': 'ok',
};

export const variantCommands: Pattern['commands'] = {
  releaseLease: {
    program: 'leaseReplica',
    label: 'Give the lease back',
    narrate: 'The holder stops and gives its lease back.',
  },
};
