import type { CSSProperties, ReactElement } from 'react';
import { useOwnView, type BoardProps } from '../../../ui/kit/index.ts';
import { AsOf } from './as-of.tsx';
import {
  asOf,
  clock,
  foldHeads,
  lookedBack,
  foundAt,
  KINDS,
  money,
  nameOf,
  ownersOf,
  snapshotVersions,
  storedEvents,
  tapes,
  views,
  type Tape,
} from './books.ts';
import { Bitemporal } from './bitemporal.tsx';
import { Explanation } from './explanation.tsx';
import { Heads } from './heads.tsx';
import { RowsBoard } from './rows-board.tsx';
import { TapeRow } from './tape.tsx';

const SIDE_PX = 248;
const NOW = 'now';
const isAsOf = (value: unknown): value is number | typeof NOW => typeof value === 'number' || value === NOW;
const small: CSSProperties = { fontSize: 'var(--text-sm)', color: 'var(--mute)' };
const figure: CSSProperties = { ...small, textAlign: 'right', fontFamily: 'var(--font-mono)', whiteSpace: 'nowrap' };

/** The whole ledger: streams as growing tapes, what views make of them, and each balance explained. */
export function Board(props: BoardProps): ReactElement {
  return props.on ? <Events {...props} /> : <RowsBoard {...props} />;
}

function Events(props: BoardProps): ReactElement {
  // How far the slider is drawn back is the reader's business: it changes nothing in the run.
  // `now` is a choice as well: it stands against a dial that says otherwise.
  const [chosen, choose] = useOwnView('asOfMs', isAsOf);
  const { nodes, widthPx, settings, timeUs } = props;
  const stored = storedEvents(nodes);
  const { live, next } = views(nodes);
  const dialUs = Number(settings['auditor.asOfS']) * 1_000_000 || null;
  const asOfUs = typeof chosen === 'number' ? Math.max(0, chosen) * 1_000 : chosen === NOW ? null : dialUs;
  const wide = widthPx >= 1_000;
  const narrow = widthPx < 620;
  const [namePx, columnPx] = narrow ? [46, 74] : [62, 96];
  const columns = columnsFor({ narrow, wide, live, next, asOfUs, nodes });
  const sidePx = wide ? SIDE_PX : 0;
  const tapePx = Math.max(120, widthPx - 28 - namePx - columnPx * (1 + columns.length) - sidePx);
  const grid: CSSProperties = {
    display: 'grid',
    gridTemplateColumns: `${namePx}px ${tapePx}px repeat(${1 + columns.length}, ${columnPx}px)`,
    alignItems: 'center',
  };
  const elapsedUs = timeUs - (props.events[props.cursorSeq]?.timeUs ?? timeUs);
  const snapshots = snapshotVersions(nodes);
  const editedAt = foundAt(nodes);
  const owners = ownersOf(nodes);
  const slider = (
    <AsOf
      timeUs={timeUs}
      asOfUs={asOfUs}
      choose={(us) => choose(us !== null ? us / 1_000 : dialUs === null ? null : NOW)}
      widthPx={narrow ? widthPx : tapePx}
    />
  );
  return (
    <div style={{ display: 'flex', gap: 12, padding: '2px 8px 10px', minWidth: 320 }}>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Heads nodes={nodes} scene={props.scene} stored={stored} narrow={narrow} select={props.select} />
        {narrow && slider}
        <div style={{ ...grid, ...small, fontSize: 11, minHeight: 26 }}>
          <span>stream</span>
          {narrow ? <span>its events</span> : slider}
          <span style={{ textAlign: 'right' }} title="What the events add up to: their fold">
            balance
          </span>
          {columns.map((column) => (
            <span key={column.title} style={{ textAlign: 'right' }}>
              {column.title}
            </span>
          ))}
        </div>
        {tapes(stored, nodes).map((tape) => (
          <details key={tape.account} name="explain-balance" style={{ borderTop: '1px solid var(--line)' }}>
            <summary style={{ ...grid, cursor: 'pointer', listStyle: 'none' }}>
              <span style={{ fontSize: 'var(--text-sm)', fontWeight: 600, color: 'var(--ink)' }}>
                {nameOf(tape.account)}
              </span>
              <TapeRow
                tape={tape}
                widthPx={tapePx}
                looked={lookedBack(nodes, tape.account)}
                heads={foldHeads(nodes, tape.account, Number(settings['fold.usPerEvent']), elapsedUs)}
                snapshot={Number(settings['snapshots.every']) > 0 ? (snapshots[tape.account] ?? -1) : -1}
                editedAt={editedAt}
                asOfUs={asOfUs}
              />
              <span style={{ ...figure, color: 'var(--ink)', fontWeight: 600 }}>{money(tape.cents)}</span>
              {columns.map((column) => (
                <Compared
                  key={column.title}
                  value={column.of(tape)}
                  truth={column.beside?.(tape) ?? (column.compare ? tape.cents : null)}
                />
              ))}
            </summary>
            <Explanation
              tape={tape}
              editedAt={editedAt}
              owner={owners === null ? null : (owners[tape.account] ?? '')}
            />
          </details>
        ))}
        <Legend />
      </div>
      {wide && <Bitemporal log={stored.log} timeUs={timeUs} asOfUs={asOfUs} widthPx={SIDE_PX} />}
    </div>
  );
}

/** What the signs on the tapes mean. */
function Legend(): ReactElement {
  return (
    <p style={{ ...small, fontSize: 11, margin: '8px 0 0', borderTop: '1px solid var(--line)', paddingTop: 6 }}>
      <b style={{ color: 'var(--ink)' }}>Choose a stream to have its balance explained.</b>{' '}
      {Object.values(KINDS).map(([glyph, , words]) => (
        <span key={words} style={{ marginRight: 10, whiteSpace: 'nowrap' }}>
          <b>{glyph}</b> {words}
        </span>
      ))}
      <span style={{ whiteSpace: 'nowrap' }}>dashed: an older schema, pale: archived, or does not count yet</span>
      <span style={{ whiteSpace: 'nowrap', color: 'var(--purple)' }}>
        {' '}
        ┆ snapshot, A B desks that fold, ◂ read backward
      </span>
      <span style={{ whiteSpace: 'nowrap', color: 'var(--bad)' }}> ⚑ suspicious</span>
    </p>
  );
}

interface Column {
  readonly title: string;
  readonly compare: boolean;
  readonly of: (tape: Tape) => number | null;
  /** What it is compared with, where that is not the fold of all. */
  readonly beside?: (tape: Tape) => number | null;
}

function columnsFor(given: {
  readonly narrow: boolean;
  readonly live: ReturnType<typeof views>['live'];
  readonly next: ReturnType<typeof views>['next'];
  readonly wide: boolean;
  readonly asOfUs: number | null;
  readonly nodes: BoardProps['nodes'];
}): Column[] {
  const { narrow, wide, live, next, asOfUs, nodes } = given;
  const columns: Column[] = [];
  if (!narrow) {
    columns.push({ title: 'held', compare: false, of: ({ held }) => held || null });
    columns.push({
      title: next ? 'old view' : 'view',
      compare: true,
      of: ({ account }) => live && (live.cents[account] ?? 0),
    });
  }
  // While it is still on its way, it differs of course.
  const arrived = next !== null && live !== null && next.next >= live.next;
  if (next) columns.push({ title: 'new view', compare: arrived, of: ({ account }) => next.cents[account] ?? 0 });
  if (asOfUs !== null && (!narrow || next === null)) {
    const title = clock(asOfUs);
    columns.push({ title: `as of ${title}`, compare: false, of: (tape) => asOf(nodes, tape, asOfUs)?.known ?? null });
    if (wide)
      columns.push({
        title: `as told then`,
        compare: false,
        of: (tape) => asOf(nodes, tape, asOfUs)?.told ?? null,
        beside: (tape) => asOf(nodes, tape, asOfUs)?.known ?? null,
      });
  }
  return columns;
}

/** A figure beside the truth: where it differs, a sign says so, not the colour alone. */
function Compared({ value, truth }: { readonly value: number | null; readonly truth: number | null }): ReactElement {
  if (value === null) return <span style={figure}>–</span>;
  const differs = truth !== null && value !== truth;
  return (
    <span
      style={{ ...figure, color: differs ? 'var(--warn)' : 'var(--mute)' }}
      title={differs ? `differs from ${money(truth)}` : undefined}
    >
      {differs ? '≠ ' : ''}
      {money(value)}
    </span>
  );
}
