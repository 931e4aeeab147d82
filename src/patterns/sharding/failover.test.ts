import { describe, expect, it } from 'vitest';
import type { Action } from '../../kernel/action.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { noted } from './figures.ts';
import { addShard, count, run, tenths } from './testing-runs.ts';

/** What Redis Cluster's election does in corners that no experiment goes into. */
describe('an election', () => {
  const crash = (node: string, atMs: number): Action => ({ kind: 'crash', node, atUs: ms(atMs) });

  it('counts only primaries that own something: a newcomer without slots has no vote', () => {
    const { trace, broken } = run('crash', true, {}, [
      addShard(ms(1_000)),
      crash('shard-d', 1_010),
      crash('replica-d', 1_010),
    ]);
    expect(count(trace, 'move committed')).toBe(0);
    expect(noted(trace, 'FAIL').map(({ text }) => text)).toContain('2 of 3 primaries do not hear shard-b');
    expect(tenths(noted(trace, 'promoted')[0]?.atUs)).toBe(6.6);
    expect(broken).toEqual([]);
  });

  it('is over after two node timeouts: votes that come later elect nobody', () => {
    const late = (addMs: number): number[] => {
      const slow = ['shard-a', 'shard-c'].map((a): Action => ({
        kind: 'latency',
        a,
        b: 'replica-b',
        addUs: ms(addMs),
        atUs: ms(6_200),
        forUs: seconds(5),
      }));
      return noted(run('crash', true, {}, slow).trace, 'promoted').map(({ atUs }) => tenths(atUs));
    };
    expect(late(1_500)).toEqual([9.6]);
    // Of the same election, and too late. The next one is asked for after four node timeouts.
    expect(late(2_500)).toEqual([]);
  });
});
