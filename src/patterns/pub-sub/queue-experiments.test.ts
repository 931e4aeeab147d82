import { describe, expect, it } from 'vitest';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { count, notes, peak, unprocessed } from './figures.ts';
import { run, start, tenths } from './testing-runs.ts';

const lateMs = (run: ReturnType<typeof start>): number => tenths(peak(run.trace, 'store', 'alerting ageMs') * 1_000);

describe('A queue instead of a log', () => {
  it('redelivers, counts and buries; what was unacknowledged is back at once', () => {
    const on = run('queue', true);
    expect([count(on.trace, 'dead letter'), lateMs(on), on.anomalies.redelivered]).toEqual([12, 0.4, 1]);
    expect(notes(on.trace, 'dead letter').every(({ text }) => text.includes('came back 21 times'))).toBe(true);
    const [lost] = notes(on.trace, 'connection lost');
    expect([lost?.atUs, lost?.text.includes('analytics-1 held 10 messages')]).toEqual([ms(6_055), true]);
    expect(on.anomalies.nonmonotonicExternal).toBe(10);
    expect(on.violated).toEqual([]);
    expect(lateMs(run('queue', true, { 'log.kind': 'log' }))).toBe(8.2);
  });
  it('goes round for ever without a limit, and forgets what it has handed out where that is an acknowledgement', () => {
    const round = run('queue', true, { 'consumer.onPoison': 'requeue' });
    expect([count(round.trace, 'attempt failed'), count(round.trace, 'dead letter')]).toEqual([4_973, 0]);
    const automatic = run('queue', true, { 'consumer.commit': 'before' });
    const broken = unprocessed(automatic.trace, 'alerting', seconds(15)).length;
    expect(unprocessed(automatic.trace, 'analytics', seconds(15)).length - broken).toBe(8);
    expect(run('queue', false).anomalies.redelivered).toBe(166);
  });
});

describe('Queues under another seed', () => {
  const of = (preset: string, settings: Settings = {}) => start(preset, true, { ...settings }, [], 3);
  it('returns, buries and loses as the answers say', () => {
    const on = of('queue');
    expect(notes(on.trace, 'connection lost')[0]?.text).toContain('analytics-1 held 10 messages');
    expect([count(on.trace, 'dead letter') > 10, lateMs(on) < 1, on.violated]).toEqual([true, true, []]);
    expect(lateMs(of('queue', { 'log.kind': 'log' }))).toBeGreaterThan(7);
    expect(on.anomalies.nonmonotonicExternal).toBeGreaterThan(5);
  });
  it('deals out in turn without a limit, and to whoever has time with one', () => {
    const byFirst = ({ trace }: ReturnType<typeof start>): number =>
      Math.round(
        (notes(trace, 'analytics result').filter(({ text }) => text.startsWith('analytics-1')).length * 100) /
          count(trace, 'analytics result'),
      );
    const [none, two] = [of('prefetch'), of('prefetch', { 'consumer.whenFull': 'pause' })];
    expect([byFirst(none), byFirst(two) > 60]).toEqual([50, true]);
    expect(peak(none.trace, 'store', 'analytics ageMs')).toBeGreaterThan(
      3 * peak(two.trace, 'store', 'analytics ageMs'),
    );
  });
});

describe('All on one desk', () => {
  const of = (settings: Settings) => {
    const { trace, anomalies } = run('prefetch', true, settings);
    return [
      peak(trace, 'analytics-2', 'unacked'),
      notes(trace, 'analytics result').filter(({ text }) => text.startsWith('analytics-1')).length,
      tenths(peak(trace, 'store', 'analytics ageMs') * 1_000),
      anomalies.nonmonotonicExternal,
    ];
  };
  it('deals out in turn without a limit, and to whoever has time with one', () => {
    expect(of({})).toEqual([28, 95, 4.8, 27]);
    expect(peak(run('prefetch', true).trace, 'analytics-1', 'unacked')).toBe(2);
    expect(of({ 'consumer.whenFull': 'pause' })).toEqual([2, 121, 1.2, 16]);
    expect(of({ 'consumer.whenFull': 'pause', 'consumer.bufferRecords': 10 })[2]).toBe(4.8);
    expect(of({ 'log.kind': 'log' }).slice(2)).toEqual([3.4, 0]);
    expect(run('prefetch', false).anomalies.unobserved['analytics']).toBe(24);
  });
});
