import type { ReactElement } from 'react';
import type { NodeArtProps, NodeCardProps, PatternView } from '../../ui/kit/index.ts';
import type { ShardMap } from './programs/placement/shard-map.ts';
import { wordsFor } from './programs/placement/shard-map.ts';
import { Board } from './view/board.tsx';
import { GrainLegend, Grains } from './view/grains.tsx';
import { Ownership } from './view/ownership.tsx';
import { shardAt } from './view/read-state.ts';

/** Words for the `slots` lane, short enough for a badge. */
const BADGES: Readonly<Record<string, { readonly text: string; readonly tone: string }>> = {
  MIGRATING: { text: 'giving', tone: 'warn' },
  IMPORTING: { text: 'taking', tone: 'accent' },
  CRITICAL: { text: 'critical', tone: 'bad' },
};

/** On the graph: how full a shard's queue is, what it does with keys, and whose map is old. */
function Art({ node, now, scene, radius }: NodeArtProps): ReactElement | null {
  if (now.status === 'down') return null;
  const newest = scene.nodes['directory']?.metrics['epoch'];
  const epoch = now.metrics['epoch'];
  const behind = newest !== undefined && epoch !== undefined && epoch < newest && !node.id.startsWith('directory');
  const badge = BADGES[now.lanes['slots'] ?? ''];
  const limit = node.capacity?.queueLimit ?? 0;
  return (
    <g fontSize={11} textAnchor="middle">
      {limit > 0 && now.queued > 0 && <Queue share={now.queued / limit} radius={radius} />}
      {badge !== undefined && now.lanes['main'] !== 'REPLICA' && (
        <Badge x={0} y={-radius - 12} text={badge.text} tone={badge.tone} />
      )}
      {behind && (
        <Badge x={0} y={badge === undefined ? -radius - 12 : -radius - 30} text={`${epoch} < ${newest}`} tone="warn" />
      )}
    </g>
  );
}

/** A level beside the shape that fills from below. */
function Queue({ share, radius }: { readonly share: number; readonly radius: number }): ReactElement {
  const height = 2 * radius;
  const filled = Math.min(1, share) * height;
  return (
    <g transform={`translate(${radius + 5} ${-radius})`}>
      <rect width={6} height={height} rx={2} fill="var(--panel)" stroke="var(--edge)" />
      <rect
        y={height - filled}
        width={6}
        height={filled}
        rx={2}
        fill={share >= 1 ? 'var(--bad-mark)' : 'var(--warn-mark)'}
      />
    </g>
  );
}

interface BadgeProps {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly tone: string;
}

function Badge({ x, y, text, tone }: BadgeProps): ReactElement {
  const width = text.length * 6.4 + 12;
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect
        x={-width / 2}
        y={-9}
        width={width}
        height={17}
        rx={5}
        fill={`var(--${tone}-soft)`}
        stroke={`var(--${tone})`}
      />
      <text y={4} fill={`var(--${tone})`}>
        {text}
      </text>
    </g>
  );
}

const CARD_WIDTH = 280;

/** In the inspector: the keys of a shard, or the map that a router goes by. */
function Card({ node, inspection }: NodeCardProps): ReactElement | null {
  const state = inspection.state as { readonly map?: ShardMap } | null;
  const map = state?.map;
  if (map === undefined) return null;
  const shard = shardAt({ [node.id]: inspection }, node.id);
  const name = (node.config as { readonly shard?: string } | null)?.shard ?? '';
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
      {shard === null ? (
        <Ownership map={map} widthPx={CARD_WIDTH} />
      ) : (
        <>
          <Grains shard={name} state={shard} map={map} widthPx={CARD_WIDTH} />
          <GrainLegend />
        </>
      )}
      <p style={{ margin: 0, fontSize: 12.5, color: 'var(--mute)' }}>
        Map of epoch {map.epoch}
        {map.open === null
          ? ''
          : `; ${wordsFor(map.open.chunk)} are on their way from ${map.open.from.toUpperCase()} to ${map.open.to.toUpperCase()}`}
        .
      </p>
    </div>
  );
}

const view: PatternView = { NodeArt: Art, NodeCard: Card, board: { label: 'Shards', Board, opens: true } };
export default view;
