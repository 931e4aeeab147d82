import type { Property } from '../../kernel/property.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { Query, Result } from './messages.ts';
import { person } from './programs/told.ts';
import { SHOWN_ORDERS } from './programs/views.ts';

/**
 * The four session guarantees of Terry et al. (1994), judged on what clients sent and got. A session is
 * one person; an operation counts as earlier only if it had ended before the other one began.
 */
type End = Extract<Effect, { kind: 'end' }>;

/** What a session has done by now. */
interface Past<B = unknown> {
  /** Largest position written, and largest position that an answer was as of. */
  written: number;
  seen: number;
  orders: number[];
  /** Its operations under way, and what counted when each of them began. */
  readonly open: string[];
  readonly before: B[];
}
interface Watch<B> {
  sessions: Record<string, Past<B>>;
}
type Output = { readonly session?: string; readonly position?: number; readonly order?: number };

const CLIENTS: Readonly<Record<string, true>> = { browsers: true, buyers: true, merchandiser: true };
const BUYERS: Readonly<Record<string, true>> = { buyers: true };
const READERS: Readonly<Record<string, true>> = { browsers: true, buyers: true };
const WRITERS: Readonly<Record<string, true>> = { buyers: true, merchandiser: true };

/** Whose operation begins. */
const sessionOf = (input: unknown): string => (typeof input === 'string' ? input : (input as Output).session!);
const outputOf = ({ output }: End): Output => output as Output;

/** The answer that ended a read, as it came over the network. */
function answerIn(event: TraceEvent): Result | null {
  const message = event.transit?.message;
  return event.kind === 'reply' && message?.type === 'Result' ? (message as Result) : null;
}

function pastOf<B>(state: Watch<B>, session: string): Past<B> {
  let past = state.sessions[session];
  if (past === undefined) state.sessions[session] = past = { written: -1, seen: -1, orders: [], open: [], before: [] };
  return past;
}

/** What ended counts for all that begins from now on. */
function learn(past: Past, event: TraceEvent, end: End): void {
  const answer = answerIn(event);
  if (answer !== null && answer.asOf > past.seen) past.seen = answer.asOf;
  const { position, order } = outputOf(end);
  if (position === undefined) return;
  if (position > past.written) past.written = position;
  if (order !== undefined) past.orders.push(order);
}

interface Judgement<B> {
  /** Whose sessions can break it. */
  readonly clients: Readonly<Record<string, true>>;
  /** What of the past counts for an operation that begins now. */
  readonly before: (past: Past, event: TraceEvent) => B;
  readonly judge: (before: B, event: TraceEvent, end: End) => string | null;
}

function guarantee<B>(
  words: Pick<Property, 'id' | 'title' | 'explain'>,
  { clients, before, judge }: Judgement<B>,
): Property<Watch<B>> {
  return {
    ...words,
    kind: 'always',
    watches: { nodes: ['', ...Object.keys(clients)], effects: ['begin', 'end', 'status'] },
    init: () => ({ sessions: {} }),
    step(state, event) {
      if (clients[event.node] !== true) return event.node === '' ? forget(state, event) : undefined;
      let problem: string | null = null;
      for (const effect of event.effects) {
        if (effect.kind === 'begin') {
          const past = pastOf(state, sessionOf(effect.input));
          past.open.push(effect.op);
          past.before.push(before(past, event));
        } else if (effect.kind === 'end') {
          const past = pastOf(state, outputOf(effect).session!);
          const at = past.open.indexOf(effect.op);
          if (at < 0) continue;
          problem ??= judge(past.before[at]!, event, effect);
          close(past, at);
          learn(past, event, effect);
        } else if (effect.kind === 'status') forget(state, event);
      }
      return problem ?? undefined;
    },
  };
}

/** The last one takes its place: order does not count, and nothing is copied. */
function close({ open, before }: Past, at: number): void {
  const op = open.pop()!;
  const counted = before.pop();
  if (at === open.length) return;
  open[at] = op;
  before[at] = counted;
}

/** A client that crashed has lost its sessions: the next ones are new. */
function forget(state: Watch<unknown>, event: TraceEvent): undefined {
  for (const effect of event.effects)
    if (effect.kind === 'status' && effect.status === 'down' && CLIENTS[effect.node] === true) state.sessions = {};
}

const positionOf = (end: End): number | undefined => (end.outcome === 'ok' ? outputOf(end).position : undefined);

export const readYourWrites = guarantee<readonly number[]>(
  {
    id: 'read-your-writes',
    title: 'Read your writes',
    explain:
      'Whoever was told that an order is accepted finds it in each answer afterwards, or is told that the answer is not there yet. Otherwise people order twice.',
  },
  {
    clients: BUYERS,
    before: ({ orders }) => orders.slice(-3),
    judge(orders, event, end) {
      const answer = answerIn(event);
      if (end.name !== 'myOrders' || answer === null) return null;
      const shown = answer.orders ?? [];
      const lost = orders.find((order) => !shown.includes(order));
      return lost === undefined || shown.length >= SHOWN_ORDERS
        ? null
        : `${person(outputOf(end).session!)} was told that order ${lost} is accepted, and is shown ${shown.length} orders without it, as of position ${answer.asOf}`;
    },
  },
);

export const monotonicReads = guarantee<number>(
  {
    id: 'monotonic-reads',
    title: 'Monotonic reads',
    explain:
      'Within a session no answer is older than an earlier one. A page that is refreshed may stand still, but not go back in time.',
  },
  {
    clients: READERS,
    before: ({ seen }) => seen,
    judge(seen, event, end) {
      const answer = answerIn(event);
      return answer !== null && answer.asOf < seen
        ? `${person(outputOf(end).session!)} had seen position ${seen} and is answered as of ${answer.asOf}`
        : null;
    },
  },
);

export const monotonicWrites = guarantee<number>(
  {
    id: 'monotonic-writes',
    title: 'Monotonic writes',
    explain: 'What a session writes later stands later in the log, so every view applies it later.',
  },
  {
    clients: WRITERS,
    before: ({ written }) => written,
    judge(written, _event, end) {
      const position = positionOf(end);
      return position !== undefined && position <= written
        ? `${person(outputOf(end).session!)} wrote position ${position} after ${written}`
        : null;
    },
  },
);

export const writesFollowReads = guarantee<number>(
  {
    id: 'writes-follow-reads',
    title: 'Writes follow reads',
    explain:
      'What a session writes stands after everything that it had read: no reader meets the answer before the question.',
  },
  {
    clients: WRITERS,
    before: ({ seen }) => seen,
    judge(seen, _event, end) {
      const position = positionOf(end);
      return position !== undefined && position <= seen
        ? `${person(outputOf(end).session!)} had read up to ${seen} and wrote position ${position}`
        : null;
    },
  },
);

/** The position that the query asks for which goes out as the operation begins; −1: none. */
function askedFor(event: TraceEvent): number {
  for (const effect of event.effects)
    if (effect.kind === 'send' && effect.transit.message.type === 'Query') return (effect.transit.message as Query).min;
  return -1;
}

export const tokenHonoured = guarantee<number>(
  {
    id: 'token-honoured',
    title: 'A token is honoured',
    explain: 'Whoever asks for position t or later gets an answer as of t or later, or an explicit "not yet".',
  },
  {
    clients: READERS,
    before: (_past, event) => askedFor(event),
    judge(min, event) {
      const answer = answerIn(event);
      return answer !== null && answer.asOf < min
        ? `position ${min} was asked for, and the answer is as of ${answer.asOf}`
        : null;
    },
  },
);
