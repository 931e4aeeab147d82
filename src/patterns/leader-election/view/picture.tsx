import type { ReactElement, ReactNode } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';

/** What boards and cards are drawn with. */

/** A drawing that is one thing to a screen reader: these words. */
export function Picture({
  words,
  width,
  height,
  fontSize,
  children,
}: {
  readonly words: string;
  readonly width: number;
  readonly height: number;
  readonly fontSize?: number;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <svg
      role="img"
      aria-label={words}
      width={width}
      height={height}
      style={{ display: 'block', fontFamily: 'var(--font-ui)' }}
      fontSize={fontSize}
    >
      {children}
    </svg>
  );
}

/** The row of a replica on a board: a click selects it. */
export function ReplicaRow({
  id,
  y,
  height,
  board: { widthPx, selected, select },
  children,
}: {
  readonly id: string;
  readonly y: number;
  readonly height: number;
  readonly board: Pick<BoardProps, 'widthPx' | 'selected' | 'select'>;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <g transform={`translate(0 ${y})`} onClick={() => select(id)} style={{ cursor: 'pointer' }}>
      <rect
        y={1}
        width={widthPx}
        height={height - 3}
        rx={6}
        fill={id === selected ? 'var(--accent-soft)' : 'transparent'}
      />
      {children}
    </g>
  );
}

/** A level in a tube, px; `fills` from the longest on, each with its colour. */
export function Meter({
  words,
  fills,
}: {
  readonly words: string;
  readonly fills: readonly (readonly [share: number, colour: string])[];
}): ReactElement {
  return (
    <Picture words={words} width={METER} height={14}>
      <rect x={0.5} y={2.5} width={METER - 1} height={9} rx={4.5} fill="none" stroke="var(--edge)" />
      {fills.map(([share, colour]) => (
        <rect key={colour} y={2} width={METER * Math.min(1, share)} height={10} rx={5} fill={colour} />
      ))}
    </Picture>
  );
}
const METER = 240;
