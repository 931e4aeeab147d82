import type { Property, Watched, World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { Appended } from './raft-messages.ts';

/** Raft's five properties (figure 3 of the paper) and what they rest on, read from the trace alone. */

export interface Appends {
  readonly at: number;
  readonly prevTerm: number;
  /** Term and name of each: "3 client-1:12". */
  readonly entries: readonly string[];
}
export interface Applies {
  readonly from: number;
  readonly entries: readonly string[];
  /** Those that had no effect, as they were done before. */
  readonly again?: readonly number[];
}
const termOf = (entry: string): number => Number.parseInt(entry, 10);
const nameOf = (entry: string): string => entry.slice(entry.indexOf(' ') + 1);
const inWords = (entry: string): string => `${nameOf(entry)} of term ${termOf(entry)}`;
export interface Leads {
  readonly term: number;
  readonly base: number;
  readonly baseTerm: number;
  readonly terms: readonly number[];
}

interface Truncates {
  readonly from: number;
  readonly commit: number;
  readonly term: number;
}

/** What the programs note, by rule. */
interface Notes {
  readonly 'becomes leader': Leads;
  readonly appends: Appends;
  readonly applies: Applies;
  readonly truncates: Truncates;
}

/** For `watches`: whatever is read from notes alone. Heartbeats have none, and so cost these properties nothing. */
export const NOTES: Watched = { effects: ['note'] };

/** The first thing said about any note of this rule in the event. */
function onNote<R extends keyof Notes>(
  event: TraceEvent,
  rule: R,
  judge: (data: Notes[R]) => string | undefined,
): string | undefined {
  for (const effect of event.effects) {
    if (effect.kind !== 'note' || effect.rule !== rule) continue;
    const stuck = judge(effect.data as unknown as Notes[R]);
    if (stuck !== undefined) return stuck;
  }
  return undefined;
}

export const raft = <S>(
  id: string,
  title: string,
  explain: string,
  init: () => S,
  step: (state: S, event: TraceEvent, world: World) => string | undefined,
  watches: Watched = NOTES,
): Property<S> => ({ id, kind: 'always', title, explain, appliesOff: false, watches, init, step });

export const who = (node: string): string => node.replace(/^n(\d)$/, 'replica $1');

export const electionSafety = raft<{ leaders: Record<number, string> }>(
  'election-safety',
  'One leader a term',
  'At most one leader is elected in a term (§5.2). Two would both take writes for the same places in the log.',
  () => ({ leaders: {} }),
  ({ leaders }, event) =>
    onNote(event, 'becomes leader', ({ term }) => {
      const first = (leaders[term] ??= event.node);
      return first === event.node ? undefined : `${who(event.node)} leads term ${term}, and so does ${who(first)}`;
    }),
);

export const appendOnly = raft<null>(
  'leader-append-only',
  'A leader only appends',
  'A leader never overwrites or removes entries of its own log (§5.3): others go by it.',
  () => null,
  (_state, event, world) =>
    onNote(event, 'truncates', () =>
      world.lane(event.node) === 'leader' ? `${who(event.node)} leads and removes entries of its own log` : undefined,
    ),
);

export const logMatching = raft<{ seen: Record<string, string> }>(
  'log-matching',
  'Logs match',
  'If two logs hold an entry of the same index and term, they are the same up to there (§5.3).',
  () => ({ seen: {} }),
  ({ seen }, event) =>
    onNote(event, 'appends', ({ at, prevTerm, entries }) => {
      for (let i = 0; i < entries.length; i += 1) {
        const term = termOf(entries[i]!);
        // Who the entry is and what stands before it: the same everywhere, and so is all before that.
        const what = `${nameOf(entries[i]!)} after term ${i === 0 ? prevTerm : termOf(entries[i - 1]!)}`;
        const first = (seen[`${at + i}/${term}`] ??= what);
        if (first !== what)
          return `entry ${at + i} of term ${term} is ${what} at ${who(event.node)}, and ${first} elsewhere`;
      }
      return undefined;
    }),
);

/** Entries that were committed somewhere, and by what term. */
interface Committed {
  terms: Record<number, number>;
}

export const leaderCompleteness = raft<Committed>(
  'leader-completeness',
  'Leaders have all that is committed',
  'What is committed in a term is in the logs of all leaders of later terms (§5.4). This is why an acknowledged write is never lost.',
  () => ({ terms: {} }),
  ({ terms: known }, event) => {
    onNote(event, 'applies', ({ from, entries }) => {
      for (let i = 0; i < entries.length; i += 1) known[from + i] ??= termOf(entries[i]!);
      return undefined;
    });
    return onNote(event, 'becomes leader', ({ base, baseTerm, terms }) => {
      for (const key in known) {
        const index = Number(key);
        if (index < base) continue;
        const has = index === base ? baseTerm : terms[index - base - 1];
        if (has !== known[index])
          return `${who(event.node)} leads without entry ${index} of term ${known[index]!}, which is committed`;
      }
      return undefined;
    });
  },
);

export const stateMachineSafety = raft<{ applied: Record<number, string> }>(
  'state-machine-safety',
  'All apply the same',
  'If a replica has applied an entry at an index, no other ever applies a different one there (§5.4.3).',
  () => ({ applied: {} }),
  ({ applied }, event) =>
    onNote(event, 'applies', ({ from, entries }) => {
      for (let i = 0; i < entries.length; i += 1) {
        const what = entries[i]!;
        const first = (applied[from + i] ??= what);
        if (first !== what)
          return `${who(event.node)} applies ${inWords(what)} as entry ${from + i}, others applied ${inWords(first)}`;
      }
      return undefined;
    }),
);

interface Claims {
  /** Newest claim of each node: up to which entry, in which term. */
  readonly claims: Record<string, { term: number; index: number }>;
}

export const acknowledgedStays = raft<Claims>(
  'acknowledged-stays',
  'What was acknowledged stays',
  'A replica never removes an entry that it knows to be committed, nor one that it has claimed to have in the same term, however late or often a message comes.',
  () => ({ claims: {} }),
  ({ claims }, event) => {
    if (event.kind === 'restart') delete claims[event.node];
    let stuck: string | undefined;
    for (const effect of event.effects) {
      if (effect.kind === 'send') {
        const { message } = effect.transit;
        if (message.type !== 'Appended') continue;
        const { ok, term, index } = message as unknown as Appended;
        if (ok && index > 0) claim(claims, event.node, term, index);
      } else if (effect.kind === 'note' && effect.rule === 'truncates') {
        const { from, commit, term } = effect.data as unknown as Truncates;
        const claim = claims[event.node];
        if (from <= commit) stuck = `${who(event.node)} removes entry ${from}, and entry ${commit} is committed`;
        else if (claim?.term === term && from <= claim.index)
          stuck = `${who(event.node)} removes entry ${from}, and has claimed entry ${claim.index} in this term`;
      }
    }
    return stuck;
  },
  { events: ['restart'], effects: ['note', 'send'] },
);

function claim(claims: Claims['claims'], node: string, term: number, index: number): void {
  const known = claims[node];
  if (known === undefined || known.term < term) claims[node] = { term, index };
  else if (known.term === term && known.index < index) known.index = index;
}

interface Monotone {
  readonly last: Record<string, { term: number; commit: number }>;
}

export const monotone = raft<Monotone>(
  'monotone',
  'Terms and commits only grow',
  'While a replica runs, neither its term nor its commit index ever goes back. After a crash, the commit index may be learnt anew.',
  () => ({ last: {} }),
  ({ last }, event) => {
    if (event.kind === 'start' || event.kind === 'restart') delete last[event.node];
    for (const effect of event.effects) {
      if (effect.kind !== 'metric' || (effect.name !== 'term' && effect.name !== 'commit')) continue;
      const known = (last[event.node] ??= { term: 0, commit: 0 });
      if (effect.value < known[effect.name])
        return `the ${effect.name} of ${who(event.node)} goes back from ${known[effect.name]} to ${effect.value}`;
      known[effect.name] = effect.value;
    }
    return undefined;
  },
  { events: ['start', 'restart'], effects: ['metric'] },
);

export const oneVote = raft<{ votes: Record<string, { term: number; candidate: string }> }>(
  'one-vote',
  'One vote a term',
  'A replica votes for one candidate a term, also across a crash (§5.2). Two votes of one voter can make two leaders.',
  () => ({ votes: {} }),
  ({ votes }, event) => {
    for (const effect of event.effects) {
      if (effect.kind !== 'send') continue;
      const { message, to } = effect.transit;
      if (message.type !== 'Vote' || message['pre'] === true || message['granted'] !== true) continue;
      const term = Number(message['term']);
      const vote = votes[event.node];
      if (vote !== undefined && (term < vote.term || (term === vote.term && to !== vote.candidate)))
        return `${who(event.node)} votes for ${who(to)} in term ${term}, after ${who(vote.candidate)} in term ${vote.term}`;
      votes[event.node] = { term, candidate: to };
    }
    return undefined;
  },
  { effects: ['send'] },
);

export const appliedOnce = raft<{ applied: Record<string, number> }>(
  'applied-once',
  'A client’s write is done once',
  'However often a client sends a write again, it has its effect once: its session remembers the serial (dissertation, 6.3).',
  () => ({ applied: {} }),
  ({ applied }, event) =>
    onNote(event, 'applies', ({ from, entries, again }) => {
      for (let i = 0; i < entries.length; i += 1) {
        const name = nameOf(entries[i]!);
        if (!name.startsWith('client') || again?.includes(from + i) === true) continue;
        const first = (applied[name] ??= from + i);
        if (first !== from + i) return `the write ${name} is done as entry ${first}, and again as entry ${from + i}`;
      }
      return undefined;
    }),
);
