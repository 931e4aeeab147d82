import type { ReactElement } from 'react';
import { isCounter, isPart, KEYS } from '../programs/keys.ts';
import { inChunk, overflows, ownerOf, type ShardMap } from '../programs/placement/shard-map.ts';
import type { State } from '../programs/shard-state.ts';

/** Side of a grain and of its cell, px. */
const GRAIN = 7;
const CELL = 10;

type Look = 'own' | 'moving' | 'locked' | 'hot' | 'overflow' | 'leftover';

/** Never colour alone: a frame, a stroke through it, a filled corner, a hollow one. */
const LOOKS: Readonly<Record<Look, { readonly fill: string; readonly stroke: string; readonly words: string }>> = {
  own: { fill: 'var(--accent-soft)', stroke: 'var(--accent)', words: 'held' },
  moving: { fill: 'var(--warn-soft)', stroke: 'var(--warn-mark)', words: 'in a move' },
  locked: { fill: 'var(--warn-mark)', stroke: 'var(--warn-mark)', words: 'on its way' },
  hot: { fill: 'var(--bad-soft)', stroke: 'var(--bad-mark)', words: 'hot' },
  overflow: { fill: 'var(--panel)', stroke: 'var(--accent)', words: 'sent on by a full shard' },
  leftover: { fill: 'none', stroke: 'var(--edge)', words: 'left over' },
};

/** Order of birth, so that a grain keeps its place among its fellows wherever it goes. */
const RANK: Readonly<Record<string, number>> = Object.fromEntries(KEYS.map((key, i) => [key, i]));

function lookOf(key: string, shard: string, state: State, map: ShardMap): Look {
  if (state.locked[key]) return 'locked';
  if (map.hot[key.split('#')[0]!] !== undefined || isPart(key)) return 'hot';
  if (map.open !== null && inChunk(map.open.chunk, key)) return 'moving';
  if (ownerOf(map, key) !== shard) return 'leftover';
  return overflows(map, key) ? 'overflow' : 'own';
}

export interface GrainsProps {
  readonly shard: string;
  readonly state: State;
  readonly map: ShardMap;
  readonly widthPx: number;
}

/** Every key that a shard holds, a grain each: squares are walls, dots are counters. */
export function Grains({ shard, state, map, widthPx }: GrainsProps): ReactElement {
  const keys = Object.keys(state.data).sort((a, b) => (RANK[a] ?? KEYS.length) - (RANK[b] ?? KEYS.length));
  const columns = Math.max(4, Math.floor(widthPx / CELL));
  const rows = Math.max(1, Math.ceil(keys.length / columns));
  const looks = keys.map((key) => lookOf(key, shard, state, map));
  return (
    <svg
      role="img"
      aria-label={grainWords(shard, looks)}
      width={columns * CELL}
      height={rows * CELL}
      style={{ display: 'block', maxWidth: '100%' }}
    >
      {keys.map((key, i) => (
        <Grain
          key={key}
          name={key}
          look={looks[i]!}
          x={(i % columns) * CELL + CELL / 2}
          y={Math.floor(i / columns) * CELL + CELL / 2}
        />
      ))}
    </svg>
  );
}

export function grainWords(shard: string, looks: readonly Look[]): string {
  const count = (look: Look): number => looks.filter((each) => each === look).length;
  const parts = (['moving', 'locked', 'hot', 'overflow', 'leftover'] as const)
    .filter((look) => count(look) > 0)
    .map((look) => `${count(look)} ${LOOKS[look].words}`);
  return `Shard ${shard.toUpperCase()}: ${looks.length} keys${parts.length > 0 ? `, ${parts.join(', ')}` : ''}`;
}

interface GrainProps {
  readonly name: string;
  readonly look: Look;
  readonly x: number;
  readonly y: number;
}

function Grain({ name, look, x, y }: GrainProps): ReactElement {
  const { fill, stroke } = LOOKS[look];
  const half = GRAIN / 2;
  return (
    <g transform={`translate(${x} ${y})`} fill={fill} stroke={stroke} strokeWidth={1}>
      <title>{`${name}, ${LOOKS[look].words}`}</title>
      {isCounter(name) ? <circle r={half} /> : <rect x={-half} y={-half} width={GRAIN} height={GRAIN} rx={1.5} />}
      {look === 'moving' && <path d={`M${-half} ${half}L${half} ${-half}`} />}
      {look === 'overflow' && <path d={`M${-half} 0H${half}M0 ${-half}V${half}`} />}
      {look === 'hot' && <circle r={1.4} fill={stroke} stroke="none" />}
    </g>
  );
}

/** What the marks mean; only those that are on stage. */
export function GrainLegend({ bounded }: { readonly bounded: boolean }): ReactElement {
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 14px', color: 'var(--mute)', fontSize: 12 }}>
      <Entry look="own" name="w" text="wall" />
      <Entry look="own" name=":likes" text="counter" />
      {(['moving', 'locked', 'hot', ...(bounded ? (['overflow'] as const) : []), 'leftover'] as const).map((look) => (
        <Entry key={look} look={look} name="w" text={LOOKS[look].words} />
      ))}
    </div>
  );
}

function Entry({
  look,
  name,
  text,
}: {
  readonly look: Look;
  readonly name: string;
  readonly text: string;
}): ReactElement {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 5 }}>
      <svg width={CELL} height={CELL} aria-hidden>
        <Grain name={name} look={look} x={CELL / 2} y={CELL / 2} />
      </svg>
      {text}
    </span>
  );
}
