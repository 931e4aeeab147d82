import type { CSSProperties, ReactElement } from 'react';
import type { Row } from '../messages.ts';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { clock, money, nameOf } from './books.ts';

const figure: CSSProperties = {
  fontFamily: 'var(--font-mono)',
  fontSize: 'var(--text-sm)',
  textAlign: 'right',
  color: 'var(--mute)',
};
const head: CSSProperties = { fontSize: 11, color: 'var(--mute)', textAlign: 'right', fontWeight: 400 };

type Tables = { readonly rows: Readonly<Record<string, Row>> };

/** Without events: the present, and how often it was overwritten. */
export function RowsBoard({ nodes, widthPx }: BoardProps): ReactElement {
  const store = nodes['store'];
  const tables = (store?.state ?? store?.disk['tables'] ?? null) as unknown as Tables | null;
  if (!tables) return <p style={{ padding: 12, color: 'var(--mute)' }}>The table cannot be read now.</p>;
  const narrow = widthPx < 560;
  return (
    <div style={{ padding: '6px 8px 10px', maxWidth: 900 }}>
      <table style={{ width: '100%', borderCollapse: 'collapse' }}>
        <thead>
          <tr>
            <th style={{ ...head, textAlign: 'left' }}>account</th>
            <th style={head}>balance</th>
            <th style={head}>held</th>
            <th style={head}>{narrow ? 'lost' : 'earlier values, overwritten'}</th>
            {!narrow && <th style={head}>written at</th>}
          </tr>
        </thead>
        <tbody>
          {Object.values(tables.rows).map((row) => (
            <tr key={row.account} style={{ borderTop: '1px solid var(--line)', height: 26 }}>
              <td style={{ fontSize: 'var(--text-sm)', fontWeight: 600, color: 'var(--ink)' }}>
                {nameOf(row.account)}
              </td>
              <td style={{ ...figure, color: 'var(--ink)', fontWeight: 600 }}>{money(row.cents)}</td>
              <td style={figure}>{row.held === 0 ? '–' : money(row.held)}</td>
              <td style={figure}>
                <Overwritten count={row.version} room={narrow ? 0 : 24} /> {row.version}
              </td>
              {!narrow && <td style={figure}>{clock(row.updatedUs)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <p style={{ margin: '8px 0 0', fontSize: 'var(--text-sm)', color: 'var(--mute)' }}>
        Explain a balance? The row is all there is: what stood here before, and why it changed, was overwritten.
      </p>
    </div>
  );
}

/** What was there and is not any more: empty, dashed cells. */
function Overwritten({ count, room }: { readonly count: number; readonly room: number }): ReactElement | null {
  const shown = Math.min(count, room);
  if (shown === 0) return null;
  return (
    <svg width={shown * 9} height={10} aria-hidden style={{ display: 'inline-block', verticalAlign: 'middle' }}>
      {Array.from({ length: shown }, (_, i) => (
        <rect
          key={i}
          x={i * 9 + 0.5}
          y={1.5}
          width={6}
          height={7}
          rx={1.5}
          fill="none"
          stroke="var(--edge)"
          strokeDasharray="1.5 1.5"
        />
      ))}
    </svg>
  );
}
