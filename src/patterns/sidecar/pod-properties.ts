import type { Property, World } from '../../kernel/property.ts';
import { seconds, type Us } from '../../kernel/time.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { followFaults, isCalm, operationsEnd, type Faults } from '../../pattern-kit/properties.ts';
import { SIDECARS } from './topology.ts';

const dial = (world: World, key: string): number => Number(world.settings[key]);
const sidecars = { appliesOff: false };
const isSidecar = (node: string): boolean => (SIDECARS as readonly string[]).includes(node);

type Become = Extract<Effect, { kind: 'become' }>;
const moves = (effect: Effect): effect is Become => effect.kind === 'become' && effect.lane === 'main';

export const startOrder: Property<{ started: Record<string, true> }> = {
  id: 'start-order',
  kind: 'always',
  title: 'The application starts last',
  explain: 'With native sidecars no container starts before the startup probes of those before it have passed.',
  ...sidecars,
  init: () => ({ started: {} }),
  step({ started }, event, world) {
    if (event.node !== 'app' && event.node !== 'kubelet' && !isSidecar(event.node)) return undefined;
    for (const effect of event.effects) {
      if (effect.kind === 'note' && effect.rule === 'pod deleted') for (const name of SIDECARS) delete started[name];
      if (!moves(effect) || world.settings['kubelet.nativeSidecars'] !== true) continue;
      const place = event.node === 'app' ? SIDECARS.length : SIDECARS.findIndex((name) => name === event.node);
      if (effect.to === 'STARTING' && place > 0) {
        const early = SIDECARS.slice(0, place).find((name) => started[name] !== true);
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
  init: () => null,
  step(_state, event, world) {
    if (!isSidecar(event.node) || world.settings['kubelet.nativeSidecars'] !== true) return undefined;
    const stops = event.effects.some((effect) => moves(effect) && effect.to === 'STOPPING');
    const phase = stops ? world.lane('app') : '';
    return phase === '' || phase === 'WAITING' || world.status('app') === 'down'
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
  init: () => null,
  step(_state, event) {
    if (event.node !== 'app') return undefined;
    const written = event.effects.find((effect) => effect.kind === 'note' && effect.rule === 'log written');
    if (written === undefined) return undefined;
    const answered = event.effects.some(
      (effect) => effect.kind === 'send' && effect.transit.message.type === 'CheckoutResult',
    );
    return answered ? undefined : 'an order has written its log, and its customer still waits';
  },
};

interface Live {
  /** Hosts by version, as they were sent. */
  offered: Record<string, readonly string[]>;
  version: string;
}

export const rejectedNotLive: Property<Live> = {
  id: 'rejected-not-live',
  kind: 'always',
  title: 'Refused configuration is never used',
  explain: 'The proxy uses hosts of the version that it accepted last, and a NACK names that version.',
  ...sidecars,
  init: () => ({ offered: {}, version: '' }),
  step(state, event) {
    if (event.node !== 'proxy') return undefined;
    const message = event.kind === 'deliver' ? event.transit?.message : undefined;
    if (message?.type === 'DiscoveryResponse')
      state.offered[message['version'] as string] = message['resources'] as readonly string[];
    for (const effect of event.effects) {
      if (effect.kind === 'send' && effect.transit.message.type === 'DiscoveryRequest') {
        const { version, error } = effect.transit.message as unknown as { version: string; error: string };
        if (error !== '' && version !== state.version)
          return `a NACK names ${version}, but ${state.version} was in use`;
        state.version = version;
      } else if (effect.kind === 'note' && effect.rule === 'routed') {
        const { host } = effect.data as { readonly host: string };
        if (state.offered[state.version]?.includes(host) !== true)
          return `an order goes to ${host}, which is not in the accepted version ${state.version}`;
      }
    }
    return undefined;
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

interface Pause {
  faults: Faults;
  pausedUs: Us;
  calmUs: Us;
  dueUs: Us;
}

/** A backoff that had grown long before the trouble ended is waited for. */
const resumeUs = (world: World): Us => seconds(12) + dial(world, 'ship.backoffCapMs') * 1_000;

export const resumes: Property<Pause> = {
  id: 'resumes',
  kind: 'eventually',
  title: 'A paused input goes on',
  explain: 'When all is well again, the shipper reads on: in twelve seconds and one backoff.',
  ...sidecars,
  init: () => ({ faults: {}, pausedUs: -1, calmUs: 0, dueUs: -1 }),
  step(state, event, world) {
    if (followFaults(state.faults, event, ['ok'])) state.calmUs = isCalm(state.faults) ? event.timeUs : -1;
    followInput(state, event);
    const dueUs =
      state.pausedUs < 0 || state.calmUs < 0 ? -1 : Math.max(state.pausedUs, state.calmUs) + resumeUs(world);
    if (dueUs === state.dueUs) return undefined;
    state.dueUs = dueUs;
    return dueUs < 0 ? null : { dueUs, detail: 'all is well, and the shipper still reads nothing' };
  },
};

function followInput(state: Pause, event: TraceEvent): void {
  if (event.node !== 'shipper') return;
  for (const effect of event.effects) {
    if (effect.kind !== 'become' || effect.lane !== 'input') continue;
    state.pausedUs = effect.to === 'PAUSED' ? event.timeUs : -1;
  }
}
