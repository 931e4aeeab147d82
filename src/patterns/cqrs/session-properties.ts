import type { Property } from '../../kernel/property.ts';
import type { Effect, TraceEvent } from '../../kernel/trace.ts';
import type { Query, Result } from './messages.ts';
import { SHOWN_ORDERS, type OrdersRow } from './programs/views.ts';

/**
 * The four session guarantees of Terry et al. (1994), judged on what clients sent and got. A session is
 * one person; an operation counts as earlier only if it had ended before the other one began.
 */
type End = Extract<Effect, { kind: 'end' }>;
type Begin = Extract<Effect, { kind: 'begin' }>;

interface Past {
  /** Largest position written, and largest position that an answer was as of. */
  written: number;
  seen: number;
  orders: number[];
}
interface Watch {
  sessions: Record<string, Past>;
  /** For each operation under way, what its session had done before. */
  open: Record<
    string,
    { readonly session: string; readonly written: number; readonly seen: number; readonly orders: readonly number[] }
  >;
}
type Outcome = { readonly session?: string; readonly position?: number; readonly order?: number };

const CLIENTS: Readonly<Record<string, true>> = { browsers: true, buyers: true, merchandiser: true };
const BUYERS = { buyers: true } as const;
const READERS = { browsers: true, buyers: true } as const;
const WRITERS = { buyers: true, merchandiser: true } as const;
const watch = (): Watch => ({ sessions: {}, open: {} });

function begins(state: Watch, { op, input }: Begin): void {
  const session = (input as Outcome | undefined)?.session ?? '';
  const past = (state.sessions[session] ??= { written: -1, seen: -1, orders: [] });
  state.open[op] = { session, written: past.written, seen: past.seen, orders: past.orders.slice(-3) };
}

/** The answer that ended a read, as it came over the network. */
function answerIn(event: TraceEvent): Result | null {
  const message = event.transit?.message;
  return event.kind === 'reply' && message?.type === 'Result' ? (message as Result) : null;
}

function ends(state: Watch, event: TraceEvent, { op, output }: End): void {
  const open = state.open[op];
  delete state.open[op];
  if (open === undefined) return;
  const past = state.sessions[open.session]!;
  const answer = answerIn(event);
  if (answer) past.seen = Math.max(past.seen, answer.asOf);
  const { position, order } = (output ?? {}) as Outcome;
  if (position !== undefined) past.written = Math.max(past.written, position);
  if (position !== undefined && order !== undefined) past.orders.push(order);
}

/** A client that crashed has lost its sessions: the next ones are new. */
function forget(state: Watch, event: TraceEvent): void {
  for (const effect of event.effects)
    if (effect.kind === 'status' && effect.status === 'down' && CLIENTS[effect.node]) Object.assign(state, watch());
}

type Judge = (open: Watch['open'][string], event: TraceEvent, end: End) => string | null;

/** `clients`: whose sessions can break it. */
function guarantee(
  words: Pick<Property, 'id' | 'title' | 'explain'>,
  clients: Readonly<Record<string, true>>,
  judge: Judge,
): Property<Watch> {
  return {
    ...words,
    kind: 'always',
    init: watch,
    step(state, event) {
      if (clients[event.node] !== true) return undefined;
      let problem: string | null = null;
      for (const effect of event.effects) {
        if (effect.kind === 'begin') begins(state, effect);
        else if (effect.kind === 'end') {
          const open = state.open[effect.op];
          if (open !== undefined) problem ??= judge(open, event, effect);
          ends(state, event, effect);
        } else if (effect.kind === 'status') forget(state, event);
      }
      return problem ?? undefined;
    },
  };
}

const positionOf = (end: End): number | undefined =>
  end.outcome === 'ok' ? (end.output as Outcome | undefined)?.position : undefined;

export const readYourWrites = guarantee(
  {
    id: 'read-your-writes',
    title: 'Read your writes',
    explain:
      'Whoever was told that an order is accepted finds it in each answer afterwards, or is told that the answer is not there yet. Otherwise people order twice.',
  },
  BUYERS,
  (open, event, end) => {
    const answer = answerIn(event);
    if (end.name !== 'myOrders' || answer === null) return null;
    const shown = (answer.row as OrdersRow | null)?.orders ?? [];
    const lost = open.orders.find((order) => !shown.includes(order));
    return lost === undefined || shown.length >= SHOWN_ORDERS
      ? null
      : `${open.session} was told that order ${lost} is accepted, and is shown ${shown.length} orders without it, as of position ${answer.asOf}`;
  },
);

export const monotonicReads = guarantee(
  {
    id: 'monotonic-reads',
    title: 'Monotonic reads',
    explain:
      'Within a session no answer is older than an earlier one. A page that is refreshed may stand still, but not go back in time.',
  },
  READERS,
  (open, event) => {
    const answer = answerIn(event);
    return answer !== null && answer.asOf < open.seen
      ? `${open.session} had seen position ${open.seen} and is answered as of ${answer.asOf}`
      : null;
  },
);

export const monotonicWrites = guarantee(
  {
    id: 'monotonic-writes',
    title: 'Monotonic writes',
    explain: 'What a session writes later stands later in the log, so every view applies it later.',
  },
  WRITERS,
  (open, _event, end) => {
    const position = positionOf(end);
    return position !== undefined && position <= open.written
      ? `${open.session} wrote position ${position} after ${open.written}`
      : null;
  },
);

export const writesFollowReads = guarantee(
  {
    id: 'writes-follow-reads',
    title: 'Writes follow reads',
    explain:
      'What a session writes stands after everything that it had read: no reader meets the answer before the question.',
  },
  WRITERS,
  (open, _event, end) => {
    const position = positionOf(end);
    return position !== undefined && position <= open.seen
      ? `${open.session} had read up to ${open.seen} and wrote position ${position}`
      : null;
  },
);

/** Positions that were asked for, by the query under way. */
export const tokenHonoured: Property<Record<string, number>> = {
  id: 'token-honoured',
  kind: 'always',
  title: 'A token is honoured',
  explain: 'Whoever asks for position t or later gets an answer as of t or later, or an explicit "not yet".',
  init: () => ({}),
  step(asked, event) {
    if (CLIENTS[event.node] !== true) return undefined;
    for (const effect of event.effects)
      if (effect.kind === 'send' && effect.transit.message.type === 'Query' && !effect.transit.id.endsWith("'"))
        asked[effect.transit.id] = (effect.transit.message as Query).min;
    const of = event.transit?.answers;
    if (event.kind === 'timeout' && event.tag !== undefined) delete asked[event.tag];
    if (of === undefined || asked[of] === undefined) return undefined;
    const min = asked[of];
    delete asked[of];
    const answer = answerIn(event);
    return answer !== null && answer.asOf < min
      ? `position ${min} was asked for, and the answer is as of ${answer.asOf}`
      : undefined;
  },
};
