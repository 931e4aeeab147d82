/** Simulated seconds per second, as `[` and `]` go through them. */
export const SPEEDS: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100];

/** The next one up or down; from between two, the nearest in that direction. */
export function nextSpeed(speed: number, direction: 1 | -1): number {
  const next = direction === 1 ? SPEEDS.find((held) => held > speed) : SPEEDS.findLast((held) => held < speed);
  return next ?? speed;
}
