/** One line of the report. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** What it has to reach, and whether that is a floor or a ceiling; absent: only told. */
  readonly bar?: { readonly value: number; readonly better: 'higher' | 'lower' };
  readonly note?: string;
}

const WIDTH = 20;

/** Full where the bar is met exactly; for a ceiling, the part of it that is used. */
function gauge(row: Row): string {
  if (!row.bar) return ' '.repeat(WIDTH);
  const share = Math.max(0, Math.min(1.5, row.measured / row.bar.value));
  return '█'.repeat(Math.round(share * (WIDTH / 1.5))).padEnd(WIDTH, '░');
}

function figure(value: number, unit: string): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  const [whole = '', rest] = value.toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${grouped}${rest === undefined ? '' : `.${rest}`}${unit === '' ? '' : ` ${unit}`}`;
}

export const meets = (row: Row): boolean =>
  !row.bar || (row.bar.better === 'higher' ? row.measured >= row.bar.value : row.measured <= row.bar.value);

export function line(row: Row): string {
  const verdict = row.bar ? (meets(row) ? 'ok' : row.bar.better === 'higher' ? 'below' : 'above') : '';
  const bar = row.bar ? `${row.bar.better === 'higher' ? '≥' : '≤'} ${figure(row.bar.value, row.unit)}` : '';
  const note = row.note ? `  ${row.note}` : '';
  return `${row.what.padEnd(46)} ${gauge(row)} ${figure(row.measured, row.unit).padStart(18)}  ${bar.padEnd(18)} ${verdict.padEnd(5)}${note}`.trimEnd();
}
