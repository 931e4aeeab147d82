import type { ReactElement } from 'react';
import type { ShardMap } from '../programs/placement/shard-map.ts';
import type { Nodes } from './read-state.ts';

export interface Holder {
  readonly node: string;
  readonly label: string;
  /** Null while it is down. */
  readonly epoch: number | null;
}

export function holdersOf(nodes: Nodes, labels: Readonly<Record<string, string>>): Holder[] {
  return Object.keys(labels).flatMap((node) => {
    const state = (nodes[node]?.state ?? null) as { readonly map?: ShardMap } | null;
    // People behind a router have no map of their own.
    if (state !== null && state.map === undefined) return [];
    return [{ node, label: labels[node]!, epoch: state?.map?.epoch ?? null }];
  });
}

/** Who holds which epoch of the map. Whoever is behind says so in words, and by how much. */
export function Epochs({
  holders,
  newest,
  select,
}: {
  readonly holders: readonly Holder[];
  readonly newest: number;
  select(node: string): void;
}): ReactElement {
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 6 }}>
      {holders.map(({ node, label, epoch }) => {
        const stale = epoch !== null && epoch < newest;
        const tone = epoch === null ? 'bad' : stale ? 'warn' : null;
        return (
          <button
            key={node}
            type="button"
            onClick={() => select(node)}
            style={{
              font: 'inherit',
              fontSize: 12,
              minHeight: 24,
              padding: '2px 8px',
              borderRadius: 'var(--radius-s)',
              border: `1px ${stale ? 'dashed' : 'solid'} ${tone === null ? 'var(--line)' : `var(--${tone}-mark)`}`,
              background: tone === null ? 'transparent' : `var(--${tone}-soft)`,
              color: tone === null ? 'var(--mute)' : `var(--${tone})`,
              cursor: 'pointer',
            }}
          >
            {label} {epoch === null ? 'down' : stale ? `${epoch} < ${newest}` : epoch}
          </button>
        );
      })}
    </div>
  );
}
