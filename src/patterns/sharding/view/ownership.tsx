import type { ReactElement } from 'react';
import { KEYS, PEOPLE, userOf } from '../programs/keys.ts';
import { SLOTS } from '../programs/placement/hash-slot.ts';
import { ketamaHash } from '../programs/placement/ketama.ts';
import { ownerOf, ringOf, type ShardMap } from '../programs/placement/shard-map.ts';
import { shownShards } from './read-state.ts';

const ROW = 18;
const LABEL = 20;
/** 2³², the length of the ring. */
const RING = 4_294_967_296;

/** A stretch of what keys are hashed or ordered by, from 0 to 1, and who owns it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly shard: string;
}

export function stretchesOf(map: ShardMap): Stretch[] {
  switch (map.strategy) {
    case 'slots':
      return map.slots.map(([from, to, shard]) => ({ from: from / SLOTS, to: (to + 1) / SLOTS, shard }));
    case 'range':
      return map.ranges.map(([from, shard], i) => ({
        from: from / PEOPLE,
        to: (map.ranges[i + 1]?.[0] ?? PEOPLE) / PEOPLE,
        shard,
      }));
    case 'ketama': {
      const ring = ringOf(map.members, map);
      // A key belongs to the first point at or after it, so a point owns what lies before it.
      const own = ring.map(([hash, index], i) => ({
        from: (ring[i - 1]?.[0] ?? 0) / RING,
        to: hash / RING,
        shard: map.members[index]!,
      }));
      return [...own, { from: ring.at(-1)![0] / RING, to: 1, shard: map.members[ring[0]![1]]! }];
    }
    default:
      return [];
  }
}

const AXES: Readonly<Record<ShardMap['strategy'], string>> = {
  slots: '16,384 slots',
  range: 'people by number',
  region: 'people by number, each with the shard of their region',
  ketama: 'the ring, laid out flat',
  mod: 'keys by hash',
  jump: 'keys by hash',
  rendezvous: 'keys by hash',
  single: 'people by number',
};

/** Where a key stands on the axis. */
const placeOf = (map: ShardMap, key: string): number =>
  map.strategy === 'region' || map.strategy === 'single' ? userOf(key) / PEOPLE : ketamaHash(key) / RING;

/** The chunk that is on its way, on the axis; null where there is none that has a place on it. */
function movingOf(map: ShardMap): { readonly from: number; readonly to: number } | null {
  const chunk = map.open?.chunk;
  if (chunk?.kind === 'slots') return { from: chunk.from / SLOTS, to: (chunk.to + 1) / SLOTS };
  return chunk?.kind === 'range' ? { from: chunk.from / PEOPLE, to: chunk.to / PEOPLE } : null;
}

/** Ring, ranges or slots with who owns them: a row a shard, so that it needs no colours to be read. */
export function Ownership({ map, widthPx }: { readonly map: ShardMap; readonly widthPx: number }): ReactElement {
  const shards = shownShards(map);
  const width = Math.max(160, widthPx - LABEL);
  const stretches = stretchesOf(map);
  const moving = movingOf(map);
  const height = shards.length * ROW;
  const axis = AXES[map.strategy];
  return (
    <figure style={{ margin: 0 }}>
      <svg
        role="img"
        aria-label={wordsFor(map, axis)}
        width={LABEL + width}
        height={height}
        style={{ maxWidth: '100%' }}
      >
        {shards.map((shard, row) => (
          <g key={shard} transform={`translate(0 ${row * ROW})`}>
            <text x={2} y={13} fontSize={12} fill="var(--mute)">
              {shard === 'db' ? '·' : shard.toUpperCase()}
            </text>
            <rect x={LABEL} y={3} width={width} height={ROW - 6} fill="none" stroke="var(--line)" />
            {stretches.length > 0
              ? stretches
                  .filter((stretch) => stretch.shard === shard)
                  .map(({ from, to }) => (
                    <rect
                      key={from}
                      x={LABEL + from * width}
                      y={3}
                      width={Math.max(0.8, (to - from) * width)}
                      height={ROW - 6}
                      fill="var(--accent)"
                      opacity={0.75}
                    />
                  ))
              : KEYS.filter((key) => ownerOf(map, key) === shard).map((key) => (
                  <rect
                    key={key}
                    x={LABEL + placeOf(map, key) * width}
                    y={4}
                    width={1.6}
                    height={ROW - 8}
                    fill="var(--accent)"
                  />
                ))}
          </g>
        ))}
        {moving !== null && (
          <rect
            x={LABEL + moving.from * width}
            y={1}
            width={Math.max(2, (moving.to - moving.from) * width)}
            height={height - 2}
            fill="none"
            stroke="var(--warn-mark)"
            strokeWidth={2}
            strokeDasharray="4 3"
          />
        )}
      </svg>
      <figcaption style={{ color: 'var(--mute)', fontSize: 12 }}>
        {axis}
        {map.open === null
          ? ''
          : `; move ${map.open.id} from ${map.open.from.toUpperCase()} to ${map.open.to.toUpperCase()} is open`}
      </figcaption>
    </figure>
  );
}

function wordsFor(map: ShardMap, axis: string): string {
  const counts = shownShards(map).map(
    (shard) => `${shard.toUpperCase()} ${KEYS.filter((key) => ownerOf(map, key) === shard).length}`,
  );
  return `Who owns what, by ${axis}. Keys: ${counts.join(', ')}`;
}
