/** A figure as precise as it helps: three digits or so, no trailing zeros: `0.25`, `3.2`, `37`, `1,240`. */
export function figureText(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const [whole = '0', fraction] = Math.abs(Number(value.toFixed(digits)))
    .toString()
    .split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? '−' : '';
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** With its unit: `37/s`, `37 orders/s`, `62 %`; a dash where there is nothing. */
export function valueText(value: number | null, unit: string): string {
  if (value === null) return '–';
  if (unit === '') return figureText(value);
  return unit.startsWith('/') ? `${figureText(value)}${unit}` : `${figureText(value)} ${unit}`;
}

/** A difference says its direction: `+35/s`, `−120 ms`, `±0`. */
export function differenceText(from: number | null, to: number | null, unit: string): string {
  if (from === null || to === null) return '–';
  const text = valueText(to - from, unit);
  if (figureText(to - from) === '0') return `±${text}`;
  return to > from ? `+${text}` : text;
}
