import type { Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';
import { GROUPS } from './programs/cluster.ts';

const s = (settings: Readonly<Record<string, unknown>>, key: string): string => `${Number(settings[key]) / 1_000} s`;

const consumerMachine: Machine = {
  states: [
    {
      id: 'joining',
      label: 'joining',
      colour: 'warn',
      x: 60,
      y: 60,
      about: 'It waits until every member of the group has joined.',
    },
    {
      id: 'syncing',
      label: 'syncing',
      colour: 'warn',
      x: 260,
      y: 60,
      about: 'A generation has begun; it waits for its partitions.',
    },
    {
      id: 'stable',
      label: 'stable',
      colour: 'ok',
      x: 160,
      y: 150,
      about: 'It has its partitions, fetches, processes and commits.',
    },
    {
      id: 'fenced',
      label: 'fenced',
      colour: 'bad',
      x: 320,
      y: 190,
      about: 'Another process has taken its name: it stops.',
    },
  ],
  edges: [
    { from: 'joining', to: 'syncing', label: () => 'all have joined', bend: -24 },
    { from: 'syncing', to: 'stable', label: () => 'partitions assigned', bend: -18 },
    {
      from: 'stable',
      to: 'joining',
      label: (settings) => `rebalance, or session of ${s(settings, 'consumer.sessionMs')} over`,
      bend: -18,
    },
    { from: 'stable', to: 'fenced', label: () => 'instance id taken', bend: 18 },
  ],
};

const brokerMachine: Machine = {
  states: [
    {
      id: 'fenced',
      label: 'fenced',
      colour: 'bad',
      x: 60,
      y: 70,
      about: 'It has no session: it leads and follows nothing.',
    },
    {
      id: 'serving',
      label: 'serving',
      colour: 'ok',
      x: 260,
      y: 70,
      about: 'It leads some partitions and follows others.',
    },
    {
      id: 'controller',
      label: 'controller',
      colour: 'event',
      x: 160,
      y: 160,
      about: 'It does the same, picks the leaders of all partitions, and tells every broker.',
    },
  ],
  edges: [
    { from: 'fenced', to: 'serving', label: () => 'registered', bend: -24 },
    { from: 'serving', to: 'controller', label: () => 'first to claim it', bend: -18 },
    { from: 'controller', to: 'serving', label: () => 'deposed', bend: -18 },
    {
      from: 'controller',
      to: 'fenced',
      label: (settings) => `session of ${s(settings, 'broker.sessionMs')} over`,
      bend: -18,
    },
  ],
};

export const roles: Readonly<Record<string, RoleMeta>> = {
  sensors: {
    label: 'Sensors',
    letter: 'S',
    shape: 'circle',
    source: 'sensors.ts',
    about:
      'Twelve sensors in two halls that share one radio. They measure whether or not anybody listens, and keep a message until the gateway has confirmed it.',
    figure: ({ settings }) => `${Number(settings['sensors.ratePerSecond'])}/s, QoS ${String(settings['sensors.qos'])}`,
  },
  edge: {
    label: 'Radio gateway',
    letter: 'G',
    shape: 'diamond',
    source: 'edge.ts',
    about:
      'Speaks MQTT with the sensors. On its other side it appends to the log, as a Kafka producer; without a log it hands each reading to each service and waits.',
    figure: ({ busy, queued, settings }) =>
      busy + queued > 0
        ? `${busy} busy, ${queued} queued`
        : settings['log.kind'] === 'queue'
          ? 'waits for confirms'
          : `acks ${String(settings['producer.acks'])}`,
  },
  broker: {
    label: 'Broker',
    letter: 'B',
    shape: 'cylinder',
    source: 'broker.ts',
    about:
      'Keeps copies of the partitions, leads some of them, and coordinates the groups while it leads their offsets.',
    machine: brokerMachine,
    figure: ({ lanes }) => {
      const leads = Object.entries(lanes).filter(([lane, state]) => lane.startsWith('partition') && state === 'leader');
      const what = leads.map(([lane]) => lane.at(-1)).join(' ');
      return what === '' ? (lanes['main'] === 'fenced' ? 'no session' : 'follows') : `leads ${what}`;
    },
  },
  metadata: {
    label: 'Metadata',
    letter: 'M',
    shape: 'cylinder',
    source: 'metadata.ts',
    about:
      'Knows which brokers are alive, who is controller, and who leads what. One box that stands in for an ensemble of servers, of which a minority may die unnoticed. While it is away nobody is elected.',
    figure: ({ metrics }) => `version ${metrics['version'] ?? 1}`,
  },
  consumer: {
    label: 'Consumer',
    letter: 'C',
    shape: 'square',
    source: 'consumer.ts',
    about:
      'A member of a consumer group: fetches from the leaders of its partitions, processes one reading after the other, commits how far it has come.',
    machine: consumerMachine,
    figure: ({ lanes, metrics }) => (lanes['main'] === 'stable' ? `lag ${metrics['lag'] ?? 0}` : (lanes['main'] ?? '')),
  },
  queue: {
    label: 'Queue server',
    letter: 'Q',
    shape: 'cylinder',
    source: 'queue.ts',
    about:
      'Keeps a queue for each service. What is acknowledged is gone. One box for queues that are replicated on three servers.',
    figure: ({ metrics }) => `${GROUPS.reduce((sum, group) => sum + (metrics[`${group} ready`] ?? 0), 0)} ready`,
  },
  worker: {
    label: 'Queue consumer',
    letter: 'C',
    shape: 'square',
    source: 'worker.ts',
    about: 'Takes messages from the queue of its service, up to the prefetch limit, and acknowledges each.',
    figure: ({ metrics }) => `${metrics['unacked'] ?? 0} unacked`,
  },
  service: {
    label: 'Service',
    letter: 'C',
    shape: 'square',
    source: 'service.ts',
    about: 'The same work without a log: it is called with each reading, takes one at a time and queues a few.',
    figure: ({ busy, queued }) => (queued > 0 ? `${queued} queued` : `${busy} in work`),
  },
  store: {
    label: 'Results',
    letter: 'R',
    shape: 'cylinder',
    source: 'store.ts',
    about:
      'What the services have made of the readings. A second result for a reading is a side effect that happened twice.',
    figure: ({ metrics }) => `alerting ${metrics['alerting ageMs'] ?? 0} ms`,
  },
};

export const laneColours: Pattern['laneColours'] = {
  'main joining': 'warn',
  'main syncing': 'warn',
  'main stable': 'ok',
  'main fenced': 'bad',
  'main serving': 'ok',
  'main controller': 'event',
  ...Object.fromEntries(
    ['partition 0', 'partition 1', 'partition 2', 'dead letters', 'group offsets'].flatMap((lane) => [
      [`${lane} leader`, 'accent'],
      [`${lane} follower`, 'quiet'],
      [`${lane} no leader`, 'bad'],
    ]),
  ),
  ...Object.fromEntries(
    ['analytics', 'alerting', 'archiver'].flatMap((lane) => [
      [`${lane} Empty`, 'quiet'],
      [`${lane} PreparingRebalance`, 'warn'],
      [`${lane} CompletingRebalance`, 'warn'],
      [`${lane} Stable`, 'ok'],
    ]),
  ),
};

export const modes: Pattern['modes'] = {
  ok: { label: 'works normally', tone: 'ok' },
  slow: { label: 'is slow', tone: 'warn' },
};

export const commands: Pattern['commands'] = {
  publish: { program: 'sensors', label: 'Publish one reading', narrate: 'A sensor publishes one more reading.' },
  publishPoison: {
    program: 'sensors',
    label: 'Publish a broken reading',
    narrate: 'A sensor publishes a reading that nobody can process.',
  },
};
