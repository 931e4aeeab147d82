/**
 * Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm" (2014), figure 1. Buckets are
 * numbers: it has no ring and no table, and only the last bucket can ever be taken away.
 * The key has 64 bits, here in two halves, because a number holds 53.
 */
export function jump(keyHigh: number, keyLow: number, buckets: number): number {
  let high = keyHigh >>> 0;
  let low = keyLow >>> 0;
  let bucket = -1;
  let next = 0;
  while (next < buckets) {
    bucket = next;
    // key = key * 2862933555777941757 + 1
    const carry = timesHigh(low, FACTOR_LOW);
    high = (carry + Math.imul(high, FACTOR_LOW) + Math.imul(low, FACTOR_HIGH)) >>> 0;
    low = (Math.imul(low, FACTOR_LOW) >>> 0) + 1;
    if (low > 0xffffffff) {
      low = 0;
      high = (high + 1) >>> 0;
    }
    // next = (bucket + 1) * (2^31 / ((key >> 33) + 1))
    next = Math.floor((bucket + 1) * (0x80000000 / ((high >>> 1) + 1)));
  }
  return bucket;
}

/** The generator's factor: 0x27bb2ee687b0b0fd. */
const FACTOR_HIGH = 0x27bb2ee6;
const FACTOR_LOW = 0x87b0b0fd;

/** The upper 32 bits of a product of two 32-bit numbers. */
function timesHigh(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + (other >>> 16)) >>> 0;
}
