import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slotOf, slotOfBytes } from './programs/placement/hash-slot.ts';
import { jump } from './programs/placement/jump.ts';

/** Other projects' expectations, as data: not part of this one. */
function load(file: string): unknown {
  const folder = process.env['CONFORMANCE_VECTORS'];
  if (!folder)
    throw new Error(
      'CONFORMANCE_VECTORS is not set: name the folder that holds the conformance vectors, or this proves nothing.',
    );
  return JSON.parse(readFileSync(`${folder}/sharding/${file}`, 'utf8'));
}

interface HashTags {
  readonly vectors: readonly { readonly key_utf8?: string; readonly key_hex?: string; readonly slot: number }[];
  readonly spec_examples: { readonly same_slot: readonly (readonly [string, string])[] };
}
interface JumpHash {
  readonly by_bucket_count_1_to_n: readonly { readonly key: string; readonly buckets: readonly number[] }[];
  readonly golden100_keys_0_to_19: readonly number[];
  readonly singles: readonly (readonly [key: string, buckets: number, bucket: number])[];
}

const jumpOf = (key: string, buckets: number): number =>
  jump(Number(BigInt(key) >> 32n), Number(BigInt(key) & 0xffff_ffffn), buckets);

describe('hash tags of Redis Cluster', () => {
  it('gives every key its slot', () => {
    const { vectors } = load('redis_hash_tags.json') as HashTags;
    const found = vectors.map(({ key_utf8: text, key_hex: hex }) =>
      text === undefined ? slotOfBytes([...Buffer.from(hex!, 'hex')]) : slotOf(text),
    );
    expect(found).toEqual(vectors.map(({ slot }) => slot));
    expect(found).toHaveLength(21);
  });

  it('follows the examples of the specification', () => {
    for (const [one, other] of (load('redis_hash_tags.json') as HashTags).spec_examples.same_slot)
      expect(slotOf(one)).toBe(slotOf(other));
    expect(slotOf('foo{bar}{zap}')).toBe(slotOf('bar'));
    expect(slotOf('foo{{bar}}zap')).toBe(slotOf('{bar'));
    expect(slotOf('foo{}{bar}')).not.toBe(slotOf('bar'));
  });
});

describe('jump consistent hash', () => {
  it('agrees with the reference C++ code and with Guava', () => {
    const rows = load('jump_hash.json') as JumpHash;
    let checked = 0;
    const check = (key: string, buckets: number, bucket: number): void => {
      expect(jumpOf(key, buckets), `${key} in ${buckets}`).toBe(bucket);
      checked += 1;
    };
    for (const { key, buckets } of rows.by_bucket_count_1_to_n)
      for (const [i, bucket] of buckets.entries()) check(key, i + 1, bucket);
    for (const [key, bucket] of rows.golden100_keys_0_to_19.entries()) check(String(key), 100, bucket);
    for (const [key, buckets, bucket] of rows.singles) check(key, buckets, bucket);
    expect(checked).toBe(103);
  });
});
