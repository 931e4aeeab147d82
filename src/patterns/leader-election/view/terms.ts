/** Terms as colours; neighbours differ, and the number stands beside them always. */
const HUES = ['--msg', '--purple', '--warn-mark', '--ok-mark', '--accent'] as const;

export const hueOf = (term: number): string => (term <= 0 ? 'var(--edge)' : `var(${HUES[(term - 1) % HUES.length]!})`);

/** A tint of it for areas that text stands on. */
export const tintOf = (term: number): string => `color-mix(in srgb, ${hueOf(term)} 16%, var(--panel))`;

export const TEXT_PX = 11;

/** A sentence in small print. */
export const NOTE = { fontSize: 'var(--text-sm)', color: 'var(--mute)', margin: '6px 0 0' } as const;

/** "stock = 12, price = 4". */
export const sayValues = (values: Readonly<Record<string, number | null>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} = ${value ?? 'empty'}`)
    .join(', ') || 'no value yet';
