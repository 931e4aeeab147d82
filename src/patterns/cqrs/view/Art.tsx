import type { ReactElement } from 'react';
import type { NodeArtProps } from '../../../ui/kit/index.ts';
import { LOGS, VIEWS } from '../topology.ts';

/** How much of the log is in the view: a bar along the top of the node, full when it is at the head. */
function Progress({ now, scene, radius }: NodeArtProps): ReactElement | null {
  const head = LOGS.reduce((sum, id) => sum + (scene.nodes[id]?.metrics['head'] ?? 0), 0);
  const behind = Math.min(head, now.metrics['lagPositions'] ?? 0);
  if (head === 0 || now.lanes['main'] === 'ABSENT') return null;
  const colour = behind > 0 ? 'var(--warn-mark)' : 'var(--ok-mark)';
  const width = 30;
  return (
    <g transform={`translate(${-width / 2} ${-radius + 4})`}>
      <rect width={width} height={4} rx={2} fill="var(--panel)" stroke={colour} />
      <rect width={(width * (head - behind)) / head} height={4} rx={2} fill={colour} />
    </g>
  );
}

/** A bar for each view that it holds, above the node: full height at the newest position, lower the further behind. */
function ReplicaBars({ now, scene, radius }: NodeArtProps): ReactElement {
  const head = scene.nodes['write-store']?.metrics['position'] ?? 0;
  return (
    <g>
      {VIEWS.map(([view], i) => {
        const at = now.metrics[`at ${view}`] ?? 0;
        const behind = Math.max(0, head - at);
        const height = at === 0 ? 1 : Math.max(3, 12 - behind);
        return (
          <rect
            key={view}
            x={-11 + i * 6}
            y={-radius - 4 - height}
            width={4}
            height={height}
            fill={behind === 0 ? 'var(--ok-mark)' : 'var(--panel)'}
            stroke={behind === 0 ? 'var(--ok-mark)' : 'var(--warn-mark)'}
          />
        );
      })}
    </g>
  );
}

/** Rows of the outbox that are not in the log yet: cells above the node, dashed while an older transaction is open. */
function Outbox({ now, scene, radius }: NodeArtProps): ReactElement | null {
  const position = now.metrics['position'] ?? 0;
  const relay = scene.nodes['relay']?.metrics ?? {};
  const waiting = Math.max(0, position - (relay['cursor'] ?? 0));
  const gap = (relay['highWater'] ?? 0) < (relay['cursor'] ?? 0) || (relay['highWater'] ?? 0) < position;
  return (
    <g fill="var(--warn-soft)" stroke="var(--warn-mark)">
      {Array.from({ length: Math.min(8, waiting) }, (_, i) => (
        <rect
          key={i}
          x={-24 + i * 6}
          y={-radius - 12}
          width={5}
          height={8}
          rx={1}
          strokeDasharray={gap ? '2 1' : undefined}
        />
      ))}
    </g>
  );
}

export function Art(props: NodeArtProps): ReactElement | null {
  if (props.now.status === 'down') return null;
  switch (props.node.program) {
    case 'projector':
      return <Progress {...props} />;
    case 'replica':
      return <ReplicaBars {...props} />;
    case 'writeStore':
      return <Outbox {...props} />;
    default:
      return null;
  }
}
