const COMMON: readonly number[] = [0.1, 0.5, 1, 10];

/** The speeds that are always in sight; an unusual one takes its place among them while it is chosen. */
export const shownSpeeds = (speed: number): readonly number[] =>
  COMMON.includes(speed) ? COMMON : [...COMMON, speed].sort((a, b) => a - b);
