/** Freezes what came over a line: both ends see data that nobody can change, as inline. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key in value) deepFreeze((value as Record<string, unknown>)[key]);
  Object.freeze(value);
}
