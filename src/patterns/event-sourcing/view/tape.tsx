import type { ReactElement } from 'react';
import {
  clock,
  grouped,
  KINDS,
  money,
  signed,
  type Head,
  type Line,
  type Looked,
  type Tape,
  type Tone,
} from './books.ts';

const CELL = 17;
const STEP = 20;
const TOP = 8;
export const TAPE_HEIGHT = 28;

const COLOURS: Readonly<Record<Tone, readonly [stroke: string, fill: string, text: string]>> = {
  in: ['var(--ok)', 'var(--ok-soft)', 'var(--ok)'],
  out: ['var(--accent)', 'var(--accent-soft)', 'var(--accent)'],
  wait: ['var(--warn)', 'var(--warn-soft)', 'var(--warn)'],
  gone: ['var(--bad)', 'var(--bad-soft)', 'var(--bad)'],
  none: ['var(--edge)', 'none', 'var(--mute)'],
};

/** One stream: a cell an event, the newest at the right end. What is written stays; the tape only grows. */
export function TapeRow(props: {
  readonly tape: Tape;
  readonly widthPx: number;
  readonly heads: readonly Head[];
  readonly looked: readonly Looked[];
  /** Version of its snapshot; −1: none. */
  readonly snapshot: number;
  /** Position of an edited event; −1: none. */
  readonly editedAt: number;
  /** What does not count by then is drawn pale; null: all counts. */
  readonly asOfUs: number | null;
}): ReactElement {
  const { tape, widthPx, heads, looked, snapshot, editedAt, asOfUs } = props;
  const room = Math.max(1, Math.floor((widthPx - 4) / STEP));
  const all = tape.lines.length;
  // What is archived is drawn pale where there is room for all, and told as a number where there is not.
  const fits = tape.before === 0 && all <= room;
  const kept = fits ? tape.lines : tape.lines.filter(({ event }) => event.version >= tape.archived);
  const hides = kept.length > room || tape.before > 0 || kept.length < all;
  // Where not all are drawn, the first place says how many there are before.
  const noteWidth = tape.archived > 0 ? 5 : tape.before > 0 ? 3 : 2;
  const shown = kept.slice(hides ? Math.max(0, kept.length - room + noteWidth) : 0);
  const hidden = tape.before + all - shown.length;
  const x = (i: number): number => (hides ? noteWidth * STEP : 0) + i * STEP + 2;
  const place = (version: number): number => version - tape.before - (all - shown.length);
  return (
    <svg role="img" aria-label={wordsOf(tape)} width={widthPx} height={TAPE_HEIGHT} style={{ display: 'block' }}>
      {hidden > 0 && (
        <text x={2} y={TOP + 13} fontSize={11} fill="var(--mute)">
          {tape.archived > 0 ? 'archive ' : '+'}
          {grouped(hidden)}
        </text>
      )}
      {shown.map((line, i) => (
        <Cell
          key={line.event.position}
          line={line}
          x={x(i)}
          edited={line.event.position === editedAt}
          pale={line.event.version < tape.archived || (asOfUs !== null && line.event.validUs > asOfUs)}
        />
      ))}
      {tape.suspected.map(
        (version) =>
          place(version) >= 0 &&
          place(version) < shown.length && (
            <text
              key={version}
              x={x(place(version)) + CELL / 2}
              y={8}
              textAnchor="middle"
              fontSize={11}
              fontWeight={700}
              fill="var(--bad)"
            >
              ⚑
            </text>
          ),
      )}
      {place(snapshot) >= 0 && place(snapshot) < shown.length && (
        <path
          d={`M${x(place(snapshot)) + CELL + 1.5} ${TOP - 6}v${CELL + 9}`}
          stroke="var(--purple)"
          strokeWidth={2}
          strokeDasharray="4 2"
        >
          <title>{`Snapshot of version ${snapshot}: folding begins here`}</title>
        </path>
      )}
      {looked.map((each, i) => (
        <Backward key={i} looked={each} x={x} place={place} count={shown.length} />
      ))}
      {heads.map((head, i) => (
        <FoldHead key={i} head={head} x={x} place={place} count={shown.length} />
      ))}
    </svg>
  );
}

function Cell({
  line,
  x,
  edited,
  pale,
}: {
  readonly line: Line;
  readonly x: number;
  readonly edited: boolean;
  readonly pale: boolean;
}): ReactElement {
  const { event, old, delta, after } = line;
  const [glyph, tone, words] = KINDS[event.type];
  const [stroke, fill, text] = COLOURS[tone];
  return (
    <g transform={`translate(${x} ${TOP})`} opacity={pale ? 0.3 : undefined}>
      <title>
        {`${event.type}, version ${event.version}, position ${event.position}: ${words} ${signed(delta || event.cents)}, then ${money(after)}. Recorded ${clock(event.recordedUs)}, valid ${clock(event.validUs)}${old ? ', old schema' : ''}${edited ? ', edited' : ''}`}
      </title>
      <rect
        width={CELL}
        height={CELL}
        rx={4}
        fill={edited ? 'var(--bad-soft)' : fill}
        stroke={edited ? 'var(--bad)' : stroke}
        strokeWidth={edited ? 2.5 : 1.25}
        strokeDasharray={old ? '2.5 2' : undefined}
      />
      <text x={CELL / 2} y={13} textAnchor="middle" fontSize={13} fontWeight={600} fill={edited ? 'var(--bad)' : text}>
        {edited ? '✎' : glyph}
      </text>
    </g>
  );
}

/** The line under what a desk has folded so far, with the letter of the desk. */
function FoldHead(props: {
  readonly head: Head;
  readonly x: (i: number) => number;
  readonly place: (version: number) => number;
  readonly count: number;
}): ReactElement | null {
  const { head, x, place, count } = props;
  const to = Math.min(place(head.at), count - 1);
  if (to < 0) return null;
  const from = Math.max(0, Math.min(place(head.from), to));
  return (
    <g>
      <path
        d={`M${x(from)} ${TOP + CELL + 2}H${x(to) + CELL}`}
        stroke="var(--purple)"
        strokeWidth={2}
        strokeLinecap="round"
      />
      <text x={x(to) + CELL / 2} y={8} textAnchor="middle" fontSize={11} fontWeight={700} fill="var(--purple)">
        {head.desk}
      </text>
    </g>
  );
}

/** An arrow over what was read backward: from the newest event to the oldest. */
function Backward(props: {
  readonly looked: Looked;
  readonly x: (i: number) => number;
  readonly place: (version: number) => number;
  readonly count: number;
}): ReactElement | null {
  const { looked, x, place, count } = props;
  const from = Math.min(place(looked.newest), count - 1);
  if (from < 0) return null;
  const to = Math.max(0, Math.min(place(looked.oldest), from));
  return (
    <path
      d={`M${x(from) + CELL} ${TOP - 4}H${x(to)}m5 -3l-5 3l5 3`}
      fill="none"
      stroke="var(--purple)"
      strokeWidth={2}
      strokeLinecap="round"
    >
      <title>{`Read backward: ${looked.newest - looked.oldest + 1} events, the newest first`}</title>
    </path>
  );
}

function wordsOf({ account, before, lines, cents }: Tape): string {
  const last = lines.at(-1);
  return `${account}: ${before + lines.length} events, ${money(cents)}${last ? `, last ${KINDS[last.event.type][2]}` : ''}`;
}
