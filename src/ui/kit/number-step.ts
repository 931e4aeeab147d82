/** The nearest value on the grid `min, min + step, …` within the range; decimals as fine as the step's. */
export function clampToStep(value: number, min: number, max: number, step: number): number {
  const digits = decimals(step) > decimals(min) ? decimals(step) : decimals(min);
  const snapped = step > 0 ? min + Math.round((value - min) / step) * step : value;
  return Number(Math.min(max, Math.max(min, snapped)).toFixed(digits));
}

function decimals(value: number): number {
  const text = String(value);
  const dot = text.indexOf('.');
  return dot < 0 ? 0 : text.length - dot - 1;
}
