import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { seconds } from '../../kernel/time.ts';
import { withFaults } from '../../pattern-kit/random-faults.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { leaders, written } from './figures.ts';
import pattern from './index.ts';
import { committed, jointCommitted, majority, tally } from './programs/quorum.ts';
import { readLog } from './programs/raft-disk.ts';
import { findByTerm, termAt } from './programs/raft-log.ts';
import { leaseUs } from './programs/raft-lease.ts';
import { past } from './programs/raft-state.ts';
import { bench, entriesOf, request, termsOf, vote } from './testing-raft.ts';

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `n${i + 1}`);

describe('quorums', () => {
  const sizes = fc.integer({ min: 1, max: 7 });

  it('two majorities share a voter', () => {
    fc.assert(fc.property(sizes, (count) => 2 * majority(count) > count && 2 * (majority(count) - 1) <= count));
  });

  it('what is committed is what a majority has, and not one more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 7 }), (match) => {
        const voters = ids(match.length);
        const matchOf = (id: string): number => match[voters.indexOf(id)]!;
        const index = committed(voters, matchOf);
        const having = (least: number): number => match.filter((each) => each >= least).length;
        expect(having(index)).toBeGreaterThanOrEqual(majority(match.length));
        expect(having(index + 1)).toBeLessThan(majority(match.length));
        expect(jointCommitted(voters, voters, matchOf)).toBe(index);
      }),
    );
  });

  it('votes cannot be won and lost, and more votes never take a result back', () => {
    const votes = fc.array(fc.option(fc.boolean()), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(votes, fc.nat(6), fc.boolean(), (cast, at, late) => {
        const voters = ids(cast.length);
        const record = Object.fromEntries(
          cast.flatMap((each, i) => (each === null ? [] : [[voters[i]!, each] as const])),
        );
        const before = tally(voters, record);
        const voter = voters[at % voters.length]!;
        const after = tally(voters, { [voter]: late, ...record });
        if (before !== 'pending') expect(after).toBe(before);
      }),
    );
  });
});

describe('the log', () => {
  const terms = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 }).map((steps) => {
    let term = 1;
    return steps.map((step) => (term += step));
  });

  it('hints lead to the newest place where two logs may agree', () => {
    fc.assert(
      fc.property(terms, fc.nat(12), fc.nat(30), (given, index, term) => {
        const log = { base: 0, baseTerm: 0, entries: entriesOf(given, 1) };
        const from = Math.min(index, given.length);
        const at = findByTerm(log, from, term);
        expect(at).toBeLessThanOrEqual(from);
        expect(termAt(log, at) <= term || at === 0).toBe(true);
        for (let i = at + 1; i <= from; i += 1) expect(termAt(log, i)).toBeGreaterThan(term);
      }),
    );
  });

  it('from disk it is read up to the first hole', () => {
    const mark = { index: 3, term: 1 } as ReturnType<typeof past>;
    expect(readLog([mark, past(1, 4), past(1, 5), past(2, 7)])).toEqual({
      base: 3,
      baseTerm: 1,
      entries: [past(1, 4), past(1, 5)],
    });
    expect(readLog([])).toEqual({ base: 0, baseTerm: 0, entries: [] });
  });

  it('messages that come late, twice and in any order leave the leader’s log', () => {
    fc.assert(
      fc.property(
        terms.filter((given) => given.length > 0),
        fc.array(fc.tuple(fc.nat(11), fc.nat(4)), { maxLength: 20 }),
        (given, slices) => {
          const term = given.at(-1)!;
          const each = bench(3, { term, terms: [] });
          const append = (from: number, count: number): void =>
            void each.receive('n2', {
              type: 'AppendEntries',
              term,
              prevIndex: from,
              prevTerm: from === 0 ? 0 : given[from - 1]!,
              entries: entriesOf(given.slice(from, from + count), from + 1),
              commit: 0,
            });
          for (const [from, count] of slices) if (from <= given.length) append(from, count);
          append(0, given.length);
          expect(termsOf(each)).toEqual(given);
          for (const [from, count] of slices) if (from <= given.length) append(from, count);
          expect(termsOf(each)).toEqual(given);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('heartbeats', () => {
  const leading = (): ReturnType<typeof bench> => {
    const each = bench(3, { term: 1, terms: [1, 1] });
    each.timeOut();
    each.receive('n2', { type: 'Vote', term: 2, granted: true, pre: false });
    each.receive('n2', { type: 'Appended', term: 2, ok: true, index: 2 });
    return each;
  };

  it('say no more of what is committed than the other is known to have', () => {
    const each = leading();
    each.receive('client-1', request('write', 1));
    each.receive('n2', { type: 'Appended', term: 2, ok: true, index: 3 });
    expect(each.state.commit).toBe(3);
    expect(each.beat().map(({ to, message }) => [to, message.type === 'Heartbeat' && message.commit])).toEqual([
      ['n2', 3],
      ['n3', 0],
    ]);
  });

  it('find out what was lost: who answers one and lacks what was sent before it is asked how far it is', () => {
    const each = leading();
    each.receive('client-1', request('write', 1));
    each.beat();
    const [probe, ...more] = each.receive('n2', { type: 'HeartbeatReply', term: 2, round: 1 });
    expect([probe!.to, probe!.message.type, more]).toEqual(['n2', 'AppendEntries', []]);
    // Once a round, not with every copy of an answer.
    expect(each.receive('n2', { type: 'HeartbeatReply', term: 2, round: 1 })).toEqual([]);
    const refusal = { type: 'Appended', term: 2, ok: false, index: 3, hint: 2, hintTerm: 1 } as const;
    expect(each.receive('n2', refusal).map(({ message }) => message)).toMatchObject([{ prevIndex: 2, entries: [] }]);
    each.receive('n2', { type: 'Appended', term: 2, ok: true, index: 2 });
    each.receive('n2', { type: 'Appended', term: 2, ok: true, index: 3 });
    each.beat();
    expect(each.receive('n2', { type: 'HeartbeatReply', term: 2, round: 2 })).toEqual([]);
  });
});

describe('a vote', () => {
  it('is written before it is given, and given once a term', () => {
    const each = bench(3, { term: 0, terms: [] });
    const ask = { type: 'RequestVote', term: 4, lastIndex: 0, lastTerm: 0, pre: false, transfer: false } as const;
    expect(each.receive('n2', ask)[0]!.message).toMatchObject({ granted: true });
    expect(each.receive('n3', ask)[0]!.message).toMatchObject({ granted: false });
    expect(each.receive('n2', ask)[0]!.message).toMatchObject({ granted: true });
    expect([each.state.term, each.state.votedFor]).toEqual([4, 'n2']);
  });

  it('that is only asked about changes nothing', () => {
    const each = bench(3, { term: 2, terms: [] });
    vote(each, 2, 'n3');
    const ask = { type: 'RequestVote', term: 3, lastIndex: 0, lastTerm: 0, pre: true, transfer: false } as const;
    expect(each.receive('n2', ask)[0]!.message).toMatchObject({ granted: true, term: 3, pre: true });
    expect([each.state.term, each.state.votedFor]).toEqual([2, 'n3']);
  });

  it('comes twice and counts once', () => {
    const each = bench(5, { term: 0, terms: [] });
    each.timeOut();
    const granted = { type: 'Vote', term: 1, granted: true, pre: false } as const;
    each.receive('n2', granted);
    each.receive('n2', granted);
    expect(each.state.role).toBe('candidate');
    each.receive('n3', granted);
    expect(each.state.role).toBe('leader');
  });
});

describe('leases', () => {
  it('are shorter than the election timeout by what clocks may differ', () => {
    expect(leaseUs(1_000, 0)).toBe(seconds(1));
    expect(leaseUs(1_000, 60)).toBe(625_000);
  });

  it('that trust clocks too much let a read go stale', () => {
    const drifting = (driftPct: number): boolean => {
      const scenario = scenarioOf(pattern, 'lease-reads', true);
      const { properties } = runInline(
        setupOf(pattern, {
          ...scenario,
          settings: { 'raft.driftPct': driftPct, 'raft.spreadMs': 200, 'raft.electionMs': 2_000 },
          actions: [
            ...['n2', 'n3', 'n4', 'n5'].map(
              (node) => ({ kind: 'clockDrift', node, ppm: 900_000, atUs: seconds(1) }) as const,
            ),
            ...scenario.actions,
          ],
        }),
      );
      expect(properties.find(({ id }) => id === 'linearizable')!.status).toBe('holds');
      return properties.some(({ id, status }) => id === 'contradiction' && status === 'reached');
    };
    expect(drifting(0)).toBe(true);
    expect(drifting(100)).toBe(false);
  });
});

describe('members', () => {
  it('come and go under random faults, and no property breaks', () => {
    for (let seed = 0; seed < 8; seed += 1) {
      const scenario = scenarioOf(pattern, 'members', true);
      const settings = {
        'raft.electionMs': 300,
        'raft.spreadMs': 300,
        'raft.snapshotEvery': 10,
        'raft.keepEntries': 3,
      };
      const again = scenario.actions.map((action) => ({ ...action, atUs: action.atUs + seconds(1) + seed * 10_000 }));
      const busy = { ...scenario, settings, actions: [...scenario.actions, ...again].sort((a, b) => a.atUs - b.atUs) };
      const { properties } = runInline(setupOf(pattern, withFaults(pattern, busy, seed)), { keepTrace: false });
      const broken = properties.filter(({ kind, status }) => kind === 'always' && status === 'violated');
      expect(broken, `seed ${seed}`).toEqual([]);
    }
  });

  it('that have removed themselves stand until others have heard of it', () => {
    const scenario = scenarioOf(pattern, 'members', true);
    const { trace } = runInline(
      setupOf(pattern, {
        ...scenario,
        actions: [
          { kind: 'command', node: 'n3', command: 'leave', atUs: seconds(3) },
          { kind: 'crash', node: 'n2', atUs: seconds(4), forUs: seconds(3) },
          { kind: 'command', node: 'n1', command: 'leave', atUs: seconds(4) + 10_000 },
        ],
      }),
    );
    // Only replica 1 had the entry that makes replica 2 the only member.
    expect(leaders(trace, seconds(5)).map(({ node }) => node)).toEqual(['n1', 'n2']);
    expect(written(trace, seconds(10), seconds(14)).first).toBeGreaterThan(0);
  });
});
