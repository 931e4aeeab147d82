import type { ReactElement } from 'react';
import type { NodeArtProps } from '../../../ui/kit/index.ts';
import { PARTITIONS, partitionName } from '../programs/cluster.ts';

const SIDE = 16;
const STEP = 19;

/** On the upper edge of a broker: which partitions it leads (filled) and follows. Of a consumer: which it owns. */
export function Art({ node, now, radius }: NodeArtProps): ReactElement | null {
  if (now.status === 'down' || (node.program !== 'broker' && node.program !== 'consumer')) return null;
  const kinds = Array.from({ length: PARTITIONS }, (_, index) => kindOf(node.program, now, index));
  const shown = kinds.flatMap((kind, index) => (kind === 'none' ? [] : [{ kind, index }]));
  const left = -((shown.length - 1) * STEP) / 2;
  return (
    <g aria-hidden="true">
      {shown.map(({ kind, index }, i) => (
        <g key={index} transform={`translate(${left + i * STEP} ${1 - radius})`}>
          <rect
            x={-SIDE / 2}
            y={-SIDE / 2}
            width={SIDE}
            height={SIDE}
            rx={3}
            fill={kind === 'strong' ? 'var(--accent-soft)' : 'var(--panel)'}
            stroke={kind === 'strong' ? 'var(--accent)' : kind === 'lost' ? 'var(--bad-mark)' : 'var(--edge)'}
            strokeWidth={kind === 'strong' ? 2 : 1}
            strokeDasharray={kind === 'lost' ? '2 2' : undefined}
          />
          <text
            y={4}
            textAnchor="middle"
            fontSize={11}
            fontFamily="var(--font-mono)"
            fill={kind === 'strong' ? 'var(--accent)' : kind === 'lost' ? 'var(--bad)' : 'var(--mute)'}
          >
            {index}
          </text>
        </g>
      ))}
    </g>
  );
}

type Kind = 'strong' | 'weak' | 'lost' | 'none';

function kindOf(program: string, now: NodeArtProps['now'], index: number): Kind {
  if (program === 'consumer') return ((now.metrics['owns'] ?? 0) >> index) & 1 ? 'strong' : 'none';
  const role = now.lanes[partitionName(index)];
  return role === 'leader' ? 'strong' : role === 'follower' ? 'weak' : role === 'no leader' ? 'lost' : 'none';
}
