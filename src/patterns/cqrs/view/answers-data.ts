import type { Effect, Seq, TraceEvent } from '../../../kernel/trace.ts';

/** An answer that somebody got, held against what was true when it was asked for. */
export interface Answer {
  readonly seq: Seq;
  readonly who: string;
  readonly what: string;
  /** The node that the answer was read from; empty where nobody answered. */
  readonly source: string;
  readonly asOf: number | null;
  /** Newest committed position when the question was asked: an answer of one model has it all. */
  readonly head: number;
  /** `back`: older than an earlier answer in the same session. */
  readonly verdict: 'fresh' | 'behind' | 'back' | 'stale' | 'not yet' | 'none';
}

const SCANNED = 2_000;

type Output = { readonly session?: string; readonly status?: string; readonly asOf?: number; readonly view?: string };
type End = Extract<Effect, { kind: 'end' }>;

function verdictOf({ effects }: TraceEvent, { status, asOf }: Output, head: number): Answer['verdict'] {
  if (status === 'stale') return 'stale';
  if (status === 'not yet') return 'not yet';
  if (asOf === undefined) return 'none';
  if (effects.some((effect) => effect.kind === 'note' && effect.rule === 'back in time')) return 'back';
  return asOf < head ? 'behind' : 'fresh';
}

const WHAT: Readonly<Record<string, string>> = {
  orders: 'own orders',
  cards: 'a product',
  facets: 'a category',
  best: 'best-sellers',
};

/** An operation that ended, until it is known what was committed when it began. */
interface Unsettled {
  readonly event: TraceEvent;
  readonly end: End;
}

/** The service in between passes the answer on: it came from whoever had answered the service. */
const sourceOf = (events: readonly TraceEvent[], { kind, cause }: TraceEvent): string =>
  kind === 'reply' ? (events[cause]?.transit?.from ?? '') : '';

function answered(events: readonly TraceEvent[], { event, end }: Unsettled, head: number): Answer {
  const output = (end.output ?? {}) as Output;
  const { session = '', view = end.name === 'myOrders' ? 'orders' : 'cards', asOf = null } = output;
  return {
    seq: event.seq,
    who: session,
    what: WHAT[view] ?? '',
    source: sourceOf(events, event),
    asOf,
    head,
    verdict: verdictOf(event, output, head),
  };
}

/** The newest answers first; looks at one's own orders before mere pages. Read backwards from the cursor. */
export function answers(events: readonly TraceEvent[], cursorSeq: Seq, most: number): Answer[] {
  let open: Unsettled[] = [];
  const found: Answer[] = [];
  let own = 0;
  let pages = 0;
  for (let seq = cursorSeq; seq >= Math.max(0, cursorSeq - SCANNED); seq -= 1) {
    const event = events[seq];
    if (event === undefined) continue;
    const enough = own >= most || (own + pages >= most && cursorSeq - seq > SCANNED / 2);
    if (enough && open.length === 0) break;
    if (event.node === 'write-store' || event.node === 'database') {
      for (const effect of event.effects) {
        if (effect.kind !== 'metric' || effect.name !== 'position') continue;
        // Whoever asked after this commit had to see it.
        for (const each of open) if (each.end.beganUs >= event.timeUs) found.push(answered(events, each, effect.value));
        open = open.filter(({ end }) => end.beganUs < event.timeUs);
      }
    } else if (!enough && (event.node === 'buyers' || event.node === 'browsers')) {
      for (const effect of event.effects) {
        if (effect.kind !== 'end' || (effect.name !== 'myOrders' && effect.name !== 'browse')) continue;
        if (effect.name === 'myOrders') own += 1;
        else pages += 1;
        if (effect.name === 'myOrders' || pages <= most) open.push({ event, end: effect });
      }
    }
  }
  // Nothing was committed before within sight: nothing is missing.
  for (const each of open) found.push(answered(events, each, 0));
  const looks = found.filter(({ what }) => what === WHAT['orders']).slice(0, most);
  const rest = found.filter(({ what }) => what !== WHAT['orders']).slice(0, Math.max(0, most - looks.length));
  return [...looks, ...rest].sort((a, b) => b.seq - a.seq);
}
