import type { ReactElement } from 'react';
import type { Line } from '../programs/line.ts';
import { upcast } from '../programs/upcasters.ts';
import { clock } from './books.ts';

const HEIGHT = 220;
const LEFT = 26;
const BOTTOM = 30;
const TOP = 22;

/**
 * Two times of every entry: to the right when it was recorded, upwards from when it counts. What is
 * entered at once lies on the diagonal, what is entered late below it.
 */
export function Bitemporal(props: {
  readonly log: readonly Line[];
  readonly timeUs: number;
  /** Null: now. */
  readonly asOfUs: number | null;
  readonly widthPx: number;
}): ReactElement {
  const { log, timeUs, asOfUs, widthPx } = props;
  const spanUs = Math.max(1, timeUs, asOfUs ?? 0);
  const x = (us: number): number => LEFT + ((widthPx - LEFT - 10) * us) / spanUs;
  const y = (us: number): number => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * us) / spanUs;
  const points = log.map((line) => {
    const { position, recordedUs, validUs } = upcast(line);
    return { position, recordedUs, validUs, late: recordedUs - validUs > 1_000_000 };
  });
  const late = points.filter((point) => point.late).length;
  const words = `${points.length} entries, ${late} of them entered late${asOfUs !== null ? `; balances as of ${clock(asOfUs)}` : ''}`;
  const limit = asOfUs ?? spanUs;
  return (
    <svg role="img" aria-label={words} width={widthPx} height={HEIGHT} style={{ flex: 'none' }}>
      <text x={LEFT} y={12} fontSize={11} fontWeight={600} fill="var(--ink)">
        Recorded and valid time
      </text>
      <rect x={LEFT} y={y(limit)} width={x(timeUs) - LEFT} height={y(0) - y(limit)} fill="var(--accent-soft)" />
      <path d={`M${LEFT} ${TOP}V${y(0)}H${widthPx - 8}`} fill="none" stroke="var(--edge)" />
      <path d={`M${x(0)} ${y(0)}L${x(timeUs)} ${y(timeUs)}`} stroke="var(--line)" strokeDasharray="3 3" />
      {points.map(({ position, recordedUs, validUs, late: isLate }) => {
        const counts = validUs <= limit;
        const at = `translate(${x(recordedUs)} ${y(validUs)})`;
        const colour = isLate ? 'var(--warn)' : 'var(--accent)';
        return isLate ? (
          <path
            key={position}
            transform={at}
            d="M0 -4.5L4.5 0L0 4.5L-4.5 0Z"
            fill={counts ? colour : 'var(--panel)'}
            stroke={colour}
          >
            <title>{`position ${position}: recorded ${clock(recordedUs)}, counts from ${clock(validUs)}`}</title>
          </path>
        ) : (
          <circle key={position} transform={at} r={2} fill={counts ? colour : 'var(--panel)'} stroke={colour} />
        );
      })}
      {asOfUs !== null && (
        <path
          d={`M${LEFT} ${y(asOfUs)}H${widthPx - 8}`}
          stroke="var(--accent)"
          strokeWidth={1.5}
          strokeDasharray="6 3"
        />
      )}
      <text x={widthPx - 8} y={HEIGHT - 16} fontSize={11} textAnchor="end" fill="var(--mute)">
        recorded → {clock(timeUs)}
      </text>
      <text transform={`translate(16 ${y(0)}) rotate(-90)`} fontSize={11} fill="var(--mute)">
        valid from →
      </text>
      <text x={LEFT} y={HEIGHT - 3} fontSize={11} fill="var(--mute)">
        <tspan fill="var(--warn)">◆</tspan> {late} entered late
        {asOfUs !== null ? `, counted as of ${clock(asOfUs)}` : ''}
      </text>
    </svg>
  );
}
