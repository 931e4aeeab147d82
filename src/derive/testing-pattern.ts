import type { Topology } from '../kernel/topology.ts';
import type { MessageMeta, Pattern } from '../pattern-kit/pattern.ts';

const message = (label: string): MessageMeta => ({
  label,
  glyph: 'dot',
  colour: 'message',
  narrate: (transit, names) => `${names(transit.from)} sends ${label} to ${names(transit.to)}.`,
});

/** Shop, breaker and gateway: the smallest pattern with a machine, modes, capacity and a pod. */
export const TEST_TOPOLOGY: Topology = {
  nodes: [
    { id: 'client', program: 'client', label: 'Shoppers' },
    {
      id: 'breaker',
      program: 'breaker',
      label: 'payment breaker',
      pod: 'order service',
      capacity: { workers: 4, queueLimit: 6 },
    },
    { id: 'server', program: 'server', label: 'Payment gateway' },
  ],
  links: [
    { a: 'client', b: 'breaker', channel: 'datagram', latency: { kind: 'fixed', us: 10_000 } },
    { a: 'breaker', b: 'server', channel: 'datagram', latency: { kind: 'fixed', us: 20_000 } },
  ],
};

export const TEST_PATTERN: Pattern = {
  meta: { id: 'test', title: 'Test', summary: 'A test.', answers: 'Nothing.', order: 99 },
  about: { what: '', how: '', benefits: [], costs: [], avoidWhen: [] },
  switchLabels: { off: 'Without', on: 'With breaker' },
  programs: {
    client: { start: () => ({}) },
    breaker: { start: () => ({}) },
    server: { start: () => ({}), modes: ['ok', 'hang'] },
  },
  roles: {
    client: {
      label: 'Client',
      letter: 'S',
      shape: 'circle',
      about: '',
      source: 'client.ts',
      figure: ({ metrics }) => `${metrics['rate'] ?? 0} orders/s`,
    },
    breaker: {
      label: 'Breaker',
      letter: 'B',
      shape: 'diamond',
      about: '',
      source: 'breaker.ts',
      machine: {
        states: [
          { id: 'closed', label: 'closed', colour: 'ok', x: 0, y: 0, about: '' },
          { id: 'open', label: 'open', colour: 'bad', x: 100, y: 0, about: '' },
          { id: 'halfOpen', label: 'half-open', colour: 'warn', x: 50, y: 50, about: '' },
        ],
        edges: [],
      },
    },
    server: { label: 'Server', letter: 'P', shape: 'square', external: true, about: '', source: 'server.ts' },
  },
  messages: { Ping: message('Ping'), Pong: message('Pong') },
  settings: {
    waitMs: {
      label: 'Wait while open',
      help: '',
      group: 'Breaker',
      source: '',
      type: 'number',
      unit: 'ms',
      min: 0,
      max: 60_000,
      step: 100,
      default: 5_000,
    },
  },
  topology: () => TEST_TOPOLOGY,
  layout: { client: { x: 80, y: 200 }, breaker: { x: 300, y: 200 }, server: { x: 560, y: 120 } },
  commands: { order: { program: 'client', label: 'Place an order', narrate: 'One more order is placed by hand.' } },
  modes: { ok: { label: 'answers', tone: 'ok' }, hang: { label: 'hangs', tone: 'bad' } },
  properties: [
    { id: 'once', kind: 'always', title: 'One charge per order', explain: '', init: () => null, step: () => null },
  ],
  goals: [],
  experiments: [],
  mutants: [],
  mutantIds: [],
  lesson: () => Promise.resolve({ title: '', steps: [] }),
  laneColours: {},
};
