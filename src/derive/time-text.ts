import { US_PER_MS, US_PER_S, type Us } from '../kernel/time.ts';

/** A point in simulated time, to the millisecond: `4.212 s`. All of one run stand under each other in mono. */
export function timeText(us: Us): string {
  return `${(us / US_PER_S).toFixed(3)} s`;
}

/** A span, in the unit that reads best and without trailing zeros: `5 s`, `1.25 s`, `120 ms`, `80 µs`. */
export function spanText(us: Us): string {
  const size = Math.abs(us);
  if (size >= US_PER_S) return `${trimmed(us / US_PER_S, size >= 100 * US_PER_S ? 0 : 2)} s`;
  if (size >= US_PER_MS) return `${trimmed(us / US_PER_MS, size >= 100 * US_PER_MS ? 0 : 1)} ms`;
  return `${Math.round(us)} µs`;
}

/** Groups of three with a comma from 1,000 on, as in the transport. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
