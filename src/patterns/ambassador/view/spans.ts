import type { Settings } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Topology } from '../../../kernel/topology.ts';
import type { Effect, Seq, TraceEvent } from '../../../kernel/trace.ts';
import type { AnyResponse, Api, AppRequest, Attempt, Cancel, Method, UserRequest } from '../messages.ts';

/** Requests and their attempts, read from the trace: what the board draws as nested bars. */
export interface SpanView {
  readonly id: string;
  /** The ambassador, or the application with its own loop. */
  readonly node: string;
  readonly request: number;
  readonly api: Api;
  readonly method: Method;
  /** Its caller has marked it as idempotent. */
  readonly marked: boolean;
  readonly fromUs: Us;
  /** −1: it has no answer yet. */
  toUs: Us;
  /** 0: it has no answer yet. */
  status: number;
  /** How long it may take; −1: nobody has said. */
  readonly deadlineUs: Us;
  readonly tries: TryView[];
  /** The rule that ended its retries; empty where none did. */
  why: string;
}

export interface TryView {
  readonly id: string;
  readonly n: number;
  readonly host: string;
  readonly hedge: boolean;
  readonly fromUs: Us;
  /** When its own time is up, at the latest. */
  readonly limitUs: Us;
  /** −1: under way. */
  toUs: Us;
  end: 'open' | 'ok' | 'error' | 'timeout' | 'cancelled';
  status: number;
}

/** Rules that end the retries of a request. */
const REFUSALS: readonly string[] = [
  'opted out',
  'attempts spent',
  'as often as the caller wants',
  'not safe to repeat',
  'pushback: do not retry',
  'throttled',
  'budget spent',
  'deadline before next try',
  'breaker open',
];

interface Reading {
  readonly spans: Map<string, SpanView>;
  readonly tries: Map<string, { readonly span: SpanView; readonly of: TryView }>;
  readonly on: boolean;
  readonly loops: ReadonlySet<string>;
  readonly deadlineUs: Us;
  readonly tryUs: Us;
}

/** All requests that came in after `sinceUs`, up to the cursor, oldest first. */
export function spansOf(
  run: {
    readonly events: readonly TraceEvent[];
    readonly cursorSeq: Seq;
    readonly topology: Topology;
    readonly on: boolean;
    readonly settings: Settings;
  },
  sinceUs: Us,
  deadlineUs: Us,
): SpanView[] {
  const loops = new Set(run.topology.nodes.flatMap((node) => (node.program === 'ownRetries' ? [node.id] : [])));
  const tryUs = ms(Number(run.settings['try.timeoutMs']));
  const reading: Reading = { spans: new Map(), tries: new Map(), on: run.on, loops, deadlineUs, tryUs };
  for (let seq = firstSince(run.events, run.cursorSeq, sinceUs); seq <= run.cursorSeq; seq += 1)
    read(reading, run.events[seq]!);
  return [...reading.spans.values()];
}

/** Index of the first event that is not before the time. */
export function firstSince(events: readonly TraceEvent[], cursorSeq: Seq, sinceUs: Us): Seq {
  let low = 0;
  let high = Math.min(cursorSeq + 1, events.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events[middle]!.timeUs < sinceUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function read(reading: Reading, event: TraceEvent): void {
  if (event.kind === 'deliver') begin(reading, event);
  else if (event.kind === 'reply') end(reading, event.transit?.answers, event);
  else if (event.kind === 'timeout') end(reading, event.tag, event);
  for (const effect of event.effects) follow(reading, event, effect);
}

function begin({ spans, on, loops, deadlineUs }: Reading, event: TraceEvent): void {
  const { id, message } = event.transit!;
  const comesIn = on ? message.type === 'AppRequest' : loops.has(event.node);
  if (!comesIn) return;
  const { request, api, method } = message as unknown as AppRequest | UserRequest;
  const { deadlineMs: askedMs = null, idempotent } = message as unknown as Partial<AppRequest>;
  spans.set(id, {
    id,
    node: event.node,
    request,
    api,
    method,
    marked: idempotent === true,
    fromUs: event.timeUs,
    toUs: -1,
    status: 0,
    deadlineUs: !on ? -1 : askedMs === null ? deadlineUs : Math.min(deadlineUs, askedMs * 1_000),
    tries: [],
    why: '',
  });
}

function end({ tries }: Reading, id: string | undefined, event: TraceEvent): void {
  const found = tries.get(id ?? '');
  if (!found || found.of.toUs >= 0) return;
  const message = event.kind === 'reply' ? (event.transit!.message as unknown as AnyResponse) : null;
  found.of.toUs = event.timeUs;
  found.of.status = message?.status ?? 504;
  found.of.end = message === null ? 'timeout' : message.status < 400 || message.status === 402 ? 'ok' : 'error';
}

function follow({ spans, tries, tryUs }: Reading, event: TraceEvent, effect: Effect): void {
  if (effect.kind === 'note' && REFUSALS.includes(effect.rule)) {
    const span = spans.get(String((effect.data as { readonly span?: string } | undefined)?.span));
    if (span) span.why = effect.rule;
    return;
  }
  if (effect.kind !== 'send' || effect.transit.id.endsWith("'")) return;
  const { id, to, answers, message } = effect.transit;
  if (answers !== undefined) {
    const span = spans.get(answers);
    if (!span) return;
    span.toUs = event.timeUs;
    span.status = (message as unknown as AnyResponse).status;
  } else if (message.type === 'Cancel') {
    const lost = tries.get((message as unknown as Cancel).attempt);
    if (lost?.of.end === 'open') Object.assign(lost.of, { toUs: event.timeUs, end: 'cancelled' });
  } else if (message.type === 'Attempt') {
    const { span: spanId, n, hedge } = message as unknown as Attempt;
    const span = spans.get(spanId);
    if (!span) return;
    const attempt: TryView = {
      id,
      n,
      host: to,
      hedge,
      fromUs: event.timeUs,
      limitUs: Math.min(event.timeUs + tryUs, span.deadlineUs < 0 ? Infinity : span.fromUs + span.deadlineUs),
      toUs: -1,
      end: 'open',
      status: 0,
    };
    span.tries.push(attempt);
    tries.set(id, { span, of: attempt });
  }
}

/** Served at the first attempt, or on the way to it: nothing to see. */
export const isPlain = (span: SpanView): boolean =>
  span.tries.length <= 1 &&
  span.why === '' &&
  (span.status === 0 ? span.tries.every((each) => each.end !== 'error') : span.status < 400 || span.status === 402);

/** The latest that are worth a look; in calm times the latest of all. */
export function worthALook(spans: readonly SpanView[], count: number): SpanView[] {
  const hard = spans.filter((span) => !isPlain(span));
  const rest = count - hard.length;
  if (rest <= 0) return hard.slice(-count);
  const plain = spans.filter(isPlain).slice(-Math.min(rest, 2));
  return [...hard, ...plain].sort((a, b) => a.fromUs - b.fromUs);
}
