import { hashOf, positionOf, type Line } from './line.ts';

/**
 * Each event carries a hash of itself and of the hash before it, so that an edit anywhere breaks
 * every link from there on. 64 bits of integer mixing: it finds accidents and clumsy edits. It is no
 * cryptographic hash: who wants to can make two events with one hash, and who may write to the store
 * can compute the whole chain anew. Against that helps only a copy of a hash where he cannot write.
 */
export const GENESIS = '0000000000000000';

const SEEDS = [0x811c9dc5, 0x9e3779b1] as const;
const FACTORS = [0x01000193, 0x85ebca6b] as const;

/** Multiplies and rotates, two characters at a time, over the first `end` of a text. Both words of a link at once: each character is looked up one time. */
const words = new Int32Array(2);

function mixBoth(text: string, end: number): void {
  let a = words[0]! ^ end;
  let b = words[1]! ^ end;
  let at = 1;
  for (; at < end; at += 2) {
    const pair = text.charCodeAt(at - 1) ^ (text.charCodeAt(at) << 16);
    a = Math.imul(a ^ pair, FACTORS[0]);
    b = Math.imul(b ^ pair, FACTORS[1]);
    a = (a << 13) | (a >>> 19);
    b = (b << 13) | (b >>> 19);
  }
  if (at === end) {
    const last = text.charCodeAt(end - 1);
    a = Math.imul(a ^ last, FACTORS[0]);
    b = Math.imul(b ^ last, FACTORS[1]);
  }
  words[0] = a ^ (a >>> 15);
  words[1] = b ^ (b >>> 15);
}

/** The link of a text, or of the first `end` characters of one, that comes after another link: 16 digits. */
export function linkOf(before: string, text: string, end = text.length): string {
  words[0] = SEEDS[0];
  words[1] = SEEDS[1];
  mixBoth(before, before.length);
  mixBoth(text, end);
  return digits(words[0], words[1]);
}

/** Half a link, for a text that hangs on nothing: 32 bits. */
export function checksum(text: string): number {
  words[0] = SEEDS[0];
  mixBoth(text, text.length);
  return words[0];
}

const digit = (word: number, shift: number): number => {
  const value = (word >>> shift) & 15;
  return value < 10 ? 48 + value : 87 + value;
};

/** Both words in hexadecimal, made in one go: nothing is joined or padded. */
function digits(a: number, b: number): string {
  return String.fromCharCode(
    digit(a, 28),
    digit(a, 24),
    digit(a, 20),
    digit(a, 16),
    digit(a, 12),
    digit(a, 8),
    digit(a, 4),
    digit(a, 0),
    digit(b, 28),
    digit(b, 24),
    digit(b, 20),
    digit(b, 16),
    digit(b, 12),
    digit(b, 8),
    digit(b, 4),
    digit(b, 0),
  );
}

/** A line of the log with its link: everything that it says, after the link before it. */
export const linked = (before: string, bare: string): Line => `${bare}|${linkOf(before, bare)}`;

/** First event whose link does not fit; −1 where all do. */
export function firstBroken(before: string, lines: readonly Line[]): number {
  let link = before;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!;
    const due = linkOf(link, line, line.lastIndexOf('|'));
    link = hashOf(line);
    if (link !== due) return positionOf(line);
  }
  return -1;
}
