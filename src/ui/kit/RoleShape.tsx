import { useId, type ReactNode } from 'react';
import type { ColourToken, Shape } from '../../pattern-kit/pattern.ts';
import { colourVar, softVar } from './colours.ts';
import { HatchPattern } from './Hatch.tsx';

export interface RoleShapeProps {
  readonly shape: Shape;
  /** One letter or two; with `children` it may be left empty. */
  readonly letter: string;
  /** px: side of the square that it stands in. */
  readonly size?: number;
  /** Colour of outline and tint; absent: ink on panel. */
  readonly tone?: ColourToken | undefined;
  /** Dashed outline: outside our control. */
  readonly external?: boolean;
  /** Hatched and dashed: not working. */
  readonly down?: boolean;
  readonly selected?: boolean;
  /** A small drawing in place of the letter, in a field of −24 … 24. */
  readonly children?: ReactNode;
}

const OUTLINES: Readonly<Record<Shape, string>> = {
  circle: 'M0 -40 A40 40 0 1 1 0 40 A40 40 0 1 1 0 -40Z',
  square: 'M-26 -42 H26 A16 16 0 0 1 42 -26 V26 A16 16 0 0 1 26 42 H-26 A16 16 0 0 1 -42 26 V-26 A16 16 0 0 1 -26 -42Z',
  cylinder: 'M-40 -26 A40 11 0 0 1 40 -26 V26 A40 11 0 0 1 -40 26Z',
  diamond: 'M0 -44 L44 0 L0 44 L-44 0Z',
};

/** A node's body: shape and letter are its role, hatch and dashes its trouble. Decoration: name it beside. */
export function RoleShape({ shape, letter, size = 44, tone, external, down, selected, children }: RoleShapeProps) {
  const hatch = useId();
  const broken = down ?? false;
  const line = broken ? 'var(--bad)' : tone ? colourVar(tone) : 'var(--ink)';
  const fill = tone && !broken ? softVar(tone) : 'var(--panel)';
  const letterPx = Math.min(15, Math.max(9, size * 0.3)) * (letter.length > 1 ? 0.86 : 1);
  const letterSize = (100 / size) * letterPx;
  const weight = (100 / size) * (broken || tone ? 2 : 1.6);
  return (
    <svg width={size} height={size} viewBox="-50 -50 100 100" aria-hidden>
      {broken && (
        <defs>
          <HatchPattern id={hatch} />
        </defs>
      )}
      {selected && (
        <path d={OUTLINES[shape]} fill="none" stroke="var(--accent)" strokeWidth={weight * 5} opacity={0.28} />
      )}
      <path d={OUTLINES[shape]} fill={fill} />
      {broken && <path d={OUTLINES[shape]} fill={`url(#${hatch})`} />}
      <path
        d={OUTLINES[shape]}
        fill="none"
        stroke={line}
        strokeWidth={weight}
        strokeLinejoin="round"
        {...(broken || external ? { strokeDasharray: `${weight * 3} ${weight * 2.5}` } : {})}
      />
      {shape === 'cylinder' && <path d="M-40 -26 A40 11 0 0 0 40 -26" fill="none" stroke={line} strokeWidth={weight} />}
      {children ?? (
        <text
          y={(shape === 'cylinder' ? 7 : 0) + letterSize * 0.35}
          textAnchor="middle"
          fontSize={letterSize}
          fontWeight={650}
          fill={tone && !broken ? line : 'var(--ink)'}
          fontFamily="var(--font-ui)"
        >
          {letter}
        </text>
      )}
    </svg>
  );
}
