import type { Property, Watched, World } from '../../kernel/property.ts';
import { ms, seconds, type Us } from '../../kernel/time.ts';
import type { EventKind, TraceEvent } from '../../kernel/trace.ts';
import { followFaults, isCalm, type Faults } from '../../pattern-kit/properties.ts';
import type { EventType } from './programs/events.ts';
import { enter, isTampering, openBooks, storedIn, type Books, type Stored } from './oracle.ts';
import type { View } from './programs/balance-view.ts';

const dial = (world: World, key: string): number => Number(world.settings[key]);
const isTrue = (world: World): boolean => world.settings['balances.code'] === 'correct';

interface Judged {
  books: Books;
  /** Stored, and not entered in the books before the view has come so far. */
  ahead: Stored[];
  /** The view is the work of a projector that claims to be right. */
  claims: boolean;
}

export const viewIsFold: Property<Judged> = {
  id: 'view-is-fold',
  kind: 'always',
  title: 'The view is the fold so far',
  explain:
    'A view may lag, but at its position it says what all events up to there add up to. A release known to be wrong is not judged.',
  appliesOff: false,
  watches: { nodes: ['store', 'balances'], effects: ['note', 'become', 'metric'] },
  init: (world) => ({ books: openBooks(world), ahead: [], claims: isTrue(world) }),
  step(state, event, world) {
    const { books, ahead } = state;
    if (event.node === 'store') {
      if (isTampering(event)) books.tampered = true;
      const stored = storedIn(event);
      for (let i = 0; i < stored.length; i += 1) ahead.push(stored[i]!);
      return undefined;
    }
    if (books.tampered) return undefined;
    const { effects } = event;
    let position = -1;
    for (let i = 0; i < effects.length; i += 1) {
      const effect = effects[i]!;
      if (effect.kind === 'become' && effect.to === 'REBUILDING') state.claims = false;
      else if (effect.kind === 'note' && effect.rule === 'view switched') state.claims = isTrue(world);
      else if (effect.kind === 'metric' && effect.name === 'position') position = effect.value;
    }
    if (position < 0) return undefined;
    let reached = 0;
    while (reached < ahead.length && ahead[reached]!.position < position) enter(books, ahead[reached++]!);
    if (reached > 0) ahead.splice(0, reached);
    // Behind what it has shown before, or within the years before, there is nothing to compare with.
    if (position !== books.next || !state.claims) return undefined;
    const { view } = world.state('balances') as { readonly view: View };
    return isFold(books, view) ? undefined : `the balances at position ${position} are not what the events say`;
  },
};

/** Version and hash of each event that was read, the newest first. */
interface ReadBack {
  readonly stream: string;
  readonly head: number;
  readonly read: readonly (readonly [version: number, hash: string])[];
}

export const readsBackward: Property<{ hashes: Record<string, Record<number, string>>; tampered: boolean }> = {
  id: 'reads-backward',
  kind: 'always',
  title: 'Read backward, it is the same stream',
  explain:
    'Whoever reads a stream from its end gets its newest event first, then each one before it, and leaves none out.',
  appliesOff: false,
  watches: { nodes: ['store', 'desk-a', 'desk-b'], effects: ['note'] },
  init: () => ({ hashes: {}, tampered: false }),
  step(state, event) {
    if (event.node === 'store') {
      if (isTampering(event)) state.tampered = true;
      const stored = storedIn(event);
      for (let i = 0; i < stored.length; i += 1) {
        const { stream, version, hash } = stored[i]!;
        (state.hashes[stream] ??= {})[version] = hash;
      }
      return undefined;
    }
    if (state.tampered) return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'read backward') continue;
      const { stream, head, read } = effect.data as unknown as ReadBack;
      for (const [i, [version, hash]] of read.entries()) {
        if (version !== head - 1 - i)
          return `${stream} has ${head} events, and version ${version} is read as number ${i + 1} from its end`;
        if (state.hashes[stream]?.[version] !== hash)
          return `version ${version} of ${stream} is read as another event than was stored`;
      }
    }
    return undefined;
  },
};

function isFold(books: Books, { cents, held }: View): boolean {
  for (const account in books.cents) if (books.cents[account] !== (cents[account] ?? 0)) return false;
  for (const account in books.held) if (books.held[account] !== (held[account] ?? 0)) return false;
  return true;
}

export const replaysAgree: Property<{ tampered: boolean }> = {
  id: 'replays-agree',
  kind: 'always',
  title: 'Two replays agree',
  explain:
    'The same code on the same events comes to the same view, whenever it folds. A clock inside would show here.',
  appliesOff: false,
  watches: { nodes: ['store', 'balances'], effects: ['note'] },
  init: () => ({ tampered: false }),
  step(state, event) {
    if (isTampering(event)) state.tampered = true;
    if (event.node !== 'balances' || state.tampered) return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'view switched') continue;
      const { sameCode, differ } = effect.data as unknown as { sameCode: boolean; differ: string[] };
      if (sameCode && differ.length > 0) return `a second replay differs in ${differ.join(', ')}`;
    }
    return undefined;
  },
};

/** Something that has begun: a reference or a position, and when. */
interface Begun {
  readonly what: string | number;
  readonly atUs: Us;
}

interface Owed {
  faults: Faults;
  calmUs: Us;
  /** Oldest first. */
  open: Begun[];
  /** Positions below it were seen to begin. */
  seen: number;
  dueUs: Us;
}

/** Faults begin and end at these; a program that throws is no fault of the world, and no excuse. */
const BRINGS_FAULTS: readonly EventKind[] = ['action', 'repair', 'start', 'restart', 'mode'];
const BANK_MODES: readonly string[] = ['ok', 'refuse', 'slow', 'hang'];

/** An `eventually` over things that begin at the store and end there or at another node; the oldest is due first. */
function owed(
  words: Pick<Property, 'id' | 'title' | 'explain'>,
  effects: NonNullable<Watched['effects']>,
  /** Where it ends, if not at the store. */
  ends: string,
  /** Answers whether anything has begun or ended. */
  read: (state: Owed, event: TraceEvent) => boolean,
  withinUs: (world: World) => Us,
  detail: string,
): Property<Owed> {
  return {
    ...words,
    kind: 'eventually',
    appliesOff: false,
    watches: { events: BRINGS_FAULTS, effects },
    init: () => ({ faults: {}, calmUs: 0, open: [], seen: 0, dueUs: -1 }),
    step(state, event, world) {
      // A bank that hangs is no excuse: what it owes must come to an end without it.
      const shaken = BRINGS_FAULTS.includes(event.kind) && followFaults(state.faults, event, BANK_MODES);
      if (shaken) state.calmUs = isCalm(state.faults) ? event.timeUs : -1;
      const news = (event.node === 'store' || event.node === ends) && read(state, event);
      if (!news && !shaken) return undefined;
      const first = state.open[0];
      const dueUs = first === undefined || state.calmUs < 0 ? -1 : Math.max(first.atUs, state.calmUs) + withinUs(world);
      if (dueUs === state.dueUs) return undefined;
      state.dueUs = dueUs;
      return dueUs < 0 ? null : { dueUs, detail };
    },
  };
}

function placeOf(open: readonly Begun[], what: string): number {
  for (let i = 0; i < open.length; i += 1) if (open[i]!.what === what) return i;
  return -1;
}

/** What begins with one kind of event and ends with others, by its reference. */
const endsBy =
  (begins: EventType, ends: readonly EventType[]) =>
  ({ open }: Owed, event: TraceEvent): boolean => {
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { type, ref } = stored[i]!;
      if (ref === '') continue;
      const at = placeOf(open, ref);
      if (type === begins && at < 0) open.push({ what: ref, atUs: event.timeUs });
      else if (at >= 0 && ends.includes(type)) open.splice(at, 1);
    }
    return stored.length > 0;
  };

export const settles = owed(
  {
    id: 'settles',
    title: 'What is pending ends',
    explain: 'Every pending payment is posted, voided or expires, ten seconds after its expiry at the latest.',
  },
  ['note'],
  'store',
  endsBy('PaymentPending', ['PaymentPosted', 'PaymentVoided', 'PaymentExpired']),
  (world) => ms(dial(world, 'clearing.expiryMs')) + seconds(10),
  'a payment has begun and does not end',
);

export const transitEnds = owed(
  {
    id: 'transit-ends',
    title: 'Money in transit ends somewhere',
    explain:
      'Every transfer arrives or goes back within ten seconds, whatever became of the account that it was sent to.',
  },
  ['note'],
  'store',
  endsBy('TransferSent', ['TransferReceived', 'TransferReturned']),
  () => seconds(10),
  'a transfer was sent, and is still in transit',
);

export const tamperFound = owed(
  {
    id: 'tamper-found',
    title: 'An edit is found',
    explain: 'Two audits after somebody edited what was stored, at the latest, the auditor says where.',
  },
  ['note', 'become'],
  'auditor',
  ({ open }, event) => {
    if (event.node === 'store') {
      if (!isTampering(event)) return false;
      if (open.length === 0) open.push({ what: 'edit', atUs: event.timeUs });
      return true;
    }
    if (!event.effects.some((effect) => effect.kind === 'become' && effect.to === 'TAMPERED')) return false;
    open.length = 0;
    return true;
  },
  (world) => 2 * ms(dial(world, 'auditor.everyMs')) + seconds(3),
  'the books were edited, and the auditor has not noticed',
);

export const viewCatchesUp = owed(
  {
    id: 'view-catches-up',
    title: 'The view catches up',
    explain: 'Four seconds after all is well, and what folding takes, every stored event is in the balances.',
  },
  ['note', 'metric'],
  'balances',
  (state, event) => {
    const { open } = state;
    if (event.node === 'store') {
      const stored = storedIn(event);
      for (let i = 0; i < stored.length; i += 1) {
        const { position } = stored[i]!;
        // A store that was restarted tells its last events again.
        if (position < state.seen) continue;
        state.seen = position + 1;
        open.push({ what: position, atUs: event.timeUs });
      }
      return stored.length > 0;
    }
    const { effects } = event;
    for (let i = 0; i < effects.length; i += 1) {
      const effect = effects[i]!;
      if (effect.kind !== 'metric' || effect.name !== 'position') continue;
      let done = 0;
      while (done < open.length && (open[done]!.what as number) < effect.value) done += 1;
      if (done > 0) open.splice(0, done);
    }
    return true;
  },
  (world) =>
    seconds(4) + dial(world, 'fold.usPerEvent') * dial(world, 'store.history') + dial(world, 'fold.usPerEvent') * 200,
  'an event is stored and not in the balances',
);
