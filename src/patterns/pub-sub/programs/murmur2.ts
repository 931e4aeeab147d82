/**
 * The hash behind Kafka's default partitioner: MurmurHash2, 32 bits, seed 0x9747b28c, as in
 * `org.apache.kafka.common.utils.Utils.murmur2`. Answers a signed 32-bit integer.
 */
export function murmur2(bytes: readonly number[]): number {
  const { length } = bytes;
  let h = 0x9747b28c ^ length;
  const words = length >> 2;
  for (let i = 0; i < words; i++) {
    const at = i * 4;
    let k = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    k = Math.imul(k, M);
    h = Math.imul(h, M) ^ k;
  }
  const tail = length & ~3;
  const left = length & 3;
  if (left === 3) h ^= bytes[tail + 2]! << 16;
  if (left >= 2) h ^= bytes[tail + 1]! << 8;
  if (left >= 1) h = Math.imul(h ^ bytes[tail]!, M);
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return h ^ (h >>> 15);
}

const M = 0x5bd1e995;

/** The bytes of a key: UTF-8, as the string serializer writes it. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    // Half of a pair alone is no character: it is written as the replacement character.
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), more(code, 0));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), more(code, 6), more(code, 0));
    else bytes.push(0xf0 | (code >> 18), more(code, 12), more(code, 6), more(code, 0));
  }
  return bytes;
}

const more = (code: number, shift: number): number => 0x80 | ((code >> shift) & 0x3f);

/** `BuiltInPartitioner.partitionForKey`: the sign bit is cut off, not turned around. */
export const partitionFor = (key: string, partitions: number): number => (murmur2(utf8(key)) & 0x7fffffff) % partitions;
