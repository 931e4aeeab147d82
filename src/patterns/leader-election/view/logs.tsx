import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import type { Written } from '../programs/raft-state.ts';
import { Picture, ReplicaRow } from './picture.tsx';
import { rowsOf, sayEntry, type Row } from './replicas.ts';
import { hueOf, NOTE, TEXT_PX, tintOf } from './terms.ts';

/** px; seven rows are lower, so that they fit into the same panel. */
interface Sizes {
  readonly cell: number;
  readonly row: number;
  readonly left: number;
}
const sizesOf = (rows: number, left: number): Sizes =>
  rows > 5 ? { cell: 22, row: 29, left } : { cell: 26, row: 36, left };
const GAP = 3;
/** Wide enough for words beside the rows. */
export const WIDE_PX = 560;
const NAMES = { wide: 172, narrow: 76 } as const;
const HEADS = { wide: 30, narrow: 20 } as const;

/** A row a replica, a cell an entry: where the logs agree, what is committed, and who knows how much. */
export function LogsBoard(props: BoardProps): ReactElement {
  const { widthPx, on } = props;
  const rows = rowsOf(props);
  const isWide = widthPx >= WIDE_PX;
  const size = isWide ? 'wide' : 'narrow';
  const left = NAMES[size];
  const head = HEADS[size];
  const last = Math.max(1, ...rows.map(({ base, entries }) => base + entries.length));
  const sizes = sizesOf(rows.length, left);
  const columns = Math.max(3, Math.floor((widthPx - left) / (sizes.cell + GAP)));
  const first = Math.max(1, last - columns + 1);
  const leader = newestLeader(rows);
  return (
    <div>
      <Picture words={rows.map(sayRow).join(' ')} width={widthPx} height={head + rows.length * sizes.row + 4}>
        <Indexes first={first} last={last} sizes={sizes} y={head - 7} />
        {rows.map((row, i) => (
          <ReplicaRow key={row.id} id={row.id} y={head + i * sizes.row} height={sizes.row} board={props}>
            <Name row={row} isWide={isWide} height={sizes.row} />
            <Cells row={row} first={first} sizes={sizes} on={on} />
            {leader !== undefined && leader.id !== row.id && (
              <Match leader={leader} row={row} first={first} sizes={sizes} />
            )}
          </ReplicaRow>
        ))}
      </Picture>
      <Legend on={on} />
    </div>
  );
}

/** Of several who think they lead, the one of the highest term: it is right. */
const newestLeader = (rows: readonly Row[]): Row | undefined =>
  rows.filter(({ isLeader }) => isLeader).sort((a, b) => b.term - a.term)[0];

const sayRow = ({ label, role, term, base, entries, commit }: Row): string =>
  `${label}: ${role}, term ${term}, ${base + entries.length} entries, ${commit} committed.`;

function Indexes({
  first,
  last,
  sizes,
  y,
}: {
  readonly first: number;
  readonly last: number;
  readonly sizes: Sizes;
  readonly y: number;
}): ReactElement {
  const shown = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
    (index) => index === first || index === last || (index % 5 === 0 && index - first > 1 && last - index > 1),
  );
  return (
    <g fontSize={TEXT_PX} fill="var(--faint)" textAnchor="middle">
      {shown.map((index) => (
        <text key={index} x={sizes.left + (index - first) * (sizes.cell + GAP) + sizes.cell / 2} y={y}>
          {index}
        </text>
      ))}
    </g>
  );
}

/** Number, what it is, its term, and whom it follows. */
function Name({
  row,
  isWide,
  height,
}: {
  readonly row: Row;
  readonly isWide: boolean;
  readonly height: number;
}): ReactElement {
  const { id, isLeader, isDown, role, term, says } = row;
  const middle = height / 2;
  return (
    <g transform={`translate(4 ${middle})`} opacity={isDown ? 0.7 : 1}>
      <circle
        cx={11}
        r={10}
        fill={isDown ? 'none' : tintOf(term)}
        stroke={isDown ? 'var(--bad-mark)' : hueOf(term)}
        strokeWidth={isLeader ? 2.5 : 1.5}
        strokeDasharray={isDown ? '3 2' : undefined}
      />
      {isLeader && <circle cx={11} r={13} fill="none" stroke={hueOf(term)} strokeWidth={1} />}
      <text x={11} y={4} textAnchor="middle" fontSize={12} fontWeight={600} fill="var(--ink)">
        {id.slice(1)}
      </text>
      {isWide ? (
        <g fontSize={TEXT_PX}>
          <text x={30} y={-2} fill="var(--ink)" fontWeight={isLeader ? 600 : 400}>
            {isDown ? 'down, its disk' : term > 0 ? `${role}, term ${term}` : role}
          </text>
          <text x={30} y={12} fill="var(--mute)">
            {says}
          </text>
        </g>
      ) : (
        <text x={29} y={4} fontSize={TEXT_PX} fill="var(--mute)">
          {isDown ? 'down' : term > 0 ? `t ${term}` : role}
        </text>
      )}
    </g>
  );
}

function Cells({
  row,
  first,
  sizes,
  on,
}: {
  readonly row: Row;
  readonly first: number;
  readonly sizes: Sizes;
  readonly on: boolean;
}): ReactElement {
  const { base, entries, commit, durable, isDown } = row;
  const { cell, row: height, left } = sizes;
  const step = cell + GAP;
  const y = (height - cell) / 2;
  const copies = copiesIn(entries);
  return (
    <g>
      {base >= first && (
        <g>
          <rect
            x={left}
            y={y + 4}
            width={(base - first + 1) * step - GAP}
            height={cell - 8}
            rx={4}
            fill="var(--grid)"
            stroke="var(--edge)"
          />
          <text x={left + 6} y={y + cell / 2 + 4} fontSize={TEXT_PX} fill="var(--mute)">
            {(base - first + 1) * step > 84 ? `snapshot to ${base}` : base}
          </text>
        </g>
      )}
      {entries.map((entry) => {
        const { index, term } = entry;
        if (index < first) return null;
        const isCommitted = index <= commit;
        const isSafe = index <= durable;
        return (
          <g key={index} transform={`translate(${left + (index - first) * step} ${y})`}>
            <title>
              {`${sayEntry(entry)}${copies.has(index) ? `, again: it is entry ${copies.get(index)} as well` : ''}. ${isDown ? 'On its disk' : isCommitted ? (on ? 'Committed' : 'Acknowledged or copied') : isSafe ? 'On disk, not committed' : 'Not on disk yet'}.`}
            </title>
            <rect
              x={0.75}
              y={0.75}
              width={cell - 1.5}
              height={cell - 1.5}
              rx={4}
              fill={isCommitted ? tintOf(term) : 'var(--panel)'}
              stroke={hueOf(term)}
              strokeWidth={1.5}
              strokeDasharray={isCommitted ? undefined : '3 2.5'}
            />
            {copies.has(index) && <path d={`M6 ${cell - 4.5}h${cell - 12}`} stroke="var(--warn)" strokeWidth={2} />}
            {entry.command.f === 'config' && <path d={`M${cell - 1} 9V1H${cell - 9}z`} fill={hueOf(term)} />}
            <text
              x={cell / 2}
              y={cell / 2 + 4}
              textAnchor="middle"
              fontSize={12}
              fill={isSafe ? 'var(--ink)' : 'var(--mute)'}
            >
              {term}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Entries that hold the same write of a client as an earlier one, and which that is, by index. */
function copiesIn(entries: readonly Written[]): ReadonlyMap<number, number> {
  const first = new Map<string, number>();
  const copies = new Map<number, number>();
  for (const { index, command } of entries) {
    if (!('serial' in command)) continue;
    const name = `${command.client}:${command.serial}`;
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    else copies.set(index, before);
  }
  return copies;
}

/** A wedge under the last entry that the leader knows this replica to have. */
function Match({
  leader,
  row,
  first,
  sizes,
}: {
  readonly leader: Row;
  readonly row: Row;
  readonly first: number;
  readonly sizes: Sizes;
}): ReactElement | null {
  const match = leader.match[row.id];
  if (match === undefined || match < first) return null;
  const x = sizes.left + (match - first) * (sizes.cell + GAP) + sizes.cell / 2;
  return <path d={`M${x} ${sizes.row - 7}l4.5 6h-9z`} fill="var(--mute)" />;
}

function Legend({ on }: { readonly on: boolean }): ReactElement {
  return (
    <p style={NOTE}>
      {on
        ? 'An entry with its term. Filled: known to be committed. Dashed: written only. Wedge: so far the leader knows the logs to agree. Corner: new members. Underlined: a write that came before.'
        : 'A write with the number of the primary that took it. Nobody compares what stands in the same place.'}
    </p>
  );
}
