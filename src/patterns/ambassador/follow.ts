import type { Watched, World } from '../../kernel/property.ts';
import type { Us } from '../../kernel/time.ts';
import type { Effect, TraceEvent, Transit } from '../../kernel/trace.ts';
import type { AnyResponse, AppRequest, Attempt, Cancel, Pushback } from './messages.ts';

/**
 * What the properties read from the raw trace: calls, attempts and their ends, as anybody could see
 * them on the wire. Nothing here knows what the ambassador believes. One object for all events, good
 * until the next.
 */
export interface Facts {
  /** A local call that has just come in; its id is the span of all its attempts. */
  call: AppRequest | null;
  span: string;
  /** The attempt that this event ends for the node that sent it; empty where it ends none. */
  ended: string;
  /** Its answer: status, pushback as it was written (null: nothing said), and whether nobody knows what was done. */
  status: number;
  pushback: Pushback | null;
  indefinite: boolean;
  /** What the ambassador did, in order: the first `count` of them. */
  readonly deeds: readonly Deed[];
  count: number;
  /** Nodes that lost their memory. */
  down: readonly string[];
}

/**
 * `send`: an attempt leaves, with its id · `cancel`: an attempt is called off · `answer`: the caller of
 * a span gets its answer · `plan`: a retry or a hedge is decided on, by a rule: from now on it counts
 * against the budget · `shut`: a span meets an open breaker.
 */
export interface Deed {
  did: 'send' | 'cancel' | 'answer' | 'plan' | 'shut';
  /** Of the attempt; empty where the deed is none's. */
  id: string;
  span: string;
  api: string;
  rule: string;
  attempt: Attempt | null;
}

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

/** Of `WIRE`, what ends attempts and what is sent. */
export const SENDS_AND_ENDS: Watched = { nodes: AMBASSADORS, events: ['reply', 'timeout'], effects: ['send'] };
/** Only what is sent. A call is answered or sent on in the event that brings it. */
export const SENDS: Watched = { nodes: AMBASSADORS, effects: ['send'] };

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
const deeds: Deed[] = [];
const facts: Facts = {
  call: null,
  span: '',
  ended: '',
  status: 504,
  pushback: null,
  indefinite: true,
  deeds,
  count: 0,
  down: NOBODY,
};

function read({ kind, transit, tag, effects }: TraceEvent): Facts {
  const call = kind === 'deliver' && transit!.message.type === 'AppRequest';
  const reply = kind === 'reply' ? (transit!.message as unknown as AnyResponse) : null;
  facts.call = call ? (transit!.message as unknown as AppRequest) : null;
  facts.span = call ? transit!.id : '';
  facts.ended = reply !== null ? (transit!.answers ?? '') : kind === 'timeout' ? (tag ?? '') : '';
  facts.status = reply === null ? 504 : reply.status;
  facts.pushback = reply === null ? null : (reply.pushbackMs ?? null);
  facts.indefinite = reply === null || reply.indefinite === true;
  facts.down = NOBODY;
  facts.count = 0;
  for (let i = 0; i < effects.length; i += 1) {
    const effect = effects[i]!;
    if (effect.kind === 'send') sentWith(effect.transit);
    else if (effect.kind === 'note') notedBy(effect);
    else if (effect.kind === 'status' && effect.status === 'down') facts.down = [...facts.down, effect.node];
  }
  return facts;
}

function did(what: Deed['did'], id: string, span: string): Deed {
  const deed = (deeds[facts.count] ??= { did: what, id, span, api: '', rule: '', attempt: null });
  facts.count += 1;
  deed.did = what;
  deed.id = id;
  deed.span = span;
  return deed;
}

function sentWith({ id, answers, message }: Transit): void {
  // A copy that the network makes is not the ambassador's doing.
  if (id.endsWith("'")) return;
  if (answers !== undefined) did('answer', '', answers);
  else if (message.type === 'Cancel') did('cancel', (message as unknown as Cancel).attempt, '');
  else if (message.type === 'Attempt') {
    const attempt = message as unknown as Attempt;
    const deed = did('send', id, attempt.span);
    deed.api = attempt.api;
    deed.attempt = attempt;
  }
}

function notedBy({ rule, data }: Extract<Effect, { kind: 'note' }>): void {
  if (rule !== 'backoff' && rule !== 'hedge' && rule !== 'breaker open') return;
  const { span = '', api = '' } = (data ?? {}) as { readonly span?: string; readonly api?: string };
  const deed = did(rule === 'breaker open' ? 'shut' : 'plan', '', span);
  deed.api = api;
  deed.rule = rule;
}

export const dial = (world: World, key: string): number => Number(world.settings[key]);

/** What an answer asks for, ms; −1: do not retry, which is also what no number means, but for Envoy; null: nothing. */
export function askedMs({ pushback }: Facts, { settings }: World): number | null {
  if (typeof pushback !== 'string') return pushback;
  return settings['backoff.kind'] === 'envoy' ? null : -1;
}

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
