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
const STEPS = 16;
/** Steps of t between two tries: what is drawn. */
export const FRACTIONS = 4_096;

/** 2^(i / 16). */
const DOUBLING = [
  65_536, 68_438, 71_468, 74_632, 77_936, 81_386, 84_990, 88_752, 92_682, 96_785, 101_070, 105_545, 110_218, 115_098,
  120_194, 125_515, 131_072,
];

/** tanh(i / 16); it is 1 from the end of the table on. */
const TANH = [
  0, 4_091, 8_150, 12_146, 16_051, 19_838, 23_485, 26_973, 30_285, 33_412, 36_346, 39_084, 41_625, 43_972, 46_131,
  48_108, 49_912, 51_552, 53_038, 54_382, 55_593, 56_683, 57_660, 58_536, 59_320, 60_019, 60_643, 61_199, 61_694,
  62_134, 62_524, 62_871, 63_179, 63_451, 63_693, 63_907, 64_096, 64_263, 64_412, 64_543, 64_659, 64_761, 64_852,
  64_932, 65_003, 65_065, 65_120, 65_169, 65_212, 65_250, 65_283, 65_313, 65_339, 65_362, 65_383, 65_401, 65_417,
  65_431, 65_443, 65_454, 65_464, 65_472, 65_480, 65_486, 65_492, 65_497, 65_502, 65_506, 65_509, 65_512, 65_515,
  65_518, 65_520, 65_522, 65_523, 65_525, 65_526, 65_527, 65_528, 65_529, 65_530,
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
