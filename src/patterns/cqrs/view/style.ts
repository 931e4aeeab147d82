import type { CSSProperties } from 'react';

/** Small styles that the parts of the board share. No text below 11 px. */
export const small: CSSProperties = { fontSize: 11.5, lineHeight: '16px' };
export const mono: CSSProperties = { fontFamily: 'var(--font-mono)', fontVariantNumeric: 'tabular-nums' };
export const heading: CSSProperties = {
  margin: '0 0 4px',
  fontSize: 12.5,
  fontWeight: 600,
  color: 'var(--ink)',
  display: 'flex',
  gap: 8,
  alignItems: 'baseline',
};
export const aside: CSSProperties = { ...small, fontWeight: 400, color: 'var(--mute)' };

/** A button that looks like the text it is. */
export const plain: CSSProperties = {
  font: 'inherit',
  color: 'inherit',
  background: 'none',
  border: 0,
  padding: 0,
  textAlign: 'left',
  cursor: 'pointer',
};
