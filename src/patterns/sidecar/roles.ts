import type { Settings } from '../../kernel/program.ts';
import type { Machine, Pattern, RoleMeta } from '../../pattern-kit/pattern.ts';

const dial = (settings: Settings, key: string): number => Number(settings[key]);
const seconds = (millis: number): string =>
  millis % 1_000 === 0 ? `${millis / 1_000} s` : `${(millis / 1_000).toFixed(1)} s`;

/** Every container has the same life: Kubernetes, "Pod lifecycle". */
const containerMachine: Machine = {
  states: [
    {
      id: 'WAITING',
      label: 'waiting',
      colour: 'quiet',
      x: 60,
      y: 60,
      about: 'There is no process.',
    },
    {
      id: 'STARTING',
      label: 'starting',
      colour: 'warn',
      x: 260,
      y: 60,
      about: 'Its startup probe does not pass yet.',
    },
    { id: 'RUNNING', label: 'running', colour: 'ok', x: 260, y: 170, about: 'It works, and answers its probes.' },
    {
      id: 'STOPPING',
      label: 'stopping',
      colour: 'warn',
      x: 60,
      y: 170,
      about: 'It has got SIGTERM and finishes what it has.',
    },
  ],
  edges: [
    { from: 'WAITING', to: 'STARTING', label: () => 'the kubelet starts it' },
    {
      from: 'STARTING',
      to: 'RUNNING',
      label: () => 'startup probe passes',
      bend: 20,
    },
    { from: 'RUNNING', to: 'STOPPING', label: () => 'SIGTERM' },
    {
      from: 'STOPPING',
      to: 'WAITING',
      label: (settings) => `done, or ${seconds(dial(settings, 'kubelet.graceMs'))} are over`,
      bend: 20,
    },
    { from: 'RUNNING', to: 'WAITING', label: () => 'crash, SIGKILL', bend: -10 },
  ],
};

const kubeletMachine: Machine = {
  states: [
    { id: 'PENDING', label: 'pending', colour: 'quiet', x: 60, y: 60, about: 'Nothing has started.' },
    {
      id: 'INIT',
      label: 'starting',
      colour: 'warn',
      x: 280,
      y: 60,
      about: 'Containers start, in their order.',
    },
    {
      id: 'READY',
      label: 'ready',
      colour: 'ok',
      x: 280,
      y: 165,
      about: 'Every container runs: sidecars count.',
    },
    {
      id: 'NOT_READY',
      label: 'not ready',
      colour: 'bad',
      x: 120,
      y: 165,
      about: 'A container has ended and is started again, or its readiness probe fails.',
    },
    {
      id: 'TERMINATING',
      label: 'terminating',
      colour: 'warn',
      x: 60,
      y: 265,
      about: 'SIGTERM, the grace period, SIGKILL.',
    },
    {
      id: 'SUCCEEDED',
      label: 'complete',
      colour: 'ok',
      x: 280,
      y: 265,
      about: 'The work of a Job is done, and nothing runs any more.',
    },
  ],
  edges: [
    { from: 'PENDING', to: 'INIT', label: () => 'first start' },
    { from: 'INIT', to: 'READY', label: () => 'all probes pass' },
    { from: 'READY', to: 'NOT_READY', label: () => 'one ends, or is not ready', bend: 16 },
    {
      from: 'NOT_READY',
      to: 'READY',
      label: (settings) => `restarted, backoff from ${seconds(dial(settings, 'kubelet.backoffMs'))}`,
      bend: 16,
    },
    { from: 'READY', to: 'TERMINATING', label: () => 'deletion' },
    { from: 'TERMINATING', to: 'PENDING', label: () => 'all exited', bend: 14 },
    { from: 'TERMINATING', to: 'SUCCEEDED', label: () => 'a Job: all exited' },
  ],
};

const megabytes = (kb: number): string => (kb >= 1_000 ? `${(kb / 1_000).toFixed(1)} MB` : `${kb} kB`);

export const roles: Readonly<Record<string, RoleMeta>> = {
  customers: {
    label: 'Customers',
    letter: 'C',
    shape: 'circle',
    source: 'customers.ts',
    about: 'They keep coming, whether or not the shop keeps up, and stop waiting when their patience ends.',
    figure: ({ settings }) => `${dial(settings, 'customers.ratePerSecond')} orders/s`,
  },
  app: {
    label: 'Application',
    letter: 'A',
    shape: 'square',
    source: 'app.ts',
    about:
      'Takes orders and has them paid. With sidecars it writes to a file and calls localhost; without, it ships logs and knows hosts itself.',
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
        ? `paused, ${megabytes(metrics['memoryKb'] ?? 0)}`
        : `${megabytes((metrics['memoryKb'] ?? 0) + (metrics['storageKb'] ?? 0))} held`,
  },
  proxy: {
    label: 'Proxy',
    letter: 'P',
    shape: 'diamond',
    source: 'proxy.ts',
    about: 'The application calls localhost; the proxy knows today’s hosts, and accepts or refuses new ones.',
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
    about: 'A directory with the log file, rotated by size. It outlives every container and dies with the pod.',
    figure: ({ metrics, settings }) => `${metrics['usedKb'] ?? 0} of ${dial(settings, 'volume.sizeKb')} kB`,
  },
  kubelet: {
    label: 'Kubelet',
    letter: 'K',
    shape: 'square',
    source: 'kubelet.ts',
    about: 'The agent on the host: starts, stops and restarts containers, divides CPU and memory.',
    machine: kubeletMachine,
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
    about: 'Hands out configuration (xDS): each response has a version and a nonce, and is answered by ACK or NACK.',
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
  'main SUCCEEDED': 'ok',
  'input READING': 'ok',
  'input PAUSED': 'bad',
  'config NO_CONFIG': 'quiet',
  'config ACKED': 'ok',
  'config NACKED': 'bad',
};

export const modes: Pattern['modes'] = {
  ok: { label: 'answers normally', tone: 'ok' },
  error: { label: 'fails', tone: 'bad' },
  hang: { label: 'does not answer', tone: 'bad' },
  refuse: { label: 'says: not now', tone: 'warn' },
  reject: { label: 'says: never', tone: 'bad' },
  forgetful: { label: 'stores, but its answers get lost', tone: 'warn' },
};

export const commands: Pattern['commands'] = {
  placeOrder: { program: 'customers', label: 'Place an order', narrate: 'One more customer checks out.' },
  rush: { program: 'customers', label: 'Rush of 20 orders', narrate: 'Twenty customers check out at once.' },
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
  pushBadLevel: {
    program: 'controlPlane',
    label: 'Log level that does not exist',
    narrate: 'Somebody publishes a log level that does not exist.',
  },
};
