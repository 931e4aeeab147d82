import type { ReactElement } from 'react';
import type { Us } from '../../../kernel/time.ts';
import type { SpanView, TryView } from './spans.ts';

/** px: height of a row's bar, and of one of two at once. */
export const BAR = 22;
const LANE = 10;

/** Where times stand: px from the left, and what the full width stands for. */
export interface Scale {
  readonly left: number;
  readonly width: number;
  readonly spanUs: Us;
}

export const x = ({ left, width, spanUs }: Scale, us: Us): number => left + (Math.min(us, spanUs) / spanUs) * width;

const LOOK: Readonly<Record<TryView['end'], { readonly line: string; readonly fill: string }>> = {
  open: { line: 'var(--msg)', fill: 'var(--panel)' },
  ok: { line: 'var(--ok)', fill: 'var(--ok-soft)' },
  error: { line: 'var(--bad)', fill: 'var(--bad-soft)' },
  timeout: { line: 'var(--warn)', fill: 'var(--warn-soft)' },
  cancelled: { line: 'var(--edge)', fill: 'var(--panel)' },
};

/** One attempt. Never colour alone: a tick, a cross, a hatch, a slash; open at the end while it is under way. */
export function Bar({
  attempt,
  span,
  timeUs,
  scale,
  hatch,
}: {
  readonly attempt: TryView;
  readonly span: SpanView;
  readonly timeUs: Us;
  readonly scale: Scale;
  readonly hatch: string;
}): ReactElement {
  const look = LOOK[attempt.end];
  const endUs = attempt.toUs < 0 ? (span.toUs < 0 ? timeUs : span.toUs) : attempt.toUs;
  const from = x(scale, attempt.fromUs - span.fromUs);
  const width = Math.max(4, x(scale, endUs - span.fromUs) - from);
  const twin = span.tries.some((other) => other !== attempt && overlaps(other, attempt));
  const y = twin ? 4 + (attempt.n % 2 === 1 ? 0 : LANE + 1.5) : 6;
  const height = twin ? LANE : BAR - 6;
  const words = attempt.end === 'error' ? String(attempt.status) : '';
  const limit = x(scale, attempt.limitUs - span.fromUs);
  return (
    <g stroke={look.line} strokeWidth={1.4} fill="none">
      {attempt.toUs < 0 && span.toUs < 0 && limit > from + width && (
        <rect x={from} y={y} width={limit - from} height={height} rx={3} strokeWidth={1.2} strokeDasharray="1.5 2.5" />
      )}
      <rect
        x={from}
        y={y}
        width={width}
        height={height}
        rx={3}
        fill={look.fill}
        strokeDasharray={attempt.end === 'cancelled' ? '3 2' : undefined}
      />
      {attempt.end === 'timeout' && (
        <rect x={from} y={y} width={width} height={height} rx={3} fill={`url(#${hatch})`} stroke="none" />
      )}
      {words !== '' && width > 30 && !twin ? (
        <text
          x={from + width / 2}
          y={y + height / 2 + 4}
          textAnchor="middle"
          stroke="none"
          fill={look.line}
          fontWeight={600}
        >
          {words}
        </text>
      ) : (
        <Mark end={attempt.end} x={from + width / 2} y={y + height / 2} />
      )}
    </g>
  );
}

const overlaps = (a: TryView, b: TryView): boolean =>
  a.fromUs < (b.toUs < 0 ? Infinity : b.toUs) && b.fromUs < (a.toUs < 0 ? Infinity : a.toUs);

function Mark({
  end,
  x: at,
  y,
}: {
  readonly end: TryView['end'];
  readonly x: number;
  readonly y: number;
}): ReactElement | null {
  switch (end) {
    case 'ok':
      return <path d={`M${at - 3.5} ${y}l2.5 2.8l4.5 -5.6`} />;
    case 'error':
      return <path d={`M${at - 3} ${y - 3}l6 6m0 -6l-6 6`} />;
    case 'cancelled':
      return <path d={`M${at - 3} ${y + 3}l6 -6`} />;
    default:
      return null;
  }
}
