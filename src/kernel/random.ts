import { hashString, mix } from './hash.ts';
import type { Random } from './program.ts';
import { EXPONENTIAL } from './tables.ts';
import type { Us } from './time.ts';

/**
 * Counter-based random numbers: draw n of a stream is a hash of (seed, stream name, n). The state
 * of a stream is its counter alone, so a checkpoint copies one number, and streams never disturb
 * each other.
 */
export interface StreamKey {
  readonly a: number;
  readonly b: number;
}

export function streamKey(seed: number, name: string): StreamKey {
  const h = hashString(name);
  return { a: mix(mix(0x243f6a88, seed | 0), h), b: mix(mix(0x13198a2e, h), (seed | 0) ^ 0x0f1e2d3c) };
}

/** Draw number `counter` of a stream: uniform in 0 … 2³² − 1. */
export function draw(key: StreamKey, counter: number): number {
  let x = Math.imul(counter, 0x9e3779b1) ^ key.a;
  x ^= x >>> 16;
  x = Math.imul(x, 0x21f0aaad);
  x = (x ^ (x >>> 15)) + key.b;
  x = Math.imul(x, 0x735a2d97);
  x ^= x >>> 15;
  x = Math.imul(x ^ key.a, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x + key.b, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Scales a draw to 0 … n − 1. The product is a double: same rounding in every engine. */
export function scale(word: number, n: number): number {
  return Math.floor((word * n) / 4294967296);
}

/** Looks a draw up in an inverse distribution table, interpolating; mean 65,536. */
export function lookUp(table: readonly number[], word: number): number {
  const cell = word >>> 24;
  const low = table[cell]!;
  return low + Math.floor(((table[cell + 1]! - low) * (word & 0xffffff)) / 0x1000000);
}

/** A stream with its counter, as programs see it. */
export class Stream implements Random {
  counter = 0;

  private readonly key: StreamKey;

  constructor(key: StreamKey) {
    this.key = key;
  }

  int(n: number): number {
    if (!(n >= 1 && n <= 4294967296)) throw new RangeError(`int(n) takes 1 to 2^32, not ${n}`);
    return scale(draw(this.key, this.counter++), n);
  }

  chance(ppm: number): boolean {
    return scale(draw(this.key, this.counter++), 1_000_000) < ppm;
  }

  between(minUs: Us, maxUs: Us): Us {
    if (maxUs < minUs) throw new RangeError(`between(${minUs}, ${maxUs}): the maximum is less than the minimum`);
    return minUs + scale(draw(this.key, this.counter++), maxUs - minUs + 1);
  }

  exponential(meanUs: Us): Us {
    return Math.floor((meanUs * lookUp(EXPONENTIAL, draw(this.key, this.counter++))) / 65536);
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('pick() from an empty list');
    return items[this.int(items.length)]!;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const list = items.slice();
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const item = list[i]!;
      list[i] = list[j]!;
      list[j] = item;
    }
    return list;
  }
}
