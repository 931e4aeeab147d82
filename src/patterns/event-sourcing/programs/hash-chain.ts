import { bareOf, hashOf, positionOf, type Line } from './line.ts';

/**
 * Each event carries a hash of itself and of the hash before it, so that an edit anywhere breaks
 * every link from there on. 64 bits of integer mixing: it finds accidents and clumsy edits. It is no
 * cryptographic hash: who wants to can make two events with one hash, and who may write to the store
 * can compute the whole chain anew. Against that helps only a copy of a hash where he cannot write.
 */
export const GENESIS = '0000000000000000';

type Lanes = [a: number, b: number];

/** Multiply and rotate, two lanes of 32 bits. */
function word(lanes: Lanes, value: number): void {
  lanes[0] = Math.imul(lanes[0] ^ value, 0x01000193);
  const b = Math.imul(lanes[1] ^ value, 0x85ebca6b);
  lanes[1] = (b << 13) | (b >>> 19);
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** Of two texts, the second one after the first. */
export function digest(before: string, text: string): string {
  const lanes: Lanes = [0x811c9dc5, 0x9e3779b1];
  for (let i = 0; i < before.length; i += 1) word(lanes, before.charCodeAt(i));
  word(lanes, text.length);
  for (let i = 0; i < text.length; i += 1) word(lanes, text.charCodeAt(i));
  return hex(lanes[0] ^ (lanes[0] >>> 15)) + hex(lanes[1] ^ (lanes[1] >>> 16));
}

/** A line of the log with its link: everything that it says, after the link before it. */
export const linked = (before: string, bare: string): Line => `${bare}|${digest(before, bare)}`;

/** First event whose link does not fit; −1 where all do. */
export function firstBroken(before: string, lines: readonly Line[]): number {
  let hash = before;
  for (const line of lines) {
    if (linked(hash, bareOf(line)) !== line) return positionOf(line);
    hash = hashOf(line);
  }
  return -1;
}
