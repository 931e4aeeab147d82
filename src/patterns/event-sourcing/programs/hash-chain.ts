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

/** Multiplies and rotates, two characters at a time, over the first `end` of a text. */
function mixed(hash: number, factor: number, text: string, end: number): number {
  let h = hash ^ end;
  let at = 1;
  for (; at < end; at += 2) {
    h = Math.imul(h ^ text.charCodeAt(at - 1) ^ (text.charCodeAt(at) << 16), factor);
    h = (h << 13) | (h >>> 19);
  }
  if (at === end) h = Math.imul(h ^ text.charCodeAt(end - 1), factor);
  return h ^ (h >>> 15);
}

/** Half a link, for a text that hangs on nothing: 32 bits. */
export const checksum = (text: string): number => mixed(SEEDS[0], FACTORS[0], text, text.length);

/** The link of a text, or of the first `end` characters of one, that comes after another link: 16 digits. */
export function linkOf(before: string, text: string, end = text.length): string {
  const a = mixed(mixed(SEEDS[0], FACTORS[0], before, before.length), FACTORS[0], text, end);
  const b = mixed(mixed(SEEDS[1], FACTORS[1], before, before.length), FACTORS[1], text, end);
  return digits(a, b);
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
