import { describe, expect, it } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { anomaliesIn } from './anomalies.ts';

const event = (rest: Partial<TraceEvent>): TraceEvent => ({
  seq: 0,
  timeUs: 0,
  kind: 'deliver',
  node: 'store',
  cause: -1,
  effects: [],
  ...rest,
});
const noted = (rule: string, data: Json): TraceEvent => event({ effects: [{ kind: 'note', rule, text: '', data }] });
const poll = (...offsets: number[]): TraceEvent =>
  event({
    kind: 'reply',
    transit: { message: { type: 'Records', records: offsets.map((offset) => ({ offset })) } },
  } as never);
const done = (reading: number, offset: number): TraceEvent =>
  noted('analytics result', { group: 'analytics', reading, partition: 'partition 0', offset });
const acked = (offset: number, ...readings: number[]): TraceEvent =>
  noted('acknowledged', { partition: 'partition 0', offset, readings });

describe('anomalies, by the names of Maelstrom', () => {
  it('within one poll: a hole, and a step back', () => {
    const { skipInternal, nonmonotonicInternal } = anomaliesIn([poll(1, 2, 5, 6), poll(9), poll(4, 4, 3)]);
    expect([skipInternal, nonmonotonicInternal]).toEqual([2, 2]);
  });

  it('between polls: a jump ahead, and a group that goes back', () => {
    const found = anomaliesIn([
      done(1, 7),
      noted('records skipped', { partition: 'partition 0', from: 8, to: 11 }),
      done(2, 11),
      done(1, 7),
    ]);
    expect([found.skipExternal, found.nonmonotonicExternal, found.redelivered]).toEqual([3, 1, 1]);
    expect(found.redeliveredAt).toEqual({ analytics: { 'partition 0': [7] } });
  });

  it('a lost write, until it is written again', () => {
    const lost = [acked(3, 8, 9), noted('becomes leader', { partition: 'partition 0', end: 4 })];
    expect([anomaliesIn(lost).lostWrite, anomaliesIn(lost).lostAt]).toEqual([1, { 'partition 0': [4] }]);
    const again = anomaliesIn([...lost, acked(6, 9)]);
    expect([again.lostWrite, again.duplicate]).toEqual([0, 0]);
  });

  it('one reading at two offsets, two readings at one', () => {
    expect(anomaliesIn([acked(3, 8), acked(5, 8)]).duplicate).toBe(1);
    expect(anomaliesIn([done(1, 7), done(2, 7)]).inconsistentOffset).toBe(1);
  });

  it('unobserved: acknowledged, and without a result', () => {
    expect(anomaliesIn([acked(3, 8, 9), done(8, 3)]).unobserved).toEqual({ analytics: 1, alerting: 2, archiver: 2 });
  });

  it('says who was fenced', () => {
    const refused = { stale: { name: 'generation', got: 1, have: 2 } };
    const { fenced, fencedOf } = anomaliesIn([
      {
        ...noted('commit fenced', refused),
        transit: { from: 'analytics-1', message: { type: 'OffsetCommit' } } as never,
      },
    ]);
    expect([fenced, fencedOf]).toEqual([1, { 'analytics-1': 1 }]);
  });
});
