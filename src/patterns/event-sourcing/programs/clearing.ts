import { program, type NodeContext, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import type { CommandKind } from './account.ts';
import type { EventType, LedgerEvent } from './events.ts';
import { subscribe, subscriber, type Feed } from './subscription.ts';
import { why } from './told.ts';
import { upcast } from './upcasters.ts';

type Node = NodeContext<Msg>;

/** Something begun and not ended: a transfer that was sent, a payment that is pending. */
type Item = {
  readonly kind: 'transfer' | 'payment';
  readonly ref: string;
  readonly account: string;
  readonly other: string;
  readonly cents: number;
  readonly expiresUs: Us;
  readonly validUs: Us;
  /** The event it began with: the cause of all that follows. */
  readonly cause: string;
  readonly causeAt: number;
  /** What the other bank said. What the ledger said: `lapsed`, too late to post or void; `nobody there`: no stream where it should go. */
  said: 'nothing' | 'paid' | 'refused' | 'lapsed' | 'nobody there';
  /** A request is under way. */
  busy: boolean;
  tries: number;
};

interface State {
  feed: Feed;
  /** Nothing of it is kept: it is what the events say has no end yet. */
  open: Item[];
  /** Streams that were deleted, for now or for ever. */
  gone: string[];
  /** How many it has last said to be open. */
  told: number;
}

const desks = (node: Node): readonly string[] => (node.config as { readonly desks: readonly string[] }).desks;
const TICK_US = ms(250);

/** What to do for an item now. Expiry is decided by the ledger; here is only noticed that it may be due. */
type Next = (item: Item, nowUs: Us) => CommandKind | 'ask' | null;
export const nextStep: Next = ({ kind, said, expiresUs }, nowUs) => {
  if (kind === 'transfer') return said === 'nobody there' ? 'giveBack' : 'receive';
  if (said === 'paid') return 'post';
  if (said === 'refused') return 'void';
  if (said === 'lapsed') return 'expire';
  return expiresUs > 0 && nowUs >= expiresUs ? 'expire' : 'ask';
};

export type Parts = {
  readonly next: Next;
  readonly mayAct: (feed: Feed) => boolean;
  /** After which no transfer that was sent before can arrive. */
  readonly ends: readonly EventType[];
};

/** Replaying must not act: only what is open once everything was read is taken further. */
const whenLive = ({ live, folding }: Feed): boolean => live && folding === 0;

function pump({ next, mayAct }: Parts, node: Node, state: State): void {
  const { open, feed } = state;
  if (open.length !== state.told) {
    state.told = open.length;
    node.metric('open', open.length);
  }
  if (open.length > 0) node.setTimer('lookWhatIsOpen', TICK_US);
  if (!mayAct(feed)) return;
  for (const item of open) {
    if (item.busy) continue;
    const step = next(item, node.now());
    if (step === null) continue;
    item.busy = true;
    if (step === 'ask') ask(node, item);
    else command(node, item, step);
  }
}

function ask(node: Node, { ref, cents, expiresUs }: Item): void {
  const leftUs = expiresUs === 0 ? ms(2_000) : Math.max(ms(100), expiresUs - node.now());
  node.request(
    'bank',
    { type: 'PayOut', ref, cents },
    { timeoutUs: Math.min(leftUs, ms(5_000)), tag: 'said', data: ref },
  );
}

/** Every step has one id, so that it can be asked for as often as it takes. */
function command(node: Node, item: Item, kind: CommandKind): void {
  const { ref, account, other, cents, cause, causeAt, validUs } = item;
  const desk = desks(node)[item.tries % 2]!;
  item.tries += 1;
  const incoming = kind === 'receive';
  node.request(
    desk,
    {
      type: 'Command',
      id: `${ref}:${kind}`,
      kind,
      account: incoming ? other : account,
      other: incoming ? account : other,
      cents,
      ref,
      validUs,
      cause,
      causeAt,
      actor: 'clearing',
    },
    { timeoutUs: ms(1_000), tag: 'answered', data: ref },
  );
}

/** These are about a reference that is no item of the list. */
const OF_NO_ITEM: readonly EventType[] = ['DepositReversed', 'SuspenseBooked'];

/** What begins is noted, what has ended is struck off. */
function follow({ ends }: Parts, state: State, event: LedgerEvent): void {
  const { id, type, stream, position, ref, other, cents, expiresUs, validUs } = event;
  if (ends.includes(type)) bury(state, stream);
  else if (type === 'AccountOpened') state.gone = state.gone.filter((one) => one !== stream);
  if (ref === '' || OF_NO_ITEM.includes(type)) return;
  const at = placeOf(state, ref);
  if (at >= 0) state.open.splice(at, 1);
  if (type === 'TransferSent' || type === 'PaymentPending')
    state.open.push({
      kind: type === 'TransferSent' ? 'transfer' : 'payment',
      ref,
      account: stream,
      other,
      cents,
      expiresUs,
      validUs,
      cause: id,
      causeAt: position,
      said: type === 'TransferSent' && state.gone.includes(other) ? 'nobody there' : 'nothing',
      busy: false,
      tries: 0,
    });
}

/**
 * What cannot arrive goes back. Not because a desk says so, but because the end of the stream is read in
 * the order of all events: whatever had arrived before it would have been read as well, and an account
 * that is opened later refuses what was sent before.
 */
function bury(state: State, stream: string): void {
  state.gone.push(stream);
  for (const item of state.open) if (item.kind === 'transfer' && item.other === stream) item.said = 'nobody there';
}

function placeOf({ open }: State, ref: string): number {
  for (let i = 0; i < open.length; i += 1) if (open[i]!.ref === ref) return i;
  return -1;
}

const feed = (parts: Parts) =>
  subscriber<State>((node, state, { events }) => {
    for (const line of events) follow(parts, state, upcast(line));
    pump(parts, node, state);
  });

function begin(node: Node): State {
  return { feed: subscribe(node, Number(node.settings['store.history'])), open: [], gone: [], told: 0 };
}

/**
 * Takes further what spans two streams or two banks: the other half of a transfer, the second phase of
 * a payment. Its to-do list is a fold, so a crash loses none of it.
 */
export const clearingWith = (parts: Parts): Program<State, Msg> => {
  const { on, work, timers } = feed(parts);
  /** It is free again: what failed is tried with the next tick. */
  const free = (state: State, ref: string): Item | undefined => {
    const item = state.open[placeOf(state, ref)];
    if (item) item.busy = false;
    return item;
  };
  return program<State, Msg>({
    start: begin,
    on,
    work,
    timers: {
      ...timers,
      lookWhatIsOpen: (node, state) => pump(parts, node, state),
    },
    replies: {
      said(node, state, reply: Msg | TimedOut, ref: string) {
        const item = free(state, ref);
        if (!item || reply.type !== 'PayOutResult') return;
        item.said = reply.result;
        pump(parts, node, state);
      },
      answered(node, state, reply: Msg | TimedOut, ref: string) {
        // Done, it is in the store, and will come with the events: that, and not the answer, ends the item.
        if (reply.type === 'CommandResult' && reply.status === 'done') return;
        const item = free(state, ref);
        if (!item || reply.type !== 'CommandResult' || reply.status !== 'rejected') return;
        node.note('second phase refused', `${ref} goes no further: ${why(reply.reason)}`);
        // The other bank may have paid all the same: the reconciler will find it.
        if (reply.reason === 'pending_transfer_expired') item.said = 'lapsed';
      },
    },
  });
};

export const PARTS: Parts = { next: nextStep, mayAct: whenLive, ends: ['StreamTombstoned', 'StreamDeleted'] };

export const clearing = clearingWith(PARTS);
