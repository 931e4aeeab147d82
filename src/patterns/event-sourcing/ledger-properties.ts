import type { Property } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { enter, isCustomer, isTampering, openBooks, storedIn, total, type Books } from './oracle.ts';

const euros = (cents: number): string => (cents / 100).toFixed(2);

/** What a desk said it decided by. */
interface Basis {
  readonly stream: string;
  readonly version: number;
  readonly cents: number;
  readonly held: number;
}
const BASIS_RULES: readonly string[] = ['decided', 'command rejected', 'command exists'];

/** What is stored, decided and refused is told in notes. */
const NOTED = { effects: ['note'] } as const;

export const balanced: Property<null> = {
  id: 'balanced',
  kind: 'always',
  title: 'Debits equal credits',
  explain: 'Every event takes from some accounts what it gives to others, so all balances together are always zero.',
  appliesOff: false,
  watches: { nodes: ['store'], ...NOTED },
  init: () => null,
  step(_state, event) {
    for (const { type, position, debits, credits } of storedIn(event)) {
      const difference = total(debits) - total(credits);
      if (difference !== 0) return `${type} at position ${position} is off by ${euros(difference)}`;
    }
    return undefined;
  },
};

export const gapless: Property<{
  next: number;
  versions: Record<string, number>;
  hashes: Record<string, string>;
  tampered: boolean;
}> = {
  id: 'append-only',
  kind: 'always',
  title: 'Append only, no gaps',
  explain: 'Positions and versions count up one by one, and what stands at a position stays there, crash or not.',
  appliesOff: false,
  watches: { nodes: ['store'], ...NOTED },
  init(world) {
    const { next, versions } = openBooks(world);
    return { next, versions, hashes: {}, tampered: false };
  },
  step(state, event) {
    if (event.node !== 'store') return undefined;
    if (isTampering(event)) state.tampered = true;
    for (const { stream, version, position, hash } of storedIn(event)) {
      const known = state.hashes[position];
      if (known !== undefined) {
        if (known !== hash && !state.tampered) return `position ${position} holds another event than before`;
        continue;
      }
      if (position !== state.next) return `position ${position} is stored, ${state.next} was next`;
      const due = state.versions[stream] ?? 0;
      if (version !== due) return `version ${version} of ${stream} is stored, ${due} was next`;
      state.hashes[position] = hash;
      state.next = position + 1;
      state.versions[stream] = version + 1;
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

export const knownAppend: Property<Record<string, string>> = {
  id: 'known-append',
  kind: 'always',
  title: 'A repeated append is recognised',
  explain:
    'Whoever appends the same ids after the same version again is told that they are stored, not that the version is wrong.',
  appliesOff: false,
  watches: { nodes: ['store'], ...NOTED },
  init: () => ({}),
  step(ids, event) {
    if (event.node !== 'store') return undefined;
    for (const { stream, version, id } of storedIn(event)) ids[`${stream}@${version}`] = id;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.data === undefined || effect.rule === 'appended') continue;
      const judged = effect.data as unknown as Judged;
      if (judged.verdict !== 'wrong' || typeof judged.expected === 'string') continue;
      const first = judged.expected + 1;
      if (judged.ids.every((id, i) => ids[`${judged.stream}@${first + i}`] === id))
        return `${judged.ids.join(', ')} is stored after version ${judged.expected} of ${judged.stream}, and was refused`;
    }
    return undefined;
  },
};

export const decidedOnLatest: Property<Record<string, number>> = {
  id: 'decided-on-latest',
  kind: 'always',
  title: 'Decided on what it follows',
  explain:
    'An event stands right after the version that its desk had read: nothing that it did not know of lies between.',
  appliesOff: false,
  watches: NOTED,
  init: () => ({}),
  step(decided, event, world) {
    for (const { command, version, stream } of storedIn(event)) {
      const read = decided[command];
      delete decided[command];
      if (read !== undefined && version !== read + 1)
        return `${command} was decided on version ${read} of ${stream} and stored as ${version}`;
    }
    if (!event.node.startsWith('desk') || world.settings['desk.expect'] !== 'exact') return undefined;
    for (const effect of event.effects)
      if (effect.kind === 'note' && effect.rule === 'decided')
        decided[effect.text.slice(0, effect.text.lastIndexOf(': '))] = (effect.data as unknown as Basis).version;
    return undefined;
  },
};

/** Keeps the second books; answers whether the event was one of the store's. */
function follow(books: Books, event: TraceEvent): boolean {
  if (event.node !== 'store') return false;
  if (isTampering(event)) books.tampered = true;
  for (const stored of storedIn(event)) enter(books, stored);
  return true;
}

export const stateIsFold: Property<Books> = {
  id: 'state-is-fold',
  kind: 'always',
  title: 'State is the fold of its events',
  explain:
    'Folded from the beginning or from a snapshot on, an account is what its events add up to. Who believes something else decides wrongly.',
  appliesOff: false,
  watches: NOTED,
  init: openBooks,
  step(books, event) {
    if (follow(books, event) || books.tampered || !event.node.startsWith('desk')) return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || !BASIS_RULES.includes(effect.rule)) continue;
      const { stream, version, cents, held } = effect.data as unknown as Basis;
      const after = books.after[stream];
      const [trueCents, trueHeld] = after?.at[version - after.base] ?? [0, 0];
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
  watches: { nodes: ['store'], ...NOTED },
  init: openBooks,
  step(books, event) {
    if (event.node !== 'store') return undefined;
    // A desk that reads an edited history decides by it: from then on nobody can promise anything.
    if (isTampering(event)) books.tampered = true;
    if (books.tampered) return undefined;
    for (const stored of storedIn(event)) {
      if (!enter(books, stored) || !isCustomer(stored.stream)) continue;
      const { stream } = stored;
      const free = (books.cents[stream] ?? 0) - (books.held[stream] ?? 0);
      if (free < 0) return `${stream} has ${euros(free)} after ${stored.type} at position ${stored.position}`;
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
  watches: { nodes: ['store'], ...NOTED },
  init: (world) => ({ next: openBooks(world).next, done: {} }),
  step(state, event) {
    for (const { command, position } of storedIn(event)) {
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
  watches: { effects: ['note', 'end'] },
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
    for (const { command } of storedIn(event)) {
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
  watches: NOTED,
  init: () => ({}),
  step(done, event, world) {
    for (const { command, version } of storedIn(event)) done[command] ??= version;
    if (!event.node.startsWith('desk') || world.settings['desk.commandIds'] !== true) return undefined;
    for (const effect of event.effects) {
      if (effect.kind !== 'note' || effect.rule !== 'command rejected') continue;
      const command = effect.text.slice(0, effect.text.lastIndexOf(': '));
      const version = done[command];
      if (version !== undefined && version <= (effect.data as unknown as Basis).version)
        return `${command} has had its effect as version ${version}, and is refused`;
    }
    return undefined;
  },
};
