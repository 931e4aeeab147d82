import type { ColourToken, Glyph as GlyphName } from '../../pattern-kit/pattern.ts';
import { colourVar } from './colours.ts';

export interface GlyphProps {
  readonly glyph: GlyphName | 'cross';
  readonly colour: ColourToken;
  /** px. */
  readonly size?: number;
}

/**
 * A message's mark: filled dot request, ring reply, triangle command, diamond event, small dot
 * heartbeat, cross where something was refused or lost. Decoration: say its name beside it.
 */
export function Glyph({ glyph, colour, size = 12 }: GlyphProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="-7 -7 14 14"
      aria-hidden
      style={{ color: colourVar(colour) }}
      fill="currentColor"
    >
      {glyph === 'dot' && <circle r={5} />}
      {glyph === 'ring' && <circle r={4.4} fill="var(--panel)" stroke="currentColor" strokeWidth={2} />}
      {glyph === 'triangle' && <path d="M-4 -5 L5.5 0 L-4 5Z" />}
      {glyph === 'diamond' && <path d="M0 -6 L6 0 L0 6 L-6 0Z" />}
      {glyph === 'pulse' && <circle r={2.6} />}
      {glyph === 'cross' && (
        <path d="M-4 -4 L4 4 M4 -4 L-4 4" stroke="currentColor" strokeWidth={2.2} strokeLinecap="round" />
      )}
    </svg>
  );
}
