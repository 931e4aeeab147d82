import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { partitionFor } from './programs/murmur2.ts';

/** kafkajs has Kafka’s default partitioner too, written by others: both must send a key to the same partition. */
const oracle = Partitioners.DefaultPartitioner();
const theirs = (key: string, partitions: number): number =>
  oracle({
    topic: 'readings',
    partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 1,
      replicas: [1],
      isr: [1],
    })),
    message: { key, value: null },
  });

describe('partitionFor', () => {
  it('agrees with kafkajs on any key and any number of partitions', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (key, partitions) => {
        fc.pre(key.length > 0);
        expect(partitionFor(key, partitions)).toBe(theirs(key, partitions));
      }),
      { numRuns: 2_000 },
    );
  });

  it('agrees on the names of the sensors, which all lengths of tail occur in', () => {
    for (const key of ['a', 'ab', 'abc', 'abcd', 'north-t1', 'south-v2', 'é', '漢字', '🌡️'])
      for (const partitions of [1, 2, 3, 7]) expect(partitionFor(key, partitions), key).toBe(theirs(key, partitions));
  });
});
