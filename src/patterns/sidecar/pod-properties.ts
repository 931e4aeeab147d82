import type { Property, World } from '../../kernel/property.ts';
import { seconds, type Us } from '../../kernel/time.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { FAULT_EFFECTS, followFaults, isCalm, operationsEnd, type Faults } from '../../pattern-kit/properties.ts';
import type { DiscoveryRequest, DiscoveryResponse, SetLevel } from './messages.ts';
import { WORK_DONE } from './programs/container.ts';
import { LIVENESS } from './programs/kubelet-state.ts';
import { beside, partOf, podOf } from './pods.ts';
import { SIDECARS } from './topology.ts';

const dial = (world: World, key: string): number => Number(world.settings[key]);
const sidecars = { appliesOff: false };
const isSidecar = (node: string): boolean => (SIDECARS as readonly string[]).includes(partOf(node));

type Become = Extract<Effect, { kind: 'become' }>;
const moves = (effect: Effect): effect is Become => effect.kind === 'become' && effect.lane === 'main';

const isNative = ({ settings }: World): boolean | string =>
  settings['kubelet.nativeSidecars'] === true || 'Sidecars are ordinary containers here: there is no order.';

export const startOrder: Property<{ started: Record<string, true> }> = {
  id: 'start-order',
  kind: 'always',
  title: 'The application starts last',
  explain: 'With native sidecars no container starts before the startup probes of those before it have passed.',
  ...sidecars,
  applies: isNative,
  watches: { effects: ['become'] },
  init: () => ({ started: {} }),
  step({ started }, event, world) {
    const part = partOf(event.node);
    const pod = podOf(event.node);
    if (part === 'kubelet') {
      // Probes have to pass anew in each pod.
      for (const effect of event.effects)
        if (effect.kind === 'note' && effect.rule === 'pod deleted')
          for (const name of SIDECARS) delete started[name + pod];
      return undefined;
    }
    const place = part === 'app' ? SIDECARS.length : SIDECARS.findIndex((name) => name === part);
    if (place < 0) return undefined;
    for (const effect of event.effects) {
      if (!moves(effect) || world.settings['kubelet.nativeSidecars'] !== true) continue;
      if (effect.to === 'STARTING' && place > 0) {
        const early = SIDECARS.slice(0, place).find((name) => started[name + pod] !== true);
        if (early !== undefined) return `the ${event.node} starts, and the ${early} was never started`;
      }
      if (effect.to === 'RUNNING' && isSidecar(event.node)) started[event.node] = true;
    }
    return undefined;
  },
};

export const stopOrder: Property<null> = {
  id: 'stop-order',
  kind: 'always',
  title: 'The application stops first',
  explain:
    'With native sidecars none gets SIGTERM while the application has a process: its last calls go out, its last lines are read.',
  ...sidecars,
  applies: isNative,
  watches: { effects: ['become'] },
  init: () => null,
  step(_state, event, world) {
    if (!isSidecar(event.node) || world.settings['kubelet.nativeSidecars'] !== true) return undefined;
    // A sidecar that is stopped alone, for its own liveness probe, is started again beside the application.
    const stops =
      event.transit?.message['reason'] !== LIVENESS &&
      event.effects.some((effect) => moves(effect) && effect.to === 'STOPPING');
    const app = beside(event.node, 'app');
    const phase = stops ? world.lane(app) : '';
    return phase === '' || phase === 'WAITING' || world.status(app) === 'down'
      ? undefined
      : `the ${event.node} has to stop while the application is ${phase.toLowerCase()}`;
  },
};

export const appDoesNotWait: Property<null> = {
  id: 'app-does-not-wait',
  kind: 'always',
  title: 'No order waits for a log',
  explain:
    'With sidecars the answer leaves in the step that writes the log. That holds only while somebody may drop lines.',
  ...sidecars,
  watches: { effects: ['note'] },
  init: () => null,
  step(_state, event) {
    if (partOf(event.node) !== 'app') return undefined;
    let written = false;
    for (const effect of event.effects) {
      if (effect.kind === 'note' && effect.rule === 'log written') written = true;
      if (effect.kind === 'send' && effect.transit.message.type === 'CheckoutResult') return undefined;
    }
    return written ? 'an order has written its log, and its customer still waits' : undefined;
  },
};

interface Live {
  /** What each version holds, as it was sent. */
  offered: Record<string, readonly string[]>;
  version: string;
}

/** A subscriber has heard of a version, and answers it. */
function followConfig(live: Live, event: TraceEvent): string | undefined {
  const { version: offered, resources } = event.transit!.message as unknown as DiscoveryResponse;
  live.offered[offered] = resources;
  for (const effect of event.effects) {
    if (effect.kind !== 'send' || effect.transit.message.type !== 'DiscoveryRequest') continue;
    const { version, error } = effect.transit.message as unknown as DiscoveryRequest;
    if (error !== '' && version !== live.version) return `a NACK names ${version}, but ${live.version} was in use`;
    live.version = version;
  }
  return undefined;
}

const isLive = ({ offered, version }: Live, resource: string): boolean => offered[version]?.includes(resource) === true;

function misused(live: Live, { effects }: TraceEvent): string | undefined {
  for (const effect of effects) {
    if (effect.kind !== 'send') continue;
    const { to, message } = effect.transit;
    if (message.type === 'Pay' && !isLive(live, to))
      return `an order goes to ${to}, which is not in the accepted version ${live.version}`;
    if (message.type !== 'SetLevel') continue;
    const { level } = message as unknown as SetLevel;
    if (!isLive(live, level))
      return `${to} is told the level ${level}, which is not in the accepted version ${live.version}`;
  }
  return undefined;
}

const SUBSCRIBERS = ['proxy', 'watcher', 'proxy-2', 'watcher-2'] as const;

export const rejectedNotLive: Property<Record<string, Live>> = {
  id: 'rejected-not-live',
  kind: 'always',
  title: 'Refused configuration is never used',
  explain:
    'The proxy uses hosts, and the watcher hands on a level, of the version that it accepted last, and a NACK names that version.',
  ...sidecars,
  watches: { nodes: SUBSCRIBERS, effects: ['note', 'become', 'send'] },
  init: () => ({}),
  step(state, event) {
    const { node, effects } = event;
    if (!(SUBSCRIBERS as readonly string[]).includes(node)) return undefined;
    const live = (state[node] ??= { offered: {}, version: '' });
    for (const effect of effects) {
      if (effect.kind === 'become' && effect.to === 'NO_CONFIG') live.version = '';
      if (effect.kind !== 'note' || (effect.rule !== 'ACK' && effect.rule !== 'NACK')) continue;
      const problem = followConfig(live, event);
      if (problem !== undefined) return problem;
    }
    return misused(live, event);
  },
};

export const answered = operationsEnd(
  {
    id: 'answered',
    title: 'Every order is answered',
    explain: 'Every customer learns what became of the order, or stops waiting.',
  },
  {
    client: 'customers',
    op: 'checkout',
    withinUs: (world) => dial(world, 'customers.patienceMs') * 1_000 + seconds(1),
  },
);

/** Something that has to come once all is well: since when, and since when all is. −1: nothing, or not. */
interface Wait {
  faults: Faults;
  sinceUs: Us;
  calmUs: Us;
  dueUs: Us;
}

const noWait = (): Wait => ({ faults: {}, sinceUs: -1, calmUs: 0, dueUs: -1 });

/** Follows faults, takes what the event says of the thing itself, and answers what is owed now; undefined: as before. */
function owed(
  state: Wait,
  event: TraceEvent,
  sinceUs: Us | undefined,
  withinUs: Us,
  detail: string,
): ReturnType<Property['step']> {
  const changed = followFaults(state.faults, event, ['ok']);
  if (changed) state.calmUs = isCalm(state.faults) ? event.timeUs : -1;
  if (sinceUs !== undefined) state.sinceUs = sinceUs;
  else if (!changed) return undefined;
  const dueUs = state.sinceUs < 0 || state.calmUs < 0 ? -1 : Math.max(state.sinceUs, state.calmUs) + withinUs;
  if (dueUs === state.dueUs) return undefined;
  state.dueUs = dueUs;
  return dueUs < 0 ? null : { dueUs, detail };
}

/** A backoff that had grown long before the trouble ended is waited for. */
const resumeUs = (world: World): Us => seconds(10) + dial(world, 'ship.backoffCapMs') * 1_000;

export const resumes: Property<Wait & { paused: Record<string, Us> }> = {
  id: 'resumes',
  kind: 'eventually',
  title: 'A paused input goes on',
  explain: 'When all is well again, the shipper reads on: in ten seconds and one backoff.',
  ...sidecars,
  watches: { effects: ['become', ...FAULT_EFFECTS] },
  init: () => ({ ...noWait(), paused: {} }),
  step: (state, event, world) =>
    owed(
      state,
      event,
      pausedUs(state.paused, event),
      resumeUs(world),
      'all is well, and the shipper still reads nothing',
    ),
};

/** Since when some input is paused; −1: none is; undefined: the event does not say. */
function pausedUs(paused: Record<string, Us>, { node, timeUs, effects }: TraceEvent): Us | undefined {
  let says = false;
  if (partOf(node) !== 'shipper') return undefined;
  for (const effect of effects) {
    if (effect.kind !== 'become' || effect.lane !== 'input') continue;
    says = true;
    if (effect.to === 'PAUSED') paused[node] = timeUs;
    else delete paused[node];
  }
  if (!says) return undefined;
  const since = Object.values(paused);
  return since.length === 0 ? -1 : Math.min(...since);
}

export const jobCompletes: Property<Wait> = {
  id: 'job-completes',
  kind: 'eventually',
  title: 'A Job completes',
  explain:
    'When the application of a Job has done its work, native sidecars are stopped, and the pod is complete within the grace period. Sidecars keep no Job from ending.',
  applies: (world) => dial(world, 'job.orders') > 0 || 'This is a service, and no Job.',
  watches: { effects: ['become', ...FAULT_EFFECTS] },
  init: noWait,
  step: (state, event, world) =>
    owed(
      state,
      event,
      workDoneUs(state, event, world),
      dial(world, 'kubelet.graceMs') * 1_000 + seconds(2),
      'the application has done its work, and its pod is not complete',
    ),
};

/** Since when its work is done, however often it is started again. */
function workDoneUs({ sinceUs }: Wait, event: TraceEvent, world: World): Us | undefined {
  if (event.node !== 'app' && event.node !== 'kubelet') return undefined;
  for (const effect of event.effects) {
    if (!moves(effect)) continue;
    if (effect.to === 'SUCCEEDED') return -1;
    // Ordinary containers beside it run on: that is why there are native sidecars.
    if (effect.why === WORK_DONE && sinceUs < 0 && (!world.on || world.settings['kubelet.nativeSidecars'] === true))
      return event.timeUs;
  }
  return undefined;
}
