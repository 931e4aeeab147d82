import { useEffect, useMemo, useState, type ReactElement } from 'react';
import type { ClientHistory, judgeHistory, Row } from '../client-history.ts';
import type { Us } from '../../../kernel/time.ts';
import { Segmented, useOwnView, type BoardProps } from '../../../ui/kit/index.ts';
import { Picture } from './picture.tsx';
import { NOTE, TEXT_PX } from './terms.ts';

/** px. */
const ROW = 20;
const HEAD = 18;
/** Of a long order the newest ones are shown: with what fits nowhere, no more than a low screen has room for. */
const SHOWN = 5;

type Judge = typeof judgeHistory;
/** The check is loaded when somebody asks for it, and kept. */
let loaded: Judge | null = null;

function useJudge(): Judge | null {
  const [judge, set] = useState<Judge | null>(() => loaded);
  useEffect(() => {
    if (judge === null)
      void import('../client-history.ts').then((part) => {
        loaded = part.judgeHistory;
        set(() => loaded);
      });
  }, [judge]);
  return judge;
}

/** What clients were told, in the longest order in which one database could have done it. */
export function HistoryBoard({
  events,
  cursorSeq,
  widthPx,
  tabs,
}: BoardProps & { readonly tabs: ReactElement }): ReactElement {
  const judge = useJudge();
  const [key, choose] = useOwnView('key', (value) => typeof value === 'string');
  const told = useMemo(() => judge?.(events, cursorSeq, key) ?? null, [judge, events, cursorSeq, key]);
  return (
    <div>
      <div style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 10 }}>
        {tabs}
        {told !== null && (
          <Segmented
            label="Key"
            size="small"
            value={told.key}
            options={told.keys.map((value) => ({ value, label: value }))}
            onChange={choose}
          />
        )}
        <span style={{ ...NOTE, margin: 0, color: told?.isBroken ? 'var(--bad)' : 'var(--ink)' }}>{told?.says}</span>
      </div>
      {told !== null && <History told={told} widthPx={widthPx} />}
    </div>
  );
}

export function History({
  told: { key, rows: all },
  widthPx,
}: {
  readonly told: ClientHistory;
  readonly widthPx: number;
}): ReactElement {
  const placed = all.filter(({ is }) => is === 'placed').length;
  const hidden = Math.max(0, placed - SHOWN);
  const rows = all.slice(hidden);
  const isWide = widthPx >= 560;
  const left = isWide ? 170 : 142;
  const right = widthPx - (isWide ? 90 : 44);
  const fromUs = Math.min(...rows.map((row) => row.fromUs));
  const toUs = Math.max(...rows.map((row) => row.toUs ?? row.fromUs)) + 1;
  const x = (us: Us): number => left + (Math.max(0, us - fromUs) / (toUs - fromUs)) * (right - left);
  const y = (row: number): number => HEAD + row * ROW + ROW / 2;
  const dots = rows.flatMap(({ atUs }, i) => (atUs === null ? [] : [[x(atUs), y(i)] as const]));
  return (
    <div>
      {rows.length > 0 && (
        <Picture
          words={rows.map(({ says, holds }) => `${says}: ${holds}.`).join(' ')}
          width={widthPx}
          height={HEAD + rows.length * ROW + 4}
          fontSize={TEXT_PX}
        >
          <g fill="var(--faint)">
            <text x={left} y={HEAD - 5}>
              {seconds(fromUs)}
            </text>
            <text x={right} y={HEAD - 5} textAnchor="end">
              {seconds(toUs)}
            </text>
            <text x={right + 8} y={HEAD - 5}>
              {isWide ? `${key} is then` : 'then'}
            </text>
          </g>
          {rows.map((row, i) => (
            <Bar
              key={row.id}
              row={row}
              y={y(i)}
              from={x(row.fromUs)}
              to={row.toUs === null ? right : x(row.toUs)}
              right={right}
            />
          ))}
          <polyline points={dots.join(' ')} fill="none" stroke="var(--accent)" strokeWidth={1.2} />
          {dots.map(([cx, cy]) => (
            <circle key={cy} cx={cx} cy={cy} r={3} fill="var(--accent)" />
          ))}
        </Picture>
      )}
      <p style={NOTE}>
        A bar: a request until its answer; dashed: none came. Line: the longest order in which one database could have
        done them, each within its bar{hidden > 0 && `, after ${hidden} earlier ones`}.
      </p>
    </div>
  );
}

const seconds = (us: Us): string => `${(us / 1_000_000).toFixed(2)} s`;

const LOOKS = {
  placed: { text: 'var(--ink)', stroke: 'var(--accent)', fill: 'var(--accent-soft)' },
  open: { text: 'var(--mute)', stroke: 'var(--edge)', fill: 'none' },
  stuck: { text: 'var(--bad)', stroke: 'var(--bad-mark)', fill: 'var(--bad-soft)' },
} as const;

function Bar({
  row: { says, holds, is, toUs },
  y,
  from,
  to,
  right,
}: {
  readonly row: Row;
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly right: number;
}): ReactElement {
  const { text, stroke, fill } = LOOKS[is];
  const width = Math.max(3, to - from);
  return (
    <g fill={text}>
      <text x={2} y={y + 4}>
        {is === 'stuck' && '✕ '}
        {says}
      </text>
      <rect
        x={from}
        y={y - 6}
        width={width}
        height={12}
        rx={Math.min(4, width / 2)}
        fill={toUs === null ? 'none' : fill}
        stroke={stroke}
        strokeDasharray={toUs === null ? '3 3' : undefined}
      />
      <text {...(is === 'stuck' ? { x: from - 6, textAnchor: 'end' } : { x: right + 8 })} y={y + 4}>
        {holds}
      </text>
    </g>
  );
}
