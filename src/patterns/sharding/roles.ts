import type { Pattern } from '../../pattern-kit/pattern.ts';

const epoch = (metrics: Readonly<Record<string, number>>): string => `epoch ${metrics['epoch'] ?? 1}`;

export const roles: Pattern['roles'] = {
  users: {
    label: 'People of a region',
    letter: 'P',
    shape: 'circle',
    source: 'users.ts',
    about:
      'They read, post, like and open feeds, mostly about people of their own region. Europe and America go through the router; Asia’s application is a smart client and keeps the map itself.',
    figure: ({ metrics }) => (metrics['epoch'] === undefined ? 'via router' : `smart, ${epoch(metrics)}`),
  },
  router: {
    label: 'Router',
    letter: 'R',
    shape: 'diamond',
    source: 'cluster-client.ts',
    about:
      'Asks the shard that owns the key, by its copy of the map. MOVED changes the copy, ASK does not, TRYAGAIN means later. Nothing is lost with it.',
    figure: ({ metrics }) => epoch(metrics),
  },
  directory: {
    label: 'Directory',
    letter: 'D',
    shape: 'cylinder',
    source: 'directory.ts',
    about:
      'Says who owns what. Every change is one epoch, durable before anybody hears of it. One node, or three of which one has the seat.',
    machine: {
      states: [
        {
          id: 'SEATED',
          label: 'seated',
          colour: 'ok',
          x: 70,
          y: 50,
          about: 'Has the seat: answers, and makes epochs.',
        },
        { id: 'FOLLOWS', label: 'following', colour: 'quiet', x: 250, y: 50, about: 'Keeps what the seat sends.' },
        { id: 'STANDS', label: 'standing', colour: 'warn', x: 160, y: 140, about: 'Asks most for the seat.' },
      ],
      edges: [
        {
          from: 'FOLLOWS',
          to: 'STANDS',
          label: ({ 'failover.timeoutMs': t }) => `no word from the seat for ${Number(t)} ms or more`,
          bend: 20,
        },
        { from: 'STANDS', to: 'SEATED', label: () => 'most promise', bend: 20 },
        { from: 'STANDS', to: 'FOLLOWS', label: () => 'a newer reign', bend: 20 },
        { from: 'SEATED', to: 'FOLLOWS', label: () => 'a newer reign', bend: -24 },
      ],
    },
    figure: ({ metrics }) => epoch(metrics),
  },
  mover: {
    label: 'Balancer and migrator',
    letter: 'M',
    shape: 'square',
    source: 'mover.ts',
    about:
      'Sees how load or keys are spread, and moves chunks from shard to shard. It keeps nothing: after a crash it asks the directory.',
    machine: {
      states: [
        { id: 'IDLE', label: 'idle', colour: 'quiet', x: 70, y: 70, about: 'There is nothing to move.' },
        { id: 'MOVING', label: 'moving', colour: 'accent', x: 250, y: 70, about: 'One chunk is on its way.' },
      ],
      edges: [
        { from: 'IDLE', to: 'MOVING', label: () => 'the directory has opened a move', bend: -26 },
        { from: 'MOVING', to: 'IDLE', label: () => 'all committed', bend: -26 },
      ],
    },
    figure: ({ lanes, metrics }) =>
      lanes['main'] === 'MOVING'
        ? `moving, ${metrics['left'] ?? 0} left`
        : `busiest ${metrics['maxToMeanPct'] ?? 100} %`,
  },
  detector: {
    label: 'Hot-key detector',
    letter: 'H',
    shape: 'square',
    source: 'detector.ts',
    about: 'Adds up what routers and smart clients have counted. What is asked for too often is marked hot.',
    figure: ({ metrics }) => (metrics['hot'] === undefined ? 'nothing hot' : `${metrics['hot']} hot`),
  },
  shard: {
    label: 'Shard',
    letter: 'S',
    shape: 'cylinder',
    source: 'shard-serve.ts',
    about:
      'Holds some of the keys. Serves what its map gives to it, and answers everything else with where to go. Its replica follows a moment later, and may take its place.',
    machine: {
      states: [
        { id: 'PRIMARY', label: 'primary', colour: 'ok', x: 70, y: 50, about: 'Serves its keys.' },
        {
          id: 'CUT OFF',
          label: 'cut off',
          colour: 'bad',
          x: 260,
          y: 50,
          about: 'Hears no majority: refuses everything.',
        },
        { id: 'REPLICA', label: 'replica', colour: 'quiet', x: 70, y: 150, about: 'Follows, a moment behind.' },
        { id: 'CANDIDATE', label: 'candidate', colour: 'warn', x: 260, y: 150, about: 'Asks for votes.' },
        {
          id: 'PROMOTING',
          label: 'promoting',
          colour: 'warn',
          x: 165,
          y: 215,
          about: 'Won; makes it durable and known.',
        },
        { id: 'JOINING', label: 'joining', colour: 'warn', x: 165, y: 100, about: 'Booted; asks what it is.' },
      ],
      edges: [
        {
          from: 'PRIMARY',
          to: 'CUT OFF',
          label: ({ 'failover.timeoutMs': t }) => `no majority for ${Number(t)} ms`,
          bend: -24,
        },
        { from: 'CUT OFF', to: 'PRIMARY', label: () => 'majority again', bend: -24 },
        { from: 'REPLICA', to: 'CANDIDATE', label: () => 'primary FAIL', bend: -20 },
        { from: 'CANDIDATE', to: 'PROMOTING', label: () => 'most votes', bend: 20 },
      ],
    },
    // What it serves is on the board: side by side, longer words would touch those of the next shard.
    figure: ({ metrics, lanes, queued }) =>
      lanes['main'] !== 'REPLICA' && queued > 0 ? `${queued} queued` : `${metrics['keys'] ?? 0} keys`,
  },
};

export const laneColours: Pattern['laneColours'] = {
  'main PRIMARY': 'ok',
  'main CUT OFF': 'bad',
  'main REPLICA': 'quiet',
  'main CANDIDATE': 'warn',
  'main PROMOTING': 'warn',
  'main JOINING': 'warn',
  'main SEATED': 'ok',
  'main FOLLOWS': 'quiet',
  'main STANDS': 'warn',
  'main IDLE': 'quiet',
  'main MOVING': 'accent',
  'slots STABLE': 'quiet',
  'slots MIGRATING': 'warn',
  'slots IMPORTING': 'accent',
  'slots CRITICAL': 'bad',
};

export const modes: Pattern['modes'] = {};

export const commands: Pattern['commands'] = {
  addNode: { program: 'directory', label: 'Add shard D', narrate: 'An operator adds shard D to the members.' },
  removeNode: {
    program: 'directory',
    label: 'Take out shard C',
    narrate: 'An operator takes a shard out of the list of members.',
  },
  cancelMove: {
    program: 'directory',
    label: 'Call off the move',
    narrate: 'An operator calls off the move that is open (SETSLOT STABLE).',
  },
  moveUser: {
    program: 'directory',
    label: 'Move a person to America',
    narrate: 'A person moves from one region to another.',
  },
  post: { program: 'users', label: 'Post for the celebrity', narrate: 'The celebrity posts.' },
  openFeed: { program: 'users', label: 'Open a feed', narrate: 'Somebody opens a feed.' },
  compareTwo: {
    program: 'users',
    label: 'Compare two people',
    narrate: 'Somebody asks for the walls of two people in one command.',
  },
};
