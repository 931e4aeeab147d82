import type { Watched, World } from '../../kernel/property.ts';
import type { Us } from '../../kernel/time.ts';
import type { Effect, TraceEvent, Transit } from '../../kernel/trace.ts';
import type { AnyResponse, AppRequest, Attempt, Cancel } from './messages.ts';

/**
 * What the properties read from the raw trace: calls, attempts and their ends, as anybody could see
 * them on the wire. Nothing here knows what the ambassador believes.
 */
export interface Facts {
  /** A local call that has just come in; its id is the span of all its attempts. */
  readonly call: AppRequest | null;
  readonly span: string;
  /** The attempt that this event ends for the node that sent it; empty where it ends none. */
  readonly ended: string;
  /** Its answer: status, pushback in ms (null: nothing said), and whether nobody knows what was done. */
  readonly status: number;
  readonly pushbackMs: number | null;
  readonly indefinite: boolean;
  /** What the ambassador did, in order. */
  readonly deeds: readonly Deed[];
  /** Nodes that lost their memory. */
  readonly down: readonly string[];
}

export type Deed =
  | { readonly did: 'send'; readonly id: string; readonly attempt: Attempt }
  | { readonly did: 'cancel'; readonly attempt: string }
  | { readonly did: 'answer'; readonly span: string }
  /** A retry or a hedge is decided on: from now on it counts against the budget. */
  | { readonly did: 'plan'; readonly rule: string; readonly span: string; readonly api: string }
  | { readonly did: 'shut'; readonly span: string };

/** Those of the applications, and the one of the middle tier. */
export const AMBASSADORS = ['booking-ambassador', 'checkin-ambassador', 'fares-ambassador'] as const;

export const isAmbassador = (node: string): boolean => (AMBASSADORS as readonly string[]).includes(node);

/**
 * All that `factsOf` reads: calls and sends, answers and timeouts, decisions, and nodes that go down.
 * For the `watches` of the properties that go by it.
 */
export const WIRE: Watched = {
  nodes: ['', ...AMBASSADORS],
  events: ['reply', 'timeout'],
  effects: ['send', 'note', 'status'],
};

/** The newest event and what it says: every property asks the same of it. */
let newest: TraceEvent | null = null;
let said: Facts | null = null;

/** Null where an event is no ambassador's and takes nobody's memory. */
export function factsOf(event: TraceEvent): Facts | null {
  if (event === newest) return said;
  newest = event;
  return (said = event.kind === 'action' || isAmbassador(event.node) ? read(event) : null);
}

const NOBODY: readonly string[] = [];
const NOTHING: readonly Deed[] = [];

function read(event: TraceEvent): Facts {
  const { kind, transit, effects } = event;
  const call =
    kind === 'deliver' && transit!.message.type === 'AppRequest' ? (transit!.message as unknown as AppRequest) : null;
  const reply = kind === 'reply' ? (transit!.message as unknown as AnyResponse) : null;
  let down = NOBODY;
  let deeds: Deed[] | null = null;
  for (let i = 0; i < effects.length; i += 1) {
    const effect = effects[i]!;
    if (effect.kind === 'status') {
      if (effect.status === 'down') down = [...down, effect.node];
      continue;
    }
    const deed = effect.kind === 'send' ? sentWith(effect.transit) : effect.kind === 'note' ? notedBy(effect) : null;
    if (deed === null) continue;
    if (deeds === null) deeds = [deed];
    else deeds.push(deed);
  }
  return {
    call,
    span: call === null ? '' : transit!.id,
    ended: reply !== null ? (transit!.answers ?? '') : kind === 'timeout' ? (event.tag ?? '') : '',
    status: reply === null ? 504 : reply.status,
    pushbackMs: reply?.pushbackMs ?? null,
    indefinite: reply === null || reply.indefinite === true,
    deeds: deeds ?? NOTHING,
    down,
  };
}

function sentWith({ id, answers, message }: Transit): Deed | null {
  // A copy that the network makes is not the ambassador's doing.
  if (id.endsWith("'")) return null;
  if (answers !== undefined) return { did: 'answer', span: answers };
  if (message.type === 'Attempt') return { did: 'send', id, attempt: message as unknown as Attempt };
  if (message.type === 'Cancel') return { did: 'cancel', attempt: (message as unknown as Cancel).attempt };
  return null;
}

function notedBy({ rule, data }: Extract<Effect, { kind: 'note' }>): Deed | null {
  if (rule !== 'backoff' && rule !== 'hedge' && rule !== 'breaker open') return null;
  const { span = '', api = '' } = (data ?? {}) as { readonly span?: string; readonly api?: string };
  return rule === 'breaker open' ? { did: 'shut', span } : { did: 'plan', rule, span, api };
}

export const dial = (world: World, key: string): number => Number(world.settings[key]);

/** What a client may ask for again: in progress, rate limited, unavailable, no answer in time. */
export const RETRYABLE: readonly number[] = [409, 429, 503, 504];

/** Nodes on whose clocks nobody can rely: they drift, or stood still. */
export interface Hazes {
  drifts: Record<string, true>;
  /** When a node was last paused. */
  pausedUs: Record<string, Us>;
}

/** The wire, and what `followHazes` goes by. */
export const HAZES: Watched = { ...WIRE, effects: [...WIRE.effects!, 'condition'] };

export const noHazes = (): Hazes => ({ drifts: {}, pausedUs: {} });

export function followHazes(hazes: Hazes, event: TraceEvent): void {
  if (event.kind !== 'action' && event.kind !== 'repair') return;
  for (const effect of event.effects) {
    // What was set before a drift ended still runs under it: such a node is not judged any more.
    if (effect.kind === 'condition' && effect.name === 'clockDrift') hazes.drifts[effect.node] = true;
    else if (effect.kind === 'status' && effect.status === 'paused') hazes.pausedUs[effect.node] = event.timeUs;
  }
}
