import type { CSSProperties, ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { CUSTOMERS } from '../programs/events.ts';
import { grouped, stateOf, views, type Nodes, type storedEvents } from './books.ts';

type Feed = { readonly next: number; readonly done: number; readonly live: boolean };
const SUBSCRIBERS = ['balances', 'fraud', 'auditor', 'clearing', 'reconciler'] as const;
const LABELS: Readonly<Record<string, string>> = {
  balances: 'Balances',
  fraud: 'Fraud watch',
  auditor: 'Auditor',
  clearing: 'Clearing',
  reconciler: 'Reconciler',
};

const chip: CSSProperties = {
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  flex: 'none',
  minHeight: 'var(--target)',
  whiteSpace: 'nowrap',
  padding: '0 8px',
  border: '1px solid var(--line)',
  borderRadius: 'var(--radius-s)',
  background: 'var(--panel)',
  fontSize: 11,
  color: 'var(--mute)',
  font: 'inherit',
  cursor: 'pointer',
};

/** The one order of all events, and how far everyone who reads it has come. */
export function Heads(props: {
  readonly nodes: Nodes;
  readonly scene: BoardProps['scene'];
  readonly stored: ReturnType<typeof storedEvents>;
  readonly narrow: boolean;
  readonly select: BoardProps['select'];
}): ReactElement {
  const { nodes, scene, stored, narrow, select } = props;
  const head = stored.history + stored.log.length;
  const { next } = views(nodes);
  const last = stored.log.at(-1);
  const keys = (stateOf(nodes, 'keys') as { readonly keys: Readonly<Record<string, number>> } | undefined)?.keys ?? {};
  const gone = Object.values(keys).filter((key) => key === 0).length;
  const tampered = scene.nodes['auditor']?.lanes['audit'] === 'TAMPERED';
  return (
    <div
      style={{
        display: 'flex',
        flexWrap: narrow ? 'nowrap' : 'wrap',
        overflowX: 'auto',
        gap: 6,
        paddingBottom: 2,
        fontSize: 11,
      }}
    >
      <button type="button" style={chip} onClick={() => select('store')}>
        <b style={{ color: 'var(--ink)' }}>All events</b> {grouped(head)}
      </button>
      {SUBSCRIBERS.map((id) => {
        const feed = (nodes[id]?.state as unknown as { readonly feed?: Feed } | null)?.feed;
        const behind = feed ? head - feed.done : 0;
        const late = behind > 1;
        const word = feed ? (late ? `${grouped(behind)} behind` : '✓') : 'down';
        const colour = feed ? (late ? 'var(--warn)' : 'var(--ok)') : 'var(--bad)';
        return (
          <button key={id} type="button" style={chip} onClick={() => select(id)}>
            <b style={{ color: 'var(--ink)' }}>{LABELS[id]}</b>
            {!narrow && late && (
              <Gauge
                of={head - stored.history}
                at={feed ? Math.max(0, feed.done - stored.history) : 0}
                colour={colour}
              />
            )}
            <span style={{ color: colour }} title={late ? undefined : 'has folded everything'}>
              {word}
            </span>
          </button>
        );
      })}
      {next && (
        <span style={{ ...chip, cursor: 'default' }}>
          <b style={{ color: 'var(--purple)' }}>New view</b>
          <Gauge of={head} at={next.next} colour="var(--purple)" />
          <span style={{ color: 'var(--purple)' }}>
            {grouped(next.next)} of {grouped(head)}
          </span>
        </span>
      )}
      <button type="button" style={chip} onClick={() => select('keys')}>
        <b style={{ color: 'var(--ink)' }}>Names</b>
        <span style={{ color: gone > 0 ? 'var(--warn)' : undefined }}>
          {CUSTOMERS.length - gone} readable{gone > 0 ? `, ${gone} forgotten` : ''}
        </span>
      </button>
      <button type="button" style={chip} onClick={() => select('auditor')}>
        <b style={{ color: 'var(--ink)' }}>Chain</b>
        <span style={{ fontFamily: 'var(--font-mono)' }}>…{last?.slice(-8) ?? '–'}</span>
        <span style={{ color: tampered ? 'var(--bad)' : 'var(--ok)' }}>{tampered ? '× edited' : '✓ sound'}</span>
      </button>
    </div>
  );
}

const GAUGE_PX = 64;
function Gauge({
  of,
  at,
  colour,
}: {
  readonly of: number;
  readonly at: number;
  readonly colour: string;
}): ReactElement {
  const filled = of <= 0 ? GAUGE_PX : Math.min(GAUGE_PX, (GAUGE_PX * at) / of);
  return (
    <svg width={GAUGE_PX} height={8} aria-hidden>
      <rect y={1} width={GAUGE_PX} height={6} rx={3} fill="var(--line)" />
      <rect y={1} width={filled} height={6} rx={3} fill={colour} />
    </svg>
  );
}
