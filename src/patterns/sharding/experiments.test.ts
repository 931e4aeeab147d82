import { describe, expect, it } from 'vitest';
import type { Action } from '../../kernel/action.ts';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { becameAt, ended, metricBefore, movedOn, noted, okPct, overflows, strayWrites } from './figures.ts';
import pattern from './index.ts';
import { addShard, count, OPS, run, tenths, unanswered } from './testing-runs.ts';

describe('A busy region', () => {
  it('one queue for all, a border, or a hash: who suffers', () => {
    const during = (on: boolean, settings: Settings): number[] => {
      const { trace } = run('spike', on, settings);
      return ['read', 'read-eu'].map((op) => okPct(ended(trace, op, ms(2_500), ms(7_500))));
    };
    expect(during(false, {})).toEqual([72, 70]);
    expect(during(true, {})).toEqual([93, 36]);
    expect(during(true, { 'map.strategy': 'slots' })).toEqual([64, 61]);
  });

  it('off serves what on serves, to the same people: only shard A is full', () => {
    const { trace } = run('spike', true);
    expect(overflows(trace, 'shard-a')).toBe(overflows(trace));
    expect(ended(trace, 'read').length).toBe(ended(run('spike', false).trace, 'read').length);
  });
});

describe('A fourth shard joins', () => {
  it('moves and misses as many keys as the answer says, under every placement', () => {
    const found = ['mod', 'ketama', 'jump', 'rendezvous', 'slots'].map((strategy) => {
      const { trace, broken } = run('add-shard', true, { 'map.strategy': strategy });
      expect(broken).toEqual([]);
      const moved = Number(noted(trace, 'placement changed')[0]!.data['moved']);
      expect(count(trace, 'key moved')).toBe(moved);
      return [moved, count(trace, 'miss')];
    });
    expect(found).toEqual([
      [178, 39],
      [48, 5],
      [47, 3],
      [58, 1],
      [60, 0],
    ]);
  });
});

describe('A bound for what a shard may own', () => {
  it('holds while a shard joins: what overflows finds its way as well', () => {
    const settings = { 'map.strategy': 'ketama', 'map.ringDigests': 1, 'map.boundPct': 110 };
    const { trace, broken } = run('add-shard', true, settings);
    const moved = Number(noted(trace, 'placement changed')[0]!.data['moved']);
    expect([moved, count(trace, 'key moved'), broken]).toEqual([59, 59, []]);
    const keys = ['a', 'b', 'c', 'd'].map((shard) => metricBefore(trace, `shard-${shard}`, 'keys'));
    expect(keys).toEqual([59, 66, 66, 49]);
  });
});

describe('Slots move under load', () => {
  it('loses no key to two crashes, and asks instead of guessing', () => {
    const { trace, broken } = run('migration', true);
    expect(broken).toEqual([]);
    expect([count(trace, 'key moved'), count(trace, 'move committed'), count(trace, 'asking')]).toEqual([60, 3, 8]);
    expect(noted(trace, 'reconciled').map(({ data }) => data['gone'])).toEqual([1]);
    expect(okPct(ended(trace, 'read'))).toBe(98);
    expect(okPct(ended(run('migration', false).trace, 'read'))).toBe(84);
  });
});

describe('Slots move, and their target fails for good', () => {
  it('its replica has every key that was given up, and takes in the rest', () => {
    const crash: Action = { kind: 'crash', node: 'shard-d', atUs: ms(4_500), forUs: seconds(11) };
    const settings = { 'failover.timeoutMs': 1_000, 'failover.fullCoverage': false };
    const { trace, broken } = run('migration', true, settings, [crash], seconds(15));
    expect(noted(trace, 'promoted').map(({ node }) => node)).toEqual(['replica-d']);
    expect([count(trace, 'move committed'), broken]).toEqual([3, []]);
    expect(metricBefore(trace, 'replica-d', 'keys')).toBe(60);
  });
});

describe('A move is called off', () => {
  const D_KEYS = (trace: readonly TraceEvent[]): number => metricBefore(trace, 'shard-d', 'keys');

  it('ends at the slot where it stands, and finishes that one later', () => {
    const { trace, broken } = run('called-off', true);
    expect(broken).toEqual([]);
    const cut = noted(trace, 'move cut short');
    expect(cut.map(({ atUs, data }) => [tenths(atUs), data['half']])).toEqual([[6.4, true]]);
    expect(noted(trace, 'key moved').filter(({ atUs }) => atUs < cut[0]!.atUs).length).toBe(8);
    expect(noted(trace, 'move committed').map(({ atUs }) => tenths(atUs))).toEqual([9.9]);
    expect([D_KEYS(trace), unanswered(trace), unanswered(run('called-off', false).trace)]).toEqual([10, 11, 148]);
  });

  it('goes on when nobody calls it off, and ends by itself when the mover has no patience', () => {
    const start = scenarioOf(pattern, 'called-off', true);
    const actions = start.actions.filter((each) => !(each.kind === 'command' && each.command === 'cancelMove'));
    const found = [0, 2_000].map((patience) => {
      const settings = { ...start.settings, 'mover.patienceMs': patience };
      const { trace, properties } = runInline(setupOf(pattern, { ...start, actions, settings }));
      expect(properties.filter((each) => each.status === 'violated')).toEqual([]);
      return [count(trace, 'called off'), D_KEYS(trace), unanswered(trace)];
    });
    expect(found).toEqual([
      [0, 45, 10],
      [1, 10, 11],
    ]);
  });

  it('a copy leaves nothing behind: in the critical section the source serves again', () => {
    const off: Action = { kind: 'command', node: 'directory', command: 'cancelMove', atUs: ms(3_300) };
    const { trace, broken } = run('emigrant', true, {}, [off]);
    expect(broken).toEqual([]);
    expect([count(trace, 'move committed'), count(trace, 'move cut short'), unanswered(trace)]).toEqual([0, 1, 0]);
    expect(becameAt(trace, 'shard-a', 'STABLE', ms(3_300))).toBeLessThan(ms(3_700));
  });
});

describe('One famous account', () => {
  const late = (trace: readonly TraceEvent[]): number => okPct(ended(trace, 'read', seconds(6), seconds(12)));
  const busiest = (trace: readonly TraceEvent[], atS: number): number =>
    metricBefore(trace, 'mover', 'maxToMeanPct', seconds(atS) + ms(10));

  it('is found and spread', () => {
    const { trace } = run('celebrity', true);
    expect(noted(trace, 'hot key').map(({ atUs }) => tenths(atUs))).toEqual([4, 5]);
    expect([busiest(trace, 5), busiest(trace, 12), overflows(trace), late(trace)]).toEqual([197, 108, 0, 100]);
  });

  it('shows nobody a part of her likes for the whole, however old their map', () => {
    const cut: Action = { kind: 'cut', a: 'directory', b: 'router', atUs: seconds(3), forUs: seconds(9) };
    const { trace, broken } = run('celebrity', true, {}, [cut]);
    const told = trace.filter(({ kind, transit }) => kind === 'reply' && transit?.message.type === 'Parted');
    expect(broken).toEqual([]);
    expect(told.filter(({ node }) => node === 'router').length).toBeGreaterThan(2);
  });

  it('is not helped by another shard', () => {
    const none = run('celebrity', true, { 'hot.remedy': 'none' }).trace;
    const more = run('celebrity', true, { 'hot.remedy': 'none' }, [addShard(seconds(3))]).trace;
    expect([overflows(none), late(none), late(more)]).toEqual([52, 81, 82]);
    expect(busiest(more, 9)).toBeGreaterThan(busiest(none, 9));
    expect(okPct(ended(run('celebrity', false).trace, 'read'))).toBe(100);
  });
});

describe('One shard fails', () => {
  it('fails over, and loses what its replica did not have', () => {
    const { trace, broken } = run('crash', true);
    expect(broken).toEqual([]);
    expect([tenths(noted(trace, 'FAIL')[0]?.atUs), tenths(noted(trace, 'promoted')[0]?.atUs)]).toEqual([6, 6.6]);
    expect(noted(trace, 'writes lost').map(({ data }) => data['lost'])).toEqual([4]);
    expect(count(trace, 'confirmed write lost')).toBe(4);
    expect([unanswered(trace), unanswered(run('crash', false).trace)]).toEqual([18, 125]);
  });

  it('leaves the others alone: only what was on its way to B goes without an answer', () => {
    const { trace } = run('crash', true);
    const taken = noted(trace, 'write accepted').filter(({ atUs }) => atUs > seconds(4) && atUs < ms(6_600));
    expect(new Set(taken.map(({ node }) => node))).toEqual(new Set(['shard-a', 'shard-c']));
  });
});

describe('Two heirs of one shard', () => {
  it('the one with more writes goes first, and a vote is given once', () => {
    const { trace, broken } = run('heirs', true);
    expect(broken).toEqual([]);
    expect(noted(trace, 'rank').map(({ node, text }) => [node, text])).toEqual([
      ['replica-b', 'replica2-b has 6 writes, 2 are here: rank 1, it waits longer'],
    ]);
    expect(noted(trace, 'election').map(({ node, atUs }) => [node, tenths(atUs)])).toEqual([
      ['replica2-b', 6.7],
      ['replica-b', 7.6],
    ]);
    expect([count(trace, 'vote'), noted(trace, 'vote refused').map(({ node }) => node)]).toEqual([
      2,
      ['shard-a', 'shard-c'],
    ]);
    expect([tenths(noted(trace, 'promoted')[0]?.atUs), count(trace, 'writes lost')]).toEqual([8.5, 0]);
  });
});

describe('A shard on the wrong side', () => {
  it('goes on for a node timeout, and loses what it took', () => {
    const { trace, broken } = run('island', true);
    const taken = noted(trace, 'write accepted', 'shard-b').filter(
      ({ atUs }) => atUs > seconds(3) && atUs < seconds(9),
    );
    expect([taken.length, noted(trace, 'writes lost')[0]?.data['lost'], broken]).toEqual([5, 5, []]);
    expect(tenths(becameAt(trace, 'shard-b', 'CUT OFF'))).toBe(5);
    expect(taken.every(({ atUs }) => atUs < seconds(5))).toBe(true);
    expect(tenths(noted(trace, 'promoted')[0]?.atUs)).toBe(5.6);
  });

  it('off: one side notices nothing, the other gets nothing', () => {
    const reads = ended(run('island', false).trace, 'read', ms(5_000), seconds(10));
    expect(okPct(reads.filter(({ node }) => node === 'users-us'))).toBe(100);
    expect(okPct(reads.filter(({ node }) => node === 'users-ap'))).toBe(0);
  });
});

describe('The directory falls asleep', () => {
  const decided = (settings: Settings) => {
    const { trace, broken } = run('asleep', true, settings);
    expect(broken).toEqual([]);
    const moves = noted(trace, 'move committed');
    return [tenths(noted(trace, 'promoted')[0]?.atUs), moves.length, tenths(moves.at(-1)?.atUs), unanswered(trace)];
  };

  it('another one takes the seat, and refuses what the sleeper still wants to do', () => {
    const { trace } = run('asleep', true);
    expect(noted(trace, 'takes the seat').map(({ node, atUs }) => [node, tenths(atUs)])).toEqual([['directory2', 5]]);
    expect(noted(trace, 'stale reign').map(({ text }) => text.split(': ')[1])).toEqual([
      'reign 0 is older than 4',
      'reign 0 is older than 4',
    ]);
    expect(becameAt(trace, 'directory', 'FOLLOWS', seconds(9))).toBeGreaterThan(0);
    expect(decided({})).toEqual([6.9, 6, 10.3, 14]);
  });

  it('with one of them moves and failover wait for it, reads and writes do not', () => {
    expect(decided({ 'directory.members': 1 })).toEqual([9, 6, 12.1, 22]);
    const { trace } = run('asleep', true, { 'directory.members': 1 });
    const taken = noted(trace, 'write accepted').filter(({ atUs }) => atUs > seconds(3) && atUs < seconds(9));
    expect(new Set(taken.map(({ node }) => node))).toEqual(new Set(['shard-a', 'shard-b', 'shard-c', 'shard-d']));
    const { trace: off } = run('asleep', false);
    expect([unanswered(off), OPS.flatMap((op) => ended(off, op)).length]).toEqual([121, 279]);
  });
});

describe('A router with an old map', () => {
  it('is refused with both numbers, and every request is answered', () => {
    const { trace, broken } = run('stale-router', true);
    expect([movedOn(trace).length, unanswered(trace), broken]).toEqual([14, 0, []]);
    expect(okPct(ended(trace, 'feed'))).toBe(100);
    expect(noted(trace, 'MOVED').some(({ text }) => text.endsWith('map epoch 1 is older than 13'))).toBe(true);
    expect(strayWrites(trace)).toEqual([]);
  });

  it('without the check, confirmed writes lie where nobody looks', () => {
    const { trace, broken } = run('stale-router', true, { 'map.checkEpoch': false });
    expect([strayWrites(trace).length, unanswered(trace)]).toEqual([4, 0]);
    expect(broken.toSorted()).toEqual(['one-copy', 'one-owner', 'writes-by-owner']);
  });
});

describe('Everybody looks at the newest', () => {
  it('splits and moves the hot range, three times', () => {
    const auto = run('split', true).trace;
    const alone = run('split', true, { 'balance.auto': false }).trace;
    expect(count(auto, 'move committed')).toBe(3);
    expect([overflows(alone), overflows(auto)]).toEqual([31, 7]);
    expect(metricBefore(alone, 'mover', 'maxToMeanPct', seconds(10) + ms(10))).toBeGreaterThan(200);
    expect(metricBefore(auto, 'mover', 'maxToMeanPct')).toBe(136);
  });
});

describe('Rules beside the experiments', () => {
  it('Redis stops them all while one shard has failed, unless told otherwise', () => {
    const between = (settings: Settings): number =>
      okPct(OPS.flatMap((op) => ended(run('crash', true, settings).trace, op, seconds(6), ms(6_600))));
    expect(between({})).toBeGreaterThan(50);
    expect(between({ 'failover.fullCoverage': true })).toBe(0);
  });

  it('refuses two slots in one command, and a pair of keys of which one has moved', () => {
    const two: Action = { kind: 'command', node: 'users-eu', command: 'compareTwo', atUs: seconds(1) };
    const compared = (on: boolean): string[] =>
      ended(run('stale-router', on, {}, [two]).trace, 'pair').map(({ outcome }) => outcome);
    expect([compared(true), compared(false)]).toEqual([['fail'], ['ok']]);
    const together = {
      'users.euPerSecond': 40,
      'users.usPerSecond': 40,
      'users.postPct': 0,
      'users.likePct': 0,
      'shard.serviceMs': 10,
      'mover.pauseMs': 600,
    };
    const { trace, broken } = run('migration', true, together, [], seconds(11));
    expect(noted(trace, 'TRYAGAIN').some(({ text }) => text.includes('some of these keys have moved'))).toBe(true);
    expect(broken).toEqual([]);
  });

  it('a shard can leave a ring, but no jump hash from the middle', () => {
    const leave = (strategy: string, shard: string) => {
      const command: Action = {
        kind: 'command',
        node: 'directory',
        command: 'removeNode',
        args: { shard },
        atUs: ms(500),
      };
      const { trace, broken } = run('add-shard', true, { 'map.strategy': strategy }, [command]);
      expect(broken).toEqual([]);
      return [Number(noted(trace, 'placement changed')[0]?.data['moved']), count(trace, 'only the last bucket')];
    };
    expect(leave('ketama', 'b')).toEqual([69, 0]);
    expect(leave('mod', 'b')).toEqual([156, 0]);
    expect(leave('jump', 'c')).toEqual([86, 0]);
    expect(leave('jump', 'b')).toEqual([47, 1]);
  });
});

describe('A person moves to America', () => {
  it('is out of reach for a third of a second, and nothing is lost', () => {
    const { trace, broken } = run('emigrant', true);
    const from = becameAt(trace, 'shard-a', 'CRITICAL');
    const to = noted(trace, 'move committed')[0]!.atUs;
    expect([Math.round(from / 10_000), Math.round(to / 10_000)]).toEqual([325, 361]);
    expect([count(trace, 'TRYAGAIN'), movedOn(trace).length, unanswered(trace), broken]).toEqual([51, 1, 0, []]);
  });
});

describe('One slow shard, and every feed', () => {
  it('makes most feeds slow, and few reads', () => {
    const slow = (trace: readonly TraceEvent[], ...ops: readonly string[]): number[] => {
      const all = ops.flatMap((op) => ended(trace, op, seconds(3), ms(9_500)));
      return [all.filter((each) => each.tookUs > ms(400)).length, all.length];
    };
    const { trace } = run('feeds', true);
    expect([slow(trace, 'feed'), slow(trace, 'read', 'read-eu')]).toEqual([
      [33, 40],
      [5, 27],
    ]);
    expect(slow(run('feeds', false).trace, 'feed')[0]).toBe(0);
  });
});
