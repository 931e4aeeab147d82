import type { Settings } from '../../kernel/program.ts';
import type { World } from '../../kernel/property.ts';
import { ms, US_PER_S, type Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';

/** Which service each breaker stands in front of. */
export const GUARDED: Readonly<Record<string, string>> = {
  'payment-breaker': 'gateway',
  'inventory-breaker': 'inventory',
};

/**
 * A shadow of one breaker, made from the raw trace alone: which calls left, how and when they were
 * answered. It keeps the calls of the present state in a list with the totals up to each, and takes
 * the total before a window from the one at its end, so that it shares neither code nor mistakes with
 * the window that it judges.
 */
export interface Shadow {
  phase: string;
  /** Counts changes of phase. */
  generation: number;
  /** Calls that left and have no answer yet, oldest first. */
  open: { readonly id: string; readonly sentUs: Us; readonly generation: number }[];
  /** Calls recorded since the window was last empty, each with how many up to it failed and were slow; the first may be the last one before the window. */
  calls: { readonly atUs: Us; readonly failed: number; readonly slow: number }[];
  /** A dial was turned or the clock drifts: until the next state it cannot be told what the breaker ought to do. */
  hazy: boolean;
  drifts: boolean;
}

export const emptyShadow = (): Shadow => ({
  phase: '',
  generation: 0,
  open: [],
  calls: [],
  hazy: false,
  drifts: false,
});

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What the shadow says about one event, where it has anything to say. */
export interface Opinion {
  readonly from: string;
  /** Whether enough calls were recorded to judge at all. */
  readonly enough: boolean;
  /** Whether a rate is at its threshold or above. */
  readonly reached: boolean;
  readonly total: number;
  readonly failed: number;
  readonly slow: number;
  /** The state that the breaker took with this event, and by which rule; empty: it stayed. */
  readonly to: string;
  readonly why: string;
}

/** Follows one event of the breaker. Answers an opinion where a call was recorded or the state changed. */
export function follow(shadow: Shadow, event: TraceEvent, target: string, world: World): Opinion | null {
  const from = shadow.phase;
  const recorded = recordAnswer(shadow, event, world);
  const opinion = recorded || moves(event) ? judge(shadow, from, world) : null;
  for (const effect of event.effects) {
    if (effect.kind === 'become' && effect.lane === 'main') {
      if (opinion !== null) {
        opinion.to = effect.to;
        opinion.why = effect.why;
      }
      change(shadow, effect.to);
    } else if (effect.kind === 'send' && effect.transit.to === target && effect.transit.request === true) {
      shadow.open.push({ id: effect.transit.id, sentUs: event.timeUs, generation: shadow.generation });
    }
  }
  return opinion;
}

function moves(event: TraceEvent): boolean {
  for (const effect of event.effects) if (effect.kind === 'become' && effect.lane === 'main') return true;
  return false;
}

/** A dial of the breaker was turned, or its clock runs wrong. */
export function disturb(shadow: Shadow, event: TraceEvent, node: string): void {
  for (const effect of event.effects) {
    if (effect.kind === 'setting' && effect.setting.startsWith('breaker.')) shadow.hazy = true;
    if (effect.kind === 'condition' && effect.node === node && effect.name === 'clockDrift') shadow.drifts = true;
    if (effect.kind === 'status' && effect.node === node && effect.status === 'down')
      Object.assign(shadow, { ...emptyShadow(), drifts: shadow.drifts });
  }
}

export const canJudge = (shadow: Shadow, world: World): boolean =>
  !shadow.hazy && !shadow.drifts && dialsOf(world.settings).isResilience4j;

interface Dials {
  readonly isResilience4j: boolean;
  readonly countsCalls: boolean;
  readonly windowSize: number;
  readonly permitted: number;
  readonly minimum: number;
  readonly failureRatePct: number;
  readonly slowRatePct: number;
  readonly slowUs: Us;
  readonly generationCheck: boolean;
  readonly countDeclines: boolean;
}

const read = new WeakMap<Settings, Dials>();

/** The dials that matter here, read once: a dial that is turned makes other settings. */
function dialsOf(settings: Settings): Dials {
  let dials = read.get(settings);
  if (dials === undefined) {
    const number = (key: string): number => Number(settings[`breaker.${key}`]);
    dials = {
      isResilience4j: settings['breaker.semantics'] === 'resilience4j',
      countsCalls: settings['breaker.windowKind'] === 'count',
      windowSize: number('windowSize'),
      permitted: number('permittedHalfOpen'),
      minimum: number('minimumCalls'),
      failureRatePct: number('failureRatePct'),
      slowRatePct: number('slowRatePct'),
      slowUs: ms(number('slowCallMs')),
      generationCheck: settings['breaker.generationCheck'] === true,
      countDeclines: settings['breaker.countDeclines'] === true,
    };
    read.set(settings, dials);
  }
  return dials;
}

function change(shadow: Shadow, to: string): void {
  shadow.phase = to;
  shadow.generation += 1;
  shadow.hazy = false;
  if (to !== 'OPEN') shadow.calls = [];
}

/** Takes out the call of that id; nearly always it is the oldest. */
function takeOpen(open: Shadow['open'], id: string): Shadow['open'][number] | undefined {
  let index = 0;
  while (index < open.length && open[index]!.id !== id) index += 1;
  if (index === 0) return open.shift();
  return index === open.length ? undefined : open.splice(index, 1)[0];
}

function recordAnswer(shadow: Shadow, event: TraceEvent, world: World): boolean {
  const id = event.kind === 'reply' ? event.transit?.answers : event.kind === 'timeout' ? event.tag : undefined;
  const call = id === undefined ? undefined : takeOpen(shadow.open, id);
  if (call === undefined) return false;
  const dials = dialsOf(world.settings);
  if (dials.generationCheck && call.generation !== shadow.generation) return false;
  const result = event.kind === 'reply' ? event.transit?.message['result'] : 'error';
  const declined = result === 'declined' || result === 'cancelled';
  if (declined && !dials.countDeclines) return false;
  const before = shadow.calls.at(-1);
  shadow.calls.push({
    atUs: event.timeUs,
    failed: (before?.failed ?? 0) + (result === 'ok' ? 0 : 1),
    slow: (before?.slow ?? 0) + (event.timeUs - call.sentUs > dials.slowUs ? 1 : 0),
  });
  return true;
}

function judge(shadow: Shadow, from: string, world: World): Writable<Opinion> {
  const dials = dialsOf(world.settings);
  const { calls } = shadow;
  const halfOpen = from === 'HALF_OPEN';
  const byCount = halfOpen || dials.countsCalls;
  const size = halfOpen ? dials.permitted : dials.windowSize;
  const first = byCount
    ? Math.max(0, calls.length - size)
    : firstSince(calls, Math.floor(world.timeUs / US_PER_S) - size + 1);
  const end = calls.at(-1);
  const before = calls[first - 1];
  const total = calls.length - first;
  const failed = total === 0 ? 0 : end!.failed - (before?.failed ?? 0);
  const slow = total === 0 ? 0 : end!.slow - (before?.slow ?? 0);
  // Nothing older than the one before the window is asked for again: until the state changes, windows only move on.
  if (first > total + 64) calls.splice(0, first - 1);
  return {
    from,
    enough: total >= (byCount ? Math.min(dials.minimum, size) : dials.minimum),
    reached: failed * 100 >= dials.failureRatePct * total || slow * 100 >= dials.slowRatePct * total,
    total,
    failed,
    slow,
    to: '',
    why: '',
  };
}

/** Index of the first call that was recorded in this second or later. */
function firstSince(calls: Shadow['calls'], second: number): number {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Math.floor(calls[middle]!.atUs / US_PER_S) < second) low = middle + 1;
    else high = middle;
  }
  return low;
}
