import type { Us } from '../../../kernel/time.ts';
import type { Draw, Wait } from './backoff.ts';

/**
 * Decorrelated jitter, second version, as Polly and cockatiel have it: with t = tries so far plus a
 * random fraction, f(t) = 2^t · tanh(√(4t)), and a wait is the difference of two such values, over 1.4.
 * Both functions come from integer tables with linear interpolation, because engines round them
 * differently; the result is within a few thousandths of theirs.
 */
export type Decorrelated = {
  readonly tries: number;
  /** f of the last wait, in 1 / ONE. */
  readonly last: number;
};

/** One, in the tables. */
const ONE = 65_536;
/** Steps between two doublings, and between two whole numbers of tanh. */
const STEPS = 8;
/** Steps of t between two tries: what is drawn. */
export const FRACTIONS = 4_096;

/** 2^(i / 8). */
const DOUBLING = [65_536, 71_468, 77_936, 84_990, 92_682, 101_070, 110_218, 120_194, 131_072];

/** tanh(i / 8); it is 1 from the end of the table on. */
const TANH = [
  0, 8_150, 16_051, 23_485, 30_285, 36_346, 41_625, 46_131, 49_912, 53_038, 55_593, 57_660, 59_320, 60_643, 61_694,
  62_524, 63_179, 63_693, 64_096, 64_412, 64_659, 64_852, 65_003, 65_120, 65_212, 65_283, 65_339, 65_383, 65_417,
  65_443, 65_464, 65_480, 65_492,
];

const between = (table: readonly number[], at: number, parts: number): number => {
  const cell = Math.floor(at / parts);
  const low = table[cell] ?? ONE;
  const high = table[cell + 1] ?? ONE;
  return low + Math.floor(((high - low) * (at % parts)) / parts);
};

/** f(t) in 1 / ONE; t in 1 / FRACTIONS. */
export function curve(t: number): number {
  const parts = FRACTIONS / STEPS;
  let doubled = between(DOUBLING, t % FRACTIONS, parts);
  for (let i = Math.floor(t / FRACTIONS); i > 0; i -= 1) doubled *= 2;
  const root = Math.floor(Math.sqrt(4 * t * FRACTIONS));
  return Math.floor((doubled * between(TANH, root, parts)) / ONE);
}

export function decorrelated(baseUs: Us, maxUs: Us, memory: Decorrelated | null, draw: Draw): Wait {
  const { tries, last } = memory ?? { tries: 0, last: 0 };
  const wait = (next: number): Us => Math.min(maxUs, Math.floor((Math.max(0, next - last) * baseUs * 10) / (14 * ONE)));
  const next = curve(tries * FRACTIONS + draw(FRACTIONS));
  return {
    waitUs: wait(next),
    lowUs: wait(curve(tries * FRACTIONS)),
    highUs: wait(curve((tries + 1) * FRACTIONS)),
    memory: { tries: tries + 1, last: next },
  };
}
