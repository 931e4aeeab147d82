import type { Property, Watched, World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { Appended } from './raft-messages.ts';
import { electsBy } from './promises.ts';
import { REPLICAS } from './topology.ts';

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
  /** Those that had none, as their session is over. */
  readonly over?: readonly number[];
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

/** For `watches`: notes of replicas by these rules. Heartbeats have none, and so cost these properties nothing. */
export const noted = (...names: readonly string[]): Watched => ({ nodes: REPLICAS, effects: ['note'], names });

export const raft = <S>(
  id: string,
  title: string,
  explain: string,
  init: () => S,
  step: (state: S, event: TraceEvent, world: World) => string | undefined,
  watches: Watched,
): Property<S> => ({
  id,
  kind: 'always',
  title,
  explain,
  appliesOff: false,
  applies: electsBy('raft'),
  watches,
  init,
  step,
});

/** Judges each note of a rule; the first that is wrong is what is said. */
const onNotes =
  <S, R extends keyof Notes>(
    rule: R,
    judge: (state: S, data: Notes[R], node: string, world: World) => string | undefined,
  ) =>
  (state: S, { effects, node }: TraceEvent, world: World): string | undefined => {
    for (const effect of effects) {
      if (effect.kind !== 'note' || effect.rule !== rule) continue;
      const stuck = judge(state, effect.data as unknown as Notes[R], node, world);
      if (stuck !== undefined) return stuck;
    }
    return undefined;
  };

/** By index of the log: what was said of it first, which is `what` where nothing was. */
function firstAt(list: string[], index: number, what: string): string {
  while (list.length <= index) list.push('');
  if (list[index] === '') list[index] = what;
  return list[index]!;
}

export const who = (node: string): string => node.replace(/^n(\d)$/, 'replica $1');

export const electionSafety = raft<{ leaders: Record<number, string> }>(
  'election-safety',
  'One leader a term',
  'At most one leader is elected in a term (§5.2). Two would both take writes for the same places in the log.',
  () => ({ leaders: {} }),
  onNotes('becomes leader', ({ leaders }, { term }, node) => {
    const first = (leaders[term] ??= node);
    return first === node ? undefined : `${who(node)} leads term ${term}, and so does ${who(first)}`;
  }),
  noted('becomes leader'),
);

const LEADING = ['leader', 'transferring'];

export const appendOnly = raft<null>(
  'leader-append-only',
  'A leader only appends',
  'A leader never overwrites or removes entries of its own log (§5.3): others go by it.',
  () => null,
  onNotes('truncates', (_state, _data, node, world) =>
    LEADING.includes(world.lane(node)) ? `${who(node)} leads and removes entries of its own log` : undefined,
  ),
  noted('truncates'),
);

/** By index: the first entry seen there, with its term, and the term before it; by index and term those of other terms. */
interface Seen {
  readonly entries: string[];
  readonly prevTerms: number[];
  readonly more: Record<string, { readonly entry: string; readonly prevTerm: number }>;
}

export const logMatching = raft<Seen>(
  'log-matching',
  'Logs match',
  'If two logs hold an entry of the same index and term, they are the same up to there (§5.3).',
  () => ({ entries: [], prevTerms: [], more: {} }),
  onNotes('appends', (seen, { at, prevTerm, entries }, node) => {
    let before = prevTerm;
    for (let i = 0; i < entries.length; i += 1) {
      const stuck = matches(seen, at + i, entries[i]!, before, node);
      if (stuck !== undefined) return stuck;
      if (i + 1 < entries.length) before = termOf(entries[i]!);
    }
    return undefined;
  }),
  noted('appends'),
);

/** Who an entry is and what stands before it is the same everywhere, and so is all before that. */
function matches(seen: Seen, index: number, entry: string, prevTerm: number, node: string): string | undefined {
  const { entries, prevTerms, more } = seen;
  const isNew = entries[index] === undefined || entries[index] === '';
  let first = firstAt(entries, index, entry);
  if (isNew) {
    while (prevTerms.length <= index) prevTerms.push(0);
    prevTerms[index] = prevTerm;
  }
  let firstPrev = prevTerms[index]!;
  if (first === entry && firstPrev === prevTerm) return undefined;
  const term = termOf(entry);
  if (termOf(first) !== term)
    ({ entry: first, prevTerm: firstPrev } = more[`${index}/${term}`] ??= { entry, prevTerm });
  if (first === entry && firstPrev === prevTerm) return undefined;
  const said = `${nameOf(entry)} after term ${prevTerm} at ${who(node)}`;
  return `entry ${index} of term ${term} is ${said}, and ${nameOf(first)} after term ${firstPrev} elsewhere`;
}

export const leaderCompleteness = raft<{ readonly terms: number[] }>(
  'leader-completeness',
  'Leaders have all that is committed',
  'What is committed in a term is in the logs of all leaders of later terms (§5.4). This is why an acknowledged write is never lost.',
  () => ({ terms: [] }),
  ({ terms }, { effects, node }) => {
    for (const effect of effects) {
      if (effect.kind !== 'note') continue;
      if (effect.rule === 'applies') {
        const { from, entries } = effect.data as unknown as Applies;
        for (let i = 0; i < entries.length; i += 1) {
          while (terms.length <= from + i) terms.push(0);
          if (terms[from + i] === 0) terms[from + i] = termOf(entries[i]!);
        }
      } else if (effect.rule === 'becomes leader') {
        const stuck = missing(terms, effect.data as unknown as Leads);
        if (stuck > 0) return `${who(node)} leads without entry ${stuck} of term ${terms[stuck]!}, which is committed`;
      }
    }
    return undefined;
  },
  noted('applies', 'becomes leader'),
);

/** The first committed entry that a leader does not have; 0 where it has all. `committed`: terms by index, 0 unknown. */
function missing(committed: readonly number[], { base, baseTerm, terms }: Leads): number {
  for (let index = Math.max(1, base); index < committed.length; index += 1) {
    const has = index === base ? baseTerm : terms[index - base - 1];
    if (committed[index] !== 0 && has !== committed[index]) return index;
  }
  return 0;
}

export const stateMachineSafety = raft<{ readonly applied: string[] }>(
  'state-machine-safety',
  'All apply the same',
  'If a replica has applied an entry at an index, no other ever applies a different one there (§5.4.3), nor does it come to anything else: the same copy is without effect everywhere, and a session ends at the same entry.',
  () => ({ applied: [] }),
  onNotes('applies', ({ applied }, { from, entries, again, over }, node) => {
    for (let i = 0; i < entries.length; i += 1) {
      const isIdle = again?.includes(from + i) === true || over?.includes(from + i) === true;
      const what = isIdle ? `${entries[i]!} (without effect)` : entries[i]!;
      const first = firstAt(applied, from + i, what);
      if (first !== what)
        return `${who(node)} applies ${inWords(what)} as entry ${from + i}, others applied ${inWords(first)}`;
    }
    return undefined;
  }),
  noted('applies'),
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
  { nodes: REPLICAS, events: ['restart'], effects: ['note', 'send'], names: ['truncates', 'Appended'] },
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
  { nodes: REPLICAS, events: ['start', 'restart'], effects: ['metric'], names: ['term', 'commit'] },
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
  { nodes: REPLICAS, effects: ['send'], names: ['Vote'] },
);

/** By index: the entry that had an effect there; by name: the index at which a client's write had it. */
interface Done {
  readonly entries: string[];
  readonly indexes: Record<string, number>;
}

export const appliedOnce = raft<Done>(
  'applied-once',
  'A client’s write is done once',
  'However often a client sends a write again, it has its effect once: its session remembers the serial (dissertation, 6.3).',
  () => ({ entries: [], indexes: {} }),
  onNotes('applies', ({ entries: known, indexes }, { from, entries, again, over }) => {
    for (let i = 0; i < entries.length; i += 1) {
      const index = from + i;
      const entry = entries[i]!;
      // All replicas apply it; the first one tells.
      if (known[index] === entry || again?.includes(index) === true || over?.includes(index) === true) continue;
      const name = nameOf(entry);
      if (!name.startsWith('client')) continue;
      firstAt(known, index, entry);
      const first = (indexes[name] ??= index);
      if (first !== index) return `the write ${name} is done as entry ${first}, and again as entry ${index}`;
    }
    return undefined;
  }),
  noted('applies'),
);
