import type uPlot from 'uplot';
import type { Curve } from '../timeline/use-curves.ts';

/** In the order in which they are drawn: with the pattern last, so above. */
export const STYLES = ['off', 'on'] as const;

/**
 * The curves as columns over one row of times, each in the middle of its stretch; a run without a
 * curve of a style, or not that far yet, has nothing there.
 */
export function plotData(curves: readonly Curve[]): uPlot.AlignedData {
  const longest = curves.reduce<Curve | undefined>(
    (held, curve) => (held && held.series.us.length >= curve.series.us.length ? held : curve),
    undefined,
  );
  const half = (longest?.series.bucketUs ?? 0) / 2;
  const times = (longest?.series.us ?? []).map((us) => us + half);
  const [off, on] = STYLES.map((style) => {
    const values = curves.find((curve) => curve.style === style)?.series.values ?? [];
    return times.map((_, i) => values[i] ?? null);
  });
  return [times, off!, on!];
}

/** Points that no line reaches, because there is nothing on either side of them. */
export function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const lone: number[] = [];
  for (let i = 0; i < values.length; i++)
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) lone.push(i);
  return lone;
}
