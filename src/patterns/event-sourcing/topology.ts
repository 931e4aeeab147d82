import type { Settings } from '../../kernel/program.ts';
import { ms } from '../../kernel/time.ts';
import type { LinkSpec, NodeSpec, Topology } from '../../kernel/topology.ts';
import type { Pattern } from '../../pattern-kit/pattern.ts';

const net = (a: string, b: string, minMs: number, maxMs: number): LinkSpec => ({
  a,
  b,
  channel: 'stream',
  latency: { kind: 'uniform', minUs: ms(minMs), maxUs: ms(maxMs) },
});

const DESKS = ['desk-a', 'desk-b'];

/** Without the pattern the same desks read, change and overwrite rows; what only events can feed is not there. */
export function topology({ on, settings }: { readonly on: boolean; readonly settings: Settings }): Topology {
  const capacity = { workers: Number(settings['desk.workers']), queueLimit: 24 };
  const nodes: NodeSpec[] = [
    { id: 'tellers', program: 'tellers', label: 'Tellers' },
    { id: 'desk-a', program: on ? 'desk' : 'rowDesk', label: 'Desk A', capacity },
    { id: 'desk-b', program: on ? 'desk' : 'rowDesk', label: 'Desk B', capacity },
    {
      id: 'store',
      program: on ? 'eventStore' : 'rows',
      label: on ? 'Event store' : 'Accounts table',
      disk: { syncUs: ms(4) },
    },
    { id: 'bank', program: 'bank', label: 'Other bank', disk: { syncUs: ms(5) } },
    { id: 'reconciler', program: 'reconciler', label: 'Reconciler', config: { rows: !on, desks: DESKS } },
  ];
  const links = [
    net('tellers', 'desk-a', 20, 30),
    net('tellers', 'desk-b', 20, 30),
    net('desk-a', 'store', 8, 14),
    net('desk-b', 'store', 8, 14),
    net('reconciler', 'store', 20, 30),
    net('bank', 'reconciler', 60, 90),
  ];
  if (!on) return { nodes, links: [...links, net('desk-a', 'bank', 60, 90), net('desk-b', 'bank', 60, 90)] };
  return {
    nodes: [
      ...nodes,
      { id: 'snapshots', program: 'snapshotStore', label: 'Snapshots', disk: { syncUs: ms(4) } },
      { id: 'balances', program: 'projector', label: 'Balances', disk: { syncUs: ms(4) } },
      { id: 'keys', program: 'keyStore', label: 'Keys', disk: { syncUs: ms(4) } },
      { id: 'fraud', program: 'fraud', label: 'Fraud watch' },
      { id: 'auditor', program: 'auditor', label: 'Auditor' },
      { id: 'clearing', program: 'clearing', label: 'Clearing', config: { desks: DESKS } },
    ],
    links: [
      ...links,
      net('desk-a', 'snapshots', 4, 8),
      net('desk-b', 'snapshots', 4, 8),
      net('store', 'balances', 20, 30),
      net('balances', 'keys', 4, 8),
      net('store', 'fraud', 20, 30),
      net('store', 'auditor', 20, 30),
      net('store', 'clearing', 20, 30),
      net('clearing', 'desk-a', 20, 30),
      net('clearing', 'desk-b', 20, 30),
      net('clearing', 'bank', 60, 90),
      net('reconciler', 'desk-a', 20, 30),
      net('reconciler', 'desk-b', 20, 30),
    ],
  };
}

/** What these have to do with each other is an exception: a break that is booked, an account that is opened. */
export const seldom: NonNullable<Pattern['seldom']> = [
  ['reconciler', 'desk'],
  ['projector', 'keyStore'],
];

/** Centres of the nodes: commands from the left, what reads the events to the right, what spans two banks below. */
export const layout: Pattern['layout'] = {
  tellers: { x: 25, y: 270 },
  'desk-a': { x: 155, y: 165 },
  'desk-b': { x: 175, y: 380 },
  snapshots: { x: 275, y: 70 },
  store: { x: 405, y: 185 },
  clearing: { x: 375, y: 430 },
  balances: { x: 570, y: 50 },
  keys: { x: 690, y: 40 },
  fraud: { x: 850, y: 85 },
  auditor: { x: 850, y: 285 },
  reconciler: { x: 550, y: 335 },
  bank: { x: 690, y: 440 },
};
