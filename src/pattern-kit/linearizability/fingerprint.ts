import { hashNumber, mix } from '../../kernel/hash.ts';
import type { Json } from '../../kernel/json.ts';

/**
 * Fingerprints of 64 bits in two words ("lanes"), so that remembering a configuration costs eight
 * bytes. Two of them are equal by chance once in 2⁶⁴ pairs.
 */
export const LANE_A = 0x2c1b3c6d;
export const LANE_B = 0x297a2d39;

/** Hash of plain data in one lane; the order of keys does not count. */
export function laneHash(value: Json | undefined, lane: number): number {
  switch (typeof value) {
    case 'string': {
      let hash = mix(lane, value.length);
      for (let i = 0; i < value.length; i++) hash = mix(hash, value.charCodeAt(i));
      return hash;
    }
    case 'number':
      return mix(lane ^ 0x3c6ef372, hashNumber(value));
    case 'object':
      return value === null ? mix(lane, 0x61c88647) : hashOfParts(value as Readonly<Record<string, Json>>, lane);
    default:
      return mix(lane, value === undefined ? 0x5bd1e995 : value ? 0x27d4eb2f : 0x165667b1);
  }
}

function hashOfParts(value: Readonly<Record<string, Json>>, lane: number): number {
  let sum = Array.isArray(value) ? 0x7feb352d : 0x68bc21eb;
  for (const key in value) {
    const part = value[key];
    if (part !== undefined) sum = (sum + mix(laneHash(key, lane), laneHash(part, lane))) | 0;
  }
  return mix(lane, sum);
}

/** The word that stands for operation `n` in a set: sets are the exclusive or of their members' words. */
export const memberHash = (n: number, lane: number): number => mix(mix(~lane, n), 0x9e3779b1);

/** A growing set of fingerprints: open addressing, never more than half full. */
export class FingerprintSet {
  size = 0;

  private mask: number;
  private slots: Int32Array;

  /** `capacity` is a power of two. */
  constructor(capacity = 1 << 10) {
    this.mask = capacity - 1;
    this.slots = new Int32Array(2 * capacity);
  }

  /** Answers false where it was in already. */
  add(a: number, b: number): boolean {
    // An empty slot is all zeros: the one fingerprint that looks like it shares with its neighbour.
    const low = (a | b) === 0 ? 1 : a | 0;
    if (!this.put(low, b | 0)) return false;
    if (++this.size * 2 > this.mask) this.grow();
    return true;
  }

  private put(a: number, b: number): boolean {
    const { slots, mask } = this;
    let at = 2 * ((a ^ (b >>> 7)) & mask);
    while (slots[at] !== 0 || slots[at + 1] !== 0) {
      if (slots[at] === a && slots[at + 1] === b) return false;
      at = (at + 2) & (2 * mask + 1);
    }
    slots[at] = a;
    slots[at + 1] = b;
    return true;
  }

  private grow(): void {
    const { slots } = this;
    this.mask = 2 * this.mask + 1;
    this.slots = new Int32Array(2 * (this.mask + 1));
    for (let at = 0; at < slots.length; at += 2) {
      if (slots[at] !== 0 || slots[at + 1] !== 0) this.put(slots[at]!, slots[at + 1]!);
    }
  }
}
