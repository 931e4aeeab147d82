import type { Property } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { enter, historyOf, isCustomer, isTampering, openBooks, storedIn, total, type Books } from './oracle.ts';
import { SHOP } from './programs/events.ts';

const euros = (cents: number): string => (cents / 100).toFixed(2);

/** What a desk said it decided, and by what. */
interface Basis {
  readonly command: string;
  readonly stream: string;
  readonly version: number;
  readonly cents: number;
  readonly held: number;
}
const BASIS_RULES: readonly string[] = ['decided', 'command rejected', 'command exists'];

/** What is stored, decided and refused is told in notes. */
const STORED = { nodes: ['store'], effects: ['note'] } as const;
const STORED_OR_DECIDED = { nodes: ['store', 'desk-a', 'desk-b'], effects: ['note'] } as const;

/** Something about each version of a stream, or each position: from `base` on, in order. */
interface List<T> {
  readonly base: number;
  readonly at: T[];
}
type Lists<T> = Record<string, List<T>>;
const listOf = <T>(lists: Lists<T>, stream: string, base: number): List<T> => (lists[stream] ??= { base, at: [] });

export const balanced: Property<null> = {
  id: 'balanced',
  kind: 'always',
  title: 'Debits equal credits',
  explain: 'Every event takes from some accounts what it gives to others, so all balances together are always zero.',
  appliesOff: false,
  watches: STORED,
  init: () => null,
  step(_state, event) {
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { type, position, debits, credits } = stored[i]!;
      const difference = total(debits) - total(credits);
      if (difference !== 0) return `${type} at position ${position} is off by ${euros(difference)}`;
    }
    return undefined;
  },
};

export const gapless: Property<{
  next: number;
  versions: Record<string, number>;
  hashes: List<string>;
  tampered: boolean;
}> = {
  id: 'append-only',
  kind: 'always',
  title: 'Append only, no gaps',
  explain: 'Positions and versions count up one by one, and what stands at a position stays there, crash or not.',
  appliesOff: false,
  watches: STORED,
  init(world) {
    const next = historyOf(world);
    return { next, versions: { [SHOP]: next }, hashes: { base: next, at: [] }, tampered: false };
  },
  step(state, event) {
    if (isTampering(event)) state.tampered = true;
    const stored = storedIn(event);
    const { hashes, versions } = state;
    for (let i = 0; i < stored.length; i += 1) {
      const { stream, version, position, hash } = stored[i]!;
      if (position < state.next) {
        const known = hashes.at[position - hashes.base];
        if (known !== hash && !state.tampered) return `position ${position} holds another event than before`;
        continue;
      }
      if (position !== state.next) return `position ${position} is stored, ${state.next} was next`;
      const due = versions[stream] ?? 0;
      if (version !== due) return `version ${version} of ${stream} is stored, ${due} was next`;
      hashes.at.push(hash);
      state.next = position + 1;
      versions[stream] = version + 1;
    }
    return undefined;
  },
};

/** Facts of an append that was not stored. */
interface Judged {
  readonly stream: string;
  readonly expected: number | string;
  readonly ids: readonly string[];
  readonly verdict: 'idempotent' | 'wrong';
}

export const knownAppend: Property<Lists<string>> = {
  id: 'known-append',
  kind: 'always',
  title: 'A repeated append is recognised',
  explain:
    'Whoever appends the same ids after the same version again is told that they are stored, not that the version is wrong.',
  appliesOff: false,
  watches: STORED,
  init: () => ({}),
  step(ids, event) {
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { stream, version, id } = stored[i]!;
      const list = listOf(ids, stream, version);
      list.at[version - list.base] = id;
    }
    const { effects } = event;
    for (let i = 0; i < effects.length; i += 1) {
      const effect = effects[i]!;
      if (effect.kind !== 'note' || effect.rule !== 'wrong expected version') continue;
      const judged = effect.data as unknown as Judged;
      if (typeof judged.expected === 'string') continue;
      const list = ids[judged.stream];
      const first = judged.expected + 1 - (list?.base ?? 0);
      if (judged.ids.every((id, at) => list?.at[first + at] === id))
        return `${judged.ids.join(', ')} is stored after version ${judged.expected} of ${judged.stream}, and was refused`;
    }
    return undefined;
  },
};

/** Commands that were decided and are not stored yet, with the version that they were decided on. */
interface Decided {
  readonly command: string;
  readonly version: number;
}

function strike(decided: Decided[], command: string): Decided | undefined {
  for (let i = 0; i < decided.length; i += 1) if (decided[i]!.command === command) return decided.splice(i, 1)[0];
  return undefined;
}

export const decidedOnLatest: Property<Decided[]> = {
  id: 'decided-on-latest',
  kind: 'always',
  title: 'Decided on what it follows',
  explain:
    'An event stands right after the version that its desk had read: nothing that it did not know of lies between.',
  appliesOff: false,
  watches: STORED_OR_DECIDED,
  init: () => [],
  step(decided, event, world) {
    if (event.node === 'store') {
      const stored = storedIn(event);
      for (let i = 0; i < stored.length; i += 1) {
        const { command, version, stream } = stored[i]!;
        const read = strike(decided, command);
        if (read !== undefined && version !== read.version + 1)
          return `${command} was decided on version ${read.version} of ${stream} and stored as ${version}`;
      }
      return undefined;
    }
    if (world.settings['desk.expect'] !== 'exact') return undefined;
    const { effects } = event;
    for (let i = 0; i < effects.length; i += 1) {
      const effect = effects[i]!;
      if (effect.kind !== 'note' || effect.rule !== 'decided') continue;
      const { command, version } = effect.data as unknown as Basis;
      strike(decided, command);
      decided.push({ command, version });
    }
    return undefined;
  },
};

/** `after`: balance and hold of a stream after each of its events, side by side. */
interface Accounts {
  readonly books: Books;
  readonly after: Lists<number>;
}

function follow({ books, after }: Accounts, event: TraceEvent): void {
  if (isTampering(event)) books.tampered = true;
  const stored = storedIn(event);
  for (let i = 0; i < stored.length; i += 1) {
    const one = stored[i]!;
    if (!enter(books, one)) continue;
    const { stream } = one;
    listOf(after, stream, one.version).at.push(books.cents[stream] ?? 0, books.held[stream] ?? 0);
  }
}

export const stateIsFold: Property<Accounts> = {
  id: 'state-is-fold',
  kind: 'always',
  title: 'State is the fold of its events',
  explain:
    'Folded from the beginning or from a snapshot on, an account is what its events add up to. Who believes something else decides wrongly.',
  appliesOff: false,
  watches: STORED_OR_DECIDED,
  init(world) {
    const books = openBooks(world);
    return { books, after: { [SHOP]: { base: historyOf(world) - 1, at: [books.cents[SHOP] ?? 0, 0] } } };
  },
  step(state, event) {
    if (event.node === 'store') follow(state, event);
    if (event.node === 'store' || state.books.tampered) return undefined;
    const { effects } = event;
    for (let i = 0; i < effects.length; i += 1) {
      const effect = effects[i]!;
      if (effect.kind !== 'note' || !BASIS_RULES.includes(effect.rule)) continue;
      const { stream, version, cents, held } = effect.data as unknown as Basis;
      const list = state.after[stream];
      const place = list === undefined ? -1 : 2 * (version - list.base);
      const [trueCents, trueHeld] = [list?.at[place] ?? 0, list?.at[place + 1] ?? 0];
      if (cents !== trueCents || held !== trueHeld)
        return `${stream} at version ${version} has ${euros(trueCents)} and ${euros(trueHeld)} held; the desk took ${euros(cents)} and ${euros(held)}`;
    }
    return undefined;
  },
};

export const noOverdraft: Property<Books> = {
  id: 'no-overdraft',
  kind: 'always',
  title: 'No balance below its limit',
  explain:
    'What a customer has, less what is held, is never below zero: each decision was still true when it was stored. Only where the history has been edited can nobody promise it.',
  appliesOff: false,
  watches: STORED,
  init: openBooks,
  step(books, event) {
    // A desk that reads an edited history decides by it: from then on nobody can promise anything.
    if (isTampering(event)) books.tampered = true;
    if (books.tampered) return undefined;
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const one = stored[i]!;
      if (!enter(books, one)) continue;
      const { stream } = one;
      const free = (books.cents[stream] ?? 0) - (books.held[stream] ?? 0);
      if (free < 0 && isCustomer(stream))
        return `${stream} has ${euros(free)} after ${one.type} at position ${one.position}`;
    }
    return undefined;
  },
};

export const oneEffect: Property<{ next: number; done: Record<string, number> }> = {
  id: 'one-effect',
  kind: 'always',
  title: 'One effect per command',
  explain:
    'However often a command is sent, and to whichever desk, it is in the books at most once: its id is in the entry.',
  appliesOff: false,
  watches: STORED,
  init: (world) => ({ next: historyOf(world), done: {} }),
  step(state, event) {
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { command, position } = stored[i]!;
      if (position < state.next) continue;
      state.next = position + 1;
      if (command === '') continue;
      const before = state.done[command];
      if (before !== undefined) return `${command} is at position ${before} and again at ${position}`;
      state.done[command] = position;
    }
    return undefined;
  },
};

export const refusedNotDone: Property<{ done: Record<string, true>; refused: Record<string, true> }> = {
  id: 'refused-not-done',
  kind: 'always',
  title: 'Refused means not done',
  explain: 'A command that was refused is not in the books, before or after. No answer is no refusal.',
  appliesOff: false,
  watches: { nodes: ['store', 'tellers'], effects: ['note', 'end'] },
  init: () => ({ done: {}, refused: {} }),
  step({ done, refused }, event) {
    if (event.node === 'tellers') {
      for (const effect of event.effects) {
        if (effect.kind !== 'end' || effect.outcome !== 'fail') continue;
        const { command } = effect.output as { readonly command: string };
        refused[command] = true;
        if (done[command]) return `${command} is refused, and it is in the books`;
      }
      return undefined;
    }
    const stored = storedIn(event);
    for (let i = 0; i < stored.length; i += 1) {
      const { command } = stored[i]!;
      done[command] = true;
      if (refused[command]) return `${command} was refused, and is in the books all the same`;
    }
    return undefined;
  },
};

export const knownCommand: Property<Record<string, number>> = {
  id: 'known-command',
  kind: 'always',
  title: 'A repeated command is recognised',
  explain:
    'A desk that has folded the effect of a command does not refuse it: “exists” comes before every other check.',
  appliesOff: false,
  watches: STORED_OR_DECIDED,
  init: () => ({}),
  step(done, event, world) {
    if (event.node === 'store') {
      const stored = storedIn(event);
      for (let i = 0; i < stored.length; i += 1) done[stored[i]!.command] ??= stored[i]!.version;
      return undefined;
    }
    if (world.settings['desk.commandIds'] !== true) return undefined;
    const { effects } = event;
    for (let i = 0; i < effects.length; i += 1) {
      const effect = effects[i]!;
      if (effect.kind !== 'note' || effect.rule !== 'command rejected') continue;
      const { command, version: read } = effect.data as unknown as Basis;
      const version = done[command];
      if (version !== undefined && version <= read)
        return `${command} has had its effect as version ${version}, and is refused`;
    }
    return undefined;
  },
};
