import { expect, it } from 'vitest';
import type { Topology } from '../kernel/topology.ts';
import type { Effect, TraceEvent } from '../kernel/trace.ts';
import { isLoad, loadGoals, roomText } from './load-goals.ts';
import { createSeriesBook } from './series.ts';

const topology = {
  nodes: [
    { id: 'a', program: 'main', label: 'Orders', capacity: { workers: 8, queueLimit: 12 } },
    { id: 'b', program: 'main', label: 'Shoppers' },
  ],
  links: [],
} as unknown as Topology;
const event = (timeUs: number, node: string, effect: Effect, seq = 0): TraceEvent => ({
  seq,
  timeUs,
  kind: 'deliver',
  node,
  cause: -1,
  effects: [effect],
});
const load = (busy: number, queued: number): Effect => ({ kind: 'load', busy, queued });

it('follows what a node has in hand, and nothing is left when it is down', () => {
  const goals = loadGoals(topology);
  expect(goals.map(({ title }) => title)).toEqual(['Orders']);
  expect([isLoad(goals[0]!), isLoad({ ...goals[0]!, id: 'goodput' })]).toEqual([true, false]);
  const events = [
    event(100, 'a', load(3, 0)),
    event(900, 'a', load(8, 4)),
    event(950, 'b', load(1, 1)),
    event(2_100, 'a', { kind: 'status', node: 'a', status: 'down' }),
    event(3_500, 'b', load(0, 0)),
  ].map((one, seq) => ({ ...one, seq }));
  const [series] = createSeriesBook(goals, 1_000).follow(events, 4_000);
  expect(series!.values).toEqual([12, 12, 0, 0]);
});

it('says how much room there is', () => {
  expect(topology.nodes.map(roomText)).toEqual(['of 8 workers and 12 places', '']);
});
