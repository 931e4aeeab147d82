import type { Settings } from '../../kernel/program.ts';
import type { Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';

const dial = (settings: Settings, key: string): number => Number(settings[key]);

type Machines = Machine['states'][number];
const state = (
  id: string,
  label: string,
  colour: Machines['colour'],
  [x, y]: readonly [number, number],
  about: string,
): Machines => ({
  id,
  label,
  colour,
  x,
  y,
  about,
});
const edge = (from: string, to: string, label: (settings: Settings) => string, bend = 0): Machine['edges'][number] => ({
  from,
  to,
  label,
  bend,
});

/** Every container has the same life: Kubernetes, "Pod lifecycle". */
const containerMachine: Machine = {
  states: [
    state('WAITING', 'waiting', 'quiet', [60, 60], 'No process.'),
    state('STARTING', 'starting', 'warn', [260, 60], 'No startup probe has passed.'),
    state('RUNNING', 'running', 'ok', [260, 170], 'It answers its probes.'),
    state('STOPPING', 'stopping', 'warn', [60, 170], 'It finishes what it has.'),
  ],
  edges: [
    edge('WAITING', 'STARTING', () => 'the kubelet starts it'),
    edge('STARTING', 'RUNNING', () => 'startup probe passes', 20),
    edge('RUNNING', 'STOPPING', () => 'SIGTERM'),
    edge('STOPPING', 'WAITING', (settings) => `done, or after ${dial(settings, 'kubelet.graceMs') / 1_000} s`, 20),
    edge('RUNNING', 'WAITING', () => 'crash, SIGKILL', -10),
  ],
};

export const roles: Readonly<Record<string, RoleMeta>> = {
  customers: {
    label: 'Customers',
    letter: 'C',
    shape: 'circle',
    source: 'customers.ts',
    about: 'They keep coming, and wait for three seconds.',
    figure: ({ settings }) => `${dial(settings, 'customers.ratePerSecond')} orders/s`,
  },
  app: {
    label: 'Application',
    letter: 'A',
    shape: 'square',
    source: 'app.ts',
    about: 'Takes orders and has them paid. With sidecars it writes to a file and calls localhost.',
    machine: containerMachine,
    figure: ({ metrics }) => (metrics['waitingForLog'] ? `${metrics['waitingForLog']} wait for the log` : ''),
  },
  shipper: {
    label: 'Log shipper',
    letter: 'L',
    shape: 'square',
    source: 'shipper.ts',
    about: 'Fluent Bit: reads the log file, buffers, ships in chunks, retries, and drops by rule.',
    machine: containerMachine,
    figure: ({ metrics, lanes }) =>
      lanes['input'] === 'PAUSED'
        ? 'input paused'
        : `${(metrics['memoryKb'] ?? 0) + (metrics['storageKb'] ?? 0)} kB held`,
  },
  proxy: {
    label: 'Proxy',
    letter: 'P',
    shape: 'diamond',
    source: 'proxy.ts',
    about: 'Knows today’s hosts, and accepts or refuses new ones.',
    machine: containerMachine,
    figure: ({ lanes }) =>
      lanes['config'] === 'NACKED' ? 'new config refused' : lanes['config'] === 'ACKED' ? 'config in use' : 'no config',
  },
  watcher: {
    label: 'Config watcher',
    letter: 'W',
    shape: 'square',
    source: 'watcher.ts',
    about: 'Subscribes to the log level, checks it, and tells the application.',
    machine: containerMachine,
    figure: ({ lanes }) => (lanes['config'] === 'NACKED' ? 'level refused' : ''),
  },
  volume: {
    label: 'Shared volume',
    letter: 'V',
    shape: 'cylinder',
    source: 'volume.ts',
    about: 'The log file, rotated by size. It outlives every container and dies with the pod.',
    figure: ({ metrics, settings }) => `${metrics['usedKb'] ?? 0} of ${dial(settings, 'volume.sizeKb')} kB`,
  },
  kubelet: {
    label: 'Kubelet',
    letter: 'K',
    shape: 'square',
    source: 'kubelet.ts',
    about: 'The agent on the host: starts, stops and restarts containers, divides CPU and memory.',
  },
  collector: {
    label: 'Collector',
    letter: 'C',
    shape: 'cylinder',
    external: true,
    source: 'collector.ts',
    about: 'An entrance of the log platform. It takes so many lines a second, and stores a chunk once.',
    figure: ({ metrics }) => (metrics['lagMs'] === undefined ? '' : `lag ${(metrics['lagMs'] / 1_000).toFixed(1)} s`),
  },
  payments: {
    label: 'Payments',
    letter: 'Y',
    shape: 'square',
    external: true,
    source: 'payments.ts',
    about: 'A host of the payment service. It tells the registry that it is there.',
  },
  controlPlane: {
    label: 'Control plane',
    letter: 'X',
    shape: 'square',
    source: 'control-plane.ts',
    about: 'Hands out configuration (xDS), and hears ACK or NACK.',
    figure: ({ metrics }) => ((metrics['nacks'] ?? 0) > 0 ? `${metrics['nacks']} NACK` : ''),
  },
  registry: {
    label: 'Registry',
    letter: 'R',
    shape: 'cylinder',
    source: 'registry.ts',
    about: 'Knows which hosts are there, and forgets who is silent.',
    figure: ({ metrics }) => `${metrics['hosts'] ?? 0} hosts`,
  },
};

export const laneColours: Pattern['laneColours'] = {
  'main WAITING': 'quiet',
  'main STARTING': 'warn',
  'main RUNNING': 'ok',
  'main STOPPING': 'warn',
  'main PENDING': 'quiet',
  'main INIT': 'warn',
  'main READY': 'ok',
  'main NOT_READY': 'bad',
  'main TERMINATING': 'warn',
  'input READING': 'ok',
  'input PAUSED': 'bad',
  'config NO_CONFIG': 'quiet',
  'config ACKED': 'ok',
  'config NACKED': 'bad',
};

export const modes: Pattern['modes'] = {
  ok: { label: 'answers normally', tone: 'ok' },
  error: { label: 'answers with errors', tone: 'bad' },
  hang: { label: 'does not answer', tone: 'bad' },
  reject: { label: 'says: never', tone: 'bad' },
  forgetful: { label: 'stores, but its answers get lost', tone: 'warn' },
};

export const commands: Pattern['commands'] = {
  placeOrder: { program: 'customers', label: 'Place an order', narrate: 'One more customer checks out.' },
  deletePod: {
    program: 'kubelet',
    label: 'Replace the pod',
    narrate: 'The pod is deleted, and a new one takes its place.',
  },
  pushBadHosts: {
    program: 'controlPlane',
    label: 'Push hosts that do not exist',
    narrate: 'Somebody publishes hosts that do not exist.',
  },
  pushGoodHosts: { program: 'controlPlane', label: 'Push good hosts', narrate: 'The right hosts are published.' },
  pushDebug: { program: 'controlPlane', label: 'Log level debug', narrate: 'Somebody turns the log level to debug.' },
  pushInfo: { program: 'controlPlane', label: 'Log level info', narrate: 'The log level is info again.' },
};
