import type { ReactElement } from 'react';
import type { NodeArtProps } from '../../../ui/kit/index.ts';
import { VIEWS } from '../topology.ts';

/** How much of the log is in the view: a ring that is closed when it is at the head. */
function ViewRing({ now, scene, radius }: NodeArtProps): ReactElement | null {
  const head = scene.nodes['log']?.metrics['head'] ?? 0;
  const behind = now.metrics['lagPositions'] ?? 0;
  if (head === 0 || now.lanes['main'] === 'ABSENT') return null;
  const ring = radius + 6;
  const late = behind > 0;
  return (
    <g fill="none">
      <circle r={ring} stroke="var(--line)" strokeWidth={2} />
      <circle
        r={ring}
        pathLength={100}
        transform="rotate(-90)"
        stroke={late ? 'var(--warn-mark)' : 'var(--ok-mark)'}
        strokeWidth={late ? 4 : 2.5}
        strokeDasharray={`${((head - behind) * 100) / head} 100`}
      />
    </g>
  );
}

/** A bar for each view that it holds: full height at the newest position, lower the further behind. */
function ReplicaBars({ now, scene, radius }: NodeArtProps): ReactElement {
  const head = scene.nodes['write-store']?.metrics['position'] ?? 0;
  return (
    <g>
      {VIEWS.map(([view], i) => {
        const at = now.metrics[`at ${view}`] ?? 0;
        const behind = Math.max(0, head - at);
        const height = at === 0 ? 1 : Math.max(3, 14 - behind);
        return (
          <rect
            key={view}
            x={radius + 5 + i * 6}
            y={7 - height}
            width={4}
            height={height}
            fill={behind === 0 ? 'var(--ok-mark)' : 'none'}
            stroke={behind === 0 ? 'var(--ok-mark)' : 'var(--warn-mark)'}
          />
        );
      })}
    </g>
  );
}

/** Rows of the outbox that are not in the log yet, as a little stack. */
function Outbox({ now, scene, radius }: NodeArtProps): ReactElement | null {
  const waiting = Math.max(0, (now.metrics['position'] ?? 0) - (scene.nodes['relay']?.metrics['cursor'] ?? 0));
  const gap = (scene.nodes['relay']?.metrics['highWater'] ?? 0) < (now.metrics['position'] ?? 0);
  if (waiting === 0) return null;
  return (
    <g fill="var(--warn-soft)" stroke="var(--warn-mark)">
      {Array.from({ length: Math.min(6, waiting) }, (_, i) => (
        <rect
          key={i}
          x={radius + 4}
          y={8 - i * 6}
          width={10}
          height={4}
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
      return <ViewRing {...props} />;
    case 'replica':
      return <ReplicaBars {...props} />;
    case 'writeStore':
      return <Outbox {...props} />;
    default:
      return null;
  }
}
