import { LIMITS } from '../kernel/limits.ts';
import type { Us } from '../kernel/time.ts';

/** Every bound on what a link, a file or storage may hold. What lies beyond is refused with a word. */
export const CAPS = {
  /** Characters of a pasted link, before anything is done with it. */
  linkChars: 200_000,
  /** Characters after inflating the compressed part. */
  inflatedChars: 500_000,
  /** Characters of a scenario file. */
  fileChars: 1_000_000,
  actions: LIMITS.actions,
  timeUs: LIMITS.untilUs as Us,
  seed: 2 ** 32 - 1,
  /** Parameters of one link. */
  parameters: 60,
  /** Characters of an id, a mode, a command, a panel or a text setting. */
  word: 120,
  groups: 32,
  targetsPerGroup: 200,
  panels: 16,
  lessonStep: 99,
  /** Entries that a pattern's own views keep in the link. */
  own: 8,
  /** What a number among them may be, either way: all that 15 digits say. */
  ownNumber: 999_999_999_999_999,
  /** Of a command's arguments: nesting, and characters as they stand in the link. */
  argsDepth: 8,
  argsChars: 2_000,
  /** Characters of the note that a link brings along. */
  note: 280,
  /** Problems told one by one; the rest is counted. */
  problems: 20,
  /** Characters of a broken part that a problem repeats. */
  partChars: 80,
} as const;

/** Readable links beyond either bound are compressed. */
export const COMPRESS_BEYOND = { chars: 900, actions: 24 } as const;
