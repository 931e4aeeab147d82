import type { Property, World } from '../../kernel/property.ts';
import { ms, type Us } from '../../kernel/time.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import { canJudge, disturb, emptyShadow, follow, GUARDED, type Opinion, type Shadow } from './oracle.ts';

const BREAKERS = Object.keys(GUARDED);
const dial = (world: World, key: string): number => Number(world.settings[key]);
const name = (node: string): string => node.replace('-', ' ');

type Become = Extract<Effect, { kind: 'become' }>;
const becomes = (effect: Effect): effect is Become => effect.kind === 'become' && effect.lane === 'main';

/** Whether the effect sends a call to the service behind the breaker. */
const calls = (effect: Effect, target: string): effect is Extract<Effect, { kind: 'send' }> =>
  effect.kind === 'send' && effect.transit.to === target && effect.transit.request === true;

export const noCallWhileOpen: Property<{ phase: Record<string, string> }> = {
  id: 'no-call-while-open',
  kind: 'always',
  title: 'No call passes while open',
  explain:
    'While a breaker is open, nothing is sent to the service behind it. This is what gives callers their quick answer and the service its rest.',
  appliesOff: false,
  watches: { nodes: BREAKERS, effects: ['become', 'send'] },
  init: () => ({ phase: {} }),
  step({ phase }, event) {
    const target = GUARDED[event.node];
    if (target === undefined) return undefined;
    for (const effect of event.effects) {
      if (becomes(effect)) phase[event.node] = effect.to;
      else if (calls(effect, target) && (phase[event.node] === 'OPEN' || phase[event.node] === 'FORCED_OPEN'))
        return `the ${name(event.node)} is open and calls the ${target} (${effect.transit.id})`;
    }
    return undefined;
  },
};

interface Probing {
  halfOpen: boolean;
  permitted: number;
  /** Admitted half-open and not answered yet. */
  out: Record<string, true>;
}

export const probesBounded: Property<Record<string, Probing>> = {
  id: 'probes-bounded',
  kind: 'always',
  title: 'Half-open, few calls at once',
  explain:
    'Half-open, no more calls are under way at once than are permitted. A service that has just recovered is tested, not flooded.',
  appliesOff: false,
  watches: { nodes: BREAKERS, events: ['reply', 'timeout'], effects: ['become', 'send'] },
  init: () => Object.fromEntries(BREAKERS.map((node) => [node, { halfOpen: false, permitted: 0, out: {} }])),
  step(state, event, world) {
    const probing = state[event.node];
    if (probing === undefined) return undefined;
    if (probing.halfOpen) {
      const answered = event.kind === 'reply' ? event.transit?.answers : event.kind === 'timeout' ? event.tag : '';
      if (answered) delete probing.out[answered];
    }
    const target = GUARDED[event.node]!;
    for (const effect of event.effects) {
      if (becomes(effect)) {
        probing.halfOpen = effect.to === 'HALF_OPEN';
        probing.permitted =
          world.settings['breaker.semantics'] === 'resilience4j' ? dial(world, 'breaker.permittedHalfOpen') : 1;
        probing.out = {};
      } else if (probing.halfOpen && calls(effect, target)) {
        probing.out[effect.transit.id] = true;
        const out = Object.keys(probing.out).length;
        if (out > probing.permitted)
          return `the ${name(event.node)} has ${out} half-open calls under way, ${probing.permitted} are permitted`;
      }
    }
    return undefined;
  },
};

interface Opening {
  openedUs: Us;
  waitUs: Us;
  /** Fastest that the breaker's clock has run, in parts per million above true time. */
  fastPpm: number;
}

export const openLasts: Property<Record<string, Opening>> = {
  id: 'open-lasts',
  kind: 'always',
  title: 'Open lasts its wait',
  explain: 'An open breaker tests again only after its wait. A breaker that is impatient gives no rest.',
  appliesOff: false,
  watches: { nodes: ['', ...BREAKERS], effects: ['become', 'condition', 'setting'] },
  init: () => Object.fromEntries(BREAKERS.map((node) => [node, { openedUs: -1, waitUs: 0, fastPpm: 0 }])),
  step(state, event, world) {
    if (event.node === '') noteDials(state, event);
    const opening = state[event.node];
    const move = opening && event.effects.find(becomes);
    if (move === undefined || opening === undefined) return undefined;
    if (move.to === 'OPEN')
      Object.assign(opening, { openedUs: event.timeUs, waitUs: ms(dial(world, 'breaker.waitMs')) });
    if (move.from !== 'OPEN' || move.to !== 'HALF_OPEN') return undefined;
    const lastedUs = event.timeUs - opening.openedUs + 2; // Two clocks, each rounded to a microsecond.
    if (lastedUs * (1_000_000 + opening.fastPpm) >= opening.waitUs * 1_000_000) return undefined;
    return `the ${name(event.node)} was open for ${Math.floor(lastedUs / 1_000)} ms instead of ${opening.waitUs / 1_000} ms`;
  },
};

/** A wait that is shortened while it lasts may end sooner, and so may one on a fast clock. */
function noteDials(state: Record<string, Opening>, event: TraceEvent): void {
  for (const effect of event.effects) {
    if (effect.kind === 'condition' && effect.name === 'clockDrift') {
      const opening = state[effect.node];
      if (opening) opening.fastPpm = Math.max(opening.fastPpm, effect.value);
    } else if (effect.kind === 'setting' && effect.setting === 'breaker.waitMs') {
      for (const opening of Object.values(state)) opening.waitUs = Math.min(opening.waitUs, ms(Number(effect.value)));
    }
  }
}

const EDGES: Readonly<Record<string, readonly string[]>> = {
  CLOSED: ['OPEN'],
  OPEN: ['HALF_OPEN'],
  HALF_OPEN: ['OPEN', 'CLOSED'],
  FORCED_OPEN: [],
  DISABLED: [],
  METRICS_ONLY: [],
};

export const legalEdges: Property<null> = {
  id: 'legal-edges',
  kind: 'always',
  title: 'Only the known transitions',
  explain:
    'Closed to open, open to half-open, half-open to closed or open. Anything else is done by an operator or by a restart.',
  appliesOff: false,
  watches: { nodes: BREAKERS, effects: ['become'] },
  init: () => null,
  step(_state, event) {
    if (GUARDED[event.node] === undefined) return undefined;
    const wrong = event.effects.find(
      (effect) =>
        becomes(effect) &&
        effect.why !== 'by hand' &&
        effect.why !== 'starts closed' &&
        EDGES[effect.from]?.includes(effect.to) !== true,
    );
    return wrong && becomes(wrong) ? `the ${name(event.node)} went from ${wrong.from} to ${wrong.to}` : undefined;
  },
};

export const opensWhenDue: Property<Record<string, Shadow>> = {
  id: 'opens-when-due',
  kind: 'always',
  title: 'Opens exactly when it must',
  explain:
    'The rates are counted again from the raw trace. When one is at its threshold, over at least the minimum of calls, the breaker opens, not one call later; otherwise it does not; and it closes only when both are below.',
  appliesOff: false,
  watches: {
    nodes: ['', ...BREAKERS],
    events: ['reply', 'timeout'],
    effects: ['become', 'send', 'setting', 'condition', 'status'],
  },
  init: () => Object.fromEntries(BREAKERS.map((node) => [node, emptyShadow()])),
  step(state, event, world) {
    const shadow = state[event.node];
    if (shadow === undefined) {
      if (event.node === '') for (const node of BREAKERS) disturb(state[node]!, event, node);
      return undefined;
    }
    const judges = canJudge(shadow, world);
    const opinion = follow(shadow, event, GUARDED[event.node]!, world);
    if (opinion === null || !judges) return undefined;
    const problem = disagreement(opinion, world);
    const { total, failed, slow } = opinion;
    return problem === ''
      ? undefined
      : `the ${name(event.node)} ${problem}, but ${failed} of ${total} calls failed and ${slow} were slow`;
  },
};

/** What the breaker did that its shadow would not have done. */
function disagreement({ from, to, why, enough, reached }: Opinion, world: World): string {
  const due = enough && reached;
  if (why === 'by hand' || (why === 'half-open limit passed' && dial(world, 'breaker.halfOpenLimitMs') > 0)) return '';
  if (to === 'OPEN') return due ? '' : 'opened';
  if (from === 'HALF_OPEN' && to === 'CLOSED') return enough && !reached ? '' : 'closed';
  return due && to === '' && (from === 'CLOSED' || from === 'HALF_OPEN')
    ? `stays ${from === 'CLOSED' ? 'closed' : 'half-open'}`
    : '';
}

export const openShowsWhy: Property<Record<string, Record<string, number>>> = {
  id: 'open-shows-why',
  kind: 'always',
  title: 'Open shows why',
  explain:
    'After it opened, a breaker goes on showing the rates that opened it. Without them nobody can tell a broken service from a badly set dial.',
  appliesOff: false,
  watches: { nodes: BREAKERS, effects: ['become', 'metric'] },
  init: () => Object.fromEntries(BREAKERS.map((node) => [node, {}])),
  step(state, event, world) {
    const shown = state[event.node];
    if (shown === undefined) return undefined;
    let opened = false;
    for (const effect of event.effects) {
      if (effect.kind === 'metric') shown[effect.name] = effect.value;
      else if (becomes(effect)) opened = effect.to === 'OPEN' && effect.why.endsWith('rate reached threshold');
    }
    if (!opened) return undefined;
    const failing = (shown['failureRatePct'] ?? -1) >= dial(world, 'breaker.failureRatePct');
    const slowing = (shown['slowRatePct'] ?? -1) >= dial(world, 'breaker.slowRatePct');
    return !failing && !slowing
      ? `the ${name(event.node)} is open and shows a failure rate of ${shown['failureRatePct'] ?? -1} %`
      : undefined;
  },
};
