import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { lanes, tape, type Lane, type Tape, type TapeCell } from './board-data.ts';
import { aside, heading, mono, plain, small } from './style.ts';

const CELL = 15;
const LANE = 20;

const COLOURS: Readonly<Record<TapeCell['kind'], readonly [stroke: string, fill: string, text: string]>> = {
  logged: ['var(--purple)', 'none', 'var(--purple)'],
  committed: ['var(--warn)', 'var(--warn-soft)', 'var(--warn)'],
  open: ['var(--bad)', 'var(--bad-soft)', 'var(--bad)'],
};

function TapeCells({ cells }: Tape): ReactElement {
  return (
    <g>
      {cells.map((cell, i) => {
        const [stroke, fill, text] = COLOURS[cell.kind];
        return (
          <g key={cell.key} transform={`translate(${i * CELL} 0)`}>
            <title>{cell.title}</title>
            <rect
              x={1}
              y={1}
              width={CELL - 2}
              height={CELL + 1}
              rx={3}
              fill={fill}
              stroke={stroke}
              strokeDasharray={cell.kind === 'logged' ? undefined : '2 2'}
            />
            {cell.partition > 0 && <path d={`M3 ${CELL}h${CELL - 6}`} stroke={stroke} strokeWidth={2} />}
            <text x={CELL / 2} y={13} textAnchor="middle" fontSize={11} fill={text} style={mono}>
              {cell.letter}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** From the left edge of the tape to a checkpoint; the part of the log that is left out comes before it. */
const reach = (next: number, { from }: Tape): number => Math.max(0, next - from) * CELL;

function Bar({
  lane,
  on: band,
  width,
}: {
  readonly lane: Lane;
  readonly on: Tape;
  readonly width: number;
}): ReactElement {
  const head = reach(band.head, band);
  const at = lane.next === null ? 0 : reach(lane.next, band);
  const colour = lane.isFold === false ? 'var(--bad)' : lane.behind > 0 ? 'var(--warn)' : 'var(--ok)';
  return (
    <svg width={width} height={LANE} aria-hidden style={{ display: 'block' }}>
      <line x1={0} x2={width} y1={LANE / 2} y2={LANE / 2} stroke="var(--line)" />
      {lane.next !== null && (
        <>
          <rect x={0} y={6} width={at} height={8} rx={2} fill={colour} opacity={0.28} />
          {head > at && (
            <rect x={at} y={6} width={head - at} height={8} rx={2} fill="none" stroke={colour} strokeDasharray="3 2" />
          )}
          <path d={`M${at} 2V18`} stroke={colour} strokeWidth={2} />
        </>
      )}
      {lane.green !== null && (
        <path
          d={`M${Math.max(5, reach(lane.green, band))} 3l4 7l-4 7l-4 -7z`}
          fill="var(--panel)"
          stroke="var(--purple)"
          strokeWidth={1.5}
        />
      )}
    </svg>
  );
}

function words({ next, behind, lagMs, word }: Lane, narrow: boolean): string {
  if (next === null) return word;
  const late =
    behind === 0 ? 'at the head' : narrow ? `${behind} behind, ${lagMs} ms` : `${behind} behind, ${lagMs} ms late`;
  return word === '' || narrow ? late : `${late}, ${word}`;
}

function Fold({ lane, narrow }: { readonly lane: Lane; readonly narrow: boolean }): ReactElement | null {
  if (lane.isFold === null) return null;
  return (
    <span
      title={lane.isFold ? 'Its rows are what the log says, computed a second time.' : lane.problem}
      style={{ color: lane.isFold ? 'var(--ok)' : 'var(--bad)', whiteSpace: 'nowrap' }}
    >
      {lane.isFold ? '=' : '≠'}
      {narrow ? '' : ' fold'}
    </span>
  );
}

/** The end of the log, and how far each reader has come on it. */
export function Lanes({ nodes, timeUs, selected, select, widthPx }: BoardProps): ReactElement {
  const narrow = widthPx < 500;
  const name = narrow ? 82 : 106;
  const said = narrow ? 156 : 216;
  const width = Math.max(90, widthPx - name - said - 16);
  const band = tape(nodes, Math.floor(width / CELL));
  const row = { display: 'grid', gridTemplateColumns: `${name}px ${width}px ${said}px`, gap: 8, alignItems: 'center' };
  const ahead = band.cells.filter(({ kind }) => kind !== 'logged').length;
  return (
    <section aria-label="Readers of the log">
      <h3 style={heading}>
        {narrow ? 'The log and its readers' : 'The log, and how far each view has come'}
        <span style={aside}>
          {`${band.head} events`}
          {band.cells.some(({ partition }) => partition > 0) && ', partition 2 underlined'}
          {ahead > 0 && `, ${ahead} not published yet`}
          {band.mark !== null && !narrow && `, high-water mark ${band.mark}`}
        </span>
      </h3>
      <div style={row}>
        <button
          type="button"
          style={{ ...plain, ...small, color: selected === 'log' ? 'var(--accent)' : 'var(--ink)' }}
          onClick={() => select('log')}
        >
          Log
        </button>
        <svg
          width={width}
          height={CELL + 4}
          role="img"
          aria-label={`${band.head} events in the log, ${ahead} on their way into it`}
        >
          <TapeCells {...band} />
        </svg>
        <span style={{ ...aside, fontSize: 11 }}>{narrow ? 'O order P price' : 'O order − stock out P price'}</span>
      </div>
      {lanes(nodes, timeUs).map((lane) => (
        <div key={lane.id} style={row}>
          <button
            type="button"
            style={{
              ...plain,
              ...small,
              whiteSpace: 'nowrap',
              color: selected === lane.id ? 'var(--accent)' : 'var(--mute)',
            }}
            onClick={() => select(lane.id)}
          >
            {lane.label}
          </button>
          <Bar lane={lane} on={band} width={width} />
          <span
            style={{
              ...small,
              color: lane.behind > 0 ? 'var(--warn)' : 'var(--mute)',
              display: 'flex',
              gap: 8,
              whiteSpace: 'nowrap',
            }}
          >
            <Fold lane={lane} narrow={narrow} />
            {words(lane, narrow)}
          </span>
        </div>
      ))}
    </section>
  );
}
