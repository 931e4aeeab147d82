import { describe, expect, it } from 'vitest';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { ended, metricBefore, noted, overflows, strayWrites } from './figures.ts';
import { count, OPS, run, tenths, unanswered } from './testing-runs.ts';

describe('Two clients, two rings', () => {
  const asia = (trace: readonly TraceEvent[], ...ops: readonly string[]) =>
    ops.flatMap((op) => ended(trace, op)).filter(({ node }) => node === 'users-ap');

  it('are found out by the shards, not by an epoch', () => {
    const { trace, broken } = run('two-rings', true);
    const refused = noted(trace, 'stale map refused');
    expect([refused.length, broken, strayWrites(trace).length]).toEqual([95, [], 0]);
    expect(refused.every(({ text }) => text.startsWith('not mine in epoch 1: ask shard-'))).toBe(true);
    const inVain = asia(trace, ...OPS).filter(({ outcome }) => outcome !== 'ok');
    expect([inVain.length, asia(trace, 'profile').filter(({ outcome }) => outcome === 'fail').length]).toEqual([2, 2]);
  });

  it('write apart from each other when nobody checks', () => {
    const { trace, broken } = run('two-rings', true, { 'map.checkEpoch': false });
    expect([strayWrites(trace).length, asia(trace, 'post', 'like').length]).toEqual([29, 41]);
    expect(broken.toSorted()).toEqual(['one-copy', 'one-owner', 'writes-by-owner']);
  });

  it('are one when they name the servers alike, and where there is nothing to hash', () => {
    const alike = run('two-rings', true, { 'map.sameRing': true }).trace;
    expect([count(alike, 'redirected'), unanswered(alike), unanswered(run('two-rings', false).trace)]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('Balanced by size', () => {
  const outcome = (settings: Settings) => {
    const { trace, broken } = run('by-size', true, settings);
    expect(broken).toEqual([]);
    return {
      keys: ['a', 'b', 'c', 'd'].map((shard) => metricBefore(trace, `shard-${shard}`, 'keys')),
      moves: noted(trace, 'move committed').map(({ atUs }) => tenths(atUs)),
      busiest: metricBefore(trace, 'mover', 'maxToMeanPct', seconds(12) + ms(10)),
      overflows: overflows(trace),
    };
  };

  it('evens out keys, and leaves the heat where it is', () => {
    const { moves, ...bySize } = outcome({});
    expect(bySize).toEqual({ keys: [56, 64, 56, 64], busiest: 281, overflows: 17 });
    expect([moves.length, moves.at(-1)]).toEqual([6, 8.2]);
    const { keys, overflows: refused, moves: splits } = outcome({ 'balance.by': 'load' });
    expect([keys, refused, splits.length]).toEqual([[80, 100, 30, 30], 0, 4]);
  });
});
