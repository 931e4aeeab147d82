import type { ReactElement } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { firstMap, type ShardMap, type Strategy } from '../programs/placement/shard-map.ts';
import { Epochs, holdersOf } from './epochs.tsx';
import { GrainLegend, Grains } from './grains.tsx';
import { MovedTable, movedByStrategy, type Moved } from './moved.tsx';
import { Ownership } from './ownership.tsx';
import { shardAt, shownShards, truthIn } from './read-state.ts';

const GAP = 12;
const heading = { margin: '0 0 6px', fontSize: 12.5, fontWeight: 600, color: 'var(--ink)' } as const;

/** The same for every moment and every run with these clients, so it is counted once. */
const counted: Record<string, Moved[]> = {};
const movedFor = (settings: BoardProps['settings']): Moved[] =>
  (counted[['ketamaClient', 'ringDigests', 'boundPct'].map((dial) => String(settings[`map.${dial}`])).join(' ')] ??=
    movedByStrategy((strategy: Strategy) => firstMap({ ...settings, 'map.strategy': strategy })));

/** Keys as grains in shards, who owns what, who holds which epoch, and what a newcomer moves. */
export function Board(props: BoardProps): ReactElement {
  const { nodes, topology, settings, widthPx, select, on } = props;
  const map = truthIn(nodes);
  if (map === null) return <p style={{ color: 'var(--mute)', fontSize: 12.5 }}>Nobody who knows the map is up.</p>;
  const labels = Object.fromEntries(
    topology.nodes
      .filter((node) => node.program !== 'mover' && node.program !== 'detector' && !node.id.startsWith('users-e'))
      .filter((node) => node.id !== 'users-us' && !node.id.startsWith('replica'))
      .map((node) => [node.id, node.label.replace('Shard ', '')]),
  );
  const inner = Math.max(280, widthPx - 2 * GAP);
  const columns = inner >= 1_150 ? 3 : inner >= 820 ? 2 : 1;
  const [left, middle] = columns === 1 ? [inner, inner] : widthsOf(inner, columns);
  const moved = on && <MovedTable moved={movedFor(settings)} now={map.strategy} />;
  return (
    <div style={{ padding: GAP, display: 'flex', flexDirection: columns > 1 ? 'row' : 'column', gap: 2 * GAP }}>
      <section style={{ width: left, display: 'flex', flexDirection: 'column', gap: GAP - 4 }}>
        <Shards {...props} map={map} widthPx={left} />
        <GrainLegend bounded={map.boundPct > 0} />
        {on && (
          <div>
            <h3 style={heading}>Epoch {map.epoch}: who holds which map</h3>
            <Epochs holders={holdersOf(nodes, labels)} newest={map.epoch} select={select} />
          </div>
        )}
      </section>
      <section style={{ width: middle, display: 'flex', flexDirection: 'column', gap: GAP }}>
        <div>
          <h3 style={heading}>Who owns what</h3>
          <Ownership map={map} widthPx={middle} />
        </div>
        {columns < 3 && moved}
      </section>
      {columns === 3 && <section>{moved}</section>}
    </div>
  );
}

/** Of the shards, and of who owns what; a third column is as wide as its table. */
function widthsOf(inner: number, columns: number): readonly [left: number, middle: number] {
  const both = inner - 2 * GAP - (columns === 3 ? TABLE + 2 * GAP : 0);
  const left = Math.floor(both * 0.56);
  return [left, both - left];
}

const TABLE = 270;

function Shards({
  nodes,
  topology,
  scene,
  widthPx,
  selected,
  select,
  map,
}: BoardProps & { readonly map: ShardMap }): ReactElement {
  const shards = shownShards(map);
  const columns = widthPx < 520 ? Math.min(2, shards.length) : shards.length;
  const width = Math.floor((widthPx - (columns - 1) * GAP) / columns);
  return (
    <div style={{ display: 'grid', gridTemplateColumns: `repeat(${columns}, ${width}px)`, gap: GAP }}>
      {shards.map((shard) => {
        const node = map.primaries[shard]!;
        const spec = topology.nodes.find((each) => each.id === node);
        const now = scene.nodes[node];
        const state = shardAt(nodes, node);
        const down = now === undefined || now.status === 'down' || state === null;
        const limit = (spec?.capacity?.queueLimit ?? 0) || 1;
        return (
          <div
            key={shard}
            style={{
              boxSizing: 'border-box',
              width,
              minHeight: 108,
              padding: 8,
              borderRadius: 'var(--radius-m)',
              border: `1px ${down ? 'dashed' : 'solid'} ${down ? 'var(--bad-mark)' : selected === node ? 'var(--accent)' : 'var(--line)'}`,
              background: down ? 'var(--hatch-bad)' : 'var(--panel)',
            }}
          >
            <button
              type="button"
              onClick={() => select(node)}
              style={{
                all: 'unset',
                display: 'block',
                width: '100%',
                minHeight: 24,
                cursor: 'pointer',
                fontSize: 12.5,
                fontWeight: 600,
                background: down ? 'var(--panel)' : undefined,
                outlineOffset: 2,
              }}
            >
              {spec?.label ?? node}
              <span style={{ float: 'right', fontWeight: 400, color: down ? 'var(--bad)' : 'var(--mute)' }}>
                {down ? 'down' : map.members.includes(shard) ? `${Object.keys(state.data).length} keys` : 'no member'}
              </span>
            </button>
            {!down && (
              <>
                <Load
                  busy={now.busy}
                  workers={spec?.capacity?.workers ?? 1}
                  queued={now.queued}
                  limit={limit}
                  served={now.metrics['served'] ?? 0}
                  width={width - 18}
                />
                <Grains shard={shard} state={state} map={map} widthPx={width - 18} />
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}

interface LoadProps {
  readonly busy: number;
  readonly workers: number;
  readonly queued: number;
  readonly limit: number;
  /** Requests in the last second. */
  readonly served: number;
  readonly width: number;
}

/** Room for the requests a second. */
const RATE = 32;

/** Load: workers as cells, the queue as a level with its limit drawn, and what was served. */
function Load({ busy, workers, queued, limit, served, width }: LoadProps): ReactElement {
  const level = Math.max(20, width - workers * 12 - 8 - RATE);
  const full = queued >= limit;
  return (
    <svg
      role="img"
      aria-label={`${busy} of ${workers} workers busy, ${queued} of ${limit} places in the queue taken, ${served} requests served a second`}
      width={width}
      height={14}
      style={{ display: 'block', margin: '2px 0 6px' }}
    >
      {Array.from({ length: workers }, (_, i) => (
        <rect
          key={i}
          x={i * 12 + 0.5}
          y={2.5}
          width={9}
          height={9}
          rx={2}
          fill={i < busy ? 'var(--msg)' : 'none'}
          stroke={i < busy ? 'var(--msg)' : 'var(--edge)'}
        />
      ))}
      <g transform={`translate(${workers * 12 + 4} 2)`}>
        <rect width={level} height={9} rx={2} fill="none" stroke={full ? 'var(--bad-mark)' : 'var(--edge)'} />
        <rect
          width={(level * Math.min(queued, limit)) / limit}
          height={9}
          rx={2}
          fill={full ? 'var(--bad-mark)' : 'var(--warn-mark)'}
        />
      </g>
      <text x={width} y={11} textAnchor="end" fontSize={12} fill="var(--mute)">
        {served}/s
      </text>
    </svg>
  );
}
