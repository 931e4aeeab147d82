import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { judgeHistory, type ClientHistory } from './client-history.ts';
import { brokenAt } from './goal-books.ts';
import pattern from './index.ts';

const traceOf = (preset: string, on: boolean, settings: Settings = {}) =>
  runInline(setupOf(pattern, { ...scenarioOf(pattern, preset, on), settings })).trace;

/** Each within its bar, and none before the one above it. */
function checkOrder({ rows, key }: ClientHistory): void {
  let lastUs = 0;
  for (const { is, atUs, fromUs, toUs, says } of rows) {
    if (is !== 'placed') continue;
    expect(atUs, `${says} (${key})`).toBeGreaterThanOrEqual(Math.max(lastUs, fromUs));
    expect(atUs).toBeLessThanOrEqual(toUs ?? Infinity);
    lastUs = atUs!;
  }
}

describe('what clients saw', () => {
  it('of two primaries: a read that no order explains, and what it was asked after', () => {
    const trace = traceOf('split', false);
    const told = judgeHistory(trace, trace.length - 1, null);
    checkOrder(told);
    expect(told).toMatchObject({ key: 'price', keys: ['owner', 'price', 'stock'], isBroken: true });
    expect(told.says).toBe(
      'No order explains it: client 2 reads 151 (price), answered at 6.87 s. It was asked after client 1 had been told, at 4.99 s, that price is 301.',
    );
    expect(told.rows.at(-1)).toMatchObject({ says: 'client 2 reads 151', is: 'stuck', atUs: null });
    // The last one that has its place leaves the key with another value.
    expect(told.rows.findLast(({ is }) => is === 'placed')!.holds).toBe('301');
  });

  it('names the answer that the property names, on the same key', () => {
    for (const [preset, settings] of [
      ['both-sides', { 'raft.checkQuorum': false, 'raft.reads': 'unchecked' }],
      ['two-changes', { 'cluster.replicas': 3, 'cluster.spare': true, 'raft.changeAtOnce': true }],
    ] as const) {
      const trace = traceOf(preset, true, settings);
      const broken = brokenAt(trace, trace.length - 1);
      const verdict = trace[broken]!.effects.find((each) => each.kind === 'verdict')!;
      const told = judgeHistory(trace, trace.length - 1, null);
      const [, client, value, key] = /client-(\d): read → (\d+) on (\w+)\./.exec(verdict.detail)!;
      expect([told.key, told.rows.at(-1)!.says], preset).toEqual([key, `client ${client} reads ${value}`]);
      expect(judgeHistory(trace, broken - 1, key!).isBroken).toBe(false);
    }
  });

  it('of one database: an order of all answers, whatever failed', () => {
    const trace = traceOf('split', true);
    for (const key of ['owner', 'price', 'stock']) {
      const told = judgeHistory(trace, trace.length - 1, key);
      checkOrder(told);
      expect(told).toMatchObject({ key, isBroken: false });
      expect(told.says).toMatch(/^All \d+ answers about \w+ fit into one order/);
      expect(told.rows.every(({ is }) => is !== 'stuck')).toBe(true);
    }
  });

  it('before anybody has asked: nothing', () => {
    expect(judgeHistory([], -1, null)).toMatchObject({ keys: [], rows: [], says: 'Nobody has asked yet.' });
  });
});
