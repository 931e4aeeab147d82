import { useId, type CSSProperties, type ReactElement } from 'react';
import { HatchPattern } from '../../../ui/kit/index.ts';

/** Small marks that the board, the art and the cards share. Sizes in px. */

export type Tone = 'ok' | 'bad' | 'warn' | 'quiet' | 'event';

export const LINE: Readonly<Record<Tone, string>> = {
  ok: 'var(--ok-mark)',
  bad: 'var(--bad-mark)',
  warn: 'var(--warn-mark)',
  quiet: 'var(--edge)',
  event: 'var(--purple)',
};
export const SOFT: Readonly<Record<Tone, string>> = {
  ok: 'var(--ok-soft)',
  bad: 'var(--bad-soft)',
  warn: 'var(--warn-soft)',
  quiet: 'var(--bg)',
  event: 'color-mix(in srgb, var(--purple) 22%, var(--panel))',
};
export const TEXT: Readonly<Record<Tone, string>> = {
  ok: 'var(--ok)',
  bad: 'var(--bad)',
  warn: 'var(--warn)',
  quiet: 'var(--mute)',
  event: 'var(--purple)',
};

export const small: CSSProperties = { fontSize: 12, fontFamily: 'var(--font-ui)', fontVariantNumeric: 'tabular-nums' };

export const kilobytes = (kb: number): string => (kb >= 10_000 ? `${Math.round(kb / 1_000)} MB` : `${kb} kB`);

/** Text in a drawing; cut by the reader's eye, not by us: keep it short. */
export function Label({
  x,
  y,
  text,
  fill = 'var(--mute)',
  bold = false,
  end = false,
}: {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly fill?: string;
  readonly bold?: boolean;
  readonly end?: boolean;
}): ReactElement {
  return (
    <text x={x} y={y} fill={fill} fontWeight={bold ? 600 : 400} textAnchor={end ? 'end' : 'start'} style={small}>
      {text}
    </text>
  );
}

/** A level in a vessel, with its limit drawn where there is one. */
export function Level({
  x,
  y,
  width,
  height,
  value,
  limit,
  tone = 'event',
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly value: number;
  /** 0: none. The vessel reaches a little above it, because one write too much is let in. */
  readonly limit: number;
  readonly tone?: Tone;
}): ReactElement {
  const top = limit > 0 ? (limit * 5) / 4 : Math.max(100, value * 2);
  const part = Math.min(1, value / top);
  const limitX = limit > 0 ? (width * limit) / top : width;
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx={3} fill="var(--panel)" stroke="var(--edge)" />
      {value > 0 && (
        <rect
          x={1}
          y={1}
          width={Math.max(2, width * part - 2)}
          height={height - 2}
          rx={2}
          fill={SOFT[tone]}
          stroke={LINE[tone]}
        />
      )}
      {limit > 0 && (
        <path d={`M${limitX} -3V${height + 3}`} stroke="var(--ink)" strokeWidth={1.4} strokeDasharray="3 2" />
      )}
    </g>
  );
}

/** Which glyph says how a process is, beside its colour. */
export function PhaseGlyph({
  phase,
  x,
  y,
}: {
  readonly phase: string;
  readonly x: number;
  readonly y: number;
}): ReactElement {
  const tone = toneOfPhase(phase);
  const paint = { fill: 'none', stroke: LINE[tone], strokeWidth: 1.8, strokeLinecap: 'round' as const };
  return (
    <g transform={`translate(${x} ${y})`}>
      {phase === 'RUNNING' && <circle r={3.6} fill={LINE.ok} />}
      {phase === 'STARTING' && <path d="M-3.5 2.5L0 -2.5L3.5 2.5" {...paint} />}
      {phase === 'STOPPING' && <path d="M-3.5 -2.5L0 2.5L3.5 -2.5" {...paint} />}
      {phase === 'WAITING' && <path d="M-3.5 0H3.5" {...paint} />}
      {phase === 'DOWN' && <path d="M-3 -3L3 3M3 -3L-3 3" {...paint} />}
    </g>
  );
}

export function toneOfPhase(phase: string): Tone {
  switch (phase) {
    case 'RUNNING':
      return 'ok';
    case 'STARTING':
    case 'STOPPING':
      return 'warn';
    case 'DOWN':
      return 'bad';
    default:
      return 'quiet';
  }
}

export const PHASE_WORDS: Readonly<Record<string, string>> = {
  RUNNING: 'running',
  STARTING: 'starting',
  STOPPING: 'stopping',
  WAITING: 'no process',
  DOWN: 'crashed',
};

/** A hatch of its own for one drawing. */
export function useHatch(): { readonly fill: string; readonly defs: ReactElement } {
  const id = useId();
  return { fill: `url(#${id})`, defs: <HatchPattern id={id} /> };
}

/** Where each part of a stacked bar begins, and how wide it is. */
export function stacked<T>(
  parts: readonly T[],
  widthOf: (part: T) => number,
): readonly { readonly part: T; readonly x: number; readonly width: number }[] {
  const ends = parts.reduce<number[]>((all, part) => [...all, (all.at(-1) ?? 0) + widthOf(part)], []);
  return parts.map((part, i) => ({ part, x: ends[i]! - widthOf(part), width: widthOf(part) }));
}
