import type { ReactElement } from 'react';
import { KEYS, PEOPLE, userOf } from '../programs/keys.ts';
import { SLOTS } from '../programs/placement/hash-slot.ts';
import { ketamaHash } from '../programs/placement/ketama.ts';
import { ownerOf, ringOf, type ShardMap } from '../programs/placement/shard-map.ts';
import { shownShards } from './read-state.ts';

const ROW = 26;
/** Left of the rows their shards, right of them what they have, below them the scale. */
const LABEL = 22;
const COUNT = 56;
const SCALE = 16;
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

type Axis = { readonly words: string; readonly ends: readonly [first: string, last: string] };
const PEOPLE_AXIS: Axis = { words: 'People by number', ends: ['person 0', `person ${PEOPLE - 1}`] };
const HASH_AXIS: Axis = { words: 'Keys by hash', ends: ['0', '2³²'] };
const AXES: Readonly<Record<ShardMap['strategy'], Axis>> = {
  slots: { words: '16,384 slots', ends: ['slot 0', 'slot 16,383'] },
  range: PEOPLE_AXIS,
  region: { ...PEOPLE_AXIS, words: 'People by number, each with the shard of their region' },
  ketama: { ...HASH_AXIS, words: 'The ring, laid out flat' },
  mod: HASH_AXIS,
  jump: HASH_AXIS,
  rendezvous: HASH_AXIS,
  single: PEOPLE_AXIS,
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

/** What a row shows: stretches, or, where there are none, every key. */
function marksOf(map: ShardMap, keys: readonly string[], stretches: readonly Stretch[], shard: string): Marks {
  if (stretches.length > 0) return stretches.filter((stretch) => stretch.shard === shard);
  return keys.map((key) => placeOf(map, key)).map((at) => ({ from: at, to: at }));
}

type Marks = readonly Omit<Stretch, 'shard'>[];

/** Ring, ranges or slots with who owns them: a row a shard, so that it needs no colours to be read. */
export function Ownership({ map, widthPx }: { readonly map: ShardMap; readonly widthPx: number }): ReactElement {
  const shards = shownShards(map);
  const width = Math.max(160, widthPx - LABEL - COUNT);
  const owned = ownedKeys(map, shards);
  const stretches = stretchesOf(map);
  const moving = movingOf(map);
  const height = shards.length * ROW;
  const { words, ends } = AXES[map.strategy];
  return (
    <figure style={{ margin: 0 }}>
      <svg
        role="img"
        aria-label={wordsFor(owned, words)}
        width={LABEL + width + COUNT}
        height={height + SCALE}
        fontSize={12}
        style={{ display: 'block', maxWidth: '100%' }}
      >
        {shards.map((shard, row) => (
          <g key={shard} transform={`translate(0 ${row * ROW})`}>
            <text x={2} y={17} fontWeight={600} fill="var(--ink)">
              {shard === 'db' ? '·' : shard.toUpperCase()}
            </text>
            <rect x={LABEL} y={3} width={width} height={ROW - 6} rx={3} fill="none" stroke="var(--line)" />
            {marksOf(map, owned[shard]!, stretches, shard).map(({ from, to }) => (
              <rect
                key={from}
                x={LABEL + from * width}
                y={3}
                width={Math.max(to === from ? 1.6 : 0.8, (to - from) * width)}
                height={ROW - 6}
                fill="var(--accent)"
                opacity={0.75}
              />
            ))}
            <text x={LABEL + width + COUNT} y={17} textAnchor="end" fill="var(--mute)">
              {owned[shard]!.length} keys
            </text>
          </g>
        ))}
        <g transform={`translate(${LABEL} ${height + 12})`} fill="var(--mute)" fontSize={11}>
          <text>{ends[0]}</text>
          <text x={width} textAnchor="end">
            {ends[1]}
          </text>
        </g>
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
        {words}
        {map.open === null
          ? ''
          : `; move ${map.open.id} from ${map.open.from.toUpperCase()} to ${map.open.to.toUpperCase()} is open`}
        .
      </figcaption>
    </figure>
  );
}

/** The keys of every shard: each is hashed once only, because a board is drawn several times a second. */
function ownedKeys(map: ShardMap, shards: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const owned: Record<string, string[]> = Object.fromEntries(shards.map((shard) => [shard, []]));
  for (const key of KEYS) owned[ownerOf(map, key)]!.push(key);
  return owned;
}

function wordsFor(owned: Readonly<Record<string, readonly string[]>>, words: string): string {
  const counts = Object.entries(owned).map(([shard, keys]) => `${shard.toUpperCase()} ${keys.length}`);
  return `Who owns what. ${words}. Keys: ${counts.join(', ')}`;
}
