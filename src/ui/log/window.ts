/** Which rows of a long list are in sight: `first` … `last` − 1. */
export function windowOf(options: {
  readonly count: number;
  readonly rowPx: number;
  readonly top: number;
  readonly height: number;
  readonly overscan: number;
}): { first: number; last: number } {
  const { count, rowPx, top, height, overscan } = options;
  // A list that became shorter leaves the old scroll position behind its end for a moment.
  const reach = Math.max(0, Math.min(top, count * rowPx - height));
  const first = Math.max(0, Math.floor(reach / rowPx) - overscan);
  const last = Math.min(count, Math.ceil((reach + height) / rowPx) + overscan);
  return { first, last };
}
