import { describe, expect, it } from 'vitest';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import {
  count,
  generations,
  inversions,
  longestSilence,
  moves,
  notes,
  outcomes,
  peak,
  unprocessed,
} from './figures.ts';
import { first, run, start, tenths } from './testing-runs.ts';

describe('Analytics has a bad day', () => {
  it('off: everybody waits for it', () => {
    const off = run('slow-service', false);
    expect(tenths(peak(off.trace, 'store', 'alerting ageMs') * 1_000)).toBe(7.8);
    expect(outcomes(off.trace, 'unknown')).toBe(20);
    expect(outcomes(off.trace, 'ok') + outcomes(off.trace, 'unknown')).toBe(234);
    expect(off.anomalies.unobserved['analytics']).toBe(43);
    expect(count(off.trace, 'gateway full')).toBeGreaterThan(200);
  });

  it('on: nobody but analytics feels it, and it catches up', () => {
    const on = run('slow-service', true);
    expect(tenths(peak(on.trace, 'store', 'alerting ageMs') * 1_000)).toBe(0.6);
    expect(outcomes(on.trace, 'unknown')).toBe(0);
    expect(peak(on.trace, 'analytics-1', 'lag')).toBe(29);
    const caughtUp = on.trace.find(
      (event) =>
        event.timeUs > seconds(13) &&
        event.node === 'analytics-1' &&
        event.effects.some((effect) => effect.kind === 'metric' && effect.name === 'lag' && effect.value <= 2),
    );
    expect(tenths(caughtUp!.timeUs - seconds(13))).toBe(4.4);
    expect(on.violated).toEqual([]);
  });
});

describe('A consumer crashes', () => {
  const of = (commit: string) => {
    const { trace, anomalies } = run('consumer-crash', true, { 'consumer.commit': commit });
    return [unprocessed(trace, 'analytics', seconds(15)).length, anomalies.redelivered];
  };
  it('after, before and together: repeated, lost, neither', () => {
    expect(of('after')).toEqual([0, 7]);
    expect(of('before')).toEqual([10, 0]);
    expect(of('together')).toEqual([0, 0]);
  });
  it('off: nobody knows what was done', () => expect(run('consumer-crash', false).anomalies.redelivered).toBe(265));
});

describe('Commit first, then work', () => {
  it('none twice, ten never; off, 37 twice', () => {
    const on = run('commit-first', true);
    expect([on.anomalies.redelivered, unprocessed(on.trace, 'analytics', seconds(11)).length]).toEqual([0, 10]);
    expect(run('commit-first', false).twice('analytics')).toBe(37);
  });
});

describe('Once, at the far end', () => {
  it('the store knows every repetition, from the radio and from the crash', () => {
    const on = run('dedupe', true);
    expect([on.results('alerting'), on.twice('alerting')]).toEqual([122, 0]);
    expect(count(on.trace, 'taken in') - 122).toBe(32);
    const without = run('dedupe', true, { 'store.dedupe': false });
    expect([without.twice('alerting'), without.anomalies.redelivered]).toEqual([38, 6]);
  });
});

describe('Result and offset together', () => {
  it('one result each, and the zombie is refused', () => {
    const on = run('transaction', true);
    expect(on.twice('analytics')).toBe(0);
    expect(unprocessed(on.trace, 'analytics', seconds(20))).toEqual([]);
    expect(tenths(first(on.trace, 'result fenced')?.atUs)).toBe(11);
    // The power fails under the store: a result and its position are there together, or both are gone.
    const crash = { kind: 'crash', node: 'store', loseUnsynced: true, atUs: ms(8_501), forUs: seconds(1) } as const;
    const failed = start('transaction', true, {}, [crash]);
    expect(failed.trace.some(({ kind, node }) => kind === 'restart' && node === 'store')).toBe(true);
    expect(failed.twice('analytics')).toBe(0);
    expect(unprocessed(failed.trace, 'analytics', seconds(18))).toEqual([]);
    const after = run('transaction', true, { 'consumer.commit': 'after' });
    expect([after.anomalies.redelivered, after.anomalies.zombie]).toEqual([24, 11]);
  });
});

describe('The leader crashes', () => {
  it('acks = 1: acknowledged, and gone', () => {
    const on = run('leader-crash', true);
    expect(on.anomalies.lostWrite).toBe(8);
    const leads = first(on.trace, 'becomes leader', seconds(5))!;
    const controller = first(on.trace, 'controller elected')!;
    expect([tenths(controller.atUs), controller.text]).toEqual([8, 'broker-2 is controller, epoch 2']);
    expect([tenths(leads.atUs), leads.node, (leads.data as { end: number }).end]).toEqual([8, 'broker-2', 26]);
    expect(first(on.trace, 'log truncated')?.text).toContain('8 records');
    expect(tenths(first(on.trace, 'log truncated')?.atUs)).toBe(12.5);
  });
  it('acks = all loses nothing; acks = 0 does not even know', () => {
    for (const minInsync of [1, 2]) {
      const all = run('leader-crash', true, { 'producer.acks': 'all', 'log.minInsync': minInsync });
      expect([all.anomalies.lostWrite, unprocessed(all.trace, 'alerting', seconds(20)).length]).toEqual([0, 0]);
    }
    const none = run('leader-crash', true, { 'producer.acks': '0' });
    expect(count(none.trace, 'acknowledged')).toBe(0);
    expect(none.anomalies.unobserved['alerting']).toBeGreaterThan(5);
  });
  it('off: there is no broker to crash', () => expect(run('leader-crash', false).twice('alerting')).toBe(0));
});

describe('All, when all is one', () => {
  it('unclean, min in-sync 1: acknowledged readings vanish', () => {
    const on = run('all-means-one', true);
    expect([on.anomalies.lostWrite, on.anomalies.inconsistentOffset]).toEqual([25, 25]);
    expect(tenths(first(on.trace, 'unclean leader elected')?.atUs)).toBe(10.5);
    const alone = notes(on.trace, 'in-sync replicas shrink').find(({ text }) => text === 'partition 0: broker-1');
    expect(tenths(alone?.atUs)).toBe(6);
  });
  it('either dial saves them', () => {
    const clean = run('all-means-one', true, { 'log.uncleanElection': false });
    expect(clean.anomalies.lostWrite).toBe(0);
    expect(tenths(first(clean.trace, 'leader elected', seconds(11))?.atUs)).toBe(14);
    expect(run('all-means-one', true, { 'log.minInsync': 2 }).anomalies.lostWrite).toBe(0);
  });
});

describe('Two that think they decide', () => {
  it('the one that slept is refused, by the store and by the brokers', () => {
    const on = run('controller', true);
    const chosen = notes(on.trace, 'controller elected');
    expect(chosen.map(({ atUs, text }) => [tenths(atUs), text])).toEqual([
      [6.5, 'broker-2 is controller, epoch 2'],
      [14, 'broker-1 is controller, epoch 3'],
    ]);
    const fenced = notes(on.trace, 'controller fenced');
    expect(new Set(fenced.map(({ node }) => node))).toEqual(new Set(['metadata', 'broker-2']));
    expect(fenced.map(({ atUs }) => tenths(atUs))).toEqual(fenced.map(() => 10));
    expect(count(on.trace, 'claim refused')).toBe(2);
    // Every partition is led again, and nothing that was acknowledged is lost.
    const led = notes(on.trace, 'becomes leader', seconds(14)).map(
      ({ data }) => (data as { partition: string }).partition,
    );
    expect(led.toSorted()).toEqual(['dead letters', 'group offsets', 'partition 0', 'partition 1', 'partition 2']);
    expect([on.anomalies.lostWrite, unprocessed(on.trace, 'alerting', seconds(20)).length]).toEqual([0, 0]);
    expect(on.violated).toEqual([]);
    const silence = longestSilence(on.trace, 'alerting', seconds(3), seconds(13));
    expect([tenths(silence), tenths(peak(on.trace, 'store', 'alerting ageMs') * 1_000)]).toEqual([2, 4.2]);
  });
  it('off: there is nobody to decide', () => {
    const off = run('controller', false);
    expect([outcomes(off.trace, 'unknown'), off.anomalies.unobserved['alerting']]).toEqual([0, 0]);
  });
});

describe('Nobody who knows', () => {
  it('goes on without the metadata, and stops when something has to be decided', () => {
    const on = run('metadata', true);
    expect(count(on.trace, 'metadata out of reach')).toBe(3);
    expect(count(on.trace, 'alerting result', seconds(4), seconds(6))).toBe(10);
    expect(count(on.trace, 'alerting result', ms(6_020), seconds(12))).toBe(0);
    expect(count(on.trace, 'acknowledged', ms(6_020), seconds(12))).toBe(0);
    expect(first(on.trace, 'metadata recovered')?.text).toContain('version 4, as it was');
    expect(tenths(first(on.trace, 'alerting result', seconds(12))?.atUs)).toBe(12);
    const leads = first(on.trace, 'leader elected')!;
    expect([tenths(leads.atUs), leads.text]).toEqual([14, 'broker-1 leads partition 2, epoch 2']);
    expect(tenths(peak(on.trace, 'store', 'alerting ageMs') * 1_000)).toBe(8.5);
    expect([on.anomalies.lostWrite, outcomes(on.trace, 'unknown')]).toEqual([0, 9]);
    expect(unprocessed(on.trace, 'alerting', seconds(20))).toEqual([]);
    expect(on.violated).toEqual([]);
  });
  it('off: nobody notices', () => expect(outcomes(run('metadata', false).trace, 'unknown')).toBe(0));
});

describe('A zombie at work', () => {
  it('its results count, its commit does not', () => {
    const on = run('zombie', true);
    expect([on.anomalies.zombie, on.twice('analytics')]).toEqual([11, 21]);
    expect(first(on.trace, 'commit fenced')?.text).toContain('generation 1 is older than 2');
    expect(on.violated).toEqual([]);
  });
  it('off: the gateway waits for the dead', () =>
    expect(count(run('zombie', false).trace, 'gateway full')).toBeGreaterThan(100));
});

describe('Restart them all, one by one', () => {
  const of = (settings: Settings) => {
    const { trace } = run('rolling-restart', true, settings);
    return [
      generations(trace, 'analytics').length,
      tenths(longestSilence(trace, 'analytics', seconds(3), seconds(20))),
    ];
  };
  it('static and cooperative: one generation; dynamic and eager: everybody stops three times', () => {
    expect(of({})).toEqual([1, 0.6]);
    expect(of({ 'group.static': false })).toEqual([4, 0.6]);
    expect(of({ 'group.static': false, 'group.assignor': 'range' })).toEqual([4, 1.6]);
    const eager = run('rolling-restart', true, { 'group.static': false, 'group.assignor': 'range' });
    expect(tenths(peak(eager.trace, 'store', 'analytics ageMs', seconds(4)) * 1_000)).toBe(4.1);
  });
  it('a member without partitions is seen as such', () => {
    const { trace } = run('rolling-restart', true, { 'group.static': false, 'group.assignor': 'range' });
    expect(moves(trace, 'analytics-2').filter(({ to }) => to === 'joining').length).toBeGreaterThan(1);
  });
});

describe('Slower than the log forgets', () => {
  const skipped = (settings: Settings): number => run('retention', true, settings).anomalies.skipExternal;
  it('skips, by reset and by policy', () => {
    expect(skipped({})).toBe(32);
    expect(skipped({ 'consumer.offsetReset': 'earliest' })).toBe(4);
    expect(skipped({ 'consumer.whenFull': 'drop' })).toBe(87);
    expect(skipped({ 'consumer.whenFull': 'disconnect' })).toBe(110);
    expect(skipped({ 'log.retentionRecords': 0 })).toBe(0);
    expect(skipped({ 'log.retentionRecords': 0, 'log.retentionSeconds': 5 })).toBe(47);
    expect(skipped({ 'log.retentionRecords': 0, 'log.retentionSeconds': 6 })).toBe(0);
    const killed = run('retention', true, { 'consumer.whenFull': 'unbounded', 'consumer.memoryRecords': 60 });
    expect(count(killed.trace, 'out of memory')).toBeGreaterThan(0);
    expect(tenths(first(run('retention', true).trace, 'records skipped')?.atUs)).toBe(16.8);
  });
  it('off: gives up', () => expect(count(run('retention', false).trace, 'given up')).toBe(135));
});

describe('One message in five is lost', () => {
  const of = (qos: string, dedupe = false) => {
    const on = run('radio', true, { 'sensors.qos': qos, 'store.dedupe': dedupe });
    return [on.results('alerting'), on.twice('alerting')];
  };
  it('QoS 0, 1 and 2: lost, twice, once', () => {
    expect(of('0')).toEqual([141, 0]);
    expect(of('1')).toEqual([167, 41]);
    expect(of('2')).toEqual([165, 0]);
    expect(of('1', true)).toEqual([167, 0]);
  });
});

describe('A reading that nobody can read', () => {
  it('dead letters let the others pass; retrying for ever does not', () => {
    const on = run('poison', true);
    expect([on.results('alerting'), count(on.trace, 'dead letter')]).toEqual([178, 12]);
    const stuck = run('poison', true, { 'consumer.onPoison': 'retry' });
    expect(stuck.results('alerting')).toBe(39);
    expect(stuck.violated).toEqual(['acked-is-processed']);
    expect(count(run('poison', false).trace, 'given up')).toBe(12);
  });
});

describe('One partition more', () => {
  it('a key that moves leaves its order behind', () => {
    const on = run('more-partitions', true);
    expect(inversions(on.trace, 'analytics')).toBe(20);
    expect([
      peak(on.trace, 'analytics-1', 'lag', 0, seconds(8)),
      peak(on.trace, 'analytics-2', 'lag', 0, seconds(8)),
    ]).toEqual([60, 0]);
    expect(tenths(peak(on.trace, 'store', 'analytics ageMs') * 1_000)).toBe(6.9);
    expect(inversions(run('more-partitions', true, { 'log.partitions': 3 }).trace, 'analytics')).toBe(0);
    expect(on.violated).toEqual([]);
  });
});

describe('Five in flight, one lost', () => {
  it('overtakes without idempotence, and never with it', () => {
    const of = (settings: Settings): number => inversions(run('reorder', true, settings).trace, 'alerting');
    expect(of({})).toBe(8);
    expect(of({ 'producer.idempotence': true })).toBe(0);
    expect(of({ 'producer.maxInFlight': 1 })).toBe(0);
  });
});
