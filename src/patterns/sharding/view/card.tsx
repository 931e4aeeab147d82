import type { ReactElement } from 'react';
import type { NodeCardProps } from '../../../ui/kit/index.ts';
import { wordsFor, type ShardMap } from '../programs/placement/shard-map.ts';
import { GrainLegend, Grains } from './grains.tsx';
import { Ownership } from './ownership.tsx';
import { shardAt } from './read-state.ts';

const CARD_WIDTH = 280;

type Keeper = { readonly rank?: 'seated' | 'following' | 'standing'; readonly reign?: number; readonly seat?: string };

/** Of a directory among several: whether it has the seat, and under which reign. */
function reignWords({ config }: NodeCardProps['node'], { rank, reign, seat }: Keeper): string {
  const others = (config as { readonly others?: readonly string[] } | null)?.others ?? [];
  if (rank === undefined || others.length === 0) return '';
  if (rank === 'seated') return ` It has the seat, in reign ${reign}.`;
  return rank === 'following'
    ? ` It follows ${seat}, in reign ${reign}.`
    : ` It asks for the seat, for reign ${reign}.`;
}

/** In the inspector: the keys of a shard, or the map that a router goes by. */
export function Card({ node, inspection }: NodeCardProps): ReactElement | null {
  const state = inspection.state as ({ readonly map?: ShardMap } & Keeper) | null;
  const map = state?.map;
  if (state === null || map === undefined) return null;
  const shard = shardAt({ [node.id]: inspection }, node.id);
  const name = (node.config as { readonly shard?: string } | null)?.shard ?? '';
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
      {shard === null ? (
        <Ownership map={map} widthPx={CARD_WIDTH} />
      ) : (
        <>
          <Grains shard={name} state={shard} map={map} widthPx={CARD_WIDTH} />
          <GrainLegend bounded={map.boundPct > 0} />
        </>
      )}
      <p style={{ margin: 0, fontSize: 12.5, color: 'var(--mute)' }}>
        Map of epoch {map.epoch}
        {map.open === null
          ? ''
          : `; ${wordsFor(map.open.chunk)} are on their way from ${map.open.from.toUpperCase()} to ${map.open.to.toUpperCase()}`}
        .{reignWords(node, state)}
      </p>
    </div>
  );
}
