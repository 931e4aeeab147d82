/**
 * Things under way, by small numbers that are used again. A request or a piece of work carries the
 * number along; what it stands for stays in the state.
 */
export interface Slots<T> {
  readonly items: (T | null)[];
  readonly free: number[];
}

export const noSlots = <T>(): Slots<T> => ({ items: [], free: [] });

/** Keeps a thing; answers its number. */
export function put<T>({ items, free }: Slots<T>, item: T): number {
  const at = free.length > 0 ? free.pop()! : items.length;
  items[at] = item;
  return at;
}

/** Gives the thing back, and the number to the next one. */
export function take<T>({ items, free }: Slots<T>, at: number): T {
  const item = items[at]!;
  items[at] = null;
  free.push(at);
  return item;
}
