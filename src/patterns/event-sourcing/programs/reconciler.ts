import { program, type NodeContext, type TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { FeedLine, Msg } from '../messages.ts';
import { subscribe, subscriber, type Feed } from './subscription.ts';
import { upcast } from './upcasters.ts';

type Node = NodeContext<Msg>;

/** A line of the bank's statement that has no counterpart in our books yet. */
type Unmatched = FeedLine & { readonly sinceUs: Us; asked: boolean };

interface State {
  feed: Feed;
  lines: Unmatched[];
  /** References of all lines taken: a statement may be sent again. */
  seen: Record<string, true>;
  matched: number;
  /** What our books say of each payment. */
  books: Record<string, { how: 'posted' | 'voided' | 'expired' | 'suspense'; cents: number }>;
  /** Lines that contradict our books, by reference. */
  breaks: Record<string, string>;
  /** Matched and broken, as it has last said. */
  told: [matched: number, breaks: number];
}

type Config = { readonly rows: boolean; readonly desks: readonly string[] };
const configOf = (node: Node): Config => node.config as Config;
const TICK_US = ms(500);
/** A line may come before our own entry; after this long it is a break. */
const PATIENCE_US = ms(3_000);

/** Line by line: paid there, posted here, same amount. */
function match(node: Node, state: State): void {
  const open: Unmatched[] = [];
  for (const line of state.lines) {
    const entry = state.books[line.ref];
    if (entry && entry.cents === line.cents && (entry.how === 'posted' || entry.how === 'suspense')) {
      state.matched += 1;
      if (state.breaks[line.ref] !== undefined) {
        node.note('break closed', `${line.ref} is explained: ${entry.how}`, { ref: line.ref });
        delete state.breaks[line.ref];
      }
      continue;
    }
    open.push(line);
    const late = node.monotonic() - line.sinceUs > PATIENCE_US;
    const why = entry ? `paid by the bank, ${entry.how} here` : late ? 'paid by the bank, unknown here' : '';
    if (why !== '') broken(node, state, line, why);
  }
  state.lines = open;
  if (open.length > 0) node.setTimer('compareAgain', TICK_US);
  const breaks = Object.keys(state.breaks).length;
  if (state.matched !== state.told[0]) node.metric('matched', state.matched);
  if (breaks !== state.told[1]) node.metric('breaks', breaks);
  state.told = [state.matched, breaks];
}

/** A break is not edited away: the money is booked to suspense, until a person knows better. */
function broken(node: Node, state: State, line: Unmatched, why: string): void {
  const { ref, cents } = line;
  if (state.breaks[ref] === undefined) node.note('break found', `${ref} is ${why}`, { ref });
  state.breaks[ref] = why;
  const { rows, desks } = configOf(node);
  const final = state.books[ref]?.how === 'expired' || state.books[ref]?.how === 'voided';
  if (rows || line.asked || !final) return;
  line.asked = true;
  const id = `${ref}:suspense`;
  const validUs = node.now();
  node.request(
    desks[state.matched % 2]!,
    {
      type: 'Command',
      id,
      kind: 'book',
      account: 'suspense',
      cents,
      ref,
      other: '',
      validUs,
      cause: ref,
      causeAt: -1,
      actor: 'reconciler',
    },
    { timeoutUs: ms(2_000), tag: 'booked', data: ref },
  );
}

const HOW = {
  PaymentPosted: 'posted',
  PaymentVoided: 'voided',
  PaymentExpired: 'expired',
  SuspenseBooked: 'suspense',
} as const;

const feed = subscriber<State>((node, state, { events }) => {
  let news = false;
  for (const line of events) {
    const { type, ref, credits, cents } = upcast(line);
    const how = HOW[type as keyof typeof HOW];
    if (how === undefined) continue;
    state.books[ref] = { how, cents: credits[0]?.cents ?? cents };
    news = true;
  }
  if (news) match(node, state);
});

function begin(node: Node): State {
  // It keeps nothing: both books can be read again.
  node.send('bank', { type: 'FeedTaken', line: -1 });
  const nothing: Feed = {
    next: 0,
    done: 0,
    packed: null,
    buffer: [],
    folding: 0,
    live: false,
    heard: true,
    told: 0,
  };
  return {
    feed: configOf(node).rows ? nothing : subscribe(node, Number(node.settings['store.history'])),
    lines: [],
    seen: {},
    matched: 0,
    books: {},
    breaks: {},
    told: [0, 0],
  };
}

/** Compares our books with the statement of the other bank, day and night. */
export const reconciler = program<State, Msg>({
  start: begin,
  on: {
    ...feed.on,
    BankFeed(node, state, { lines }) {
      for (const line of lines) {
        if (state.seen[line.ref]) continue;
        state.seen[line.ref] = true;
        state.lines.push({ ...line, sinceUs: node.monotonic(), asked: false });
      }
      node.send('bank', { type: 'FeedTaken', line: lines.at(-1)?.line ?? -1 });
      match(node, state);
    },
  },
  work: feed.work,
  timers: {
    ...feed.timers,
    compareAgain(node, state) {
      match(node, state);
      if (!configOf(node).rows) return;
      for (const { ref } of state.lines)
        node.request('store', { type: 'ReadPayment', ref }, { timeoutUs: ms(400), tag: 'looked', data: ref });
    },
  },
  replies: {
    booked(_node, state, reply: Msg | TimedOut, ref: string) {
      const done = reply.type === 'CommandResult' && reply.status === 'done';
      for (const line of state.lines) if (line.ref === ref && !done) line.asked = false;
    },
    looked(node, state, reply: Msg | TimedOut, ref: string) {
      if (reply.type !== 'PaymentFound' || reply.payment === null || reply.payment.status === 'pending') return;
      state.books[ref] = { how: reply.payment.status, cents: reply.payment.cents };
      match(node, state);
    },
  },
});
