import type { World } from '../../kernel/property.ts';
import type { Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { AppRequest, Attempt, Cancel } from './messages.ts';

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

export const isAmbassador = (node: string): boolean => node.endsWith('-ambassador');

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

function read(event: TraceEvent): Facts {
  const { kind, transit } = event;
  const message = kind === 'reply' ? transit!.message : null;
  const pushbackMs = message?.['pushbackMs'];
  const call = kind === 'deliver' && transit!.message.type === 'AppRequest';
  let down = NOBODY;
  const deeds: Deed[] = [];
  for (const effect of event.effects) {
    if (effect.kind === 'send') {
      const { id, answers, message: sent } = effect.transit;
      // A copy that the network makes is not the ambassador's doing.
      if (id.endsWith("'")) continue;
      if (answers !== undefined) deeds.push({ did: 'answer', span: answers });
      else if (sent.type === 'Attempt') deeds.push({ did: 'send', id, attempt: sent as unknown as Attempt });
      else if (sent.type === 'Cancel') deeds.push({ did: 'cancel', attempt: (sent as unknown as Cancel).attempt });
    } else if (effect.kind === 'note') {
      const { rule, data } = effect;
      const { span, api } = (data ?? {}) as { readonly span: string; readonly api: string };
      if (rule === 'backoff' || rule === 'hedge') deeds.push({ did: 'plan', rule, span, api });
      else if (rule === 'breaker open') deeds.push({ did: 'shut', span });
    } else if (effect.kind === 'status' && effect.status === 'down') down = [...down, effect.node];
  }
  return {
    call: call ? (transit!.message as unknown as AppRequest) : null,
    span: call ? transit!.id : '',
    ended: kind === 'reply' ? (transit!.answers ?? '') : kind === 'timeout' ? (event.tag ?? '') : '',
    status: Number(message?.['status'] ?? 504),
    pushbackMs: typeof pushbackMs === 'number' ? pushbackMs : null,
    indefinite: message === null || message['indefinite'] === true,
    deeds,
    down,
  };
}

/** Forgets all that is recorded of the nodes that went down. */
export function forget(records: Record<string, { readonly node: string }>, { down }: Facts): void {
  if (down.length === 0) return;
  for (const key in records) if (down.includes(records[key]!.node)) delete records[key];
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

export const noHazes = (): Hazes => ({ drifts: {}, pausedUs: {} });

export function followHazes(hazes: Hazes, event: TraceEvent): void {
  if (event.kind !== 'action' && event.kind !== 'repair') return;
  for (const effect of event.effects) {
    // What was set before a drift ended still runs under it: such a node is not judged any more.
    if (effect.kind === 'condition' && effect.name === 'clockDrift') hazes.drifts[effect.node] = true;
    else if (effect.kind === 'status' && effect.status === 'paused') hazes.pausedUs[effect.node] = event.timeUs;
  }
}
