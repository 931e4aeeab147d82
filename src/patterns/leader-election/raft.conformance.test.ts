import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { jointCommitted, jointTally } from './programs/quorum.ts';
import type { Appended, Vote } from './raft-messages.ts';
import { bench, entriesOf, nameOfReplica, request, termsOf, vote, type Bench } from './testing-raft.ts';

/** Tables of etcd/raft's own tests, as data: not part of this project. */
function load(name: string): any {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/raft/${name}.json`, 'utf8'));
}

interface QuorumCase {
  readonly cfg: readonly number[];
  readonly cfgj?: readonly number[] | 'zero';
  readonly idx?: readonly (number | null)[];
  readonly votes?: readonly (boolean | string | null)[];
  readonly expect: number | string;
}

/** The values are listed for the sorted union of all ids. */
function byVoter<T>({ cfg, cfgj }: QuorumCase, values: readonly T[]): Map<string, T> {
  const joint = cfgj === undefined || cfgj === 'zero' ? [] : cfgj;
  const ids = [...new Set([...cfg, ...joint])].sort((a, b) => a - b);
  expect(values).toHaveLength(ids.length);
  return new Map(ids.map((id, i) => [String(id), values[i]!]));
}
const outgoing = ({ cfgj }: QuorumCase): string[] => (cfgj === undefined || cfgj === 'zero' ? [] : cfgj.map(String));

describe('quorums (etcd/raft quorum/testdata)', () => {
  let vectors: { readonly committed: readonly QuorumCase[]; readonly votes: readonly QuorumCase[] };
  beforeAll(() => {
    vectors = load('quorum_vectors');
  });

  it('66 commit indexes, joint ones included', () => {
    expect(vectors.committed).toHaveLength(66);
    for (const each of vectors.committed) {
      const match = byVoter(each, each.idx ?? []);
      const got = jointCommitted(each.cfg.map(String), outgoing(each), (id) => match.get(id) ?? 0);
      expect(got === Infinity ? 'infinity' : got, JSON.stringify(each)).toBe(each.expect);
    }
  });

  it('61 votes, joint ones included', () => {
    expect(vectors.votes).toHaveLength(61);
    for (const each of vectors.votes) {
      const cast = [...byVoter(each, each.votes ?? [])].filter(([, value]) => typeof value === 'boolean');
      const got = jointTally(each.cfg.map(String), outgoing(each), Object.fromEntries(cast) as Record<string, boolean>);
      expect(got, JSON.stringify(each)).toBe(String(each.expect).toLowerCase().replace('vote', ''));
    }
  });
});

describe('tables of the Raft paper (etcd/raft raft_paper_test.go)', () => {
  let tables: any;
  beforeAll(() => {
    tables = load('raft_paper_tables');
  });
  const rows = (table: string): any[] => {
    const found = tables[table].rows as any[];
    expect(found.length).toBeGreaterThan(0);
    return found;
  };

  it('§5.2: a leader is elected in one round', () => {
    for (const [size, votes, expected] of rows('leaderElectionInOneRound_5_2')) {
      const each = bench(size, { term: 0, terms: [] });
      each.timeOut();
      for (const [voter, granted] of Object.entries(votes as Record<string, boolean>))
        each.receive(nameOfReplica(Number(voter)), { type: 'Vote', term: 1, granted, pre: false });
      expect(each.state.role, JSON.stringify([size, votes])).toBe(String(expected).toLowerCase());
      expect(each.state.term).toBe(1);
    }
  });

  it('§5.2: one vote a term', () => {
    for (const [votedFor, candidate, reject] of rows('followerVote_5_2')) {
      const each = bench(3, { term: 1, terms: [] });
      vote(each, 1, votedFor === 0 ? '' : nameOfReplica(votedFor));
      const [answer] = each.receive(nameOfReplica(candidate), ask(1, 0, 0));
      expect((answer!.message as Vote).granted, JSON.stringify([votedFor, candidate])).toBe(!reject);
    }
  });

  it('§5.2: a candidate makes way for a leader', () => {
    for (const [term, state, expectedTerm] of rows('candidateFallback_5_2')) {
      const each = bench(3, { term: 0, terms: [] });
      each.timeOut();
      expect(each.state.role).toBe('candidate');
      each.receive('n2', entries(term, 0, 0, []));
      expect([each.state.role, each.state.term]).toEqual([String(state).toLowerCase(), expectedTerm]);
    }
  });

  it('§5.3: what a majority has is committed', () => {
    for (const [size, acceptors, committed] of rows('leaderAcknowledgeCommit_5_3')) {
      const each = leading(size, 0, []);
      write(each);
      for (const id of acceptors as number[]) acknowledge(each, id, 1);
      expect(each.state.commit === 1, JSON.stringify([size, acceptors])).toBe(committed);
    }
  });

  it('§5.3: with an entry, all that stand before it are committed, in their order', () => {
    const { preceding } = tables.leaderCommitPreceding_5_3;
    expect(preceding).toHaveLength(4);
    for (const terms of preceding as number[][]) {
      const each = leading(3, 2, terms, { 'raft.noop': true });
      write(each);
      acknowledge(each, 2, terms.length + 2);
      expect(each.state.term).toBe(3);
      expect([each.state.commit, each.state.applied]).toEqual([terms.length + 2, terms.length + 2]);
      expect(termsOf(each)).toEqual([...terms, 3, 3]);
    }
  });

  it('§5.3: a follower compares what comes before', () => {
    const { followerLog, commit, leaderTerm } = tables.followerCheckMsgApp_5_3;
    for (const [prevTerm, prevIndex, respIndex, reject, rejectHint, hintTerm] of rows('followerCheckMsgApp_5_3')) {
      const each = bench(3, { term: leaderTerm, terms: followerLog });
      each.receive('n2', { ...entries(leaderTerm, commit, followerLog[commit - 1], []), commit });
      expect(each.state.commit).toBe(commit);
      const [answer] = each.receive('n2', entries(leaderTerm, prevIndex, prevTerm, []));
      const got = answer!.message as Appended;
      const where = JSON.stringify([prevTerm, prevIndex]);
      expect([got.index, !got.ok], where).toEqual([respIndex, reject]);
      expect([got.hint ?? 0, got.hintTerm ?? 0], where).toEqual([rejectHint, hintTerm]);
    }
  });

  it('§5.3: only a conflict removes entries', () => {
    const { followerLog } = tables.followerAppendEntries_5_3;
    for (const [prevIndex, prevTerm, given, expected] of rows('followerAppendEntries_5_3')) {
      const each = bench(3, { term: 2, terms: followerLog });
      const terms = (given as { readonly term: number }[]).map(({ term }) => term);
      each.receive('n2', entries(Math.max(2, ...terms), prevIndex, prevTerm, terms));
      expect(termsOf(each)).toEqual(expected);
    }
  });

  it('figure 7: every follower ends with the leader’s log', () => {
    const { leaderTerms, leaderNewTerm, followers } = tables.figure7_leaderSyncFollowerLog_5_3;
    expect(Object.keys(followers)).toHaveLength(6);
    for (const terms of Object.values(followers) as number[][]) {
      const leader = leading(3, leaderNewTerm - 1, leaderTerms, { 'raft.noop': true });
      const follower = bench(3, { term: leaderNewTerm - 1, terms });
      // Each of the two calls itself replica 1, and the other replica 2.
      let messages = leader.beat();
      for (let turn = 0; turn < 20 && messages.length > 0; turn += 1) {
        const answers = messages
          .filter(({ to }) => to === 'n2')
          .flatMap(({ message }) => follower.receive('n2', message));
        messages = answers.flatMap(({ message }) => leader.receive('n2', message));
      }
      expect(termsOf(follower)).toEqual([...leaderTerms, leaderNewTerm]);
    }
  });

  it('§5.4.1: votes go to logs that are at least as new', () => {
    const { candidateTerm } = tables.voter_5_4_1;
    for (const [terms, lastTerm, lastIndex, reject] of rows('voter_5_4_1')) {
      const each = bench(3, { term: 1, terms });
      const [answer] = each.receive('n2', ask(candidateTerm, lastIndex, lastTerm));
      expect((answer!.message as Vote).granted, JSON.stringify([terms, lastTerm, lastIndex])).toBe(!reject);
    }
  });

  it('§5.4.2: only entries of the own term are committed by counting', () => {
    const { log, leaderTerm } = tables.leaderOnlyCommitsCurrentTerm_5_4_2;
    for (const [index, expected] of rows('leaderOnlyCommitsCurrentTerm_5_4_2')) {
      const each = leading(2, leaderTerm - 1, log, { 'raft.noop': true });
      write(each);
      acknowledge(each, 2, index);
      expect(each.state.commit, String(index)).toBe(expected);
    }
  });
});

const ask = (term: number, lastIndex: number, lastTerm: number) =>
  ({ type: 'RequestVote', term, lastIndex, lastTerm, pre: false, transfer: false }) as const;

const entries = (term: number, prevIndex: number, prevTerm: number, terms: readonly number[]) =>
  ({
    type: 'AppendEntries',
    term,
    prevIndex,
    prevTerm,
    entries: entriesOf(terms, prevIndex + 1),
    commit: 0,
  }) as const;

/** Elected by all others in the term after `term`. */
function leading(size: number, term: number, terms: readonly number[], dials = {}): Bench {
  const each = bench(size, { term, terms }, dials);
  each.timeOut();
  for (let id = 2; id <= size; id += 1)
    each.receive(nameOfReplica(id), { type: 'Vote', term: term + 1, granted: true, pre: false });
  expect(each.state.role).toBe('leader');
  return each;
}

function write(each: Bench): void {
  each.receive('client-1', request('write', 1));
}

const acknowledge = (each: Bench, id: number, index: number): void =>
  void each.receive(nameOfReplica(id), { type: 'Appended', term: each.state.term, ok: true, index });
