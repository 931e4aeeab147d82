import type { Property, World } from '../../kernel/property.ts';
import type { BasicAck, BasicDeliver } from './messages.ts';
import { GATEWAYS, GROUPS, groupOf } from './programs/cluster.ts';
import type { QueueState } from './programs/queue.ts';

/** What the queue server must hold. */

const QUEUE: readonly string[] = ['queue'];
const isQueue = ({ settings }: World): boolean => settings['log.kind'] === 'queue';

/** Judged where a queue server lies between; the rest where a log does. */
const ofQueue = { appliesOff: false, applies: (world: World) => isQueue(world) || 'A log lies between: no queue.' };
export const ofLog = <S>(property: Property<S>): Property<S> => ({
  ...property,
  applies: (world) => (isQueue(world) ? 'A queue server lies between: no log.' : (property.applies?.(world) ?? true)),
});

const queuesOf = (world: World) => (world.state('queue') as QueueState | undefined)?.queues ?? {};
const held = (group: string, id: number): string => `${group} ${id}`;

interface Confirmed {
  /** Numbers of the messages that were confirmed. */
  ids: number[];
  /** Acknowledged or dead, by group and number. */
  done: Record<string, true>;
}

export const confirmedStays: Property<Confirmed> = {
  id: 'confirmed-stays',
  kind: 'always',
  title: 'Confirmed means kept',
  explain:
    'What the queue server has confirmed is in every queue until it is acknowledged or a dead letter, even after a power loss.',
  ...ofQueue,
  watches: { nodes: ['queue', ...GATEWAYS], events: ['deliver', 'restart'], effects: ['note'] },
  init: () => ({ ids: [], done: {} }),
  step(state, { node, kind, transit, effects }, world) {
    for (const effect of effects) {
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'acknowledged') state.ids.push((effect.data as { readonly offset: number }).offset);
      else if (effect.rule === 'dead letter' || effect.rule === 'poison skipped') {
        const { group, id } = effect.data as { readonly group: string; readonly id: number };
        state.done[held(group, id)] = true;
      }
    }
    if (node !== 'queue') return undefined;
    if (kind === 'deliver' && transit?.message.type === 'BasicAck') {
      const { group, id } = transit.message as unknown as BasicAck;
      state.done[held(group, id)] = true;
    }
    return kind === 'restart' && world.settings['consumer.commit'] !== 'before' ? missing(state, world) : undefined;
  },
};

function missing({ ids, done }: Confirmed, world: World): string | undefined {
  const queues = queuesOf(world);
  for (const group of GROUPS) {
    const here = new Set([
      ...queues[group]!.ready.map(({ id }) => id),
      ...queues[group]!.returns.map(({ id }) => id),
      ...queues[group]!.unacked.map(({ message }) => message.id),
    ]);
    const lost = ids.find((id) => !here.has(id) && !done[held(group, id)]);
    if (lost !== undefined) return `message ${lost} was confirmed, and the queue of ${group} has it no more`;
  }
  return undefined;
}

export const withinPrefetch: Property<null> = {
  id: 'within-prefetch',
  kind: 'always',
  title: 'Nobody holds more than its prefetch',
  explain:
    'The server gives a consumer no further message while it has as many unacknowledged as its prefetch limit allows.',
  ...ofQueue,
  watches: { nodes: QUEUE, effects: ['send'] },
  init: () => null,
  step(_state, { node, effects }, world) {
    if (node !== 'queue' || !effects.some(({ kind }) => kind === 'send')) return undefined;
    for (const [group, { unacked, consumers }] of Object.entries(queuesOf(world)))
      for (const [consumer, { prefetch }] of Object.entries(consumers)) {
        const count = unacked.filter(({ to }) => to === consumer).length;
        if (prefetch > 0 && count > prefetch)
          return `${consumer} holds ${count} messages of ${group}, and its prefetch limit is ${prefetch}`;
      }
    return undefined;
  },
};

/** How often each message was delivered to each service. */
type Deliveries = Record<string, number>;

export const withinLimit: Property<Deliveries> = {
  id: 'within-limit',
  kind: 'always',
  title: 'Redelivered is told, and ends',
  explain:
    'A message that was delivered before says so with its flag, and comes back as often as the delivery limit allows. Counted anew after a crash of the server.',
  ...ofQueue,
  watches: { nodes: QUEUE, events: ['restart'], effects: ['send'] },
  init: () => ({}),
  step(counts, { node, kind, effects }, world) {
    if (node !== 'queue') return undefined;
    if (kind === 'restart') for (const key of Object.keys(counts)) counts[key] = 1;
    const limit =
      world.settings['consumer.onPoison'] === 'requeue' ? Infinity : Number(world.settings['consumer.deliveryLimit']);
    for (const effect of effects) {
      if (effect.kind !== 'send' || effect.transit.message.type !== 'BasicDeliver') continue;
      const { id, redelivered } = effect.transit.message as unknown as BasicDeliver;
      const key = held(groupOf(effect.transit.to), id);
      const before = counts[key] ?? 0;
      if (before > 0 && !redelivered) return `${key} is delivered again, and not flagged as redelivered`;
      if (before > limit) return `${key} is delivered ${before + 1} times, and may come back ${limit} times`;
      counts[key] = before + 1;
    }
    return undefined;
  },
};
