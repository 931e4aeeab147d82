import type { CSSProperties, ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { models, type Cell } from './board-data.ts';
import { aside, heading, mono, plain, small } from './style.ts';

const cellStyle = (cell: Cell, first: boolean, narrow: boolean): CSSProperties => ({
  ...small,
  ...mono,
  fontSize: narrow ? 11 : 11.5,
  padding: narrow ? '0 2px 0 4px' : '0 6px',
  height: 18,
  whiteSpace: 'nowrap',
  color: cell.behind ? 'var(--warn)' : first ? 'var(--ink)' : 'var(--mute)',
  background: cell.behind ? 'var(--warn-soft)' : 'none',
  fontWeight: first ? 600 : 400,
  borderLeft: '1px solid var(--line)',
});

/** Write model and read models, side by side. */
export function Models({ nodes, on, selected, select, timeUs, widthPx }: BoardProps): ReactElement {
  const { columns, rows } = models(nodes, on, timeUs);
  const late = rows.reduce((sum, { cells }) => sum + cells.filter(({ behind }) => behind).length, 0);
  return (
    <section aria-label="Models side by side">
      <h3 style={heading}>
        {on ? 'Write and read models' : 'One model'}
        <span style={aside}>
          {on ? `pieces at price, ${late === 0 ? 'all the same' : `${late} late ≠`}` : 'pieces at price'}
        </span>
      </h3>
      <table style={{ borderCollapse: 'collapse', width: '100%' }}>
        <thead>
          <tr>
            <th style={{ ...small, textAlign: 'left', color: 'var(--mute)', fontWeight: 400 }}>product</th>
            {columns.map(({ id, label, at, lag, late: behind }) => (
              <th
                key={id}
                scope="col"
                style={{
                  ...small,
                  padding: widthPx < 500 ? '0 4px' : '0 6px',
                  textAlign: 'left',
                  borderLeft: '1px solid var(--line)',
                }}
              >
                <button
                  type="button"
                  style={{ ...plain, color: selected === id ? 'var(--accent)' : 'var(--ink)' }}
                  onClick={() => select(id)}
                >
                  {label}
                </button>
                <div
                  style={{
                    ...aside,
                    ...mono,
                    fontSize: 11,
                    letterSpacing: -0.3,
                    whiteSpace: 'nowrap',
                    ...(behind && { color: 'var(--warn)' }),
                  }}
                >
                  {at}
                  <br />
                  {lag || '\u00a0'}
                </div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ product, cells }) => (
            <tr key={product}>
              <th scope="row" style={{ ...small, textAlign: 'left', fontWeight: 400, color: 'var(--mute)' }}>
                {product}
              </th>
              {cells.map((cell, i) => (
                <td key={columns[i]!.id} style={cellStyle(cell, i === 0, widthPx < 500)}>
                  {cell.text}
                  {cell.behind && <span aria-label="differs from the write model"> ≠</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
