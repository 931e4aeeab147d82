import type { Action } from '../kernel/action.ts';
import { US_PER_S } from '../kernel/time.ts';
import type { Effect, EventKind, Seq, TraceEvent } from '../kernel/trace.ts';
import type { TraceIndex } from './types.ts';

/** How long something of interest is worth telling while the run goes on, s of the reader's time. */
const WORTH_TELLING_S = 4;

/**
 * The event to speak of at the cursor. `exact`: the reader stepped to it, so it is told, however little
 * it says. Otherwise what is news, else what says most.
 */
export function spokenSeq(index: TraceIndex, seq: Seq, exact: boolean, speed: number): Seq {
  return exact ? seq : (newsSeq(index, seq, speed) ?? plainSeq(index, seq, speed));
}

/** The newest event of interest, as long as it is fresh at this speed, so that plain ones do not sweep it away; else null. */
export function newsSeq(index: TraceIndex, seq: Seq, speed: number): Seq | null {
  let recent = index.previousInteresting(seq + 1);
  while (recent !== null && isFresh(index, recent, seq, speed)) {
    if (isNews(index.events[recent])) return recent;
    recent = index.previousInteresting(recent);
  }
  return null;
}

/** Something changed in the system, or broke. That a property came true for the first time is a note in the books. */
const isNews = (event: TraceEvent | undefined): boolean =>
  event !== undefined &&
  !cameToNothing(event) &&
  (event.kind === 'action' ||
    event.kind === 'repair' ||
    event.effects.some((effect) =>
      effect.kind === 'verdict' ? effect.status === 'violated' : CHANGES.has(effect.kind),
    ));

/** Done to a part that only the other side has, or that was so already. */
const cameToNothing = ({ kind, action, effects }: TraceEvent): boolean =>
  kind === 'action' && action !== undefined && STATUSES.has(action.kind) && effects.length === 0;

const STATUSES: ReadonlySet<Action['kind']> = new Set<Action['kind']>(['crash', 'restart', 'pause', 'resume']);

const CHANGES: ReadonlySet<Effect['kind']> = new Set<Effect['kind']>(['become', 'status', 'mode']);

/** The newest event that says more than that a timer ran out, among the fresh ones; else the newest. */
export function plainSeq(index: TraceIndex, seq: Seq, speed: number): Seq {
  for (let back = seq; back > seq - LOOK_BACK && back >= 0 && isFresh(index, back, seq, speed); back -= 1)
    if (saysMore(index.events[back])) return back;
  return seq;
}

const isFresh = (index: TraceIndex, seq: Seq, cursorSeq: Seq, speed: number): boolean =>
  (index.events[cursorSeq]?.timeUs ?? 0) - (index.events[seq]?.timeUs ?? 0) <= WORTH_TELLING_S * US_PER_S * speed;

/** How many events that say nothing are passed over. */
const LOOK_BACK = 60;

/** What happens inside a node by itself: worth a word only for what comes of it. */
const INWARD: ReadonlySet<EventKind> = new Set<EventKind>(['timer', 'work', 'disk', 'take', 'settings']);

const saysMore = (event: TraceEvent | undefined): boolean =>
  event !== undefined &&
  !cameToNothing(event) &&
  (!INWARD.has(event.kind) ||
    event.effects.some(({ kind }) => kind === 'note' || kind === 'become' || kind === 'end' || kind === 'status'));
