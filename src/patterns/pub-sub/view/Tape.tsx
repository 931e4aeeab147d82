import type { ReactElement } from 'react';
import type { Anomalies } from '../anomalies.ts';
import { endOf } from '../programs/partition-log.ts';
import type { Copy, PartitionPicture, Reader } from './read.ts';

/** A record is never drawn narrower, unless somebody is so far behind. */
export const LEAST_CELL = 9;
/** Above a tape: room for what was lost. */
const TOP = 7;
const TAPE = 16;
const LANE = 12;
const LEFT = 14;
const RIGHT = 54;
const TEXT = { fontSize: 11, fontFamily: 'var(--font-mono)' } as const;

/** What a tape has of its width for records. */
export const roomOf = (widthPx: number): number => Math.max(40, widthPx - LEFT - RIGHT);

/** Which offsets are shown, and how wide one is: the newest, and back to whoever is furthest behind. */
function scaleOf(
  picture: PartitionPicture,
  readers: readonly Reader[],
  lost: readonly number[],
  widthPx: number,
  most: number,
) {
  const { log } = picture.replica;
  // What was lost lay beyond the end that there is now.
  const end = Math.max(endOf(log), ...lost.map((offset) => offset + 1));
  const room = roomOf(widthPx);
  const places = readers.flatMap(({ done, committed }) => [done, committed]).filter((offset) => offset >= 0);
  const wanted = Math.max(Math.floor(room / LEAST_CELL), end - Math.min(...places, end) + 2);
  const from = Math.max(log.start, end - wanted);
  const cell = Math.min(most, room / Math.max(1, Math.min(wanted, end - from)));
  return {
    from,
    shownEnd: end,
    end: endOf(log),
    cell,
    x: (offset: number): number => LEFT + (Math.max(from, Math.min(end, offset)) - from) * cell,
  };
}

/** One partition: a cell a record, the high-water mark, and below it a lane a group with its lag. */
export function Tape({
  picture,
  readers,
  anomalies,
  widthPx,
  most,
}: {
  readonly picture: PartitionPicture;
  readonly readers: readonly Reader[];
  readonly anomalies: Anomalies;
  readonly widthPx: number;
  /** How wide a record may be. */
  readonly most: number;
}): ReactElement {
  const { replica, partition } = picture;
  const lost = anomalies.lostAt[partition] ?? [];
  const { from, end, shownEnd, cell, x } = scaleOf(picture, readers, lost, widthPx, most);
  const mark = replica.highWatermark;
  const height = TOP + TAPE + 4 + readers.length * LANE;
  const words = `${partition}: offsets ${replica.log.start} to ${end}, high-water mark ${mark}. ${readers
    .map(({ group, done }) =>
      done < 0 ? `${group} has no position` : `${group} at ${done}, lag ${Math.max(0, mark - done)}`,
    )
    .join('; ')}.${lost.length > 0 ? ` Lost writes: ${lost.length}.` : ''}`;
  return (
    <svg role="img" aria-label={words} width={widthPx} height={height} style={{ display: 'block' }}>
      <g transform={`translate(0 ${TOP})`}>
        {mark > from && (
          <rect
            x={x(from)}
            width={x(mark) - x(from)}
            height={TAPE}
            rx={2}
            fill="var(--accent-soft)"
            stroke="var(--accent)"
          />
        )}
        {end > mark && (
          <rect
            x={x(mark)}
            width={x(end) - x(mark)}
            height={TAPE}
            rx={2}
            fill="none"
            stroke="var(--warn-mark)"
            strokeDasharray="3 2"
          />
        )}
        {cell >= 4 && <Grid from={from} end={end} x={x} />}
        <Marks picture={picture} from={from} cell={cell} x={x} />
        {shownEnd > end && (
          <rect
            x={x(end)}
            width={x(shownEnd) - x(end)}
            height={TAPE}
            rx={2}
            fill="none"
            stroke="var(--bad-mark)"
            strokeDasharray="1 3"
          />
        )}
        <path
          d={lost
            .filter((offset) => offset >= from)
            .map((offset) => lossMark(x(offset) + cell / 2))
            .join('')}
          fill="var(--bad-mark)"
        />
        <path d={`M${x(mark)} -2V${TAPE + 2}`} stroke="var(--accent)" strokeWidth={2.5} />
        {from > 0 && (
          <text x={x(from) + 3} y={TAPE - 4} fill="var(--ink)" {...TEXT}>
            {from}
          </text>
        )}
        <text x={x(end) + 5} y={TAPE - 4} fill="var(--mute)" {...TEXT}>
          {end}
        </text>
      </g>
      {readers.map((reader, i) => (
        <Lane
          key={reader.group}
          reader={reader}
          mark={mark}
          end={end}
          y={TOP + TAPE + 4 + i * LANE}
          twice={anomalies.redeliveredAt[reader.group]?.[partition] ?? []}
          from={from}
          cell={cell}
          x={x}
          widthPx={widthPx}
        />
      ))}
    </svg>
  );
}

/** A triangle that points at the place where an acknowledged record was. */
export const lossMark = (x: number): string => `M${x - 3.5} -7H${x + 3.5}L${x} -1.5Z`;

/** Two strokes: this record was processed again. */
export const twiceMark = (x: number, y: number): string => `M${x - 1.5} ${y - 4}v8M${x + 1.5} ${y - 4}v8`;

function Grid({
  from,
  end,
  x,
}: {
  readonly from: number;
  readonly end: number;
  readonly x: (offset: number) => number;
}): ReactElement {
  let d = '';
  for (let offset = from + 1; offset < end; offset++) d += `M${x(offset)} 1V${TAPE - 1}`;
  return <path d={d} stroke="var(--line)" />;
}

/** A cross where a record makes no sense; an equals sign where a reading lies in the log for the second time. */
function Marks({
  picture,
  from,
  cell,
  x,
}: {
  readonly picture: PartitionPicture;
  readonly from: number;
  readonly cell: number;
  readonly x: (offset: number) => number;
}): ReactElement | null {
  if (cell < 3) return null;
  const seen = new Set<number>();
  let poison = '';
  let twice = '';
  for (const record of picture.replica.log.records) {
    if (record.reading === undefined) continue;
    const { offset, reading } = record;
    const left = x(offset) + 1.5;
    const right = x(offset + 1) - 1.5;
    if (offset >= from && record.poison) poison += `M${left} 4L${right} ${TAPE - 4}M${right} 4L${left} ${TAPE - 4}`;
    if (offset >= from && seen.has(reading)) twice += `M${left} 6.5H${right}M${left} 9.5H${right}`;
    seen.add(reading);
  }
  return (
    <g fill="none" strokeWidth={1.5}>
      <path d={poison} stroke="var(--bad-mark)" />
      <path d={twice} stroke="var(--purple)" />
    </g>
  );
}

/** From what is processed to the mark: the lag. A tick where the group has committed. */
function Lane({
  reader,
  mark,
  end,
  y,
  x,
  twice,
  from,
  cell,
  widthPx,
}: {
  readonly reader: Reader;
  readonly mark: number;
  readonly end: number;
  readonly y: number;
  readonly x: (offset: number) => number;
  /** Offsets that the group has processed more than once. */
  readonly twice: readonly number[];
  readonly from: number;
  readonly cell: number;
  readonly widthPx: number;
}): ReactElement {
  const { done, committed, letter } = reader;
  const lag = Math.max(0, mark - done);
  const middle = y + LANE / 2;
  const far = lag > 10;
  return (
    <g>
      <text x={0} y={middle + 4} fill="var(--mute)" {...TEXT}>
        {letter}
      </text>
      <path d={`M${x(-1)} ${middle}H${x(end)}`} stroke="var(--line)" />
      <path
        d={twice
          .filter((offset) => offset >= from)
          .map((offset) => twiceMark(x(offset) + cell / 2, middle))
          .join('')}
        stroke="var(--purple)"
        strokeWidth={1.5}
      />
      {done >= 0 && (
        <>
          <rect
            x={x(done)}
            y={middle - 3}
            width={Math.max(0, x(mark) - x(done))}
            height={6}
            fill={far ? 'var(--warn-soft)' : 'var(--ok-soft)'}
            stroke={far ? 'var(--warn-mark)' : 'var(--ok-mark)'}
          />
          {committed >= 0 && <path d={`M${x(committed)} ${middle - 5}v10`} stroke="var(--ink)" strokeWidth={1.5} />}
          <circle cx={x(done)} cy={middle} r={3} fill={far ? 'var(--warn-mark)' : 'var(--ok-mark)'} />
        </>
      )}
      <text
        x={Math.min(x(end) + 5, widthPx - RIGHT + 5)}
        y={middle + 4}
        fill={far ? 'var(--warn)' : 'var(--mute)'}
        {...TEXT}
      >
        {done < 0 ? 'nowhere' : lag === 0 ? '' : `lag ${lag}`}
      </text>
    </g>
  );
}

/** The copies: bold with its L the leader, dashed who is not in sync, crossed out who is down. */
export function Copies({ copies, end }: { readonly copies: readonly Copy[]; readonly end: number }): ReactElement {
  return (
    <span style={{ display: 'inline-flex', gap: 4 }}>
      {copies
        .filter(({ role }) => role !== 'none')
        .map((copy) => {
          const behind = Math.max(0, end - copy.end);
          const leads = copy.role === 'leader';
          const words =
            copy.role === 'down'
              ? 'is down'
              : leads
                ? 'leads'
                : `follows, ${behind} behind${copy.inSync ? ', in sync' : ', not in sync'}`;
          return (
            <span
              key={copy.broker}
              title={`Broker ${copy.number} ${words}`}
              style={{
                border: `${leads ? 2 : 1}px ${copy.inSync ? 'solid' : 'dashed'} ${copy.role === 'down' ? 'var(--bad-mark)' : leads ? 'var(--accent)' : 'var(--edge)'}`,
                background: leads ? 'var(--accent-soft)' : 'none',
                borderRadius: 4,
                padding: '0 4px',
                color: copy.role === 'down' ? 'var(--bad)' : leads ? 'var(--accent)' : 'var(--mute)',
                textDecoration: copy.role === 'down' ? 'line-through' : 'none',
                font: '11px/16px var(--font-mono)',
              }}
            >
              {copy.number}
              {leads ? 'L' : ''}
              {copy.role === 'follower' && behind > 0 ? `−${behind}` : ''}
              {copy.role === 'follower' && copy.end > end ? `+${copy.end - end}` : ''}
            </span>
          );
        })}
    </span>
  );
}
