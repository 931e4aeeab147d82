import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadingRecord } from './records.ts';
import {
  append,
  checkSequence,
  dropBefore,
  emptyLog,
  endOf,
  endOfEpoch,
  firstSince,
  recover,
  truncate,
  type DiskEntry,
  type PartitionLog,
} from './programs/partition-log.ts';

const record = (offset: number, epoch = 1, sequence = offset, producerEpoch = 1): ReadingRecord => ({
  offset,
  epoch,
  pid: 1,
  producerEpoch,
  sequence,
  reading: offset,
  sensor: 's',
  atUs: 0,
  accepted: offset,
});
function filled(count: number, epochOf: (offset: number) => number = () => 1): PartitionLog {
  const log = emptyLog();
  for (let offset = 0; offset < count; offset++) append(log, record(offset, epochOf(offset)));
  return log;
}

describe('the log', () => {
  it('takes the next offset and no other', () => {
    expect(() => append(filled(3), record(4))).toThrow('offset 4 does not follow 3');
    expect(() => append(filled(3), record(2))).toThrow('offset 2 does not follow 3');
  });

  it('knows where an epoch ends, or the last one before it', () => {
    const log = filled(10, (offset) => (offset < 4 ? 1 : offset < 7 ? 3 : 4));
    expect([1, 2, 3, 4, 9].map((epoch) => endOfEpoch(log, epoch).end)).toEqual([4, 4, 7, 10, 10]);
    expect(endOfEpoch(log, 0)).toEqual({ epoch: 0, end: 0 });
  });

  it('comes back from disk as it was, whatever was appended, cut and deleted', () => {
    const step = fc.oneof(
      fc.constant('append' as const),
      fc.record({ cut: fc.integer({ min: 0, max: 30 }) }),
      fc.record({ start: fc.integer({ min: 0, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const log = emptyLog();
        const disk: DiskEntry[] = [];
        for (const each of steps) {
          if (each === 'append') {
            const next = record(endOf(log));
            append(log, next);
            disk.push(next);
          } else if ('cut' in each) {
            if (each.cut < log.start) continue;
            if (truncate(log, each.cut).length > 0) disk.push({ cut: each.cut });
          } else if (dropBefore(log, Math.min(each.start, endOf(log))) > 0) disk.push({ start: log.start });
        }
        const recovered = recover(disk);
        expect([recovered.start, recovered.records]).toEqual([log.start, log.records]);
      }),
    );
  });

  it('knows the first record that is young enough, in what retention has left', () => {
    const log = emptyLog();
    for (let offset = 0; offset < 6; offset++) append(log, { ...record(offset), atUs: offset * 10 });
    expect([firstSince(log, 0), firstSince(log, 25), firstSince(log, 50), firstSince(log, 51)]).toEqual([0, 3, 5, 6]);
    dropBefore(log, 4);
    expect([firstSince(log, 25), firstSince(log, 45)]).toEqual([4, 5]);
  });

  it('ends at the first gap that the disk has', () => {
    expect(endOf(recover([record(0), record(1), record(3)]))).toBe(2);
    expect(recover([record(0), record(1), record(2), record(1, 2)]).records).toEqual([record(0), record(1, 2)]);
  });
});

describe('sequence numbers', () => {
  it('tell the next batch from a repetition, a gap and a former life', () => {
    const log = filled(5);
    expect(checkSequence(log, 1, 1, 5).kind).toBe('next');
    expect(checkSequence(log, 1, 1, 3)).toEqual({ kind: 'duplicate', offset: 3 });
    expect(checkSequence(log, 1, 1, 7).kind).toBe('out of order');
    expect(checkSequence(log, 1, 0, 5).kind).toBe('fenced');
    expect(checkSequence(log, 1, 2, 0).kind).toBe('next');
    expect(checkSequence(log, 1, 2, 5).kind).toBe('out of order');
    expect(checkSequence(log, -1, 0, 0).kind).toBe('next');
  });

  it('are known again after a cut', () => {
    const log = filled(5);
    truncate(log, 3);
    expect(checkSequence(log, 1, 1, 3).kind).toBe('next');
    expect(checkSequence(log, 1, 1, 2)).toEqual({ kind: 'duplicate', offset: 2 });
  });
});
